// Loaded before the style sheet takes effect, so that a chosen theme never flashes the other one.
document.documentElement.dataset.js = ''
try {
  const theme = localStorage.getItem('theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage may be forbidden: the system's theme stays.
}
