// The files beside main.py as tabs (WAI-ARIA Authoring Practices). Their fields belong to the form, here as without scripts.

export function fileTabs(form, draft) {
  const strip = document.querySelector('[data-files]')
  const box = form.querySelector('[data-editor]')
  const beside = form.querySelector('[data-beside]')
  const chooser = form.elements.upload
  const files = () => [...box.querySelectorAll('[data-file]')]
  const nameField = (file) => file.querySelector('[name="file_name"]')
  const textField = (file) => file.querySelector('textarea')
  const kindField = (file) => file.querySelector('[name="file_kind"]')

  const nameOf = (file) => (file ? nameField(file).value || 'no name' : 'main.py')
  const tabs = document.createElement('div')
  tabs.setAttribute('role', 'tablist')
  tabs.setAttribute('aria-label', 'Files')
  box.id = 'shown-file'
  box.setAttribute('role', 'tabpanel')
  let removed

  const show = (file, focus = true) => {
    for (const other of files()) other.hidden = other !== file
    draw(file)
    const field = file ? textField(file) : form.elements.code
    if (!field.readOnly) document.dispatchEvent(new CustomEvent('show-file', { detail: { field, name: nameOf(file), focus } }))
    else if (focus) field.focus()
  }

  const button = (text, act) => {
    const made = document.createElement('button')
    made.type = 'button'
    made.className = 'btn ghost small'
    made.textContent = text
    made.addEventListener('click', act)
    return made
  }

  const tab = (file, active) => {
    const made = button(nameOf(file), () => show(file))
    made.setAttribute('role', 'tab')
    made.setAttribute('aria-selected', file === active)
    made.setAttribute('aria-controls', box.id)
    made.tabIndex = file === active ? 0 : -1
    made.addEventListener('keydown', (event) => {
      const all = [undefined, ...files()]
      const at = all.indexOf(file)
      const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }[event.key]
      if (event.key === 'Delete' && file) remove(file)
      else if (to === undefined) return
      else show(all.at(to % all.length), false)
      event.preventDefault()
      tabs.querySelector('[aria-selected="true"]').focus()
    })
    return made
  }

  const draw = (active) => {
    box.setAttribute('aria-label', nameOf(active))
    tabs.replaceChildren(tab(undefined, active), ...files().map((file) => tab(file, active)))
    strip.replaceChildren(
      tabs,
      button('+ File', () => {
        show(add('data.txt', ''))
        keep()
      }),
      button('Upload', () => chooser.click()),
      ...(removed ? [button(`Undo: ${nameOf(removed)}`, restore)] : []),
    )
  }

  // What is removed keeps its text, and in the editor its history, until something else is removed.
  const remove = (file) => {
    removed = file
    file.remove()
    show(undefined, false)
    keep()
  }

  const restore = () => {
    box.append(removed)
    const back = removed
    removed = undefined
    show(back)
    keep()
  }

  // What is written survives a reload and a crashed tab.
  let timer
  const keep = () => {
    clearTimeout(timer)
    timer = undefined
    draft.write(files().map((file) => ({ name: nameField(file).value, text: textField(file).value, kind: kindField(file).value })))
  }
  const keepSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(keep, 250)
  }

  const add = (name, text, kind = 'text') => {
    const file = form.querySelector('[data-file-template]').content.firstElementChild.cloneNode(true)
    const taken = (other) => files().some((f) => nameField(f).value === other)
    const [, stem, end] = /^(.+?)(\.[^.]*)?$/.exec(name)
    let free = name
    for (let n = 2; taken(free); n++) free = `${stem}-${n}${end ?? ''}`
    nameField(file).value = free
    kindField(file).value = kind
    textField(file).value = text
    textField(file).readOnly = kind !== 'text'
    textField(file).setAttribute('aria-label', `Content of ${free}`)
    adopt(file)
    return file
  }

  const adopt = (file) => {
    box.append(file)
    file.hidden = true
    nameField(file).addEventListener('input', () => show(file, false))
    file.querySelector('[data-remove]').addEventListener('click', () => {
      remove(file)
      strip.lastElementChild.focus()
    })
  }

  const take = async (chosen) => {
    let last
    for (const file of chosen) last = await read(file, add)
    if (last) show(last)
    keep()
  }

  chooser.addEventListener('change', async () => {
    await take(chooser.files)
    chooser.value = ''
  })
  box.addEventListener('dragover', (event) => event.dataTransfer.types.includes('Files') && event.preventDefault())
  box.addEventListener(
    'drop',
    (event) => {
      if (!event.dataTransfer.files.length) return
      event.preventDefault()
      event.stopPropagation()
      take(event.dataTransfer.files)
    },
    { capture: true },
  )
  // Before the editor goes to a line, its file has to be seen.
  document.addEventListener(
    'go-to-line',
    (event) => {
      const file = files().find((f) => nameField(f).value === event.detail.file)
      show(file, false)
      if (!file || (box.classList.contains('ready') && !textField(file).readOnly)) return
      event.stopImmediatePropagation()
      selectLine(textField(file), event.detail.line)
    },
    { capture: true },
  )
  document.addEventListener('focus-code', () => show())
  beside.querySelectorAll('[data-file]').forEach(adopt)
  beside.hidden = true
  const before = 'kept' in form.dataset ? null : draft.read()
  if (before) {
    files().forEach((file) => file.remove())
    before.forEach(({ name, text, kind }) => add(name, text, kind))
  }
  if ('kept' in form.dataset) keep()
  box.addEventListener('input', (event) => event.target.closest('[data-file]') && keepSoon())
  const leave = () => timer && keep()
  addEventListener('pagehide', leave)
  document.addEventListener('visibilitychange', leave)
  draw()
}

export function selectLine(field, line) {
  const lines = field.value.split('\n')
  const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0)
  field.focus()
  field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0))
}

// A form holds text whose lines end in \n; anything else travels as base64.
async function read(file, add) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer())
    if (!/[\r\0]/.test(text)) return add(file.name, text)
  } catch {
    // It is no text.
  }
  const reader = new FileReader()
  const loaded = new Promise((resolve) => reader.addEventListener('load', resolve))
  reader.readAsDataURL(file)
  await loaded
  return add(file.name, reader.result.split(',')[1] ?? '', 'base64')
}
