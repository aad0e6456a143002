package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const filesStrip = `[...document.querySelectorAll('[data-files] button')].map(b => b.textContent)`

// choose puts files of this machine into the page's file input.
func (p *tab) choose(names ...string) {
	p.t.Helper()
	var paths []string
	for _, name := range names {
		path := filepath.Join(p.t.TempDir(), name)
		if err := os.WriteFile(path, []byte("a,b\n1,2\n"), 0o600); err != nil {
			p.t.Fatal(err)
		}
		paths = append(paths, path)
	}
	p.do("choose files", chromedp.SetUploadFiles("#upload", paths))
}

const (
	fileArea = `document.querySelector('[data-file]:not([hidden]) textarea')`
	fileTab  = `document.querySelector('[data-files] [aria-selected=true]').textContent`
)

// press clicks the button of the strip of files that has this text.
func (p *tab) press(text string) {
	p.t.Helper()
	p.await(`[...document.querySelectorAll('[data-files] button')].some((b) => b.textContent === ` + quote(text) + `)`)
	ask[bool](p, `[...document.querySelectorAll('[data-files] button')].find((b) => b.textContent === `+quote(text)+`).click() === undefined`)
}

// addFile makes a file beside main.py and writes it in Monaco.
func (p *tab) addFile(name, text string) {
	p.t.Helper()
	p.press("+ File")
	p.fill("[data-file]:not([hidden]) [name=file_name]", name)
	p.await(fileTab + ` === ` + quote(name))
	p.selectCode()
	p.paste(text)
	p.await(fileArea + `.value === ` + quote(text))
}

func fileTabs(t *testing.T, s site) {
	const program = "import helper\nprint(helper.x, open('data.csv').read())"
	p := s.at(t, program)
	p.addFile("helper.py", "x = 7")
	p.await(`document.querySelector('[data-mode-id=python]')`)
	p.addFile("notes.md", "# Notes")
	p.await(`document.querySelector('[data-mode-id=markdown]')`)
	p.choose("data.csv")
	p.await(filesStrip + `.join() === 'main.py,helper.py,notes.md,data.csv,+ File,Upload'`)
	p.await(`document.querySelector('[data-mode-id=plaintext]')`)
	p.ctrlEnter()
	p.awaitEnd("Finished")
	p.want("7 a,b", "1,2", "")
	if got := ask[string](p, `document.getElementById('code').value`); got != program {
		t.Errorf("main.py is %q", got)
	}
	p.inspect("files-in-monaco")
	p.reload()
	p.await(filesStrip + `.join() === 'main.py,helper.py,notes.md,data.csv,+ File,Upload'`)
	if got := ask[string](p, `document.querySelectorAll('[data-file] textarea')[2].value`); got != "a,b\n1,2\n" {
		t.Errorf("after a reload the file is %q", got)
	}
	p.editor()
	p.press("helper.py")
	p.await(`document.querySelector('.view-lines').textContent.includes('7')`)
	p.click("[data-file]:not([hidden]) [data-remove]")
	p.await(filesStrip + `.join() === 'main.py,notes.md,data.csv,+ File,Upload,Undo: helper.py' && document.activeElement.textContent === 'Undo: helper.py'`)
	p.press("Undo: helper.py")
	p.await(filesStrip + `.join() === 'main.py,notes.md,data.csv,helper.py,+ File,Upload' && ` + fileTab + ` === 'helper.py' && ` + fileArea + `.value === 'x = 7'`)
}

