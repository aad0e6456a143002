package e2e

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
)

// logIn fills in the log-in form.
func (p *tab) logIn(site *server, a account) {
	p.t.Helper()
	p.open(site.url + "/login")
	p.submitLogIn(a)
	p.await(`document.querySelector('.avatar')`)
}

func (p *tab) submitLogIn(a account) {
	p.t.Helper()
	p.fill("#f-email", a.email)
	p.fill("#f-password", a.password)
	p.click("main form button[type=submit]")
}

// editor waits until Monaco has taken the place of the text area.
func (p *tab) editor() {
	p.t.Helper()
	p.await(`document.querySelector('[data-editor].ready .monaco-editor .view-line')`)
}

// selectCode clicks into the first line of Monaco and presses Ctrl+A.
func (p *tab) selectCode() {
	p.t.Helper()
	p.editor()
	corner := ask[struct{ X, Y float64 }](p, `document.querySelector('.monaco-editor .editor-scrollable').getBoundingClientRect().toJSON()`)
	p.do("click into the code", chromedp.MouseClickXY(corner.X+20, corner.Y+20))
	p.keys("a", chromedp.Modifier(kb.ModifierCtrl))
}

// write replaces the code in Monaco.
func (p *tab) write(code string) {
	p.t.Helper()
	p.selectCode()
	p.paste(code)
	p.await(`document.getElementById('code').value === ` + quote(code))
}

const output = `[...document.querySelectorAll('run-output p')].map((line) => line.lastElementChild.textContent)`

// lines is the output, line by line, as the page holds it.
func (p *tab) lines() []string { p.t.Helper(); return ask[[]string](p, output) }

// awaitEnd returns when the page shows the end of the run with this label.
func (p *tab) awaitEnd(label string) {
	p.t.Helper()
	p.await(`document.querySelector('[data-part=facts]') && !document.querySelector('[data-while-running]')`)
	if got := p.text("[data-part=facts] .chip"); got != label {
		p.t.Fatalf("the run ended with %q, want %q\n%s", got, label, p.text("#panel"))
	}
}

// want holds what the page shows against the lines expected.
func (p *tab) want(lines ...string) {
	p.t.Helper()
	if d := cmp.Diff(lines, p.lines()); d != "" {
		p.t.Errorf("output (-want +got):\n%s", d)
	}
}

func (p *tab) ctrlEnter() {
	p.t.Helper()
	p.keys(kb.Enter, chromedp.Modifier(kb.ModifierCtrl))
}

const (
	runButton = "header [data-run]"
	running   = `document.querySelector('[data-while-running]')`
	waiting   = `document.querySelector('[data-input].waiting')`
)

// site is a running instance and a browser to visit it with.
type site struct {
	*server
	*browser
}

// at opens the editor as a logged-in person with code in it.
func (s site) at(t *testing.T, code string) *tab {
	t.Helper()
	p := s.tab(t)
	p.logIn(s.server, s.person(t))
	p.write(code)
	return p
}

func TestEditor(t *testing.T) {
	s := site{newInstance(t).start(t, "serve"), newBrowser(t)}
	for name, test := range map[string]func(*testing.T, site){
		"the set-up link makes the administrator":      setUpLink,
		"lines arrive one by one":                      linesArrive,
		"a program asks and a person answers":          answerInput,
		"typing goes on while an answer is on its way": typeAhead,
		"stop ends a loop":                             stopLoop,
		"a reload in mid-run loses nothing":            reloadInMidRun,
		"unsaved code survives a reload and a crash":   unsavedCode,
		"a guest is asked to log in and keeps code":    guestRuns,
		"log-out leaves nothing":                       logOut,
		"an address that leads nowhere":                errorPage,
		"the theme":                                    themeToggle,
		"a wrong password":                             wrongPassword,
		"an API token":                                 tokensPage,
		"without JavaScript":                           withoutScript,
		"input without JavaScript":                     inputWithoutScript,
		"an error leads to its line":                   errorLine,
		"a phone":                                      phone,
		"too many runs at once are refused in words":   tooManyRuns,
		"code that is too long is refused in words":    tooLong,
		"the output goes into a file":                  downloadOutput,
		"files beside the program are tabs":            fileTabs,
		"files beside the program survive a reload":    fileDrafts,
		"each kind of text has its colors":             fileLanguages,
		"the tabs of files by keyboard":                fileTabKeys,
		"files on a phone":                             plainFiles,
		"a program leaves pictures and files":          leftFiles,
		"what a program left is shown":                 showLeftFile,
		"files without JavaScript":                     filesWithoutScript,
	} {
		t.Run(name, func(t *testing.T) { test(t, s) })
	}
}

