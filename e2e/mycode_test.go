package e2e

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

func TestMyCode(t *testing.T) {
	s := site{newInstance(t).start(t, "serve"), newBrowser(t)}
	for name, test := range map[string]func(*testing.T, site){
		"code is kept, renamed and saved while typing": keepInEditor,
		"without a network it is kept on this device":  saveOffline,
		"two tabs get a choice":                        twoTabs,
		"versions":                                     snippetVersions,
		"the list, deletion and undo":                  listPage,
		"history":                                      historyPage,
		"hostile texts":                                hostilePages,
		"sharing":                                      sharing,
		"links that hold code":                         codeLinks,
		"a frame on another site":                      embedding,
		"without JavaScript":                           snippetForms,
	} {
		t.Run(name, func(t *testing.T) { test(t, s) })
	}
}

const saveState = `document.querySelector('[data-save-state]')?.textContent`

// keepNew saves the code in the editor as a snippet and returns its address.
func (p *tab) keepNew() string {
	p.t.Helper()
	p.click("[data-save]")
	p.await(`location.pathname.startsWith('/snippets/') && document.readyState === 'complete' && ` + saveState + ` === 'Saved'`)
	return ask[string](p, `location.href`)
}

// saved returns when what is typed is saved.
func (p *tab) saved() {
	p.t.Helper()
	p.await(saveState + ` === 'Saved'`)
}

func keepInEditor(t *testing.T, s site) {
	p := s.at(t, "print('one')\n")
	address := p.keepNew()
	if got := ask[string](p, `document.getElementById('code').value`); got != "print('one')\n" {
		t.Errorf("the snippet holds %q", got)
	}
	p.fill("input[name=title]", "First program")
	p.write("print('two')\n")
	p.saved()
	p.ctrlEnter()
	p.awaitEnd("Finished")
	p.want("two")
	p.reload()
	p.editor()
	if got := ask[string](p, `document.getElementById('code').value + document.querySelector('[name=title]').value + document.title`); got != "print('two')\nFirst programRun: Finished · Code Remote" {
		t.Errorf("after a reload: %q", got)
	}
	p.selectCode()
	p.paste("print('three')\n")
	p.ctrlEnter() // at once: the run must not overtake the save
	p.await(output + `[0] === 'three'`)
	p.awaitEnd("Finished")
	p.want("three")
	p.saved()
	p.open(address + "/details")
	if got := p.text("main"); !strings.Contains(got, "Version 3") || !strings.Contains(got, "ran") || !strings.Contains(got, "Runs\n2") {
		t.Errorf("the details:\n%s", got)
	}
	p.open(s.url)
	p.editor()
	if got := ask[string](p, `document.getElementById('code').value`); strings.Contains(got, "one") {
		t.Error("the draft is still there after it was saved")
	}
}

func (p *tab) offline(offline bool) {
	p.t.Helper()
	ctx, cancel := p.moment()
	defer cancel()
	conditions := []*network.Conditions{}
	if offline {
		conditions = append(conditions, &network.Conditions{Offline: true, DownloadThroughput: -1, UploadThroughput: -1})
	}
	if _, err := chromedp.Call(ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: conditions}); err != nil {
		p.t.Fatal(err)
	}
	state := network.OverrideNetworkStateParams{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1}
	if _, err := chromedp.Call(ctx, network.OverrideNetworkState, state); err != nil {
		p.t.Fatal(err)
	}
}

func saveOffline(t *testing.T, s site) {
	p := s.at(t, "print('one')\n")
	p.expect("ERR_INTERNET_DISCONNECTED")
	address := p.keepNew()
	p.offline(true)
	p.write("print('offline')\n")
	p.await(saveState + ` === 'Offline: kept on this device'`)
	p.offline(false)
	p.saved()

	p.offline(true)
	p.write("print('closed')\n")
	p.await(saveState + ` === 'Offline: kept on this device'`)
	p.open("about:blank") // the tab is closed before the network is back
	p.offline(false)
	p.open(address)
	p.editor()
	p.saved()
	p.reload()
	p.editor()
	if got := ask[string](p, `document.getElementById('code').value`); got != "print('closed')\n" {
		t.Errorf("after the network was away: %q", got)
	}
}