// fileDrafts are kept on the device as the code is: where nothing was run, beside
// a run that was shown, and beside a snippet.
func fileDrafts(t *testing.T, s site) {
	p := s.at(t, "print(open('data.txt').read())")
	p.addFile("data.txt", "one")
	p.addFile("gone.txt", "")
	p.click("[data-file]:not([hidden]) [data-remove]")
	const strip = filesStrip + `.join() === 'main.py,data.txt,+ File,Upload'`
	p.reload()
	p.await(strip + ` && document.querySelector('[data-file] textarea').value === 'one'`)
	p.editor()
	p.ctrlEnter()
	p.awaitEnd("Finished")
	p.want("one")
	p.press("data.txt")
	p.selectCode()
	p.paste("two")
	p.reload() // of the page of the run, whose file has other text
	p.await(strip + ` && document.querySelector('[data-file] textarea').value === 'two'`)
	p.open(s.url)
	p.await(strip + ` && document.querySelector('[data-file] textarea').value === 'two'`)
	p.editor()
	snippet := p.keepNew()
	p.await(strip)
	p.open(s.url)
	p.await(filesStrip + `.join() === 'main.py,+ File,Upload'`)
	p.open(snippet)
	p.await(strip + ` && document.querySelector('[data-file] textarea').value === 'two'`)
	p.open(s.url + "/settings")
	ask[bool](p, `document.querySelector('[data-logout]').requestSubmit() === undefined`)
	p.await(`!document.querySelector('.avatar')`)
	if kept := ask[string](p, `Object.keys(localStorage).concat(Object.keys(sessionStorage)).filter((k) => k.includes('files')).join()`); kept != "" {
		t.Errorf("the next person at this machine finds %s", kept)
	}
}

// fileLanguages colors what students have beside a program, by the name.
func fileLanguages(t *testing.T, s site) {
	p := s.at(t, "print(1)")
	p.press("+ File")
	for name, language := range map[string]string{
		"page.HTML": "html", "look.css": "css", "app.js": "javascript", "data.json": "javascript", "query.sql": "sql", "tree.xml": "xml",
		"list.yaml": "yaml", "set.ini": "ini", "README.md": "markdown", "m.py": "python", "data.csv": "plaintext", "constructor": "plaintext",
	} {
		p.fill("[data-file]:not([hidden]) [name=file_name]", name)
		p.await(`document.querySelector('[data-mode-id=` + language + `]')`)
	}
	p.fill("[data-file]:not([hidden]) [name=file_name]", "page.html")
	p.selectCode()
	p.paste("<h1 class=\"a\">x</h1>")
	p.await(`new Set([...document.querySelectorAll('.view-line span span')].map((part) => getComputedStyle(part).color)).size > 2`)
}

// fileTabKeys goes through the tabs by keyboard. What is undone in one file
// stays in the others.
func fileTabKeys(t *testing.T, s site) {
	p := s.at(t, "print(1)")
	p.addFile("a.py", "one")
	p.paste(" two")
	p.await(fileArea + `.value === 'one two'`)
	p.press("main.py")
	p.selectCode()
	p.paste("print(2)")
	p.await(`document.getElementById('code').value === 'print(2)'`)
	ask[bool](p, `document.querySelector('[data-files] [aria-selected=true]').focus() === undefined`)
	for _, step := range []struct{ key, want string }{{kb.ArrowRight, "a.py"}, {kb.ArrowRight, "main.py"}, {kb.ArrowLeft, "a.py"}, {kb.Home, "main.py"}, {kb.End, "a.py"}} {
		p.keys(step.key)
		p.await(fileTab + ` === ` + quote(step.want) + ` && document.activeElement.textContent === ` + quote(step.want) + ` && document.activeElement.tabIndex === 0`)
	}
	if n := ask[int](p, `document.querySelectorAll('[data-files] [role=tab][tabindex="0"]').length`); n != 1 {
		t.Errorf("%d tabs are in the order of Tab", n)
	}
	p.press("a.py")
	p.await(`document.querySelector('.monaco-editor').contains(document.activeElement)`)
	p.keys("z", chromedp.Modifier(kb.ModifierCtrl))
	p.await(fileArea + `.value === 'one' && document.getElementById('code').value === 'print(2)'`)
	ask[bool](p, `document.querySelector('[data-files] [aria-selected=true]').focus() === undefined`)
	p.keys(kb.Delete)
	p.await(fileTab + ` === 'main.py' && document.activeElement.textContent === 'main.py'`)
	p.press("Undo: a.py")
	p.await(fileArea + `.value === 'one'`)
}

