// The finder asks for one's own code from every page: by Ctrl+K (⌘K), or by the link in the header. The server answers
// while a person types; the arrow keys choose among the answers without leaving the box.

const mac = /Mac|iP(hone|ad)/.test(navigator.platform)

// On a Mac Ctrl+K deletes to the end of the line.
const isFindKey = (event) =>
  event.key.toLowerCase() === 'k' && (mac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey) && !event.shiftKey && !event.altKey

export function finder() {
  const dialog = document.getElementById('finder')
  if (!dialog) return
  const box = dialog.querySelector('input')
  const found = document.getElementById('finder-found')
  if (mac) document.querySelectorAll('[data-find-key]').forEach((key) => (key.textContent = '⌘ K'))

  // The browser gives the focus back when a dialog closes, into Monaco too.
  const open = (event) => {
    event.preventDefault()
    event.stopPropagation()
    if (!dialog.open) dialog.showModal()
    box.select()
  }
  // Monaco waits for a second key after Ctrl+K: this comes first.
  document.addEventListener('keydown', (event) => isFindKey(event) && open(event), true)
  document.addEventListener('click', (event) => {
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey
    if (plain && event.target.closest('[data-find]')) open(event)
    if (event.target === dialog || event.target.closest('[data-close]')) dialog.close() // beside it, or by its button
  })

  const options = () => [...found.querySelectorAll('[role=option]')]
  const chosen = () => found.querySelector('[aria-selected=true]')
  // The id is of the chosen one alone: htmx sets back what has changed in an element whose id was there before.
  const choose = (option) => {
    const before = chosen()
    before?.removeAttribute('id')
    before?.setAttribute('aria-selected', 'false')
    box.removeAttribute('aria-activedescendant')
    if (!option) return
    option.id = 'finder-chosen'
    option.setAttribute('aria-selected', 'true')
    option.scrollIntoView({ block: 'nearest' })
    box.setAttribute('aria-activedescendant', option.id)
  }
  // One more place is the box itself, between the last and the first.
  const step = (by) => {
    const all = [undefined, ...options()]
    choose(all.at((all.indexOf(chosen() ?? undefined) + by) % all.length))
  }
  box.addEventListener('keydown', (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!by || event.isComposing) return
    event.preventDefault()
    step(by)
  })
  // Enter opens what is chosen; without a choice the search page answers the whole question.
  box.form.addEventListener('submit', (event) => {
    if (!chosen()) return
    event.preventDefault()
    location.assign(chosen().href)
  })
  dialog.addEventListener('htmx:before:response', (event) => {
    if (event.detail.ctx.response.status === 401) location.reload() // the session has ended
  })
  // An answer that comes late must not take away what somebody has chosen meanwhile.
  let wanted
  dialog.addEventListener('htmx:before:swap', () => {
    wanted = chosen()?.href
    choose()
  })
  // Keys may have come between the new options and this event: what they chose stays.
  dialog.addEventListener('htmx:after:swap', () => chosen() || choose(options().find(({ href }) => href === wanted)))
  dialog.addEventListener('htmx:error', (event) => {
    if (event.detail.ctx) found.querySelector('[role=status]').textContent = 'The server did not answer. Try again in a moment.'
  })
}
