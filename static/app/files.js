// The files beside main.py as tabs. Their fields belong to the form, here as without scripts.

export function fileTabs(form) {
  const strip = document.querySelector('[data-files]')
  const box = form.querySelector('[data-editor]')
  const beside = form.querySelector('[data-beside]')
  const chooser = form.elements.upload
  const files = () => [...box.querySelectorAll('[data-file]')]
  const nameField = (file) => file.querySelector('[name="file_name"]')
  const textField = (file) => file.querySelector('textarea')

  const show = (file, focus = true) => {
    for (const other of files()) other.hidden = other !== file
    draw(file)
    if (file && focus) textField(file).focus()
    else if (focus) document.dispatchEvent(new Event('focus-code'))
  }

  const button = (text, act) => {
    const made = document.createElement('button')
    made.type = 'button'
    made.className = 'btn ghost small'
    made.textContent = text
    made.addEventListener('click', act)
    return made
  }

  const draw = (active) => {
    const tab = (name, file) => {
      const made = button(name, () => show(file))
      made.setAttribute('aria-pressed', file === active)
      return made
    }
    strip.replaceChildren(
      tab('main.py', undefined),
      ...files().map((file) => tab(nameField(file).value || 'no name', file)),
      button('+ File', () => show(add('data.txt', ''))),
      button('Upload', () => chooser.click()),
    )
  }

  const add = (name, text, kind = 'text') => {
    const file = form.querySelector('[data-file-template]').content.firstElementChild.cloneNode(true)
    const taken = (other) => files().some((f) => nameField(f).value === other)
    const [, stem, end] = /^(.+?)(\.[^.]*)?$/.exec(name)
    let free = name
    for (let n = 2; taken(free); n++) free = `${stem}-${n}${end ?? ''}`
    nameField(file).value = free
    file.querySelector('[name="file_kind"]').value = kind
    textField(file).value = text
    textField(file).readOnly = kind !== 'text'
    textField(file).setAttribute('aria-label', `Content of ${free}`)
    adopt(file)
    return file
  }

  const adopt = (file) => {
    box.append(file)
    file.hidden = true
    nameField(file).addEventListener('input', () => draw(file))
    file.querySelector('[data-remove]').addEventListener('click', () => {
      file.remove()
      show()
    })
  }

  const take = async (chosen) => {
    let last
    for (const file of chosen) last = await read(file, add)
    if (last) show(last)
  }

  chooser.addEventListener('change', async () => {
    await take(chooser.files)
    chooser.value = ''
  })
  box.addEventListener('dragover', (event) => event.dataTransfer.types.includes('Files') && event.preventDefault())
  box.addEventListener(
    'drop',
    (event) => {
      if (!event.dataTransfer.files.length) return
      event.preventDefault()
      event.stopPropagation()
      take(event.dataTransfer.files)
    },
    { capture: true },
  )
  // Before the editor goes to a line, its file has to be seen.
  document.addEventListener(
    'go-to-line',
    (event) => {
      const file = files().find((f) => nameField(f).value === event.detail.file)
      show(file, false)
      if (!file) return
      event.stopImmediatePropagation()
      selectLine(textField(file), event.detail.line)
    },
    { capture: true },
  )
  beside.querySelectorAll('[data-file]').forEach(adopt)
  beside.hidden = true
  draw()
}

export function selectLine(field, line) {
  const lines = field.value.split('\n')
  const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0)
  field.focus()
  field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0))
}

// A form holds text whose lines end in \n; anything else travels as base64.
async function read(file, add) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer())
    if (!/[\r\0]/.test(text)) return add(file.name, text)
  } catch {
    // It is no text.
  }
  const reader = new FileReader()
  const loaded = new Promise((resolve) => reader.addEventListener('load', resolve))
  reader.readAsDataURL(file)
  await loaded
  return add(file.name, reader.result.split(',')[1] ?? '', 'base64')
}
