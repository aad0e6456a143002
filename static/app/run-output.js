// <run-output src="/runs/ID/events"> shows the frames that the server renders. It is inside a panel
// whose parts named by data-part it keeps up to date.

import { EventStream } from './stream.js'

const LINES_PER_BLOCK = 200
const SLICE = 64 * 1024 // characters parsed at once
const BUDGET = 8 // milliseconds of parsing before the display gets its turn
const BLOCKS = 500 // kept in the page: a program that prints empty lines has a million of them within its limit

const policy = globalThis.trustedTypes?.createPolicy('run-output', { createHTML: (html) => html })
export const trusted = (html) => (policy ? policy.createHTML(html) : html)

// replaceParts puts HTML of the server in the place of the parts of a panel that it names.
export function replaceParts(panel, html) {
  const template = document.createElement('template')
  template.innerHTML = trusted(html)
  for (const part of template.content.querySelectorAll('[data-part]')) {
    const old = panel.querySelector(`[data-part="${part.dataset.part}"]`)
    // Replacing equal content would end a text selection, and a focus inside it.
    if (old && old.outerHTML !== part.outerHTML) old.replaceWith(part)
  }
  // A person in another tab sees how it goes.
  const chip = panel.querySelector('.chip')
  if (chip) document.title = `${chip.textContent} · Code Remote`
}

class RunOutput extends HTMLElement {
  #stream
  #panel
  #queue = [] // HTML of finished lines not yet shown
  #tail = ''
  #tailNode
  #block
  #room = 0 // lines that still fit the block
  #forgotten = false // lines were dropped
  #gap
  #frame = 0
  #stick = true
  #top = 0
  #ticker
  #atEnd // what to do when the queue is empty after the last event

