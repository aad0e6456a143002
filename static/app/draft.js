// The code typed and not yet run survives a reload and a crashed tab.
// The newest code of a person is kept for the editor; what was changed on the page of a run is kept for that page.

import { read, write } from './store.js'

const user = document.body.dataset.user || 'guest'
const key = `draft:${user}`

const pageKey = () => `draft:${user}:${location.pathname}${location.search}${location.hash}`

// The files beside main.py, where the code of the page is kept too. A snippet has none of its own: what stood beside it
// stays on this device.
export function filesDraft() {
  const page = location.pathname
  const own = `${key}:files`
  const [storage, name] = page === '/' ? ['localStorage', own] : page.startsWith('/snippets/') ? ['localStorage', `${own}:${page}`] : ['sessionStorage', `${pageKey()}:files`]
  return {
    read: () => JSON.parse(read(storage, name) ?? (page === '/' && user !== 'guest' ? adopt(':files') : null)),
    write(files) {
      write(storage, name, JSON.stringify(files))
      if (location.pathname !== page) write('sessionStorage', `${pageKey()}:files`, JSON.stringify(files))
    },
  }
}

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
function adopt(what = '') {
  const draft = read('localStorage', `draft:guest${what}`)
  write('localStorage', `draft:guest${what}`, null)
  return draft
}

export function save(field) {
  write('localStorage', key, field.value)
  if (location.pathname !== '/') write('sessionStorage', pageKey(), field.value)
}

// A draft that has become a snippet is none any more.
export function settled(field) {
  if (read('localStorage', key) !== field.value) return
  write('localStorage', key, null)
  const files = read('localStorage', `${key}:files`)
  if (files) write('localStorage', `${key}:files:${location.pathname}`, files)
  write('localStorage', `${key}:files`, null)
}

// The next person at this machine must not find it.
export function forget() {
  try {
    Object.keys(localStorage)
      .filter((name) => name === key || name.startsWith(`${key}:`) || name.startsWith(`unsaved:${user}:`))
      .forEach((name) => localStorage.removeItem(name))
    sessionStorage.clear()
  } catch {
    // There was nothing to forget.
  }
}