func setUpLink(t *testing.T, s site) {
	p := s.tab(t)
	p.open(s.setup)
	p.fill("#f-email", "root@example.org")
	p.fill("#f-password", "plum tractor lantern")
	p.click("main form button[type=submit]")
	p.await(`document.querySelector('.avatar')`)
	p.selectCode()
	p.keys(`print("hello", 6*7)`)
	p.ctrlEnter()
	p.awaitEnd("Finished")
	p.want("hello 42")

	again := s.tab(t)
	again.expect("status of 404")
	again.open(s.setup)
	if got := again.text("h1"); got != "This link does not work any more" {
		t.Errorf("the used link shows %q", got)
	}
}

func linesArrive(t *testing.T, s site) {
	p := s.at(t, "import time\nfor n in range(1, 6):\n    print('line', n)\n    time.sleep(0.4)\n")
	p.click(runButton)
	for _, n := range []string{"1", "2", "3", "4", "5"} {
		p.await(output + `.at(-1) === 'line ` + n + `' && ` + output + `.length === ` + n + ` && ` + running)
	}
	p.awaitEnd("Finished")
	p.want("line 1", "line 2", "line 3", "line 4", "line 5")
	facts := p.text("[data-part=facts]")
	if !regexp.MustCompile(`(?s)Finished\s+\d\.\d+ s of 30\s+\d+ MB of 256\s+5 lines`).MatchString(facts) {
		t.Errorf("the facts are %q", facts)
	}
}

func answerInput(t *testing.T, s site) {
	p := s.at(t, "name = input('Who? ')\nprint('Hello', name)\nprint('Bye', input())\n")
	p.click(runButton)
	for _, turn := range []struct{ last, answer string }{{"Who? ", "Ada"}, {"Hello Ada", "Łukasz & <b>"}} {
		p.await(output + `.at(-1) === ` + quote(turn.last) + ` && ` + waiting)
		if got := p.text("[data-part=facts] .chip"); got != "Waiting for input" {
			t.Errorf("the status is %q", got)
		}
		p.await(`document.activeElement.name === 'line'`)
		p.insert(turn.answer)
		p.keys(kb.Enter)
	}
	p.awaitEnd("Finished")
	p.want("Who? Ada", "Hello Ada", "Łukasz & <b>", "Bye Łukasz & <b>")
}

// typeAhead holds the first answer back in the network while the second one is
// typed.
func typeAhead(t *testing.T, s site) {
	p := s.at(t, "print('Hello', input())\nprint('Bye', input())\n")
	p.click(runButton)
	p.await(waiting)
	ask[bool](p, `(() => {
		const send = window.fetch
		window.fetch = (...request) => new Promise((resolve) => { window.release = () => resolve(send(...request)) })
		window.deliver = () => { window.fetch = send; window.release() }
		return true
	})()`)
	p.fill("[name=line]", "Ada")
	p.keys(kb.Enter)
	p.await(`window.release && document.querySelector('[name=line]').value === ''`)
	p.insert("Grace")
	ask[bool](p, `window.deliver() === undefined`)
	p.await(output + `.at(-1) === 'Hello Ada' && ` + waiting)
	if typed := ask[string](p, `document.querySelector('[name=line]').value`); typed != "Grace" {
		t.Errorf("what was typed meanwhile is %q", typed)
	}
	p.fill("[name=line]", "Grace Hopper")
	p.keys(kb.Enter)
	p.awaitEnd("Finished")
	p.want("Ada", "Hello Ada", "Grace Hopper", "Bye Grace Hopper")
}

// stopLoop also measures: the budget is 300 ms, and the deadline is generous
// because the machine of the tests is shared.
func stopLoop(t *testing.T, s site) {
	p := s.at(t, "print('on')\nwhile True:\n    pass\n")
	ask[bool](p, `document.addEventListener('click', ({ target }) => { if (target.closest('[data-stop]')) window.clicked ??= performance.now() }, true),
		document.addEventListener('run-done', () => { window.ended = performance.now() }), true`)
	p.ctrlEnter()
	p.await(output + `[0] === 'on'`)
	p.click("[data-stop]")
	p.awaitEnd("Stopped")
	p.want("on")
	milliseconds := ask[float64](p, `window.ended - window.clicked`)
	t.Logf("from the click on Stop to the final status: %.0f ms", milliseconds)
	if milliseconds > 3000 {
		t.Errorf("Stop took %.0f ms", milliseconds)
	}
}

func reloadInMidRun(t *testing.T, s site) {
	p := s.at(t, "import time\nfor n in range(40):\n    print(n)\n    time.sleep(0.1)\n")
	p.click(runButton)
	p.await(output + `.length >= 5`)
	p.reload()
	p.await(output + `.length >= 15 && ` + running)
	p.reload()
	p.awaitEnd("Finished")
	p.want(numbers(0, 40)...)
	p.reload()
	p.awaitEnd("Finished")
	p.want(numbers(0, 40)...)
}