// noteFirstHit keeps what a pointer meets at the place of the choice in the moment
// in which it appears: the editor makes room for it only some frames later.
const noteFirstHit = `new MutationObserver(() => {
	const place = document.querySelector('[data-choose]').getBoundingClientRect()
	window.firstHit ??= document.elementFromPoint(place.x + place.width / 2, place.y + place.height / 2)?.textContent ?? ''
}).observe(document.querySelector('[data-conflict]'), { attributes: true }) === undefined`

func twoTabs(t *testing.T, s site) {
	for name, choice := range map[string]struct{ button, want, other string }{
		"mine":   {"form:has([name=base]) button", "here\n", ""},
		"theirs": {"[data-settle] a", "there\n", ""},
		"both":   {"form:not(:has([name=base])) button", "here\n", "there\n"},
	} {
		t.Run(name, func(t *testing.T) {
			s := site{s.server, s.browser}
			p := s.at(t, "start\n")
			p.expect("status of 412")
			address := p.keepNew()
			p.editor()
			other := p.sibling()
			other.open(address)
			other.write("there\n")
			other.saved()

			ask[bool](p, noteFirstHit)
			p.write("here\n")
			p.await(`!document.querySelector('[data-conflict]').hidden`)
			if got := p.text("[data-save-state]"); !strings.Contains(got, "kept on this device") {
				t.Errorf("the state is %q", got)
			}
			if hit := ask[string](p, `firstHit`); hit != "Compare and choose" {
				t.Errorf("when the choice appears a pointer meets %q", hit)
			}
			p.click("[data-choose]")
			p.await(`document.querySelector('[data-settle]')`)
			if got := p.text(".diff"); !strings.Contains(got, "here") || !strings.Contains(got, "there") {
				t.Errorf("the difference is %q", got)
			}
			p.click("[data-settle] " + strings.TrimPrefix(choice.button, "[data-settle] "))
			p.await(`document.querySelector('[data-save-state]')`)
			p.editor()
			if got := ask[string](p, `document.getElementById('code').value`); got != choice.want {
				t.Errorf("after the choice: %q, want %q", got, choice.want)
			}
			p.saved()
			if choice.other != "" {
				other.reload()
				other.editor()
				if got := ask[string](other, `document.getElementById('code').value`); got != choice.other {
					t.Errorf("the other one is %q", got)
				}
			}
			if name == "mine" {
				p.open(address + "/details")
				if got := p.text("main"); !strings.Contains(got, "Replaced by a choice") {
					t.Errorf("what was replaced is not among the versions:\n%s", got)
				}
			}
		})
	}
}

func snippetVersions(t *testing.T, s site) {
	p := s.at(t, "print('first')\n")
	address := p.keepNew()
	p.editor()
	p.ctrlEnter()
	p.awaitEnd("Finished")
	p.write("print('second')\n")
	p.saved()
	p.open(address + "/details")
	p.fill("#name", "Hand-in <b>")
	p.click("form[action$='/versions'] button")
	p.await(`document.body.innerText.includes('Hand-in <b>')`)
	p.click("a[href$='/versions/1/compare']")
	p.await(`document.querySelector('.diff .ins')`)
	if got := ask[string](p, `document.querySelector('.diff').textContent`); !strings.Contains(got, "removed: print('first')") || !strings.Contains(got, "added: print('second')") {
		t.Errorf("the comparison:\n%s", got)
	}
	p.open(address + "/versions/1")
	if got := p.text("main"); !strings.Contains(got, "print('first')") || !strings.Contains(got, "0.") || !strings.Contains(got, "\nfirst") {
		t.Errorf("the version does not show its code and output:\n%s", got)
	}
	p.click("form[action$='/restore'] button")
	p.editor()
	if got := ask[string](p, `document.getElementById('code').value`); got != "print('first')\n" {
		t.Errorf("restored: %q", got)
	}
	p.open(address + "/details")
	if got := p.text("main"); !strings.Contains(got, "Hand-in <b>") && !strings.Contains(got, "Before version 1 came back") {
		t.Errorf("what was replaced is not among the versions:\n%s", got)
	}
}

