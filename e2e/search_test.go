package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"coderemote/internal/modeltest"
)

// found is an answer of the search as the API shows it.
type found struct {
	Query, Method string
	Results       []struct {
		SnippetID, Title string
		Score            float64
	}
	Total  int
	Answer *struct {
		By   string
		Rows []struct {
			Value *string
			Count int
		}
	}
}

func (c client) search(t *testing.T, question string) (f found) {
	t.Helper()
	decode(t, c.get(t, "/search?q="+url.QueryEscape(question)).want(t, http.StatusOK).body, &f)
	return f
}

// TestSearchAPI saves code as a person would and waits until its job has read it.
func TestSearchAPI(t *testing.T) {
	s := newInstance(t).start(t, "serve")
	ada, bob := s.caller(t, s), s.caller(t, s)
	half := "def f(a, x):\n    l, h = 0, len(a) - 1\n    while l <= h:\n        m = (l + h) // 2\n        if a[m] < x:\n            l = m + 1\n        else:\n            h = m - 1\n    return l\n"
	id := ada.keep(t, fields{"title": "one", "code": half}).ID
	ada.keep(t, fields{"title": "two", "code": half + "print(f([1], 1))\n", "is_starred": true})
	ada.keep(t, fields{"title": "three", "code": "puts 1", "language": "ruby"})
	deadline := time.Now().Add(30 * time.Second)
	for ada.search(t, "look something up by halving").Total < 2 {
		if time.Now().After(deadline) {
			t.Fatal("what was saved half a minute ago is not found")
		}
	}
	for question, want := range map[string]struct {
		method, first string
		total         int
	}{
		"look something up by halving": {"lexical", "", 2},
		"ruby":                         {"cypher", "three", 1},
		"starred":                      {"cypher", "two", 1},
		"my worst code":                {"cypher", "", 3},
		"count by language":            {"cypher", "", 3},
	} {
		f := ada.search(t, question)
		if f.Query != question || f.Method != want.method || f.Total != want.total || want.first != "" && f.Results[0].Title != want.first {
			t.Errorf("%s: %+v, want %+v", question, f, want)
		}
		if mine := bob.search(t, question); mine.Total != 0 || len(mine.Results) != 0 {
			t.Errorf("%s: somebody else sees %+v", question, mine)
		}
	}
	if a := ada.search(t, "count by language").Answer; a == nil || a.By != "language" || len(a.Rows) != 2 || *a.Rows[0].Value != "python" || a.Rows[0].Count != 2 {
		t.Errorf("the table is %+v", a)
	}
	for _, path := range []string{"/snippets/" + id + "/similar", "/search/similar/" + id + "?limit=1"} {
		if body := string(ada.get(t, path).want(t, http.StatusOK).body); !strings.Contains(body, `"source_snippet_id":"`+id+`"`) || !strings.Contains(body, `"title":"two"`) || !strings.Contains(body, `"total":1`) {
			t.Errorf("%s: %s", path, body)
		}
		bob.get(t, path).want(t, http.StatusNotFound)
	}
	for path, status := range map[string]int{
		"/search?q=": 422, "/search": 422, "/search?q=a&limit=0": 422, "/search?q=a&limit=1": 200, "/search?q=a&limit=50": 200, "/search?q=a&limit=51": 422, "/search?q=%00": 422, "/search?q=%20": 422,
		"/search?q=" + strings.Repeat("a", 500): 200, "/search?q=" + strings.Repeat("a", 501): 422,
		"/search/complexity?complexity=O(n)": 200, "/search/complexity?complexity=O(n)&type=space&limit=100": 200, "/search/complexity?complexity=O(n)&limit=101": 422, "/search/complexity?complexity=O(n)&type=x": 422,
		"/snippets/" + id + "/similar?limit=20": 200, "/snippets/" + id + "/similar?limit=21": 422, "/search/similar/0": 404,
	} {
		ada.get(t, path).want(t, status)
	}
}

// TestSearchByGemini: with a key, meanings are compared by a model elsewhere;
// while it does not answer, words alone are, and the page says so.
func TestSearchByGemini(t *testing.T) {
	model := modeltest.New(t)
	s := newInstance(t, "GEMINI_API_KEY=key", "LLM_BASE_URL="+model.URL).start(t, "serve")
	a := s.person(t)
	ada := s.client(s.token(t, a, "read,write"))
	ada.keep(t, fields{"title": "homework", "code": "x = sorted(y)"})
	if said := s.run(t, "", "reindex"); !strings.Contains(said, "1 snippets") {
		t.Errorf("reindex says %q", said)
	}
	model.Then(modeltest.Failing) // the plan, so that the question is the one that was asked
	if f := ada.search(t, "things that get sorted"); f.Method != "semantic" || f.Total != 1 {
		t.Errorf("found %+v", f)
	}
	if said := s.run(t, "", "trace-llm"); !strings.Contains(said, "embedding") {
		t.Errorf("the ledger:\n%s", said)
	}
	p := newBrowser(t).tab(t)
	p.logIn(s, a)
	model.Then(modeltest.Failing)
	p.open(s.url + "/search?q=sorted")
	if got := p.text("main"); strings.Contains(got, "did not answer") || !strings.Contains(got, "given to it") {
		t.Errorf("the page says\n%s", got)
	}
	model.Then(modeltest.Failing, modeltest.Failing) // the plan, and the vector
	p.open(s.url + "/search?q=homework")
	if got := p.text("main"); !strings.Contains(got, "words alone were compared") || !strings.Contains(got, "homework") {
		t.Errorf("without the model the page says\n%s", got)
	}
	p.open(s.url + "/privacy")
	if got := p.text("main"); !strings.Contains(got, "compare them by meaning") {
		t.Errorf("the privacy page says\n%s", got)
	}
}
