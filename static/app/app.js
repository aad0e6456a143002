import './run-output.js'
import './analysis-live.js'
import { fileTabs, selectLine } from './files.js'
import { makeGrip } from './grip.js'
import { filesDraft, forget, restore, save, settled } from './draft.js'
import { autosave, settle } from './autosave.js'
import { read, write } from './store.js'
import { onSaveKey } from './keys.js'
import { finder } from './finder.js'

const mac = /Mac|iP(hone|ad)/.test(navigator.platform)

themeToggle()
workspace()
settle()
finder()
document.querySelector('[data-logout]')?.addEventListener('submit', forget)

function themeToggle() {
  const button = document.querySelector('[data-theme-toggle]')
  const root = document.documentElement
  const order = ['auto', 'light', 'dark']
  const show = (theme) => button.setAttribute('aria-label', `Theme: ${theme === 'auto' ? 'automatic' : theme}`)
  show(root.dataset.theme ?? 'auto')
  button.addEventListener('click', () => {
    const next = order[(order.indexOf(root.dataset.theme ?? 'auto') + 1) % order.length]
    if (next === 'auto') delete root.dataset.theme
    else root.dataset.theme = next
    write('localStorage', 'theme', next === 'auto' ? null : next)
    show(next)
    button.title = button.getAttribute('aria-label')
    document.dispatchEvent(new Event('theme'))
  })
}

async function workspace() {
  const form = document.querySelector('form#run')
  if (!form) return
  const field = form.elements.code
  if (location.pathname === '/new' && location.hash.startsWith('#c=')) await unpack(field, location.hash.slice(3))
  if (form.dataset.saves) {
    settled(field)
    autosave(form, field)
  } else {
    keepCode(form, field)
    saveNew(form)
  }
  refuseTooLong(form, field)
  shortcuts(form)
  panelActions()
  connectionStatus()
  answers()
  fileTabs(form, filesDraft())
  makeGrip(document.querySelector('[data-grip]'))
  loadEditor(form, field)
}

function keepCode(form, field) {
  // The browser's own restoring of form fields comes after this and would win.
  restore(field, 'kept' in form.dataset)
  let timer
  let edited = false // what was only looked at must not replace a draft
  const saveEdited = () => edited && save(field)
  field.addEventListener('input', () => {
    edited = true
    clearTimeout(timer)
    timer = setTimeout(saveEdited, 250)
  })
  addEventListener('pagehide', saveEdited)
  document.addEventListener('visibilitychange', saveEdited)
}

// Code in the part of the address that is not sent: deflated, as base64url.
async function unpack(field, text) {
  const most = 200_000
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
    const decoder = new TextDecoder()
    let code = ''
    for await (const part of new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))) {
      code += decoder.decode(part, { stream: true })
      if (code.length > most) throw new RangeError('too long')
    }
    field.value = code
  } catch {
    problem('The code in this link cannot be read. Ask for it again.')
  }
}

// htmx would send the form to where programs run.
function saveNew(form) {
  const button = document.querySelector('[data-save]')
  const submit = (event) => {
    event.preventDefault()
    form.action = button.formAction
    HTMLFormElement.prototype.submit.call(form)
  }
  button?.addEventListener('click', submit)
  if (button) onSaveKey(submit)
}

// The server counts bytes after line ends have become \n, as here.
function refuseTooLong(form, field) {
  const limit = Number(form.dataset.limit)
  const size = document.querySelector('[data-size]')
  const encoder = new TextEncoder()
  const format = new Intl.NumberFormat('en-US')
  const count = () => {
    const bytes = encoder.encode(field.value).length
    const over = bytes - limit
    size.textContent = `${format.format(bytes)} ${bytes === 1 ? 'byte' : 'bytes'} of ${limit / 1024} KB`
    if (over > 0) size.textContent += `: ${format.format(over)} too many`
    size.classList.toggle('over', over > 0)
    return over
  }
  field.addEventListener('input', count)
  count()
  form.addEventListener(
    'submit',
    (event) => {
      const over = count()
      if (over <= 0 && field.value.trim()) return
      event.preventDefault()
      event.stopImmediatePropagation()
      problem(over > 0 ? `The code is ${format.format(over)} ${over === 1 ? 'byte' : 'bytes'} too long. Shorten it, or move data out of it.` : 'There is no code to run. Write some Python first.')
      document.dispatchEvent(new Event('focus-code'))
    },
    { capture: true },
  )
}

