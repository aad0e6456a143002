//go:build upgrade

package e2e

import (
	"net/http"
	"net/url"
	"testing"

	"coderemote/internal/testpg"
)

// TestUpgrade goes through an upgrade and back: the release before this one works
// while this tree migrates the schema beneath it, then beside a web server of this
// tree, and once more when it starts anew on the new schema, as after a rollback.
// `make test-upgrade` builds that release.
func TestUpgrade(t *testing.T) {
	address := testpg.Empty(t)
	now := at(t, fromMake(t, "CODEREMOTE_TEST_DATA_DIR"), "DATABASE_URL="+address)
	old := at(t, fromMake(t, "CODEREMOTE_TEST_PREVIOUS_DATA_DIR"), "DATABASE_URL="+address)
	old.binary = fromMake(t, "CODEREMOTE_TEST_PREVIOUS")
	version := fromMake(t, "CODEREMOTE_TEST_PREVIOUS_VERSION")

	before := old.launch(t, "serve")
	before.awaitHealthy(t)
	ada := before.person(t)
	token := before.token(t, ada, "run,read,write")
	kept := []string{before.works(t, ada, token)}

	now.run(t, "", "migrate")
	kept = append(kept, before.works(t, ada, token))
	web := now.start(t, "web")
	web.awaitHealthy(t)
	kept = append(kept, web.works(t, ada, token))
	if said, err := web.smoke(t, token); err != nil {
		t.Errorf("a web server of this tree with the worker of %s: %v\n%s", version, err, said)
	}
	before.stop(t)

	again := old.start(t, "serve")
	again.awaitHealthy(t)
	kept = append(kept, again.works(t, ada, token))
	if said, err := again.smoke(t, token, "--expect", version); err != nil {
		t.Errorf("the smoke test of %s: %v\n%s", version, err, said)
	}
	for _, id := range kept {
		for _, side := range []*server{again, web} {
			if got := side.client(token).get(t, "/snippets/"+id).want(t, http.StatusOK).snippet(t); got.Code != "print('kept')" {
				t.Errorf("%s shows %+v", side.binary, got)
			}
		}
	}
}

// keeps saves, lists and runs a snippet, and reads the run again.
func (s *server) keeps(t *testing.T, token string) (id string) {
	t.Helper()
	c := s.client(token)
	kept := c.keep(t, fields{"code": "print('kept')", "title": "Kept"})
	var list struct{ Total int }
	decode(t, c.get(t, "/snippets?limit=100").want(t, http.StatusOK).body, &list)
	if list.Total == 0 {
		t.Error("the list is empty")
	}
	r := c.execute(t, fields{"code": kept.Code, "snippet_id": kept.ID})
	if again := c.execution(t, r.ID); r.Status != "succeeded" || again.Stdout != "kept\n" {
		t.Errorf("the run of the snippet: %s, and read again: %s", r, again)
	}
	return kept.ID
}

// works does what people do on the pages besides: it logs in, and shares.
func (s *server) works(t *testing.T, a account, token string) (id string) {
	t.Helper()
	id = s.keeps(t, token)
	cookie := sessionCookie(t, s, a)
	_, page := form(t, s, cookie, "/snippets/"+id+"/share", url.Values{"audience": {"link"}})
	link := between(between(page, `id="share-link"`, ">"), "/s/", `"`)
	response, err := http.Get(s.url + "/s/" + link)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if link == "" || response.StatusCode != http.StatusOK {
		t.Errorf("a stranger gets %s for what was shared at %q", response.Status, link)
	}
	return id
}
