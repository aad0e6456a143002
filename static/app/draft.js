// The code typed and not yet run survives a reload and a crashed tab.
// The newest code of a person is kept for the editor; what was changed on the page of a run is kept for that page.

import { read, write } from './store.js'

const user = document.body.dataset.user || 'guest'
const key = `draft:${user}`

const pageKey = () => `draft:${user}:${location.pathname}${location.search}${location.hash}`

export function restore(field, kept) {
  if (kept) return save(field)
  let draft
  if (location.pathname === '/') {
    draft = read('localStorage', key) ?? (user === 'guest' ? null : adopt())
  } else {
    draft = read('sessionStorage', pageKey())
  }
  if (draft !== null && draft !== field.value) {
    field.value = draft
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
}

// What a guest typed belongs to whoever logs in next in this browser, once.
function adopt() {
  const draft = read('localStorage', 'draft:guest')
  write('localStorage', 'draft:guest', null)
  return draft
}

export function save(field) {
  write('localStorage', key, field.value)
  if (location.pathname !== '/') write('sessionStorage', pageKey(), field.value)
}

// A draft that has become a snippet is none any more.
export function settled(field) {
  if (read('localStorage', key) === field.value) write('localStorage', key, null)
}

// The next person at this machine must not find it.
export function forget() {
  try {
    Object.keys(localStorage)
      .filter((name) => name === key || name.startsWith(`unsaved:${user}:`))
      .forEach((name) => localStorage.removeItem(name))
    sessionStorage.clear()
  } catch {
    // There was nothing to forget.
  }
}
