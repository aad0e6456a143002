// The browser's storage may be forbidden or full; then the page works without memory.

export function read(storage, key) {
  try {
    return globalThis[storage].getItem(key)
  } catch {
    return null
  }
}

export function write(storage, key, value) {
  try {
    if (value === null) globalThis[storage].removeItem(key)
    else globalThis[storage].setItem(key, value)
  } catch {
    // Nothing depends on it.
  }
}
