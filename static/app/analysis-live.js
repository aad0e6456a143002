// <analysis-live src="/analyses/ID/events"> and <hint-live src="/runs/ID/hint/events"> keep their parts up to date while
// code is analyzed and an error is explained.

import { EventStream } from './stream.js'
import { replaceParts } from './run-output.js'

// LiveParts follows an event stream that replaces the parts inside of it.
class LiveParts extends HTMLElement {
  #stream

  follow() {
    this.#stream = new EventStream(this.getAttribute('src'), {
      event: (type, data) => this.#event(type, data),
      live: () => announce('live'),
      waiting: () => announce('reconnecting'),
      ended: () => announce('idle'),
    })
  }

  disconnectedCallback() {
    this.#stop()
  }

  #stop() {
    this.#stream?.close()
    announce('idle')
  }

  #event(type, data) {
    if (type === 'drain') return this.#stream.reconnect()
    replaceParts(this, data.html)
    if (type === 'done') this.#stop()
    this.changed(type === 'done')
  }

  say(text) {
    this.closest('[data-panel]').querySelector('[data-status]').textContent = text
  }
}

class AnalysisLive extends LiveParts {
  connectedCallback() {
    const page = this.getAttribute('page')
    if (location.pathname !== page) history.replaceState(null, '', page)
    showHeat()
    if (this.hasAttribute('src')) this.follow()
  }

  disconnectedCallback() {
    super.disconnectedCallback()
    document.dispatchEvent(new CustomEvent('heat', { detail: [] }))
  }

  changed(done) {
    showHeat()
    this.#prefill()
    if (!done) return
    this.say(this.querySelector('[data-summary]').dataset.summary)
    document.dispatchEvent(new Event('run-done')) // the line of an error is marked
  }

  // What the measurement chose is a guess that a person can correct.
  #prefill() {
    const { measured } = this.querySelector('[data-part="why"]').dataset
    for (const [name, value] of Object.entries(JSON.parse(measured))) {
      const field = this.querySelector(`form [name="${name}"]`)
      if (!field.value) field.value = value
    }
  }
}

// What a model says of an error, while it is written.
class HintLive extends LiveParts {
  connectedCallback() {
    this.addEventListener('submit', this)
    if (this.hasAttribute('open')) this.follow()
  }

  async handleEvent(event) {
    event.preventDefault()
    const { action, method } = event.target
    const asked = await fetch(action, { method, headers: { 'HX-Request': 'true' } }).catch(() => ({}))
    if (asked.ok) this.follow()
    else event.target.submit() // to the page that says why
  }

  changed(done) {
    if (done) this.say(this.innerText)
  }
}

const announce = (state) => document.dispatchEvent(new CustomEvent('connection', { detail: state }))

// showHeat tells the editor, whenever it is there, how often each line ran.
export function showHeat() {
  const lines = document.querySelector('analysis-live [data-heat]')
  if (lines) document.dispatchEvent(new CustomEvent('heat', { detail: JSON.parse(lines.dataset.heat) }))
}

customElements.define('analysis-live', AnalysisLive)
customElements.define('hint-live', HintLive)

// A chart is saved as PNG by drawing the file that the server makes of it.
document.addEventListener('click', async (event) => {
  const link = event.target.closest('a[data-png]')
  if (!link) return
  event.preventDefault()
  const source = await (await fetch(link.href)).text()
  const image = new Image()
  image.src = `data:image/svg+xml,${encodeURIComponent(source)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.naturalWidth
  canvas.height = image.naturalHeight
  canvas.getContext('2d').drawImage(image, 0, 0)
  const saved = document.createElement('a')
  saved.download = link.dataset.png
  saved.href = canvas.toDataURL('image/png')
  saved.click()
})