func listPage(t *testing.T, s site) {
	a := s.person(t)
	c := s.client(s.token(t, a, "write"))
	c.keep(t, fields{"code": "1", "title": "alpha"})
	c.keep(t, fields{"code": "2", "title": "beta", "language": "go"})
	p := s.tab(t)
	p.logIn(s.server, a)
	p.click(".nav a")
	p.await(`document.querySelectorAll('.rows > li').length === 2`)
	p.click(`[aria-label="Star of alpha"]`)
	p.await(`document.querySelector('[aria-label="Star of alpha"][aria-pressed=true]')`)
	p.do("choose", chromedp.SetValue(chromedp.CSS("select[name=starred]"), "true"))
	p.click(".filters button")
	p.await(`document.querySelectorAll('.rows > li').length === 1 && document.querySelector('.row-title').textContent === 'alpha'`)
	p.click(`[aria-label="Details of alpha"]`)
	p.await(`document.querySelector('form[action$="/delete"]')`)
	p.click(`form[action$="/delete"] button`)
	p.await(`document.querySelectorAll('.rows > li').length === 1 && document.querySelector('.row-title').textContent === 'beta'`)
	p.click(`form[action$="/restore"] button`)
	p.await(`document.querySelectorAll('.rows > li').length === 2`)
	for range 30 {
		c.keep(t, fields{"code": "1", "title": "more"})
	}
	p.reload()
	p.click(`a[rel=next]`)
	p.await(`document.querySelectorAll('.rows > li').length === 7 && document.querySelector('.pages').innerText.includes('26 to 32 of 32')`)
}

func historyPage(t *testing.T, s site) {
	p := s.at(t, "import random\nprint('the same')\nprint(random.random())\n")
	for range 2 {
		before := ask[string](p, `location.href`)
		p.ctrlEnter()
		p.await(`location.href !== ` + quote(before))
		p.awaitEnd("Finished")
	}
	p.open(s.url + "/runs")
	p.await(`document.querySelectorAll('.rows > li').length === 2`)
	if got := p.text(".rows"); !strings.Contains(got, "import random") || !strings.Contains(got, "Finished") || !strings.Contains(got, " MB") {
		t.Errorf("the history:\n%s", got)
	}
	ask[bool](p, `document.querySelectorAll('.rows input').forEach((box) => box.click()) === undefined`)
	p.click("#compare button")
	p.await(`document.querySelector('.diff .del') && document.querySelector('.diff').innerText.includes('the same')`)
	p.open(s.url + "/runs")
	p.click(`form[action$="/again"] button`)
	p.awaitEnd("Finished")
	p.open(s.url + "/runs")
	p.await(`document.querySelectorAll('.rows > li').length === 3`)
}

// A canary that any script of the texts would set.
func hostilePages(t *testing.T, s site) {
	const text = `"><img src=x onerror="canary=1"><script>canary=1</script></textarea></title>`
	a := s.person(t)
	c := s.client(s.token(t, a, "run,write"))
	id := c.keep(t, fields{"code": text, "title": text, "description": text, "language": `"><script>canary=1</script>`}).ID
	c.execute(t, fields{"code": "'''\n" + text + "'''", "snippet_id": id})
	c.execute(t, fields{"code": text, "snippet_id": id})
	p := s.tab(t)
	p.logIn(s.server, a)
	for _, path := range []string{"/snippets", "/snippets?language=" + url.QueryEscape(text), "/snippets/" + id, "/snippets/" + id + "/details", "/snippets/" + id + "/versions/1", "/runs"} {
		p.open(s.url + path)
		p.await(`document.readyState === 'complete'`)
		if ask[bool](p, `typeof canary !== 'undefined' || !!document.querySelector('main img')`) {
			t.Errorf("%s runs what somebody typed", path)
		}
		if !strings.Contains(ask[string](p, `document.documentElement.innerText + (document.getElementById('code')?.value ?? '') + (document.querySelector('[name=title]')?.value ?? '')`), "canary=1") {
			t.Errorf("%s does not show the text", path)
		}
	}
}

