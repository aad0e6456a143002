package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
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

func fileTabs(t *testing.T, s site) {
	p := s.at(t, "import helper\nprint(helper.x, open('data.csv').read())")
	ask[bool](p, `[...document.querySelectorAll('[data-files] button')].find(b => b.textContent === '+ File').click() === undefined`)
	p.await(filesStrip + `.join() === 'main.py,data.txt,+ File,Upload'`)
	p.fill("[data-file]:not([hidden]) [name=file_name]", "helper.py")
	p.fill("[data-file]:not([hidden]) textarea", "x = 7")
	p.choose("data.csv")
	p.await(filesStrip + `.join() === 'main.py,helper.py,data.csv,+ File,Upload'`)
	p.ctrlEnter()
	p.awaitEnd("Finished")
	p.want("7 a,b", "1,2", "")
	p.reload()
	p.await(filesStrip + `.join() === 'main.py,helper.py,data.csv,+ File,Upload'`)
	if got := ask[string](p, `document.querySelectorAll('[data-file] textarea')[1].value`); got != "a,b\n1,2\n" {
		t.Errorf("after a reload the file is %q", got)
	}
	ask[bool](p, `document.querySelectorAll('[data-files] button')[1].click() === undefined`)
	p.click("[data-file]:not([hidden]) [data-remove]")
	p.await(filesStrip + `.join() === 'main.py,data.csv,+ File,Upload'`)
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
	if got := p.text(".artifacts"); got != "copy.txt 1 byte" {
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
	ask[bool](p, `[...document.querySelectorAll('[data-files] button')].find(b => b.textContent === '+ File').click() === undefined`)
	p.fill("[data-file] [name=file_name]", "helper.py")
	p.fill("[data-file] textarea", "x = 1\nimport os")
	ask[bool](p, `document.querySelectorAll('[data-files] button')[0].click() === undefined`)
	p.ctrlEnter()
	p.awaitEnd("Not allowed")
	p.click(".violations a")
	p.await(`document.activeElement.name === 'file_text' && document.activeElement.selectionStart === 6`)
}
