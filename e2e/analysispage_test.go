package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"coderemote/internal/modeltest"
)

const (
	analyzeButton = "header [data-analyze]"
	standings     = `[...document.querySelectorAll('.data tr:nth-child(3) .standing')].map((mark) => mark.textContent).join(', ')`
	analyzed      = `document.querySelector('analysis-live .chip')?.textContent === 'Analyzed'`
)

func TestAnalysisPage(t *testing.T) {
	s := site{newInstance(t).start(t, "serve"), newBrowser(t)}
	for name, test := range map[string]func(*testing.T, site){
		"code is analyzed":             analyzeCode,
		"another argument":             measureAgain,
		"between output and analysis":  tabsOfThePanel,
		"a chart as a picture":         saveChart,
		"analysis without JavaScript":  analyzeWithoutScript,
		"code that is none":            analyzeNoCode,
		"a guest must log in":          analyzeAsGuest,
		"how it looks":                 lookOfAnalysis,
		"another person's is not seen": analysisOfAnother,
	} {
		t.Run(name, func(t *testing.T) { test(t, s) })
	}
}

func analyzeCode(t *testing.T, s site) {
	p := s.at(t, quadratic)
	p.click(analyzeButton)
	p.await(analyzed)
	if got := ask[string](p, `document.querySelector('.tiles math').textContent`); got != "O(n2)" {
		t.Errorf("time is %q", got)
	}
	if got := p.text(".verdict"); got != "Measuring and reading the code agree on time and space." {
		t.Errorf("the verdict is %q", got)
	}
	if got := p.text("[data-part=answer]"); !strings.Contains(got, "measured on these inputs") {
		t.Errorf("the answer does not say on what it was measured: %s", got)
	}
	if n := ask[int](p, `document.querySelectorAll('.chart .dot').length`); n < 12 {
		t.Errorf("%d points in two charts", n)
	}
	if got := ask[string](p, `document.querySelector('#function').value + ', ' + document.querySelector('#grow').value`); got != "pairs, xs" {
		t.Errorf("the fields are filled with %q", got)
	}
	p.await(`document.querySelector('.monaco-editor .heat-4')`)
	p.await(`[...document.querySelectorAll('.monaco-editor .line-numbers')].some((n) => /5\s+[\d.]+[kM]?$/.test(n.textContent))`)
	p.click(".reasons .lref")
	p.await(`document.querySelector('[data-position]').textContent.startsWith('Line ' + document.querySelector('.reasons .lref').dataset.line + ',')`)
	if got := ask[string](p, `getComputedStyle(document.querySelector('.axes.log')).display`); got != "none" {
		t.Errorf("both charts are shown: %s", got)
	}
	p.click(".switch input[value=log]")
	p.await(`getComputedStyle(document.querySelector('.axes.linear')).display === 'none' && getComputedStyle(document.querySelector('.axes.log')).display !== 'none'`)
	p.write(quadratic + "\n# changed\n")
	p.await(`!document.querySelector('.monaco-editor .heat')`)
}

func measureAgain(t *testing.T, s site) {
	p := s.at(t, "def first(xs, ys):\n    for x in xs:\n        pass\n\ndef second(xs, ys):\n    for y in ys:\n        for x in ys:\n            pass\n\nfirst([1, 2], [3])\n")
	p.click(analyzeButton)
	p.await(analyzed)
	before := ask[string](p, `location.pathname`)
	p.fill("#function", "second")
	p.fill("#grow", "ys")
	p.click(".again button")
	p.await(`location.pathname !== ` + quote(before) + ` && ` + analyzed)
	if got := p.text("[data-part=facts]"); !strings.Contains(got, "second, ys grown") {
		t.Errorf("measured was %q", got)
	}
	if got := ask[string](p, `document.querySelector('.tiles math').textContent`); got != "O(n2)" {
		t.Errorf("time is %q", got)
	}
}

func tabsOfThePanel(t *testing.T, s site) {
	p := s.at(t, quadratic)
	p.ctrlEnter()
	p.awaitEnd("Finished")
	p.click("#panel .tab[formaction]")
	p.await(analyzed)
	address := ask[string](p, `location.pathname`)
	p.click("#panel a.tab")
	p.await(`document.querySelector('run-output p')`)
	p.want("0")
	p.click("#panel .tab[formaction]")
	p.await(analyzed)
	if got := ask[string](p, `location.pathname`); got != address {
		t.Errorf("the same code is analyzed anew: %s, before %s", got, address)
	}
	p.reload()
	p.await(analyzed)
}

