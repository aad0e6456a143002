// A snippet is saved while it is typed. What the server does not have yet is kept on this device; what was
// changed somewhere else meanwhile is never overwritten: the person chooses.

import { read, write } from './store.js'
import { onSaveKey } from './keys.js'

const user = document.body.dataset.user
const prefix = (id) => `unsaved:${user}:${id}:`

// Two tabs keep their own.
function tabKey(id) {
  let tab = read('sessionStorage', 'tab')
  if (!tab) write('sessionStorage', 'tab', (tab = crypto.randomUUID?.() ?? String(Math.random())))
  return prefix(id) + tab
}

const keptKeys = (id) => {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix(id)))
  } catch {
    return []
  }
}

export function autosave(form, field) {
  const id = form.elements.snippet_id.value
  const title = form.elements.title
  const base = form.elements.base
  const shown = document.querySelector('[data-save-state]')
  const conflictNote = form.querySelector('[data-conflict]')
  const key = tabKey(id)
  const texts = () => JSON.stringify([field.value, title.value])
  let saved = 'kept' in form.dataset ? '' : texts()
  let underway = null
  let timer
  let wait = 5000
  let stopped = false // until the person has chosen

  const state = (words) => (shown.textContent = words)
  const keep = () => {
    if (texts() === saved) write('localStorage', key, null)
    else write('localStorage', key, JSON.stringify({ code: field.value, title: title.value, base: base.value, at: Date.now() }))
  }
  const later = (ms) => {
    clearTimeout(timer)
    timer = setTimeout(save, ms)
  }

  function conflict() {
    stopped = true
    conflictNote.hidden = false
    state('Not saved: kept on this device')
  }

  async function send() {
    const sent = texts()
    state('Saving')
    let response
    try {
      const body = new URLSearchParams({ code: field.value, title: title.value, base: base.value })
      response = await fetch(form.dataset.saves, { method: 'POST', body, headers: { Accept: 'application/json' } })
    } catch {
      return offline()
    }
    const answer = await response.json().catch(() => ({}))
    if (response.ok && answer.tag) {
      base.value = answer.tag
      saved = sent
      wait = 5000
      keep()
      if (texts() === saved) return state('Saved')
      return later(300)
    }
    if (response.status === 412) return conflict()
    if (response.status === 401) return state('Logged out: kept on this device')
    if (response.status === 404) return state('Deleted: kept on this device')
    if (response.status < 500) return state(answer.detail ?? 'Not saved')
    offline()
  }

  function offline() {
    state('Offline: kept on this device')
    later(wait)
    wait = Math.min(2 * wait, 60_000)
  }

  // One at a time: the next one is based on the answer to this one.
  async function save() {
    clearTimeout(timer)
    while (underway) await underway
    if (stopped || texts() === saved) return
    underway = send().finally(() => (underway = null))
    await underway
  }

  const typed = () => {
    if (texts() === saved) return
    keep()
    if (stopped) return
    if (shown.textContent === 'Saved') state('Saving')
    if (!navigator.onLine) return offline()
    later(800)
  }

  // What an earlier visit could not save.
  function recover() {
    const found = keptKeys(id)
      .map((name) => [name, JSON.parse(read('localStorage', name))])
      .sort(([a, x], [b, y]) => (b === key) - (a === key) || y.at - x.at)
    for (const [name, kept] of found) {
      if (kept.code === field.value && kept.title === title.value) write('localStorage', name, null)
    }
    const [name, kept] = found.find(([name]) => read('localStorage', name)) ?? []
    if (!kept) return
    field.value = kept.code
    title.value = kept.title
    if (name !== key) write('localStorage', name, null)
    const stale = kept.base !== base.value
    base.value = kept.base
    keep()
    field.dispatchEvent(new Event('input', { bubbles: true }))
    if (stale) conflict()
  }

  field.addEventListener('input', typed)
  title.addEventListener('input', typed)
  addEventListener('online', save)
  addEventListener('pagehide', keep)
  document.addEventListener('visibilitychange', () => document.hidden && save())
  const button = document.querySelector('[data-save]')
  button.addEventListener('click', (event) => {
    event.preventDefault()
    if (stopped) choose()
    else save()
  })
  onSaveKey(() => (stopped ? choose() : save()))

  // Without htmx the form leads to the page where both are shown.
  function choose() {
    form.action = button.formAction
    HTMLFormElement.prototype.submit.call(form)
  }
  form.querySelector('[data-choose]').addEventListener('click', choose)

  // What runs is saved before, so that the version that ran is among those that are kept.
  let ready = false
  form.addEventListener(
    'submit',
    async (event) => {
      if (ready || stopped || texts() === saved) return
      event.preventDefault()
      event.stopImmediatePropagation()
      await save()
      ready = true
      form.requestSubmit(event.submitter)
      ready = false
    },
    { capture: true },
  )
  recover()
}

// On the page of the choice: whatever the person takes, this device need not keep the other.
export function settle() {
  const choice = document.querySelector('[data-settle]')
  const forget = () => keptKeys(choice.dataset.settle).forEach((name) => write('localStorage', name, null))
  choice?.addEventListener('submit', forget)
  choice?.querySelector('a').addEventListener('click', forget)
}
