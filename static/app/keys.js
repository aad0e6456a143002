// Ctrl+S saves in every editor; the browser's own saving of the page is not what anybody wants here.
export function onSaveKey(save) {
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
    event.preventDefault()
    save(event)
  })
}

// Ctrl+K asks for one's own code, from every page. Editors take the key for themselves: this comes first.
export function onSearchKey() {
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || !document.body.dataset.user) return
    event.preventDefault()
    event.stopPropagation()
    const box = document.getElementById('ask')
    if (box) box.select()
    else location.assign('/search')
  }, true)
}