func saveChart(t *testing.T, s site) {
	p := s.at(t, quadratic)
	p.click(analyzeButton)
	p.await(analyzed)
	svg := ask[string](p, `fetch(document.querySelector('.actions [download]').href).then((r) => r.text())`)
	if !strings.HasPrefix(svg, "<svg") || !strings.Contains(svg, "<style>") || !strings.Contains(svg, "<title>") {
		t.Errorf("the file is %.300s", svg)
	}
	// What the page would save is caught where it is clicked.
	ask[bool](p, `HTMLAnchorElement.prototype.click = function () { window.saved = this }; true`)
	p.click(".actions [data-png]")
	p.await(`window.saved?.href.startsWith('data:image/png;base64,') && window.saved.href.length > 5000 && window.saved.download === 'linear-chart.png'`)
}

func analyzeWithoutScript(t *testing.T, s site) {
	p := s.tab(t)
	p.scriptsOff()
	p.logIn(s.server, s.person(t))
	p.open(s.url)
	p.fill("#code", quadratic)
	p.click(analyzeButton)
	p.await(`location.pathname.startsWith('/analyses/')`)
	p.await(analyzed)
	if got := p.text(".verdict"); got != "Measuring and reading the code agree on time and space." {
		t.Errorf("the verdict is %q", got)
	}
	p.fill("#grow", "xs")
	p.click(".again button")
	p.await(`location.pathname.startsWith('/analyses/') && ` + analyzed)
}

func analyzeNoCode(t *testing.T, s site) {
	p := s.at(t, "def broken(:\n")
	p.click(analyzeButton)
	p.await(`document.querySelector('analysis-live .note.bad')`)
	if got := p.text(".note.bad"); !strings.Contains(got, "look for a missing bracket") || !strings.Contains(got, "analyze again") {
		t.Errorf("the note says %q", got)
	}
	p.await(`document.querySelector('.monaco-editor .squiggly-error')`)
	p.click(".note.bad .lref")
	p.await(`document.querySelector('[data-position]').textContent.startsWith('Line 1,')`)
	if n := ask[int](p, `[...document.querySelectorAll('.tiles, .again, .data')].filter((e) => e.checkVisibility()).length`); n != 0 {
		t.Errorf("%d parts are shown that say nothing about such code", n)
	}
}

func analyzeAsGuest(t *testing.T, s site) {
	p := s.tab(t)
	p.expect("status of 401")
	p.open(s.url)
	p.awaitEditor()
	p.write(quadratic)
	p.click(analyzeButton)
	p.await(`document.querySelector('#f-email')`)
	if got := ask[string](p, `document.querySelector('main').textContent`); !strings.Contains(got, "Log in to analyze") {
		t.Errorf("the page says %.200q", got)
	}
}

func analysisOfAnother(t *testing.T, s site) {
	p := s.at(t, quadratic)
	p.click(analyzeButton)
	p.await(analyzed)
	address := ask[string](p, `location.pathname`)
	other := s.tab(t)
	other.expect("status of 404")
	other.logIn(s.server, s.person(t))
	for _, path := range []string{"", "/linear-chart.svg", "/events"} {
		if got := ask[int](other, `fetch(`+quote(s.url+address+path)+`).then((r) => r.status)`); got != 404 {
			t.Errorf("%s: status %d", path, got)
		}
	}
}

func lookOfAnalysis(t *testing.T, s site) {
	for _, size := range []struct{ width, height int64 }{{1440, 1400}, {390, 844}} {
		for _, theme := range []string{"light", "dark"} {
			p := s.tab(t)
			p.appear(theme, size.width, size.height)
			p.logIn(s.server, s.person(t))
			p.open(s.url)
			p.writeAnywhere(quadratic)
			if size.width < 760 {
				p.click(".dock [data-analyze]")
			} else {
				p.click(analyzeButton)
			}
			p.await(analyzed)
			p.inspect(fmt.Sprintf("analysis-%s-%d", theme, size.width))
		}
	}
}

const (
	broken    = "xs = [1]\nprint(xs[1])\n"
	hintOffer = `document.querySelector('form[action$="/hint"] button')`
)