// plainFiles has the text areas alone, as on a phone.
func plainFiles(t *testing.T, s site) {
	p := s.tab(t)
	p.do("be a phone", chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
	p.logIn(s.server, s.person(t))
	p.fill("#code", "print(open('data.txt').read())")
	p.press("+ File")
	p.await(`document.activeElement === ` + fileArea)
	p.fill("[data-file]:not([hidden]) textarea", "by thumb")
	p.inspect("files-phone")
	p.click(".dock [data-run]")
	p.awaitEnd("Finished")
	p.want("by thumb")
}

func leftFiles(t *testing.T, s site) {
	p := s.at(t, fmt.Sprintf("open('p.svg', 'w').write(%q)\nopen('t.txt', 'w').write('text')\nprint('done')", hostilePicture))
	p.ctrlEnter()
	p.awaitEnd("Finished")
	p.await(`document.querySelector('.artifacts img')?.complete`)
	if alt := ask[string](p, `document.querySelector('.artifacts img').alt`); alt != "A plot" {
		t.Errorf("the picture is called %q", alt)
	}
	saved := ask[string](p, `(async () => {
		const link = document.querySelector('.artifacts li a')
		const answer = await fetch(link.href)
		return [link.download, await answer.text(), answer.headers.get('Content-Disposition')].join(' ')
	})()`)
	if saved != "t.txt text attachment; filename=t.txt" {
		t.Errorf("the file is %q", saved)
	}
	p.reload()
	p.await(`document.querySelector('.artifacts img')?.complete && document.querySelector('.artifacts li a')`)
	run := ask[string](p, `location.pathname`)
	p.click(`.artifacts li [href$="/view"]`)
	p.await(`document.querySelector('pre.listing')?.textContent === 'text'`)
	p.inspect("artifact")
	p.click(`.sheet a[href="` + run + `"]`)
	p.await(`document.querySelector('.artifacts li a')`)
}

// showLeftFile looks at a table and at bytes that a program wrote.
func showLeftFile(t *testing.T, s site) {
	p := s.at(t, "open('marks.csv', 'w').write('name,mark\\nAda,1\\n')\nopen('list.pkl', 'wb').write(bytes([128, 4, 149, 60, 105, 62]))\nprint('done')")
	p.ctrlEnter()
	p.awaitEnd("Finished")
	for name, want := range map[string]string{
		"marks.csv": `[...document.querySelectorAll('.data :is(th, td)')].map((cell) => cell.textContent).join() === 'name,mark,Ada,1'`,
		"list.pkl":  `document.querySelector('pre.listing')?.textContent.includes('80 04 95 3c 69 3e') && document.querySelector('.hint').textContent.includes('a pickled object of Python')`,
	} {
		p.click(`[aria-label="Show ` + name + `"]`)
		p.await(want)
		p.inspect("artifact-" + name)
		ask[bool](p, `history.back() === undefined`)
		p.await(`document.querySelector('.artifacts li a')`)
	}
}

func filesWithoutScript(t *testing.T, s site) {
	p := s.tab(t)
	p.scriptsOff()
	p.logIn(s.server, s.person(t))
	p.click("[data-beside] summary")
	p.fill("#code", "print(open('data.csv').read())\nopen('copy.txt', 'w').write('x')")
	p.choose("data.csv")
	p.click(runButton)
	p.awaitEnd("Finished")
	if got := p.text(".artifacts"); got != "copy.txt 1 byte Show" {
		t.Errorf("the page offers %q", got)
	}
	if got := ask[string](p, `document.querySelector('[data-file] textarea').value`); got != "a,b\n1,2\n" {
		t.Errorf("the page shows the file that was sent as %q", got)
	}
}

// TestViolationLeadsToItsFile follows a link of the list of what is not allowed.
func TestViolationLeadsToItsFile(t *testing.T) {
	s := site{newInstance(t, "CODEREMOTE_POLICY=").start(t, "serve"), newBrowser(t)}
	p := s.at(t, "import helper")
	p.addFile("helper.py", "x = 1\nimport os")
	p.press("main.py")
	p.ctrlEnter()
	p.awaitEnd("Not allowed")
	p.click(".violations a")
	p.await(fileTab + ` === 'helper.py' && document.querySelector('[data-position]').textContent.startsWith('Line 2,')`)
}