func sharing(t *testing.T, s site) {
	p := s.at(t, "print('shared')\n")
	address := p.keepNew()
	p.editor()
	p.ctrlEnter()
	p.awaitEnd("Finished")
	p.open(address + "/details")
	p.do("choose", chromedp.SetValue(chromedp.CSS("select[name=audience]"), "link"))
	p.click("form[action$='/share'] button")
	p.await(`document.getElementById('share-link')`)
	link := ask[string](p, `document.getElementById('share-link').value`)

	stranger := s.tab(t)
	stranger.expect("status of 404")
	stranger.open(link)
	if got := stranger.text("main"); !strings.Contains(got, "print('shared')") || !strings.Contains(got, "\nshared") {
		t.Errorf("the shared page:\n%s", got)
	}
	p.open(address)
	p.write("print('not yet')\n")
	p.saved()
	stranger.reload()
	if got := stranger.text("main"); strings.Contains(got, "not yet") {
		t.Error("others see what was not shared")
	}
	p.open(address + "/details")
	p.click("form[action$='/share'] button")
	p.await(`document.body.innerText.includes('see version 2') || document.body.innerText.includes('sees version 2')`)
	stranger.open(link)
	stranger.await(`document.querySelector('.listing').textContent.includes('not yet')`)
	stranger.open(link + "/versions/1")
	stranger.await(`document.querySelector('.listing').textContent.includes("print('shared')")`)
	stranger.open(link + "/editor")
	stranger.editor()
	if got := ask[string](stranger, `document.getElementById('code').value`); got != "print('not yet')\n" {
		t.Errorf("the editor of a guest holds %q", got)
	}

	fork := s.tab(t)
	fork.logIn(s.server, s.person(t))
	fork.open(link)
	fork.click("form[action$='/fork'] button")
	fork.await(`document.querySelector('[name=title]')?.value === 'Untitled (copy)'`)

	p.do("choose", chromedp.SetValue(chromedp.CSS("select[name=audience]"), "private"))
	p.click("form[action$='/share'] button")
	p.await(`!document.getElementById('share-link')`)
	for _, path := range []string{"", "/versions/1", "/editor", "/download"} {
		stranger.open(link + path)
		stranger.await(`document.body.innerText.includes('Nothing is shared at this address')`)
	}
}

func codeLinks(t *testing.T, s site) {
	p := s.tab(t)
	p.open(s.url + "/new?code=" + url.QueryEscape("print('</textarea><script>canary=1</script>')"))
	p.editor()
	if got := ask[string](p, `document.getElementById('code').value + typeof canary`); got != "print('</textarea><script>canary=1</script>')undefined" {
		t.Errorf("the code of the address: %q", got)
	}
	a := s.person(t)
	id := s.client(s.token(t, a, "write")).keep(t, fields{"code": "print('in the \U0001F600 link')"}).ID
	p.logIn(s.server, a)
	p.open(s.url + "/snippets/" + id + "/details")
	link := ask[string](p, `document.getElementById('share-fragment').value`)
	if !strings.HasPrefix(link, s.url+"/new#c=") {
		t.Fatalf("the link is %s", link)
	}
	p.open(link)
	p.await(`document.getElementById('code').value === "print('in the \u{1F600} link')"`)
	p.editor()
	p.open("about:blank")
	p.open(s.url + "/new#c=broken")
	p.await(`document.querySelector('[data-problems]').textContent.includes('cannot be read')`)
	p.editor()

	// Elsewhere such an address changes nothing.
	p.open(s.url + "/snippets/" + id + strings.TrimPrefix(link, s.url+"/new"))
	p.editor()
	if got := ask[string](p, `document.getElementById('code').value + `+saveState); got != "print('in the \U0001F600 link')Saved" {
		t.Errorf("a snippet took its code from the address: %q", got)
	}
}

func embedding(t *testing.T, s site) {
	a := s.person(t)
	c := s.client(s.token(t, a, "run,write"))
	id := c.keep(t, fields{"code": "print('framed')", "title": "<b>"}).ID
	c.execute(t, fields{"code": "print('framed')", "snippet_id": id})
	cookie := sessionCookie(t, s.server, a)
	_, page := form(t, s.server, cookie, "/snippets/"+id+"/share", url.Values{"audience": {"link"}})
	token := between(between(page, `id="share-link"`, ">"), "/s/", `"`)
	get := func() *http.Response {
		response, err := http.Get(s.url + "/embed/" + token)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response
	}
	if policy := get().Header.Get("Content-Security-Policy"); !strings.HasSuffix(policy, "frame-ancestors 'none'") || strings.Contains(policy, "script-src") {
		t.Errorf("without a host the policy is %q", policy)
	}
	p := s.tab(t)
	p.open(s.url + "/embed/" + token)
	if got := p.text("main"); !strings.Contains(got, "<b>") || !strings.Contains(got, "print('framed')") || !strings.Contains(got, "\nframed") {
		t.Errorf("the frame shows:\n%s", got)
	}
}

