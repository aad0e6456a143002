package e2e

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// left is an artifact of the API.
type left struct {
	Name      string
	MediaType string `json:"media_type"`
	Size      int
	Alt       string
	URL       string
}

type leaving struct {
	ID, Status, Stdout, Stderr string
	Artifacts                  []left
}

func TestFiles(t *testing.T) {
	s := newInstance(t).start(t, "serve")
	c := s.caller(t, s)
	for name, test := range map[string]func(*testing.T, *server, client){
		"beside the program": filesBeside,
		"refused":            filesRefused,
		"left by it":         filesLeft,
		"too large":          filesTooLarge,
	} {
		t.Run(name, func(t *testing.T) { test(t, s, c) })
	}
}

func filesBeside(t *testing.T, _ *server, c client) {
	request := fields{
		"code": "import helper\nprint(helper.x, open('data.bin', 'rb').read(), open('größe.csv').read())",
		"files": []fields{
			{"name": "helper.py", "content": "x = 7"}, {"name": "größe.csv", "content": "é"},
			{"name": "data.bin", "content_base64": base64.StdEncoding.EncodeToString([]byte("\x00\xff"))},
		},
	}
	if r := c.execute(t, request); r.Stdout != "7 b'\\x00\\xff' é\n" {
		t.Errorf("got %+v", r)
	}
	var accepted struct {
		JobID string `json:"job_id"`
	}
	decode(t, c.post(t, "/execute/async", request).want(t, http.StatusAccepted).body, &accepted)
	c.events(t, accepted.JobID, "").await("done")
	if r := c.execution(t, accepted.JobID); r.Stdout != "7 b'\\x00\\xff' é\n" {
		t.Errorf("got %+v", r)
	}
	full := []fields{{"name": "a", "content_base64": base64.StdEncoding.EncodeToString(make([]byte, 1<<20))}}
	for i := range 19 {
		full = append(full, fields{"name": fmt.Sprint(i), "content": ""})
	}
	if r := c.execute(t, fields{"code": "import os; print(len(os.listdir()), os.stat('a').st_size)", "files": full}); r.Stdout != "20 1048576\n" {
		t.Errorf("at the limits: %+v", r)
	}
}

func filesRefused(t *testing.T, _ *server, c client) {
	many := make([]fields, 21)
	for i := range many {
		many[i] = fields{"name": fmt.Sprint(i), "content": ""}
	}
	for name, test := range map[string]struct {
		files    []fields
		location string
		says     string
	}{
		"one too many":        {many, "body.files", "the limit is 20"},
		"one byte too much":   {[]fields{{"name": "a", "content": strings.Repeat("x", 1<<20)}, {"name": "b", "content": "x"}}, "body.files", "the limit is 1048576"},
		"a folder":            {[]fields{{"name": "../a", "content": ""}}, "body.files[0].name", "no folder"},
		"the program":         {[]fields{{"name": "main.py", "content": ""}}, "body.files[0].name", "the program itself"},
		"both contents":       {[]fields{{"name": "a", "content": "", "content_base64": ""}}, "body.files[0]", "either content or content_base64"},
		"no content":          {[]fields{{"name": "a"}}, "body.files[0]", "either content or content_base64"},
		"not base64":          {[]fields{{"name": "a", "content_base64": "!"}}, "body.files[0].content_base64", "base64"},
		"an unknown field":    {[]fields{{"name": "a", "content": "", "mode": 7}}, "body.files[0].mode", ""},
		"half of a character": {nil, "body.code", "surrogate"},
	} {
		var body any = fields{"code": "1", "files": test.files}
		if test.files == nil {
			body = `{"code":"1","files":[{"name":"a","content":"\ud800"}]}`
		}
		var problem struct {
			Errors []struct{ Location, Message string }
		}
		decode(t, c.post(t, "/execute", body).want(t, http.StatusUnprocessableEntity).body, &problem)
		if len(problem.Errors) != 1 || problem.Errors[0].Location != test.location || !strings.Contains(problem.Errors[0].Message, test.says) {
			t.Errorf("%s: got %+v", name, problem.Errors)
		}
	}
}

const hostilePicture = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><title>A plot</title><script>alert(1)</script></svg>`

func filesLeft(t *testing.T, s *server, c client) {
	code := fmt.Sprintf("open('p.svg', 'w').write(%q)\nopen('a\\n\\u202e.txt', 'w').write('text')\nopen('page.html', 'w').write('<script>')", hostilePicture)
	a := c.post(t, "/execute", fields{"code": code}).want(t, http.StatusOK)
	var r leaving
	decode(t, a.body, &r)
	if len(r.Artifacts) != 3 {
		t.Fatalf("got %s", a.body)
	}
	picture, text, page := r.Artifacts[0], r.Artifacts[1], r.Artifacts[2]
	want := []left{
		{"p.svg", "image/svg+xml", len(hostilePicture), "A plot", picture.URL},
		{"a\uFFFD\uFFFD.txt", "text/plain; charset=utf-8", 4, "", text.URL},
		{"page.html", "text/plain; charset=utf-8", 8, "", page.URL},
	}
	if diff := cmp.Diff(want, r.Artifacts); diff != "" {
		t.Error(diff)
	}
	if again := c.get(t, "/executions/"+r.ID).want(t, http.StatusOK); string(again.body) != string(a.body) {
		t.Errorf("GET shows another object:\n%s", again.body)
	}
	stranger := s.caller(t, s)
	for i, content := range []string{hostilePicture, "text", "<script>"} {
		path := strings.TrimPrefix(r.Artifacts[i].URL, "/api/v1")
		a := c.get(t, path).want(t, http.StatusOK)
		if string(a.body) != content || a.Header.Get("Content-Type") != r.Artifacts[i].MediaType {
			t.Errorf("%s is %q, %v", r.Artifacts[i].Name, a.body, a.Header)
		}
		if policy := a.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "sandbox; default-src 'none'") ||
			!strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment; filename") || a.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s has the headers %v", r.Artifacts[i].Name, a.Header)
		}
		stranger.get(t, path).want(t, http.StatusNotFound)
		s.client("").get(t, path).want(t, http.StatusUnauthorized)
	}
	c.get(t, "/executions/"+r.ID+"/artifacts/x").want(t, http.StatusNotFound)
	var first left
	decode(t, []byte(c.events(t, r.ID, "").await("artifact").Data), &first)
	if diff := cmp.Diff(picture, first); diff != "" {
		t.Errorf("the event: %s", diff)
	}
}

func filesTooLarge(t *testing.T, _ *server, c client) {
	var r leaving
	decode(t, c.post(t, "/execute", fields{"code": "open('big', 'wb').truncate((5 << 20) + 1)\nopen('fits', 'wb').truncate(5 << 20)"}).want(t, http.StatusOK).body, &r)
	if len(r.Artifacts) != 1 || r.Artifacts[0].Name != "fits" || r.Artifacts[0].Size != 5<<20 ||
		r.Stderr != "Code Remote: big has 5.0 MB; a file may have at most 5.0 MB, so it is not offered.\n" {
		t.Errorf("got %+v", r)
	}
}
