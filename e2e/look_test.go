package e2e

import (
	_ "embed"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// axe is axe-core, which finds what people with a disability cannot use.
//
//go:embed testdata/axe@4.14.1/axe.min.js
var axe string

// state is one face of the product.
type state struct {
	name  string
	show  func(t *testing.T, s site, p *tab) // brings a tab that may be anywhere there
	guest bool
}

func states() []state {
	run := func(code, reached string) func(*testing.T, site, *tab) {
		return func(t *testing.T, s site, p *tab) {
			p.open(s.url)
			p.writeAnywhere(code)
			p.ctrlEnter()
			p.await(reached)
		}
	}
	const ended = `document.querySelector('[data-part=facts]') && !document.querySelector('[data-while-running]')`
	page := func(path string) func(*testing.T, site, *tab) {
		return func(_ *testing.T, s site, p *tab) { p.open(s.url + path) }
	}
	return []state{
		{name: "empty", show: func(_ *testing.T, s site, p *tab) {
			p.open(s.url)
			p.awaitEditor()
		}},
		{name: "running", show: run("import time\nfor n in range(8):\n    print('line', n)\ntime.sleep(20)\n", output+`.at(-1) === 'line 7'`)},
		{name: "waiting", show: run("name = input('What is your name? ')\nprint('Hello', name)\n", waiting)},
		{name: "finished", show: run("for n in range(30):\n    print(n, '\\033[3' + str(n % 8) + 'mcolor\\033[0m', 'x' * n)\n", ended)},
		{name: "failed", show: run("def mean(values):\n    return sum(values) / len(values)\n\nprint('The mean is', mean([]))\n", ended)},
		{name: "time limit", show: run("print('on')\nwhile True:\n    pass\n", output+`.at(-1) === 'on'`)},
		{name: "output limit", show: run("while True:\n    print('x' * 500)\n", ended)},
		{name: "files", show: run("print('Drawn.')\nopen('circle.svg', 'w').write('<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 90 60\"><title>A circle</title><circle cx=\"45\" cy=\"30\" r=\"20\" fill=\"teal\"/></svg>')\nopen('table.csv', 'w').write('a,b')\n", ended)},
		{name: "settings", show: page("/settings")},
		{name: "new token", show: func(_ *testing.T, s site, p *tab) {
			p.open(s.url + "/settings")
			p.fill("#f-name", "my script")
			p.click("form[action='/settings/tokens'] button")
			p.await(`document.querySelector('.secret')`)
		}},
		{name: "finder", show: func(_ *testing.T, s site, p *tab) {
			p.open(s.url + "/settings")
			p.click("header [data-find]")
			p.await(findOpen)
			p.find("zeppelin", "No title")
			p.keys(kb.ArrowDown)
		}},
		{name: "no code", show: page("/snippets?complexity=none")},
		{name: "snippet", show: func(_ *testing.T, s site, p *tab) {
			p.open(s.url)
			p.writeAnywhere("print('kept')\n")
			p.click("[data-save]")
			p.await(`document.querySelector('[data-save-state]')?.textContent === 'Saved'`)
			p.awaitEditor()
		}},
		{name: "my code", show: page("/snippets")},
		{name: "details", show: func(_ *testing.T, s site, p *tab) {
			p.open(s.url + "/snippets")
			p.click(".rows .actions a")
			p.await(`document.querySelector('form[action$="/versions"]')`)
		}},
		{name: "history", show: page("/runs")},
		{name: "error", show: page("/no/such/page")},
		{name: "API", show: page("/api/v1/docs")},
		{name: "guest", guest: true, show: func(_ *testing.T, s site, p *tab) {
			p.open(s.url)
			p.awaitEditor()
		}},
		{name: "login", guest: true, show: page("/login")},
		{name: "wrong password", guest: true, show: func(t *testing.T, s site, p *tab) {
			p.open(s.url + "/login")
			p.submitLogIn(account{"nobody@example.org", "not the password"})
			p.await(`document.querySelector('[role=alert]')`)
		}},
		{name: "setup", guest: true, show: func(_ *testing.T, s site, p *tab) { p.open(s.setup) }},
		{name: "setup gone", guest: true, show: page("/setup/gone")},
	}
}

// awaitEditor returns when the editor is what it will be: Monaco where there is
// room, else the text area.
func (p *tab) awaitEditor() {
	p.t.Helper()
	p.await(`document.querySelector('[data-editor].ready .view-line') || innerWidth < 640 && document.getElementById('code').goToLine`)
}

// writeAnywhere replaces the code in whichever editor the page has.
func (p *tab) writeAnywhere(code string) {
	p.t.Helper()
	p.awaitEditor()
	if ask[bool](p, `innerWidth < 640`) {
		p.fill("#code", code)
		return
	}
	p.write(code)
}

// TestLook visits every state in both themes and on both sizes: axe must have
// nothing serious to say, and no page may be wider than the screen. The pictures
// are for people to look at.
func TestLook(t *testing.T) {
	s := site{newInstance(t).start(t, "serve"), newBrowser(t)}
	someone := s.person(t)
	for _, size := range []struct{ width, height int64 }{{1440, 900}, {390, 844}} {
		for _, theme := range []string{"light", "dark"} {
			for _, guest := range []bool{true, false} {
				name := fmt.Sprintf("%s %d", theme, size.width)
				if guest {
					name += " guest"
				}
				t.Run(name, func(t *testing.T) {
					p := s.tab(t)
					p.expect("status of 40")
					p.appear(theme, size.width, size.height)
					if !guest {
						p.logIn(s.server, someone)
					}
					for _, state := range states() {
						if state.guest == guest {
							state.show(t, s, p)
							p.inspect(fmt.Sprintf("%s-%s-%d", strings.ReplaceAll(state.name, " ", "-"), theme, size.width))
							p.stopRun()
						}
					}
				})
			}
		}
	}
}

func (p *tab) appear(theme string, width, height int64) {
	p.t.Helper()
	p.do("set the size", chromedp.EmulateViewport(width, height))
	ctx, cancel := p.moment()
	defer cancel()
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	if err != nil {
		p.t.Fatalf("set the theme: %v", err)
	}
}

// inspect takes a picture of what is shown and lets axe look at it.
func (p *tab) inspect(name string) {
	p.t.Helper()
	p.await(`document.fonts.status === 'loaded'`)
	p.picture(filepath.Join(buildFolder(p.t, "screenshots"), name+".png"))
	if wide := ask[int](p, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
		p.t.Errorf("%s is %d pixels wider than the screen", name, wide)
	}
	for _, f := range p.findings() {
		if f.serious() {
			p.t.Errorf("%s: axe: %s (%s): %s\n%s", name, f.ID, f.Impact, f.Help, strings.Join(f.Nodes, "\n"))
		} else {
			p.t.Logf("%s: axe: %s (%s): %s %s", name, f.ID, f.Impact, f.Help, f.Nodes)
		}
	}
}

// finding is a violation that axe reports.
type finding struct {
	ID, Impact, Help string
	Nodes            []string
}

func (f finding) serious() bool { return f.Impact == "serious" || f.Impact == "critical" }

func (p *tab) findings() []finding {
	p.t.Helper()
	ask[bool](p, axe+`; true`)
	return ask[[]finding](p, `axe.run().then(({ violations }) => violations.map(({ id, impact, help, nodes }) =>
		({ id, impact, help, nodes: nodes.map(({ html, failureSummary }) => html.slice(0, 200) + ' ' + failureSummary) })))`)
}

// stopRun ends what a state has left running, so that the next may run.
func (p *tab) stopRun() {
	p.t.Helper()
	if ask[bool](p, `!!document.querySelector('[data-stop]')`) {
		p.click("[data-stop]")
		p.await(`!document.querySelector('[data-while-running]')`)
	}
}

// TestAxe shows that the check of TestLook can fail.
func TestAxe(t *testing.T) {
	p := newBrowser(t).tab(t)
	p.open("data:text/html,<title>A picture</title><img src='data:,'>")
	found := p.findings()
	if !slices.ContainsFunc(found, func(f finding) bool { return f.ID == "image-alt" && f.serious() }) {
		t.Errorf("axe overlooks a picture without words: %+v", found)
	}
}

// TestComplaints shows that a tab notices what would fail its test.
func TestComplaints(t *testing.T) {
	s := site{newInstance(t).start(t, "web"), newBrowser(t)}
	for name, deed := range map[string]string{
		"Content Security Policy": `(new Image().src = 'http://elsewhere.invalid/picture.png') !== ''`,
		"TrustedScript":           `(() => { try { document.createElement('script').textContent = 'x()' } catch {} return true })()`,
		"an error of ours":        `console.error('an error of ours') === undefined`,
		"nobody caught":           `setTimeout(() => { throw new Error('nobody caught') }) > 0`,
	} {
		t.Run(name, func(t *testing.T) {
			p := s.tab(t)
			p.open(s.url + "/login")
			p.expect(name)
			ask[bool](p, deed)
			p.heard(name)
		})
	}
}

// TestLookOfPeople is TestLook for the pages that need more than one person, or
// an administrator.
func TestLookOfPeople(t *testing.T) {
	s := site{newInstance(t).start(t, "serve"), newBrowser(t)}
	admin := s.personAs(t, "admin")
	c, cookie := s.client(s.token(t, admin, "run,read,write")), sessionCookie(t, s.server, admin)
	id := c.keep(t, fields{"code": "print('first')\n", "title": "Sort a list"}).ID
	c.execute(t, fields{"code": "print('first')\n", "snippet_id": id})
	c.change(t, id, fields{"code": "print('second')\nprint('and a longer line, so that a phone has to break or scroll it somewhere')\n"})
	c.execute(t, fields{"code": "print('second')\n", "snippet_id": id})
	_, page := form(t, s.server, cookie, "/snippets/"+id+"/share", url.Values{"audience": {"link"}})
	token := between(between(page, `id="share-link"`, ">"), "/s/", `"`)
	made, _ := form(t, s.server, cookie, "/classes", url.Values{"name": {"Algorithms and data structures"}})
	form(t, s.server, cookie, "/admin/users", url.Values{"email": {"mia"}, "role": {"student"}, "name": {"Mia Maier"}})
	pages := []struct{ name, path string }{
		{"shared", "/s/" + token}, {"embedded", "/embed/" + token}, {"shared with me", "/shared"},
		{"version", "/snippets/" + id + "/versions/1"}, {"compare", "/snippets/" + id + "/versions/1/compare"}, {"details shared", "/snippets/" + id + "/details"},
		{"search", "/search"}, {"found", "/search?q=sort"}, {"classes", "/classes"}, {"class", made.Request.URL.Path},
		{"admin", "/admin"}, {"users", "/admin/users"}, {"instance settings", "/admin/settings"}, {"audit", "/admin/audit?runs=on"}, {"model", "/admin/model"},
		{"help", "/help"}, {"privacy", "/privacy"}, {"delete account", "/settings/delete"},
	}
	for _, size := range []struct{ width, height int64 }{{1440, 900}, {390, 844}} {
		for _, theme := range []string{"light", "dark"} {
			t.Run(fmt.Sprintf("%s %d", theme, size.width), func(t *testing.T) {
				p := s.tab(t)
				p.expect("status of 412")
				p.appear(theme, size.width, size.height)
				p.logIn(s.server, admin)
				name := func(page string) string {
					return fmt.Sprintf("%s-%s-%d", strings.ReplaceAll(page, " ", "-"), theme, size.width)
				}
				for _, page := range pages {
					p.open(s.url + page.path)
					p.inspect(name(page.name))
				}
				p.open(s.url + "/snippets/" + id)
				p.awaitEditor()
				c.change(t, id, fields{"code": "print('there " + name("") + "')\n"})
				p.writeAnywhere("print('here')\n")
				p.await(`!document.querySelector('[data-conflict]').hidden`)
				p.inspect(name("conflict"))
				p.click("[data-choose]")
				p.await(`document.querySelector('[data-settle]')`)
				p.inspect(name("choice"))
			})
		}
	}
}
