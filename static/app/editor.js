// Monaco in the place of the text area, which stays the form's field and follows every change.

import { showHeat } from './analysis-live.js'

const mac = /Mac|iP(hone|ad)/.test(navigator.platform)
const tabKeys = mac ? 'Control+Shift+M' : 'Ctrl+M'
const nonce = document.querySelector('script[nonce]').nonce

// Monaco makes two <style> elements without a nonce, and the policy of the page would refuse them.
function allowStyles() {
  const create = document.createElement.bind(document)
  document.createElement = (tag, options) => {
    const element = create(tag, options)
    if (tag === 'style') element.nonce = nonce
    return element
  }
}

function allowWorker(address) {
  const policy = globalThis.trustedTypes?.createPolicy('app', { createScriptURL: (url) => url })
  const worker = new URL(address, location.origin).href
  self.MonacoEnvironment = {
    getWorker: () => new Worker(policy ? policy.createScriptURL(worker) : worker, { type: 'module' }),
  }
}

function loadStyle(address) {
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = address
  return new Promise((resolve, reject) => {
    link.onload = resolve
    link.onerror = () => reject(new Error(`no style sheet at ${address}`))
    document.head.append(link)
  })
}

export async function openEditor(box, field, form) {
  allowStyles()
  allowWorker(box.dataset.worker)
  const [monaco] = await Promise.all([import(box.dataset.script), loadStyle(box.dataset.style)])
  themes(monaco)
  grammar(monaco)
  const host = document.createElement('div')
  host.className = 'monaco-host'
  const editor = monaco.editor.create(host, options())
  box.append(host)
  const main = files(monaco, editor, box, field)
  box.classList.add('ready')
  commands(monaco, editor, form)
  footer(editor)
  marks(monaco, main)
  heat(monaco, editor, main)
}

function options() {
  const style = getComputedStyle(document.documentElement)
  const reduced = matchMedia('(prefers-reduced-motion: reduce)').matches
  return {
    model: null,
    theme: 'app',
    automaticLayout: true,
    fontFamily: style.getPropertyValue('--mono'),
    fontSize: 13.5,
    lineHeight: 22,
    fontLigatures: false,
    padding: { top: 12, bottom: 12 },
    lineNumbersMinChars: 4,
    lineDecorationsWidth: 16,
    glyphMargin: false,
    guides: { bracketPairs: false },
    minimap: { enabled: false },
    renderFinalNewline: 'on',
    stickyScroll: { enabled: false },
    overviewRulerLanes: 0,
    overviewRulerBorder: false,
    hideCursorInOverviewRuler: true,
    scrollBeyondLastLine: false,
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
    fixedOverflowWidgets: true,
    tabSize: 4,
    insertSpaces: true,
    detectIndentation: false,
    renderLineHighlightOnlyWhenFocus: true,
    renderWhitespace: 'selection',
    cursorSmoothCaretAnimation: 'off',
    cursorBlinking: reduced ? 'solid' : 'blink',
    smoothScrolling: false,
    wordBasedSuggestions: 'currentDocument',
    'semanticHighlighting.enabled': false,
  }
}

function positionIn(field) {
  const before = field.value.slice(0, field.selectionStart).split('\n')
  return { lineNumber: before.length, column: before.at(-1).length + 1 }
}

// The grammars of Monaco by the end of a file's name. JSON is JavaScript's way to write values.
const languages = {
  __proto__: null,
  py: 'python', md: 'markdown', html: 'html', htm: 'html', css: 'css', js: 'javascript', mjs: 'javascript', json: 'javascript',
  sql: 'sql', xml: 'xml', svg: 'xml', yaml: 'yaml', yml: 'yaml', ini: 'ini', cfg: 'ini', toml: 'ini',
}

