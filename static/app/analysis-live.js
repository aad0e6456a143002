// <analysis-live src="/analyses/ID/events"> keeps the parts of its panel up to date while code is analyzed.

import { EventStream } from './stream.js'
import { replaceParts } from './run-output.js'

class AnalysisLive extends HTMLElement {
  #stream

  connectedCallback() {
    const page = this.getAttribute('page')
    if (location.pathname !== page) history.replaceState(null, '', page)
    showHeat()
    const src = this.getAttribute('src')
    if (!src) return
    this.#stream = new EventStream(src, {
      event: (type, data) => this.#event(type, data),
      live: () => announce('live'),
      waiting: () => announce('reconnecting'),
      ended: () => announce('idle'),
    })
  }

  disconnectedCallback() {
    this.#stream?.close()
    announce('idle')
    document.dispatchEvent(new CustomEvent('heat', { detail: [] }))
  }

  #event(type, data) {
    if (type === 'drain') return this.#stream.reconnect()
    replaceParts(this, data.html)
    showHeat()
    if (type !== 'done') return
    this.#stream.close()
    announce('idle')
    this.#prefill()
    this.closest('[data-panel]').querySelector('[data-status]').textContent = this.querySelector('[data-summary]').dataset.summary
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

const announce = (state) => document.dispatchEvent(new CustomEvent('connection', { detail: state }))

// showHeat tells the editor, whenever it is there, how often each line ran.
export function showHeat() {
  const lines = document.querySelector('analysis-live [data-heat]')
  if (lines) document.dispatchEvent(new CustomEvent('heat', { detail: JSON.parse(lines.dataset.heat) }))
}

customElements.define('analysis-live', AnalysisLive)

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