// TestModelOnThePage has a model's server in the test itself.
func TestModelOnThePage(t *testing.T) {
	model := modeltest.New(t)
	s := site{newInstance(t, "GEMINI_API_KEY=key", "LLM_BASE_URL="+model.URL, "CODEREMOTE_EMBEDDINGS=keywords").start(t, "serve"), newBrowser(t)}

	t.Run("it writes and is held against the measurement", func(t *testing.T) {
		p := s.at(t, quadratic)
		p.click(analyzeButton)
		p.await(analyzed)
		if got := ask[string](p, `[...document.querySelectorAll('.narrative h3')].map((h) => h.textContent).join()`); got != "Algorithm,Time Complexity,Space Complexity,Suggestions" {
			t.Errorf("headings %q", got)
		}
		if n := ask[int](p, `document.querySelectorAll('.narrative math').length`); n != 2 {
			t.Errorf("%d formulas", n)
		}
		if got := ask[string](p, standings); got != "confirmed, contradicted" {
			t.Errorf("the claim is %s: %s", got, p.text(".data"))
		}
		p.inspect("analysis-model")
	})
	t.Run("it lies and is contradicted", func(t *testing.T) {
		model.Then(modeltest.Good, modeltest.Lying)
		p := s.at(t, quadratic+"# a lie\n")
		p.click(analyzeButton)
		p.await(analyzed)
		if got := ask[string](p, standings); got != "contradicted" {
			t.Errorf("the claim is %s: %s", got, p.text(".data"))
		}
		if got := ask[string](p, `document.querySelector('.verdict').textContent`); !regexp.MustCompile(`the model says O\(log.n\); measured was O\(n2\) on these inputs \(line \d ran [\d,]+ times at n = \d+\)\. Trust the count.*Space: they agree on O\(1\)`).MatchString(got) {
			t.Errorf("the verdict is %q", got)
		}
	})
	t.Run("its markup does nothing", func(t *testing.T) {
		model.Then(modeltest.Hostile, modeltest.Hostile)
		p := s.at(t, quadratic+"# markup\n")
		p.click(analyzeButton)
		p.await(analyzed)
		if n := ask[int](p, `document.querySelectorAll('.narrative :is(script, img, form, [hx-get], [onerror], [href^="javascript"])').length`); n != 0 {
			t.Errorf("%d elements: %s", n, ask[string](p, `document.querySelector('.narrative').innerHTML`))
		}
		if got := ask[string](p, `document.title`); strings.Contains(got, "owned") {
			t.Errorf("the title is %q", got)
		}
	})
	t.Run("it fails and the rest is there", func(t *testing.T) {
		model.Then(modeltest.Denied)
		p := s.at(t, quadratic+"# denied\n")
		p.click(analyzeButton)
		p.await(analyzed)
		if got := p.text(".data"); !strings.Contains(got, "refuses to answer") {
			t.Errorf("the table: %s", got)
		}
	})
	t.Run("the operator reads who asked", func(t *testing.T) {
		said := s.run(t, "", "trace-llm", "--outcome", "failed")
		row := regexp.MustCompile(`(?m)^(\d+) .* narrative .* failed$`).FindStringSubmatch(said)
		if row == nil {
			t.Fatalf("the ledger has no failed call:\n%s", said)
		}
		one := s.run(t, "", "trace-llm", row[1])
		if !strings.Contains(one, "outcome  failed: ") || !strings.Contains(one, "person   ") || !strings.Contains(one, " ms") {
			t.Errorf("one call:\n%s", one)
		}
		for _, secret := range []string{"denied", "for a in"} {
			if all := s.run(t, "", "trace-llm") + said + one; strings.Contains(all, secret) {
				t.Errorf("the ledger tells %q:\n%s", secret, all)
			}
		}
	})
	t.Run("it explains an error when an administrator lets it", func(t *testing.T) {
		p := s.at(t, broken)
		p.ctrlEnter()
		p.awaitEnd("Error")
		if n := ask[int](p, `document.querySelectorAll('form[action$="/hint"]').length`); n != 0 {
			t.Fatal("hints are offered before anybody has turned them on")
		}
		admin := account{"root@example.org", "plum tractor lantern"}
		s.run(t, admin.password+"\n", "user", "create", "--email", admin.email, "--role", "admin", "--password-stdin")
		a := s.tab(t)
		a.logIn(s.server, admin)
		a.open(s.url + "/admin/model")
		a.inspect("admin-model")
		a.click("[name=hints]")
		a.click(".fields button[type=submit]")
		a.await(`document.querySelector('[name=hints]').checked && document.querySelector('.data')`)
		p.ctrlEnter()
		p.await(hintOffer)
		model.Then(modeltest.Held)
		p.click(`form[action$="/hint"] button`)
		p.await(`document.querySelectorAll('.hinted .narrative h3').length === 2 && document.querySelector('.hinted .pulse')`)
		p.inspect("hint-open")
		model.Release()
		p.await(`document.querySelectorAll('.hinted .narrative h3').length === 4 && !document.querySelector('.hinted .pulse')`)
		p.await(`document.querySelector('#panel [data-status]').textContent.includes('Suggestions')`)
		if asked := model.Asked(); !strings.Contains(asked[len(asked)-1], "IndexError") || !strings.Contains(asked[len(asked)-1], "Never write the corrected program") {
			t.Errorf("asked: %s", asked[len(asked)-1])
		}
		if got := ask[string](p, `document.getElementById('code').value`); got != broken {
			t.Errorf("the code is %q", got)
		}
		p.inspect("hint")
		calls := len(model.Asked())
		p.reload()
		p.await(`document.querySelectorAll('.hinted .narrative h3').length === 4`)
		if n := len(model.Asked()); n != calls {
			t.Errorf("a reload asked the model %d times", n-calls)
		}
	})
	t.Run("its explanation breaks off and is asked for again", func(t *testing.T) {
		model.Then(modeltest.Half)
		p := s.at(t, broken+"# again\n")
		p.ctrlEnter()
		p.await(hintOffer)
		p.click(`form[action$="/hint"] button`)
		p.await(`document.querySelector('.hinted .hint')?.textContent === 'The model stopped half-way.'`)
		p.click(`form[action$="/hint"] button`)
		p.await(`document.querySelectorAll('.hinted .narrative h3').length === 4 && !document.querySelector('form[action$="/hint"]')`)
	})
	t.Run("it explains an error without JavaScript", func(t *testing.T) {
		p := s.tab(t)
		p.scriptsOff()
		p.logIn(s.server, s.person(t))
		p.open(s.url)
		p.fill("#code", broken)
		p.click(runButton)
		p.await(hintOffer)
		model.Then(modeltest.Held)
		p.click(`form[action$="/hint"] button`)
		p.await(`document.querySelector('.hinted .pulse') && document.querySelectorAll('.hinted .narrative h3').length === 2`)
		model.Release()
		p.await(`document.querySelectorAll('.hinted .narrative h3').length === 4 && !document.querySelector('.hinted .pulse')`)
	})
	t.Run("over the API", func(t *testing.T) {
		c := s.caller(t, s.server)
		var got struct {
			Available        bool
			Model, Narrative string
			Sources          struct {
				Model struct {
					Time, Standing string
					TimeStanding   string `json:"time_standing"`
					SpaceStanding  string `json:"space_standing"`
				}
			}
		}
		decode(t, c.post(t, "/analyze", fields{"code": quadratic}).want(t, 200).body, &got)
		if !got.Available || got.Model != "gemini-2.5-flash" || got.Sources.Model.Time != "O(n^2)" || got.Sources.Model.Standing != "contradicted" || got.Sources.Model.TimeStanding != "confirmed" || got.Sources.Model.SpaceStanding != "contradicted" || !strings.HasPrefix(got.Narrative, "### Algorithm") {
			t.Errorf("%+v", got)
		}
		if status := string(s.client("").get(t, "/analyze/status").body); status != `{"available":true,"provider":"gemini"}`+"\n" {
			t.Errorf("status: %s", status)
		}
	})
}