// One editor for all files. Each has a model of its own, and so its own undo, and its language by its name. It returns the
// model of main.py.
function files(monaco, editor, box, main) {
  const models = new Map()
  let shown
  const open = (field) => {
    const model = monaco.editor.createModel(field.value)
    model.setEOL(0) // \n, as the limit counts it
    model.onDidChangeContent(() => {
      field.value = model.getValue()
      field.dispatchEvent(new Event('input', { bubbles: true }))
    })
    models.set(field, { model })
  }
  const show = ({ detail: { field, name, focus } }) => {
    if (!models.has(field)) open(field)
    const { model, view } = models.get(field)
    monaco.editor.setModelLanguage(model, languages[name.split('.').at(-1).toLowerCase()] ?? 'plaintext')
    if (field !== shown) {
      if (shown) models.get(shown).view = editor.saveViewState()
      editor.setModel(model)
      if (view) editor.restoreViewState(view)
      else editor.setPosition(positionIn(field))
      shown = field
    }
    editor.updateOptions({ ariaLabel: `${name}. Press Alt+F1 for help, ${tabKeys} to let Tab leave the editor.` })
    if (focus) editor.focus()
  }
  const focused = document.activeElement
  show({ detail: { field: main, name: 'main.py', focus: focused === main } })
  const file = box.querySelector('[data-file]:not([hidden])')
  const text = file?.querySelector('textarea:read-write')
  if (text) show({ detail: { field: text, name: file.querySelector('[name="file_name"]').value, focus: focused === text } })
  document.addEventListener('show-file', show)
  return models.get(main).model
}

function commands(monaco, editor, form) {
  editor.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => form.requestSubmit())
  document.addEventListener('go-to-line', ({ detail }) => {
    const position = { lineNumber: detail.line, column: detail.column + 1 }
    editor.setPosition(position)
    editor.revealPositionInCenterIfOutsideViewport(position)
    editor.focus()
  })
}

function footer(editor) {
  const position = document.querySelector('[data-position]')
  const hint = document.querySelector('[data-hint]')
  const show = () => {
    const { lineNumber, column } = editor.getPosition()
    position.textContent = `Line ${lineNumber}, column ${column}`
  }
  editor.onDidChangeCursorPosition(show)
  editor.onDidChangeModel(show)
  show()
  position.hidden = hint.hidden = false
  hint.textContent = `${tabKeys}: Tab leaves the editor`
}

function marks(monaco, model) {
  const show = ({ detail }) => {
    const markers = detail
      .filter(({ line }) => line >= 1 && line <= model.getLineCount())
      .map(({ line, column, message }) => {
        const from = column === undefined ? model.getLineFirstNonWhitespaceColumn(line) || 1 : column + 1
        const word = column === undefined ? null : model.getWordAtPosition({ lineNumber: line, column: from })
        return {
          severity: monaco.MarkerSeverity.Error,
          message,
          startLineNumber: line,
          startColumn: from,
          endLineNumber: line,
          endColumn: word?.endColumn ?? Math.max(from + 1, model.getLineMaxColumn(line)),
        }
      })
    monaco.editor.setModelMarkers(model, 'run', markers)
  }
  document.addEventListener('marks', show)
  // A mark on a line that has changed since says nothing any more.
  model.onDidChangeContent(() => monaco.editor.setModelMarkers(model, 'run', []))
}

// How often each line ran, beside its number, until the code changes.
function heat(monaco, editor, model) {
  let bars = []
  let counts = new Map()
  const wide = (text, width) => text.padStart(width, '\u00a0')
  const number = () => {
    const on = counts.size && editor.getModel() === model
    editor.updateOptions({
      lineNumbers: on ? (n) => wide(String(n), 3) + wide(counts.get(n) ?? '', 6) : 'on',
      lineNumbersMinChars: on ? 10 : 4,
    })
  }
  const show = ({ detail }) => {
    const lines = detail.filter(({ line }) => line <= model.getLineCount())
    counts = new Map(lines.map(({ line, short }) => [line, short]))
    number()
    bars = model.deltaDecorations(
      bars,
      lines.map(({ line, level, text }) => ({
        range: new monaco.Range(line, 1, line, 1),
        options: { linesDecorationsClassName: `heat heat-${level}`, linesDecorationsTooltip: text },
      })),
    )
  }
  document.addEventListener('heat', show)
  model.onDidChangeContent(() => bars.length && show({ detail: [] }))
  editor.onDidChangeModel(number)
  showHeat()
}