function shortcuts(form) {
  shortcutNames()
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.defaultPrevented && event.target.name !== 'line') {
      event.preventDefault()
      form.requestSubmit()
    }
    // In a terminal Ctrl+D ends the input; in an empty input line it can mean nothing else.
    if (event.key === 'd' && event.ctrlKey && event.target.name === 'line' && !event.target.value) {
      event.preventDefault()
      event.target.form.elements.eof.click()
    }
  })
}

function shortcutNames() {
  if (mac) document.querySelectorAll('[data-shortcut]').forEach((element) => (element.textContent = '⌘ ↵'))
}

function panelActions() {
  document.addEventListener('click', (event) => {
    const output = document.querySelector('run-output')
    const button = event.target.closest('button, a')
    if (!button) return
    if ('copy' in button.dataset) copy(button, output.text())
    if ('download' in button.dataset) download(output.text())
    if ('tryNow' in button.dataset) output.retryNow()
    if ('line' in button.dataset || 'goToLine' in button.dataset) {
      event.preventDefault()
      document.dispatchEvent(new CustomEvent('go-to-line', { detail: { file: button.dataset.file, line: Number(button.dataset.line), column: Number(button.dataset.column ?? 0) } }))
    }
  })
  document.addEventListener('run-done', () => findErrorLine())
  findErrorLine()
}

function answers() {
  // htmx goes by the form alone: a button may lead elsewhere, as it does without htmx.
  document.addEventListener('htmx:config:request', ({ detail }) => {
    const { request } = detail.ctx
    request.action = request.submitter?.getAttribute('formaction') ?? request.action
  })
  document.addEventListener('htmx:before:response', (event) => {
    if (event.detail.ctx.response.status !== 401) return
    // The session has ended. Without htmx the same form leads to the log-in page and keeps the code.
    event.preventDefault()
    if (event.target.id === 'run') HTMLFormElement.prototype.submit.call(event.target)
    else location.reload()
  })
  // At once, so that somebody who types on meanwhile does not send the same words again.
  document.addEventListener('htmx:before:request', ({ target: form }) => {
    if (!form.matches('[data-input]')) return
    form.sent = form.elements.line.value
    form.elements.line.value = ''
  })
  document.addEventListener('htmx:after:request', (event) => {
    const form = event.target
    const { ok, status } = event.detail.ctx.response.raw
    if (form.matches('[data-input]') && !ok) form.elements.line.value ||= form.sent
    if (form.matches('[data-input]') && !ok) problem(status === 429 ? 'The program has not read what you sent before. Wait for it.' : 'The program does not take input any more.')
    if (form.matches('.stop') && !ok) problem('The program could not be stopped. Try again.')
  })
  document.addEventListener('htmx:after:swap', ({ target }) => {
    if (target.closest?.('dialog, [data-alike]')) return
    marksOff()
    shortcutNames()
    if (matchMedia('(max-width: 760px)').matches) document.getElementById('panel')?.scrollIntoView({ block: 'start' })
  })
  // htmx leaves the page as it is when there is no answer at all.
  document.addEventListener('htmx:error', (event) => {
    if (!event.detail.ctx || event.target.closest?.('dialog, [data-alike]')) return
    if (event.target.matches('[data-input]')) event.target.elements.line.value ||= event.target.sent
    problem('The server did not answer. Your code is kept: try again in a moment.')
  })
}

const marksOff = () => document.dispatchEvent(new CustomEvent('marks', { detail: [] }))

