// Ctrl+S saves in every editor; the browser's own saving of the page is not what anybody wants here.
export function onSaveKey(save) {
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
    event.preventDefault()
    save(event)
  })
}
