// The grip between code and output: dragged, or moved with the arrow keys (the separator pattern of ARIA).

import { read, write } from './store.js'

const LEAST = 25 // percent
const MOST = 75

export function makeGrip(grip) {
  const work = grip.parentElement
  let share = Number(read('localStorage', 'panes')) || Number(grip.getAttribute('aria-valuenow'))
  const set = (percent) => {
    share = Math.min(MOST, Math.max(LEAST, percent))
    work.style.setProperty('--share', `${share}fr`)
    work.style.setProperty('--rest', `${100 - share}fr`)
    grip.setAttribute('aria-valuenow', Math.round(share))
  }
  const keep = () => write('localStorage', 'panes', String(share))
  set(share)
  grip.addEventListener('pointerdown', (event) => {
    grip.setPointerCapture(event.pointerId)
    event.preventDefault()
  })
  grip.addEventListener('pointermove', (event) => {
    if (!grip.hasPointerCapture(event.pointerId)) return
    const box = work.getBoundingClientRect()
    set(((event.clientX - box.left) / box.width) * 100)
  })
  grip.addEventListener('pointerup', keep)
  grip.addEventListener('keydown', (event) => {
    const to = { ArrowLeft: share - 2, ArrowRight: share + 2, Home: LEAST, End: MOST }[event.key]
    if (to === undefined) return
    event.preventDefault()
    set(to)
    keep()
  })
}
