package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestFinder(t *testing.T) {
	s := site{newInstance(t).start(t, "serve"), newBrowser(t)}
	someone := s.person(t)
	c := s.client(s.token(t, someone, "read,write"))
	c.keep(t, fields{"title": "Fibonacci by hand", "code": "print(1)\n"})
	c.keep(t, fields{"title": "Fishing", "code": "print(2)\n"})
	c.await(t, "fibonacci fishing", 2)
	for name, test := range map[string]func(*testing.T, site, account){
		"from Monaco and back":   findFromEditor,
		"by the link and beside": findByLink,
		"what it says":           findNothing,
		"without JavaScript":     findWithoutScript,
		"marks of a run stay":    findKeepsMarks,
		"similar code beside it": similarBeside,
	} {
		t.Run(name, func(t *testing.T) { test(t, s, someone) })
	}
}

// await returns when the search has read n snippets of these words.
func (c client) await(t *testing.T, words string, n int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); c.search(t, words).Total < n; {
		if time.Now().After(deadline) {
			t.Fatal("what was saved a minute ago is not read for the search")
		}
	}
}

const (
	findOpen   = `document.getElementById('finder').open`
	findChosen = `document.querySelector('#finder [aria-selected=true]')?.innerText.split('\n')[0] ?? ''`
	findCount  = `document.querySelectorAll('#finder [role=option]').length`
	inMonaco   = `!!document.activeElement.closest('.monaco-editor')`
)

func (p *tab) ctrlK() { p.t.Helper(); p.keys("k", chromedp.Modifier(kb.ModifierCtrl)) }

// find types into the open finder and waits for what the server says of it.
func (p *tab) find(text, answer string) {
	p.t.Helper()
	p.fill("#finder-q", text)
	p.await(`document.getElementById('finder-found').textContent.includes(` + quote(answer) + `)`)
}

func findFromEditor(t *testing.T, s site, someone account) {
	p := s.tab(t)
	p.logIn(s.server, someone)
	p.open(s.url)
	p.write("one = 1\n")
	p.ctrlK()
	p.await(findOpen + ` && document.activeElement.id === 'finder-q'`)
	p.keys(kb.Escape)
	p.await(`!` + findOpen + ` && ` + inMonaco)
	p.keys("c", chromedp.Modifier(kb.ModifierCtrl)) // Monaco would make a comment of the second key
	p.keys("# on\n")
	p.await(`document.getElementById('code').value.includes('# on') && !document.getElementById('code').value.includes('# one')`)

	p.ctrlK()
	p.find("fi", "begins with “fi”")
	if n := ask[int](p, findCount); n != 3 {
		t.Errorf("%d options, want two snippets and the whole answer", n)
	}
	p.keys(kb.ArrowDown)
	first := ask[string](p, findChosen)
	p.keys(kb.ArrowDown + kb.ArrowUp + kb.ArrowUp)
	if got := ask[string](p, findChosen); got != "" || first == "" {
		t.Errorf("after %q and back to the box %q is chosen", first, got)
	}
	p.keys(kb.ArrowUp)
	if got := ask[string](p, findChosen); !strings.Contains(got, "whole answer") {
		t.Errorf("above the box comes %q", got)
	}
	p.find("fibo", "begins with “fibo”")
	if got := ask[string](p, findChosen+` + document.activeElement.id`); got != "finder-q" {
		t.Errorf("after a new answer %q is chosen and has the focus", got)
	}
	p.keys(kb.ArrowDown)
	if got := ask[string](p, `document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).textContent`); !strings.Contains(got, "Fibonacci by hand") {
		t.Errorf("a screen reader is told of %q", got)
	}
	if got := ask[string](p, findChosen); got != "Fibonacci by hand" {
		t.Errorf("%q is chosen", got)
	}
	p.keys(kb.Enter)
	p.await(`location.pathname.startsWith('/snippets/')`)
	p.editor()
	if got := ask[string](p, `document.querySelector('[name=title]').value`); got != "Fibonacci by hand" {
		t.Errorf("Enter opens %q", got)
	}
	p.ctrlK()
	p.fill("#finder-q", "fishing")
	p.keys(kb.Enter)
	p.await(`location.pathname + location.search === '/search?q=fishing'`)
}

func findByLink(t *testing.T, s site, someone account) {
	p := s.tab(t)
	p.logIn(s.server, someone)
	p.open(s.url + "/help")
	p.click("header [data-find]")
	p.await(findOpen)
	if n := ask[int](p, findCount); n < 4 {
		t.Errorf("it teaches %d questions", n)
	}
	p.do("click beside it", chromedp.MouseClickXY(5, 400))
	p.await(`!` + findOpen)
	if got := ask[string](p, `location.pathname`); got != "/help" {
		t.Errorf("the page is %s", got)
	}
	if ask[bool](p, `document.activeElement.matches('[data-find]')`) != true {
		t.Error("the focus is not back on the link")
	}
}

func findNothing(t *testing.T, s site, someone account) {
	p := s.tab(t)
	p.logIn(s.server, someone)
	p.open(s.url + "/runs")
	p.ctrlK()
	p.find("zeppelin", "No title, word or idea")
	p.find("count by language", "Language: python 2")
	p.fill("#finder-q", " ")
	p.await(`document.querySelector('#finder [role=status]').textContent.includes('Try one')`)
	p.find("<zz>&", "No title")
	p.keys(kb.ArrowDown + kb.Enter)
	p.await(`location.pathname === '/search' && new URLSearchParams(location.search).get('q') === '<zz>&'`)
}

func findWithoutScript(t *testing.T, s site, someone account) {
	p := s.tab(t)
	p.scriptsOff()
	p.logIn(s.server, someone)
	p.click("header [data-find]")
	p.await(`location.pathname === '/search'`)
}

// findKeepsMarks: what the finder swaps is none of the editor's business.
func findKeepsMarks(t *testing.T, s site, someone account) {
	p := s.tab(t)
	p.logIn(s.server, someone)
	p.open(s.url)
	p.write("print(1 / 0)\n")
	p.ctrlEnter()
	p.awaitEnd("Error")
	p.await(`document.querySelector('.monaco-editor .squiggly-error')`)
	p.ctrlK()
	p.find("fibo", "begins with “fibo”")
	p.keys(kb.Escape)
	p.await(`!` + findOpen)
	if !ask[bool](p, `!!document.querySelector('.monaco-editor .squiggly-error')`) {
		t.Error("the mark of the error is gone")
	}
}

// similarBeside: what is like an open snippet stands where its output will be.
func similarBeside(t *testing.T, s site, _ account) {
	someone := s.person(t)
	c := s.client(s.token(t, someone, "read,write"))
	half := "def f(a, x):\n    l, h = 0, len(a) - 1\n    while l <= h:\n        m = (l + h) // 2\n        if a[m] < x:\n            l = m + 1\n        else:\n            h = m - 1\n    return l\n"
	first := c.keep(t, fields{"title": "one", "code": half}).ID
	second := c.keep(t, fields{"title": "two", "code": half + "print(f([1], 1))\n"}).ID
	c.await(t, "look something up by halving", 2)
	p := s.tab(t)
	p.logIn(s.server, someone)
	p.open(s.url + "/snippets/" + first)
	p.editor()
	p.await(`document.querySelector('[data-alike] a')?.textContent === 'two'`)
	p.inspect("alike")
	p.click("[data-alike] a")
	p.await(`location.pathname === '/snippets/` + second + `' && document.querySelector('[data-alike] a')?.textContent === 'one'`)
	p.editor()
	p.ctrlEnter()
	p.awaitEnd("Finished")
	p.want("0")
}
