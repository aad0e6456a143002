package e2e

import (
	"strings"
	"testing"
)

// River UI works under the policy that its pages are given: the tab complains
// about each violation.
func TestQueuePages(t *testing.T) {
	s := site{newInstance(t).start(t, "serve"), newBrowser(t)}
	p := s.tab(t)
	p.logIn(s.server, s.personAs(t, "admin"))
	p.open(s.url)
	p.write("print('hello')\n")
	p.ctrlEnter()
	p.awaitEnd("Finished")
	for _, theme := range []string{"light", "dark"} {
		p.appear(theme, 1440, 900)
		p.open(s.url + "/admin/jobs/jobs?state=completed")
		p.await(`[...document.querySelectorAll('main a[href*="/admin/jobs/jobs/"]')].some(a => a.textContent.includes('run'))`)
		p.picture(buildFolder(t, "screenshots") + "/jobs-" + theme + "-1440.png")
	}
	job := ask[string](p, `document.querySelector('main a[href*="/admin/jobs/jobs/"]').href`)
	p.click(`main a[href*="/admin/jobs/jobs/"]`)
	p.await(`document.body.innerText.includes('Attempt')`)
	p.picture(buildFolder(t, "screenshots") + "/job-dark-1440.png")
	p.open(s.url + "/admin/jobs/queues")
	p.await(`document.body.innerText.includes('maintenance')`)
	p.click(`a[href="/admin"]`)
	p.await(`location.pathname === '/admin' && document.querySelector('h1') !== null`)
	p.open(s.url + "/admin/jobs/queues")

	id := job[strings.LastIndex(job, "/")+1:]
	if got := ask[int](p, `fetch('/admin/jobs/api/jobs/delete', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({ids: [`+quote(id)+`]})}).then(a => a.status)`); got != 200 {
		t.Errorf("deleting job %s gives %d", id, got)
	}
	p.open(s.url + "/admin/audit")
	if got := p.text("main"); !strings.Contains(got, "job.delete") || !strings.Contains(got, id) {
		t.Errorf("the audit log:\n%s", got)
	}
}