// TestCostOfASnippet follows what a snippet knows of its cost: read after a run,
// overruled by its owner, and left alone from then on.
func TestCostOfASnippet(t *testing.T) {
	s := site{newInstance(t).start(t, "serve"), newBrowser(t)}
	p := s.at(t, quadratic)
	snippet := p.keepNew()
	p.ctrlEnter()
	p.awaitEnd("Finished")
	row := func(want string) {
		t.Helper()
		p.open(s.url + "/snippets")
		p.await(`document.querySelector('.rows small') && (document.querySelector('.rows small').textContent.includes(` + quote(want) + `) || void location.reload())`)
	}
	row("O(n^2), read")
	p.inspect("snippet-read")
	p.open(snippet)
	p.editor()
	p.click(analyzeButton)
	p.await(analyzed)
	analysis := ask[string](p, `location.href`)
	row("O(n^2), measured")
	p.open(analysis)
	p.await(analyzed)
	ask[bool](p, `document.querySelector('#overrule-time').value = 'O(n log n)', document.querySelector('#overrule-space').value = 'O(n)', true`)
	p.click(`form[action$="/complexity"] button`)
	p.await(analyzed + ` && document.querySelector('.overruled')`)
	if got := p.text(".overruled"); !strings.Contains(got, "O(n log n)") || !strings.Contains(got, "O(n)") {
		t.Errorf("the page says %q", got)
	}
	row("O(n log n), by hand")
	p.open(snippet + "/details")
	if got := p.text(".facts-list"); !strings.Contains(got, "O(n log n), by hand") {
		t.Errorf("the details say %q", got)
	}
	p.open(analysis)
	p.await(analyzed)
	if got := ask[string](p, `document.querySelector('#overrule-time').value + ' ' + document.querySelector('#overrule-space').value`); got != "O(n log n) O(n)" {
		t.Errorf("the form holds %q", got)
	}
	p.inspect("analysis-overruled")
	ask[bool](p, `document.querySelector('#overrule-time').value = document.querySelector('#overrule-space').value = '', true`)
	p.click(`form[action$="/complexity"] button`)
	p.await(analyzed + ` && !document.querySelector('.overruled')`)
	p.open(snippet)
	p.editor()
	p.ctrlEnter()
	p.awaitEnd("Finished")
	row("O(n^2), read")
}