// Monaco's grammar takes print and len for keywords. A student must see which words are Python itself.
function grammar({ languages, python }) {
  const keywords = `False None True and as assert async await break case class continue def del elif else except finally for
    from global if import in is lambda match nonlocal not or pass raise return try type while with yield`.split(/\s+/)
  const root = python.tokenizer.root.filter((rule) => !(Array.isArray(rule) && rule[1].cases))
  languages.setMonarchTokensProvider('python', {
    ...python,
    keywords,
    builtins: python.keywords.filter((word) => !keywords.includes(word) && word !== '_'),
    tokenizer: {
      ...python.tokenizer,
      root: [
        ...root,
        [/(def|class)(\s+)([a-zA-Z_]\w*)/, ['keyword', 'white', 'function']],
        [/\.[a-zA-Z_]\w*/, 'identifier'],
        [/[a-zA-Z_]\w*/, { cases: { '@keywords': 'keyword', '@builtins': 'builtin', '@default': 'identifier' } }],
      ],
    },
  })
}

// What a grammar calls a token, by the color that it gets. Monaco's own themes name those with a dot, and would win.
const inks = {
  text: ' delimiter delimiter.html delimiter.xml operator operator.sql',
  'c-key': 'keyword keyword.json metatag metatag.html metatag.content.html metatag.xml',
  'c-str': 'string string.escape string.html string.sql string.yaml attribute.value attribute.value.html attribute.value.xml regexp',
  'c-num': 'number number.hex attribute.value.number attribute.value.unit',
  'c-fn': 'tag function type',
  'c-blt': 'builtin key variable attribute.name predefined.sql',
}

// The colors are the tokens of the style sheet, in whichever theme is on.
function themes(monaco) {
  const define = () => {
    const color = reader()
    monaco.editor.defineTheme('app', {
      base: color.dark ? 'vs-dark' : 'vs',
      inherit: true,
      rules: [
        { token: 'comment', foreground: color('c-com'), fontStyle: 'italic' },
        ...Object.entries(inks).flatMap(([ink, tokens]) => tokens.split(' ').map((token) => ({ token, foreground: color(ink) }))),
      ],
      colors: {
        'editor.background': color('surface'),
        'editor.foreground': color('text'),
        'editorLineNumber.foreground': color('faint'),
        'editorLineNumber.activeForeground': color('text'),
        'editor.lineHighlightBackground': color('accent-soft'),
        'editor.lineHighlightBorder': color('accent-soft'),
        'editorCursor.foreground': color('accent'),
        'editorError.foreground': color('bad'),
        'editorIndentGuide.background1': color('line'),
        'editorIndentGuide.activeBackground1': color('line-strong'),
        'editorWidget.background': color('raised'),
        'editorWidget.border': color('line-strong'),
        'input.background': color('surface'),
        'input.foreground': color('text'),
        'input.border': color('line-strong'),
        'editorSuggestWidget.background': color('raised'),
        'editorHoverWidget.background': color('raised'),
        'editor.selectionBackground': color('info-soft'),
        'editor.findMatchBackground': color('warn-soft'),
        'editor.findMatchHighlightBackground': color('warn-soft'),
        'editor.wordHighlightBackground': color('sunken'),
        'editorBracketMatch.background': color('accent-soft'),
        'editorBracketMatch.border': color('accent'),
        focusBorder: color('accent'),
        ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`editorBracketHighlight.foreground${n}`, color('text')])),
      },
    })
    monaco.editor.setTheme('app')
  }
  define()
  document.addEventListener('theme', define)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', define)
}

function reader() {
  const probe = document.createElement('span')
  document.body.append(probe)
  const read = (token) => {
    probe.style.color = `var(--${token})`
    const [r, g, b] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number)
    return `#${[r, g, b].map((n) => Math.round(n).toString(16).padStart(2, '0')).join('')}`
  }
  const color = (token) => read(token)
  color.dark = parseInt(read('surface').slice(1, 3), 16) < 128
  // Monaco asks at once for all of them, so the probe can go with the next task.
  setTimeout(() => probe.remove())
  return color
}