func unsavedCode(t *testing.T, s site) {
	const code = "print('never run')  # é\n"
	p := s.at(t, code)
	p.reload()
	p.editor()
	p.await(`document.getElementById('code').value === ` + quote(code))

	p.write(code + "# more")
	p.await(`Object.values(localStorage).includes(` + quote(code+"# more") + `)`)
	other := p.sibling()
	if err := p.crash(); err != nil {
		t.Fatalf("crash the tab: %v", err)
	}
	other.open(s.url)
	other.editor()
	other.await(`document.getElementById('code').value === ` + quote(code+"# more"))
}

// crash kills the process that renders the tab. The command itself is never
// answered.
func (p *tab) crash() error {
	ctx, cancel := p.moment()
	defer cancel()
	crashes := chromedp.Events(ctx, inspector.TargetCrashed)
	go chromedp.Call(ctx, page.Crash, cdp.Empty{})
	for _, err := range crashes {
		return err
	}
	return nil
}

func guestRuns(t *testing.T, s site) {
	a := s.person(t)
	p := s.tab(t)
	p.expect("status of 401")
	p.open(s.url)
	p.write("print('kept')\n")
	p.click(runButton)
	p.await(`document.getElementById('f-email')`)
	p.submitLogIn(a)
	p.editor()
	p.await(`document.getElementById('code').value === "print('kept')\n"`)
	p.ctrlEnter()
	p.awaitEnd("Finished")
	p.want("kept")
}

func logOut(t *testing.T, s site) {
	p := s.at(t, "secret = 1\n")
	p.await(`Object.values(localStorage).includes("secret = 1\n")`)
	p.open(s.url + "/settings")
	p.click("[data-logout] button")
	p.await(`[...document.querySelectorAll('header a')].some((link) => link.textContent === 'Log in')`)
	p.editor()
	if left := ask[string](p, `JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.getElementById('code').value`); strings.Contains(left, "secret") {
		t.Errorf("the next person at the machine finds %s", left)
	}
	p.open(s.url + "/settings")
	p.await(`location.pathname === '/login'`)
}

func errorPage(t *testing.T, s site) {
	p := s.tab(t)
	p.expect("status of 404")
	p.open(s.url + "/no/such/page")
	if got := p.text("main"); !strings.Contains(got, "404") || !strings.Contains(got, "Back to the editor") {
		t.Errorf("the page says %q", got)
	}
	p.click("main a")
	p.editor()

	p.logIn(s.server, s.person(t))
	for _, path := range []string{"/no/such/page", "/api/v1/docs"} {
		p.open(s.url + path)
		if !ask[bool](p, `!!document.querySelector('.avatar')`) {
			t.Errorf("%s takes somebody who is logged in for a guest", path)
		}
	}
}

func themeToggle(t *testing.T, s site) {
	p := s.tab(t)
	p.open(s.url)
	p.editor()
	background := func() string {
		return ask[string](p, `getComputedStyle(document.querySelector('.monaco-editor')).backgroundColor`)
	}
	p.click("[data-theme-toggle]")
	p.await(`document.querySelector('[data-theme-toggle]').ariaLabel === 'Theme: light'`)
	light := background()
	p.click("[data-theme-toggle]")
	p.await(`document.querySelector('[data-theme-toggle]').ariaLabel === 'Theme: dark'`)
	dark := background()
	if light == dark {
		t.Errorf("the editor is %s in both themes", light)
	}
	p.reload()
	p.editor()
	if got := background(); got != dark {
		t.Errorf("after a reload the editor is %s, want %s", got, dark)
	}
	p.click("[data-theme-toggle]")
	p.await(`document.querySelector('[data-theme-toggle]').ariaLabel === 'Theme: automatic'`)
}

func wrongPassword(t *testing.T, s site) {
	a := s.person(t)
	p := s.tab(t)
	p.expect("status of 401")
	p.open(s.url + "/login?next=%2Fsettings")
	p.submitLogIn(account{a.email, "not the password"})
	p.await(`document.querySelector('[role=alert]')`)
	if got := ask[string](p, `document.getElementById('f-email').value`); got != a.email {
		t.Errorf("the form holds the address %q, want %q", got, a.email)
	}
	p.submitLogIn(a)
	p.await(`location.pathname === '/settings'`)
}

func tokensPage(t *testing.T, s site) {
	p := s.tab(t)
	p.logIn(s.server, s.person(t))
	p.open(s.url + "/settings")
	p.fill("#f-name", "my script")
	p.click("form[action='/settings/tokens'] button")
	p.await(`document.querySelector('.secret')`)
	client := s.client(p.text(".secret"))
	client.get(t, "/executions").want(t, http.StatusOK)
	p.click("form[action$='/revoke'] button")
	p.await(`!document.querySelector('.secret') && !document.querySelector("form[action$='/revoke']")`)
	client.get(t, "/executions").want(t, http.StatusUnauthorized)
}