// TestTeacherTurnsHintsOn has a teacher with a class, one pupil in it and one
// outside of it.
func TestTeacherTurnsHintsOn(t *testing.T) {
	model := modeltest.New(t)
	s := site{newInstance(t, "GEMINI_API_KEY=key", "LLM_BASE_URL="+model.URL, "CODEREMOTE_EMBEDDINGS=keywords").start(t, "serve"), newBrowser(t)}
	teacher := account{"teacher@example.org", "plum tractor lantern"}
	s.run(t, teacher.password+"\n", "user", "create", "--email", teacher.email, "--role", "teacher", "--password-stdin")
	a := s.tab(t)
	a.logIn(s.server, teacher)
	a.open(s.url + "/classes")
	a.fill("[name=name]", "5b")
	a.click(`form[action="/classes"] button[type=submit]`)
	a.await(`document.querySelector('.join-code')`)
	code := a.text(".join-code")

	p, outside := s.at(t, broken), s.at(t, broken)
	p.open(s.url + "/classes")
	p.fill("[name=code]", code)
	p.click(`form[action="/classes/join"] button[type=submit]`)
	p.await(`location.pathname.startsWith('/classes/')`)
	fails := func(p *tab, offered bool) {
		t.Helper()
		p.open(s.url)
		p.write(broken)
		p.ctrlEnter()
		p.awaitEnd("Error")
		if got := ask[bool](p, `!!`+hintOffer); got != offered {
			t.Errorf("a hint is offered: %v, want %v", got, offered)
		}
	}
	fails(p, false)
	turn := func(on string) {
		t.Helper()
		ask[bool](a, `window.before = true`)
		a.click(`form[action$="/hints"] [name=hints]`)
		a.click(`form[action$="/hints"] button`)
		a.await(`!window.before && document.readyState === 'complete' && document.querySelector('form[action$="/hints"] [name=hints]').checked === ` + on)
	}
	turn("true")
	a.inspect("class-hints")
	fails(p, true)
	fails(outside, false)
	p.click(`form[action$="/hint"] button`)
	p.await(`document.querySelectorAll('.hinted .narrative h3').length === 4`)
	run := ask[string](p, `location.pathname`)
	turn("false")
	fails(p, false)
	p.expect("status of 404")
	if got := ask[int](p, `fetch(`+quote(run+"/hint")+`, { method: 'POST' }).then((r) => r.status)`); got != 404 {
		t.Errorf("a hint that is turned off is asked for: status %d", got)
	}
}