  connectedCallback() {
    this.#panel = this.closest('[data-panel]')
    this.addEventListener('scroll', () => this.#scrolled(), { passive: true })
    const page = this.getAttribute('page')
    if (page && location.pathname !== page) history.replaceState(null, '', page)
    const src = this.getAttribute('src')
    if (!src) return
    this.#ticker = setInterval(() => this.#tick(), 100)
    this.#stream = new EventStream(src, {
      event: (type, data) => this.#event(type, data),
      live: () => this.#connection('live'),
      waiting: (wait) => this.#connection('reconnecting', wait),
      ended: () => this.#refused(),
    })
  }

  disconnectedCallback() {
    this.#stop()
    cancelAnimationFrame(this.#frame)
    this.#announce('idle')
  }

  retryNow() {
    this.#stream?.retryNow()
  }

  // text is the output as a person would copy it: a line too long for one row is one line again.
  text() {
    let text = ''
    for (const line of this.querySelectorAll('p')) {
      if (text && line.firstElementChild.textContent) text += '\n'
      text += line.lastElementChild.textContent
    }
    return text ? text + '\n' : ''
  }

  #event(type, data) {
    if (type === 'reset') this.#reset()
    if (type === 'reset' || type === 'frame') {
      if (data.a) this.#queue.push(data.a)
      if (data.d) this.#forgotten = true
      this.#tail = data.t
      this.#schedule()
    } else if (type === 'state') {
      this.#parts(data.html)
      this.#input(data.waiting)
    } else if (type === 'drain') {
      this.#stream.reconnect()
    } else if (type === 'done') {
      this.#stop()
      this.#atEnd = () => this.#done(data)
      this.#schedule()
    }
  }

  #reset() {
    this.#queue = []
    this.#block = this.#tailNode = undefined
    this.#room = 0
    this.#forgotten = false
    this.replaceChildren()
  }

  // A hidden tab gets no display frames, and its queue must not grow for ever.
  #schedule() {
    if (this.#frame) return
    this.#frame = document.hidden ? setTimeout(() => this.#show(), 50) : requestAnimationFrame(() => this.#show())
  }

  #show() {
    this.#frame = 0
    if (!this.#tailNode) this.#start()
    const start = performance.now()
    while (this.#queue.length && performance.now() - start < BUDGET) this.#append()
    this.#forget()
    if (this.#queue.length) return this.#pin(), this.#schedule()
    this.#tailNode.innerHTML = trusted(this.#tail)
    this.#pin()
    this.#atEnd?.()
    this.#atEnd = undefined
  }

  #start() {
    this.replaceChildren()
    this.#tailNode = document.createElement('div')
    this.append(this.#tailNode)
  }

  // append moves lines from the queue into the open block. A line ends with </p>, which its text cannot contain: the server escapes it.
  #append() {
    if (!this.#room) this.#newBlock()
    const html = this.#queue[0]
    let end = 0
    while (this.#room && end < html.length && end < SLICE) {
      end = html.indexOf('</p>', end) + 4
      this.#room--
    }
    this.#block.insertAdjacentHTML('beforeend', trusted(html.slice(0, end)))
    if (end >= html.length) this.#queue.shift()
    else this.#queue[0] = html.slice(end)
  }

  #newBlock() {
    this.#block?.classList.remove('open')
    this.#block = document.createElement('div')
    this.#block.className = 'block open'
    this.#room = LINES_PER_BLOCK
    this.#tailNode.before(this.#block)
  }

  // forget drops the oldest lines, and says so. The server does the same within one frame.
  #forget() {
    while (this.childElementCount > BLOCKS + 2) {
      const oldest = this.firstElementChild === this.#gap ? this.#gap.nextElementSibling : this.firstElementChild
      oldest.remove()
      this.#forgotten = true
    }
    if (!this.#forgotten || this.#gap?.isConnected) return
    this.#gap = document.createElement('div')
    this.#gap.className = 'gap'
    this.#gap.textContent = 'Earlier lines are left out here.'
    this.prepend(this.#gap)
  }

  // Scrolling up lets go of the end, coming back to it takes hold again.
  #scrolled() {
    const top = this.scrollTop
    if (top < this.#top - 2) this.#stick = false
    if (top + this.clientHeight >= this.scrollHeight - 12) this.#stick = true
    this.#top = top
  }

  // Twice, because the heights of blocks out of sight are estimates until the next frame.
  #pin() {
    if (!this.#stick) return
    this.#toEnd()
    requestAnimationFrame(() => this.#stick && this.#toEnd())
  }

  #toEnd() {
    this.scrollTop = this.#top = this.scrollHeight
    this.#top = this.scrollTop
  }

  #parts(html) {
    replaceParts(this.#panel, html)
  }

  // tick counts the seconds between two reports of the server.
  #tick() {
    const clock = this.#panel?.querySelector('[data-seconds]')
    if (!clock) return
    clock.since ??= performance.now()
    const seconds = Number(clock.dataset.seconds) + (performance.now() - clock.since) / 1000
    clock.textContent = `${Math.min(seconds, Number(clock.dataset.most)).toFixed(1)} s`
  }

  #input(waiting) {
    const form = this.#panel.querySelector('[data-input]')
    if (!form) return
    const field = form.elements.line
    const changed = field.disabled === waiting
    for (const control of form.elements) control.disabled = !waiting
    form.classList.toggle('waiting', waiting)
    field.placeholder = waiting ? 'Type an answer and press Enter' : 'Type here when your program asks for input'
    if (!waiting || !changed) return
    // Somebody who goes on typing code must not land in the input line.
    const active = document.activeElement
    if (active === document.body || this.#panel.contains(active) || active?.closest('[data-run]')) field.focus()
    this.#say('Your program waits for input.')
  }

  #done({ html, status }) {
    this.#parts(html)
    this.#input(false)
    this.#panel.querySelectorAll('[data-while-running]').forEach((element) => element.remove())
    const note = this.#panel.querySelector('[data-part="facts"]')
    this.#say(note?.dataset.summary ?? '')
    this.#announce('idle')
    this.dispatchEvent(new CustomEvent('run-done', { bubbles: true, detail: { status } }))
  }

  #refused() {
    this.#stop()
    this.#connection('refused')
  }

  #stop() {
    this.#stream?.close()
    clearInterval(this.#ticker)
  }

  #connection(state, wait) {
    const note = this.#panel.querySelector('[data-connection]')
    if (note) {
      note.hidden = state === 'live'
      note.dataset.state = state
      const text = note.querySelector('[data-wait]')
      if (wait && text) text.textContent = `Missed output will appear here. Next try in ${Math.max(1, Math.round(wait / 1000))} s.`
    }
    this.#announce(state === 'refused' ? 'idle' : state)
  }

  #announce(state) {
    document.dispatchEvent(new CustomEvent('connection', { detail: state }))
  }

  #say(text) {
    const status = this.#panel.querySelector('[data-status]')
    if (status) status.textContent = text
  }
}

customElements.define('run-output', RunOutput)
