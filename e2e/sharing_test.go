package e2e

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/chromedp"
)

// shared keeps code of a as a snippet that ran, and shares it by link. It returns
// the token of the link.
func (s *server) shared(t *testing.T, a account, code, title string) string {
	t.Helper()
	c := s.client(s.token(t, a, "run,write"))
	id := c.keep(t, fields{"code": code, "title": title}).ID
	c.execute(t, fields{"code": code, "snippet_id": id})
	_, page := form(t, s, sessionCookie(t, s, a), "/snippets/"+id+"/share", url.Values{"audience": {"link"}})
	return between(between(page, `id="share-link"`, ">"), "/s/", `"`)
}

// elsewhere is a site of somebody else that frames address.
func elsewhere(t *testing.T, address string) *httptest.Server {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><title>A course</title><link rel="icon" href="data:,"><h1>A course</h1><iframe title="A program" width="700" height="400" src="%s"></iframe>`, html.EscapeString(address))
	}))
	t.Cleanup(site.Close)
	return site
}

// framed returns the text of the page with that of the frames in it.
func (p *tab) framed() string {
	p.t.Helper()
	ctx, cancel := p.moment()
	defer cancel()
	depth, pierce := int64(-1), true
	tree, err := chromedp.Call(ctx, dom.GetDocument, dom.GetDocumentParams{Depth: &depth, Pierce: &pierce})
	if err != nil {
		p.t.Fatalf("read the frames: %v", err)
	}
	return textOf(tree.Root)
}

func textOf(n *cdp.Node) string {
	if n == nil {
		return ""
	}
	text := n.NodeValue + textOf(n.ContentDocument)
	for _, child := range n.Children {
		text += textOf(child)
	}
	return text
}

// A site that the administrator names shows what is shared; another gets nothing
// from the browser.
func TestFrameOnAnotherSite(t *testing.T) {
	s := site{newInstance(t).start(t, "serve"), newBrowser(t)}
	token := s.shared(t, s.person(t), "print('framed')", "A <b>title</b>")
	named, other := elsewhere(t, s.url+"/embed/"+token), elsewhere(t, s.url+"/embed/"+token)
	answer, _ := form(t, s.server, sessionCookie(t, s.server, s.personAs(t, "admin")), "/admin/settings", url.Values{
		"registration": {"invited"}, "max_snippets": {"100"}, "embed_hosts": {named.URL}})
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("the settings: %s", answer.Status)
	}

	p := s.tab(t)
	p.open(named.URL)
	shown := ""
	for deadline := time.Now().Add(patience); !strings.Contains(shown, "print('framed')") || !strings.Contains(shown, "A <b>title</b>"); shown = p.framed() {
		if time.Now().After(deadline) {
			t.Fatalf("the frame on a site that is named holds %q", shown)
		}
	}
	p = s.tab(t)
	p.expect("frame-ancestors")
	p.open(other.URL)
	p.heard("frame-ancestors")
	if got := p.framed(); strings.Contains(got, "framed") {
		t.Errorf("the frame on another site holds %q", got)
	}
}

// A teacher makes a class and shares a program with it; who is in the class finds
// it, and nobody else.
func TestSharingWithAClass(t *testing.T) {
	s := site{newInstance(t).start(t, "serve"), newBrowser(t)}
	teacher := s.tab(t)
	teacher.logIn(s.server, s.personAs(t, "teacher"))
	teacher.open(s.url + "/classes")
	teacher.fill("#f-name", "Algorithms")
	teacher.click(`form[action="/classes"] button`)
	teacher.await(`document.querySelector('.join-code')`)
	class := ask[string](teacher, `location.pathname.split('/')[2]`)
	code := ask[string](teacher, `document.querySelector('.join-code').textContent.trim()`)

	student := s.tab(t)
	student.logIn(s.server, s.person(t))
	student.open(s.url + "/classes")
	student.fill("#f-code", code)
	student.click(`form[action="/classes/join"] button`)
	student.await(`document.body.innerText.includes('Algorithms')`)

	teacher.open(s.url)
	teacher.write("print('for the class')\n")
	address := teacher.keepNew()
	teacher.editor()
	teacher.ctrlEnter()
	teacher.awaitEnd("Finished")
	teacher.open(address + "/details")
	teacher.do("choose the class", chromedp.SetValue(chromedp.CSS("select[name=audience]"), class))
	teacher.click("form[action$='/share'] button")
	teacher.await(`document.getElementById('share-link')`)
	link := ask[string](teacher, `document.getElementById('share-link').value`)

	student.open(s.url + "/shared")
	student.click("main .rows a")
	student.await(`document.querySelector('.listing')`)
	if got := student.text("main"); !strings.Contains(got, "print('for the class')") || !strings.Contains(got, "\nfor the class") {
		t.Errorf("a student reads:\n%s", got)
	}
	if got := ask[string](student, `location.href`); got != link {
		t.Errorf("the list leads to %s, want %s", got, link)
	}
	outsider := s.tab(t)
	outsider.expect("status of 404")
	for _, guest := range []bool{true, false} { // and then somebody who is in no class
		if !guest {
			outsider.logIn(s.server, s.person(t))
		}
		outsider.open(link)
		if got := outsider.text("body"); got == "" || strings.Contains(got, "for the class") {
			t.Errorf("who is not in the class reads:\n%s", got)
		}
	}
	outsider.open(s.url + "/shared")
	if got := outsider.text("main"); strings.Contains(got, "Algorithms") {
		t.Errorf("the list of who is in no class:\n%s", got)
	}
}