func (p *tab) scriptsOff() {
	p.t.Helper()
	ctx, cancel := p.moment()
	defer cancel()
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		p.t.Fatal(err)
	}
}

// withoutScript runs a program by the form alone: the page of the run loads
// itself again until the end.
func withoutScript(t *testing.T, s site) {
	p := s.tab(t)
	p.scriptsOff()
	p.logIn(s.server, s.person(t))
	p.open(s.url)
	p.fill("#code", "import time\nprint('first')\ntime.sleep(3)\nprint('last')\n")
	p.click(runButton)
	p.await(`location.pathname.startsWith('/runs/')`)
	p.await(output + `[0] === 'first' && ` + running)
	p.awaitEnd("Finished")
	p.want("first", "last")
}

func inputWithoutScript(t *testing.T, s site) {
	p := s.tab(t)
	p.scriptsOff()
	p.logIn(s.server, s.person(t))
	p.open(s.url)
	p.fill("#code", "print('Hello', input(), input())\n")
	p.click(".stdin summary")
	p.fill("#stdin", "Ada\nLovelace")
	p.click(runButton)
	p.awaitEnd("Finished")
	p.want("Hello Ada Lovelace")
}

func errorLine(t *testing.T, s site) {
	p := s.at(t, "def f():\n    return 1 / 0\n\nf()\n")
	p.ctrlEnter()
	p.awaitEnd("Error")
	p.click(".said summary")
	if note := p.text("[data-part=note]"); !strings.Contains(note, "Something is divided by zero") || !strings.Contains(note, "ZeroDivisionError: division by zero") {
		t.Errorf("the note says %q", note)
	}
	p.click("[data-go-to-line]")
	p.await(`document.querySelector('[data-position]').textContent.startsWith('Line 2,')`)
	p.await(`document.querySelector('.monaco-editor .squiggly-error')`)
	ask[bool](p, `document.querySelector('run-output a[data-line="4"]').click() === undefined`)
	p.await(`document.querySelector('[data-position]').textContent.startsWith('Line 4,')`)
}

// phone has the text area alone: Monaco does not support touch keyboards.
func phone(t *testing.T, s site) {
	p := s.tab(t)
	p.do("be a phone", chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
	p.logIn(s.server, s.person(t))
	p.fill("#code", "print('by thumb')")
	p.click(".dock [data-run]")
	p.awaitEnd("Finished")
	p.want("by thumb")
	if ask[bool](p, `!!document.querySelector('.monaco-editor')`) {
		t.Error("a phone got Monaco")
	}
	if ask[bool](p, `document.documentElement.scrollWidth > innerWidth`) {
		t.Error("the page is wider than the phone")
	}
}

func tooManyRuns(t *testing.T, s site) {
	a := s.person(t)
	client := s.client(s.token(t, a, "run,read"))
	var ids []string
	for range 4 {
		ids = append(ids, client.begin(t, "input()"))
	}
	p := s.tab(t)
	p.expect("status of 429")
	p.logIn(s.server, a)
	p.write("print(5)")
	p.ctrlEnter()
	p.await(`document.querySelector('#panel [role=alert]')`)
	if got := p.text("#panel"); !strings.Contains(got, "3") {
		t.Errorf("the refusal says %q", got)
	}
	for _, id := range ids {
		client.post(t, "/executions/"+id+"/cancel", nil).want(t, http.StatusAccepted)
	}
	p.ctrlEnter()
	p.awaitEnd("Finished")
	p.want("5")
}

func tooLong(t *testing.T, s site) {
	p := s.at(t, "#"+strings.Repeat("x", 10_239))
	p.ctrlEnter()
	p.awaitEnd("Finished")
	p.write("#" + strings.Repeat("x", 10_240))
	p.ctrlEnter()
	p.await(`document.querySelector('[data-problems]').textContent === 'The code is 1 byte too long. Shorten it, or move data out of it.'`)
}

func downloadOutput(t *testing.T, s site) {
	p := s.at(t, "print('a' * 30_000)\nprint('é')\n")
	p.ctrlEnter()
	p.awaitEnd("Finished")
	const want = `'a'.repeat(30_000) + '\n' + 'é\n'`
	if !ask[bool](p, `document.querySelector('run-output').text() === `+want) {
		t.Errorf("the text to copy is %q", ask[string](p, `document.querySelector('run-output').text()`))
	}
}

func numbers(from, to int) (all []string) {
	for n := from; n < to; n++ {
		all = append(all, strconv.Itoa(n))
	}
	return all
}