async function copy(button, text) {
  const label = button.textContent
  try {
    await navigator.clipboard.writeText(text)
    button.textContent = 'Copied'
  } catch {
    button.textContent = 'Not allowed'
  }
  setTimeout(() => (button.textContent = label), 1500)
}

function download(text) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  link.download = 'output.txt'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

// The traceback names the line last where the program stopped, in main.py.
function findErrorLine() {
  const marks = [...document.querySelectorAll('#panel [data-message]')].filter(({ dataset }) => !dataset.file).map(({ dataset }) => ({
    line: Number(dataset.line),
    column: dataset.column && Number(dataset.column),
    message: dataset.message,
  }))
  const button = document.querySelector('#panel [data-go-to-line]')
  const lines = button ? [...document.querySelectorAll('run-output p')].slice(-60) : []
  const line = lines.map(linkLine).findLast(Boolean)
  if (line) {
    button.hidden = false
    button.dataset.line = line
    button.textContent = `Go to line ${line}`
    marks.push({ line: Number(line), message: button.closest('.note').querySelector('b').textContent })
  }
  document.dispatchEvent(new CustomEvent('marks', { detail: marks }))
}

// linkLine makes a line of a traceback lead to the code; it returns the number of a line of main.py.
function linkLine(shown) {
  const [, file, line] = /^ *File "(?:\/home\/)?([^"/]+\.py)", line (\d+)/.exec(shown.lastElementChild.textContent) ?? []
  if (!line) return undefined
  const main = file === 'main.py'
  if (!shown.querySelector('a')) {
    const link = document.createElement('a')
    link.href = '#code'
    link.dataset.line = line
    link.dataset.file = main ? '' : file
    link.append(...shown.lastElementChild.childNodes)
    shown.lastElementChild.append(link)
  }
  return main ? line : undefined
}

function connectionStatus() {
  const status = document.querySelector('[data-connection-status]')
  const words = { live: 'Live', reconnecting: 'Reconnecting', offline: 'Offline' }
  let stream = 'idle'
  const show = () => {
    const state = navigator.onLine || stream === 'live' ? stream : 'offline'
    if (status.dataset.state === state) return
    status.dataset.state = state
    status.hidden = !words[state]
    status.textContent = words[state] ?? ''
  }
  document.addEventListener('connection', (event) => {
    stream = event.detail
    show()
  })
  addEventListener('offline', show)
  addEventListener('online', () => {
    show()
    document.querySelector('run-output')?.retryNow()
  })
  show()
}

function problem(text) {
  const status = document.querySelector('[data-problems]')
  status.textContent = text
  status.classList.add('over')
  addEventListener('input', () => {
    status.textContent = ''
    status.classList.remove('over')
  }, { once: true })
}

// A phone gets the text area: Monaco does not support touch keyboards, and it is most of the page's weight.
async function loadEditor(form, field) {
  const box = form.querySelector('[data-editor]')
  const small = matchMedia('(pointer: coarse)').matches || innerWidth < 640
  const toggle = document.querySelector('[data-plain-toggle]')
  const plain = read('localStorage', 'editor') === 'plain'
  plainEditor(field)
  if (small) return
  toggle.hidden = false
  toggle.setAttribute('aria-pressed', plain)
  toggle.addEventListener('click', () => {
    write('localStorage', 'editor', plain ? null : 'plain')
    location.reload()
  })
  if (plain) return
  try {
    const { openEditor } = await import('./editor.js')
    await openEditor(box, field, form)
    document.removeEventListener('go-to-line', field.goToLine)
    document.removeEventListener('show-file', focusFile)
    findErrorLine()
  } catch (error) {
    console.error('the editor did not load, the text area stays', error)
  }
}

function plainEditor(field) {
  field.goToLine = ({ detail }) => selectLine(field, detail.line)
  document.addEventListener('go-to-line', field.goToLine)
  document.addEventListener('show-file', focusFile)
}

function focusFile({ detail }) {
  if (detail.focus) detail.field.focus()
}