// form posts a form as a browser without JavaScript does, and returns the page
// that it leads to.
func form(t *testing.T, s *server, cookie, path string, values url.Values) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+path, strings.NewReader(values.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return visit(t, r, cookie)
}

func visit(t *testing.T, r *http.Request, cookie string) (*http.Response, string) {
	t.Helper()
	r.Header.Set("Cookie", cookie)
	r.Header.Set("Accept", "text/html")
	follow := &http.Client{CheckRedirect: func(next *http.Request, _ []*http.Request) error {
		next.Header.Set("Cookie", cookie)
		return nil
	}}
	response, err := follow.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func snippetForms(t *testing.T, s site) {
	cookie := sessionCookie(t, s.server, s.person(t))
	response, page := form(t, s.server, cookie, "/snippets", url.Values{"code": {"print(1)\r\n"}, "title": {"No script"}})
	path := response.Request.URL.Path
	if !strings.HasPrefix(path, "/snippets/") || !strings.Contains(page, "No script") {
		t.Fatalf("saving leads to %s", path)
	}
	id := strings.TrimPrefix(path, "/snippets/")
	base := between(page, `name="base" value="`, `"`)
	response, page = form(t, s.server, cookie, path, url.Values{"code": {"print(2)"}, "title": {"No script"}, "base": {base}})
	if response.StatusCode != http.StatusOK || !strings.Contains(page, "print(2)") {
		t.Errorf("saving again: %s", response.Status)
	}
	response, page = form(t, s.server, cookie, path, url.Values{"code": {"print(3)"}, "title": {"No script"}, "base": {base}})
	if response.StatusCode != http.StatusPreconditionFailed || !strings.Contains(page, "Keep mine") || !strings.Contains(page, "print(3)") {
		t.Errorf("saving over a change: %s", response.Status)
	}
	response, page = form(t, s.server, cookie, "/runs", url.Values{"code": {"print(4)"}, "title": {"No script"}, "base": {base}, "snippet_id": {id}})
	if response.StatusCode != http.StatusPreconditionFailed || !strings.Contains(page, "print(4)") {
		t.Errorf("running over a change: %s", response.Status)
	}
	_, page = form(t, s.server, cookie, path, url.Values{"code": {strings.Repeat("x", 50_001)}, "title": {"No script"}, "base": {base}})
	if !strings.Contains(page, "This could not be saved.") || between(page, `name="base" value="`, `"`) != base {
		t.Error("a refused save does not come back with its base")
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/snippets/"+id, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, page = visit(t, r, cookie)
	now := between(page, `name="base" value="`, `"`)
	response, _ = form(t, s.server, cookie, "/runs", url.Values{"code": {"print(5)"}, "title": {"No script"}, "base": {now}, "snippet_id": {id}})
	if !strings.HasPrefix(response.Request.URL.Path, "/runs/") {
		t.Errorf("a run leads to %s", response.Request.URL.Path)
	}
	_, page = visit(t, r.Clone(t.Context()), cookie)
	if !strings.Contains(page, "print(5)") {
		t.Error("what ran is not saved")
	}
	stranger := sessionCookie(t, s.server, s.person(t))
	for _, address := range []string{"", "/details", "/star", "/duplicate", "/delete", "/restore", "/versions", "/versions/1/restore"} {
		theirs, text := form(t, s.server, stranger, path+address, url.Values{"code": {"x"}, "name": {"x"}})
		missing, other := form(t, s.server, stranger, "/snippets/0193a5a0-0000-7000-8000-000000000000"+address, url.Values{"code": {"x"}, "name": {"x"}})
		if theirs.StatusCode != http.StatusNotFound || missing.StatusCode != http.StatusNotFound || withoutNonce(text) != withoutNonce(other) {
			t.Errorf("POST %s of somebody else: %s, of nobody: %s", address, theirs.Status, missing.Status)
		}
	}
}

func between(text, from, to string) string {
	_, rest, _ := strings.Cut(text, from)
	found, _, _ := strings.Cut(rest, to)
	return found
}

func withoutNonce(page string) string {
	return strings.ReplaceAll(page, between(page, `nonce="`, `"`), "")
}
