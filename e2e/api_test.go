package e2e

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// caller makes a person and a client with a token that may do everything.
func (i *instance) caller(t *testing.T, s *server) client {
	t.Helper()
	return s.client(i.token(t, i.person(t), "run,read,write"))
}

func TestAPI(t *testing.T) {
	s := newInstance(t).start(t, "serve")
	for name, test := range map[string]func(*testing.T, *server){
		"every field":          everyField,
		"ends":                 ends,
		"limits":               limits,
		"refused requests":     refusedRequests,
		"large bodies":         largeBodies,
		"who may":              whoMay,
		"runs of others":       runsOfOthers,
		"one runs, three wait": oneRunsThreeWait,
		"the same key":         sameKey,
		"events":               eventStream,
		"a quiet stream":       quietStream,
		"input":                inputOverAPI,
		"unread input":         unreadInput,
		"cancel":               cancelOverAPI,
		"lists":                lists,
		"health":               health,
		"the document":         openAPIDocument,
		"the documentation":    documentation,
	} {
		t.Run(name, func(t *testing.T) { test(t, s) })
	}
}

func everyField(t *testing.T, s *server) {
	c := s.caller(t, s)
	a := c.post(t, "/execute", fields{"code": "import sys\nprint('out')\nprint('err', file=sys.stderr)"}).want(t, http.StatusOK)
	var got map[string]any
	decode(t, a.body, &got)
	for name, pattern := range map[string]string{
		"id":                `[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`,
		"execution_time_ms": `\d+(\.\d+)?`, "cpu_time_ms": `\d+(\.\d+)?`, "peak_memory_bytes": `\d+(\.\d+)?e\+\d+|\d+`,
		"created_at": `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`, "started_at": `\d{4}-.*Z`, "finished_at": `\d{4}-.*Z`,
	} {
		if !regexp.MustCompile(`^(` + pattern + `)$`).MatchString(fmt.Sprint(got[name])) {
			t.Errorf("%s is %v", name, got[name])
		}
		delete(got, name)
	}
	want := map[string]any{
		"status": "succeeded", "success": true, "stdout": "out\n", "stderr": "err\n", "error": nil, "error_type": nil, "exit_code": 0.0,
		"timed_out": false, "truncated": false, "policy": "open", "snippet_id": nil, "security_violations": []any{}, "artifacts": []any{},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the other fields (-want +got):\n%s", d)
	}

	var r run
	decode(t, a.body, &r)
	if again := c.get(t, "/executions/"+r.ID).want(t, http.StatusOK); string(again.body) != string(a.body) {
		t.Errorf("GET shows another object:\n%s\nthan POST:\n%s", again.body, a.body)
	}
	var done map[string]any
	decode(t, []byte(c.events(t, r.ID, "").await("done").Data), &done)
	for _, name := range slices.Sorted(maps.Keys(want)) {
		_, ok := done[name]
		if output := name == "stdout" || name == "stderr"; ok == output {
			t.Errorf("field %s in the done event: %v", name, ok)
		}
	}
}

func ends(t *testing.T, s *server) {
	c := s.caller(t, s)
	for name, test := range map[string]struct {
		request         fields
		status          string
		exit            int // -1: null
		kind, message   string
		stdout, problem string // problem: a part of stderr
	}{
		"prints":          {fields{"code": "print(input(), input())", "stdin": "a\nb"}, "succeeded", 0, "", "", "a b\n", ""},
		"no input":        {fields{"code": "input()"}, "failed", 1, "EOFError", "EOF when reading a line", "", "EOFError"},
		"byte order mark": {fields{"code": "\ufeffprint('bom')"}, "succeeded", 0, "", "", "bom\n", ""},
		"exception":       {fields{"code": "def f():\n    return 1/0\nf()"}, "failed", 1, "ZeroDivisionError", "division by zero", "", "File \"main.py\", line 2, in f"},
		"exit 3":          {fields{"code": "print(1); raise SystemExit(3)"}, "failed", 3, "", "", "1\n", ""},
		"exit 0":          {fields{"code": "raise SystemExit(0)"}, "succeeded", 0, "", "", "", ""},
		"signal":          {fields{"code": "import os; os.kill(os.getpid(), 9)"}, "failed", 137, "", "", "", ""},
		"syntax":          {fields{"code": "print(1"}, "failed", 1, "SyntaxError", "'(' was never closed (main.py, line 1)", "", "SyntaxError"},
		"time limit":      {fields{"code": "print('on', flush=True)\nwhile True: pass", "timeout_seconds": 0.5}, "time_limit", 137, "TimeoutError", "Execution timed out after 0.5 s", "on\n", ""},
		"sleeps on":       {fields{"code": "import time; time.sleep(9)", "timeout_seconds": 0.3}, "time_limit", 137, "TimeoutError", "Execution timed out after 0.3 s", "", ""},
		"memory":          {fields{"code": "x = bytearray(400 << 20)"}, "memory_limit", 1, "MemoryError", "The program used more than 256 MB of memory", "", "MemoryError"},
		"caught memory":   {fields{"code": "try:\n  bytearray(400 << 20)\nexcept MemoryError: print('caught')"}, "succeeded", 0, "", "", "caught\n", ""},
		"deep recursion":  {fields{"code": "def f(): f()\nf()"}, "failed", 1, "RecursionError", "maximum recursion depth exceeded", "", "RecursionError"},
		"broken text":     {fields{"code": "import sys; sys.stdout.buffer.write(b'a\\xffb\\n')"}, "succeeded", 0, "", "", "a\ufffdb\n", ""},
		"no network":      {fields{"code": "import socket\ntry:\n  socket.create_connection(('1.1.1.1', 53), 2)\nexcept OSError: print('none')"}, "succeeded", 0, "", "", "none\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := c.execute(t, test.request)
			if r.Status != test.status || *r.Success != (test.status == "succeeded") || r.TimedOut != (test.status == "time_limit") {
				t.Fatalf("status %s, want %s, success %v, timed_out %v: %s", r.Status, test.status, *r.Success, r.TimedOut, r)
			}
			if r.Stdout != test.stdout || !strings.Contains(r.Stderr, test.problem) {
				t.Errorf("stdout %q, want %q; stderr %q, want a part %q", r.Stdout, test.stdout, r.Stderr, test.problem)
			}
			if orEmpty(r.ErrorType) != test.kind || orEmpty(r.Error) != test.message {
				t.Errorf("error %q %q, want %q %q", orEmpty(r.ErrorType), orEmpty(r.Error), test.kind, test.message)
			}
			if r.ExitCode == nil || *r.ExitCode != test.exit {
				t.Errorf("exit code %v, want %d", r.ExitCode, test.exit)
			}
			if strings.Contains(r.Stderr, "/usr/") || strings.Contains(r.Stderr, "launch.py") {
				t.Errorf("stderr shows what is ours: %s", r.Stderr)
			}
		})
	}
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// limits holds each limit just under, at, and just over it.
func limits(t *testing.T, s *server) {
	c := s.caller(t, s)
	const recurse = "def f(n): return n and 1 + f(n - 1)\nprint(f(%d))"
	for name, test := range map[string]struct {
		request fields
		http    int
		status  string
		says    string // a part of the refusal, or of stderr
	}{
		"code under":          {fields{"code": "#" + strings.Repeat("x", 10_238)}, 200, "succeeded", ""},
		"code at":             {fields{"code": "#" + strings.Repeat("x", 10_239)}, 200, "succeeded", ""},
		"code over":           {fields{"code": "#" + strings.Repeat("x", 10_240)}, 422, "", "The code is 10241 bytes; the limit is 10240."},
		"code at, in bytes":   {fields{"code": "##" + strings.Repeat("é", 5_119)}, 200, "succeeded", ""},
		"code over, in bytes": {fields{"code": "#" + strings.Repeat("é", 5_120)}, 422, "", "10241 bytes"},
		"stdin at":            {fields{"code": "import sys; assert len(sys.stdin.read()) == 65536", "stdin": strings.Repeat("x", 65_536)}, 200, "succeeded", ""},
		"stdin over":          {fields{"code": "1", "stdin": strings.Repeat("x", 65_537)}, 422, "", "65537 bytes; the limit is 65536"},
		"timeout at":          {fields{"code": "1", "timeout_seconds": 30}, 200, "succeeded", ""},
		"timeout over":        {fields{"code": "1", "timeout_seconds": 30.001}, 422, "", "at most 30 seconds"},
		"timeout zero":        {fields{"code": "1", "timeout_seconds": 0}, 422, "", "more than 0"},
		"timeout negative":    {fields{"code": "1", "timeout_seconds": -1}, 422, "", "more than 0"},
		"timeout tiny":        {fields{"code": "import time; time.sleep(1)", "timeout_seconds": 0.001}, 200, "time_limit", ""},
		"output under":        {fields{"code": "print('x' * 1048574)"}, 200, "succeeded", ""},
		"output at":           {fields{"code": "print('x' * 1048575)"}, 200, "succeeded", ""},
		"output over":         {fields{"code": "print('x' * 1048576)"}, 200, "output_limit", ""},
		"both streams over":   {fields{"code": "import sys\nsys.stderr.write('e' * 600000)\nsys.stdout.write('x' * 600000)"}, 200, "output_limit", ""},
		"output of a flood":   {fields{"code": "while True: print('x' * 1000)"}, 200, "output_limit", ""},
		"recursion under":     {fields{"code": fmt.Sprintf(recurse, 990)}, 200, "succeeded", ""},
		"recursion over":      {fields{"code": fmt.Sprintf(recurse, 1000)}, 200, "failed", "RecursionError"},
		"memory under":        {fields{"code": "x = bytearray(200 << 20)"}, 200, "succeeded", ""},
		"memory over":         {fields{"code": "x = bytearray(257 << 20)"}, 200, "memory_limit", ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := c.post(t, "/execute", test.request).want(t, test.http)
			if test.http != http.StatusOK {
				if p := a.problem(t); !strings.Contains(p.Detail, test.says) {
					t.Errorf("the refusal says %q, want a part %q", p.Detail, test.says)
				}
				return
			}
			var r run
			decode(t, a.body, &r)
			if r.Status != test.status || !strings.Contains(r.Stderr, test.says) {
				t.Errorf("%s, want %s", r, test.status)
			}
			if over := test.status == "output_limit"; r.Truncated != over || over && len(r.Stdout)+len(r.Stderr) != 1<<20 {
				t.Errorf("truncated %v, %d + %d bytes of output", r.Truncated, len(r.Stdout), len(r.Stderr))
			}
		})
	}
}

func refusedRequests(t *testing.T, s *server) {
	c := s.caller(t, s)
	for name, test := range map[string]struct {
		body     string
		status   int
		location string
	}{
		"broken JSON":      {`{"code": `, 400, ""},
		"no JSON":          {`print(1)`, 400, ""},
		"two values":       {`{"code":"1"} {"code":"2"}`, 400, ""},
		"no body":          {``, 400, ""},
		"not an object":    {`[1]`, 422, "body"},
		"missing code":     {`{}`, 422, "body"},
		"empty code":       {`{"code":""}`, 422, "body.code"},
		"code is a number": {`{"code":1}`, 422, "body.code"},
		"code is null":     {`{"code":null}`, 422, "body.code"},
		"unknown field":    {`{"code":"1","kode":"2"}`, 422, "body.kode"},
		"NUL in code":      {`{"code":"a\u0000b"}`, 422, "body.code"},
		"NUL in stdin":     {`{"code":"1","stdin":"a\u0000b"}`, 422, "body.stdin"},
		"lone surrogate":   {`{"code":"'\ud800'"}`, 422, "body.code"},
		"low surrogate":    {`{"code":"'\udc00'"}`, 422, "body.code"},
		"not UTF-8":        {"{\"code\":\"'\xff'\"}", 422, "body.code"},
		"time as text":     {`{"code":"1","timeout_seconds":"5"}`, 422, "body.timeout_seconds"},
		"unknown policy":   {`{"code":"1","policy":"none"}`, 422, "body.policy"},
		"unknown snippet":  {`{"code":"1","snippet_id":"0193a5a0-0000-7000-8000-000000000000"}`, 422, "body.snippet_id"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{"/execute", "/execute/async"} {
				p := c.post(t, path, test.body).want(t, test.status).problem(t)
				found := test.location == ""
				for _, e := range p.Errors {
					found = found || e.Location == test.location && e.Message != ""
				}
				if !found {
					t.Errorf("%s: the problem names no %s: %+v", path, test.location, p)
				}
			}
		})
	}
	pair := c.execute(t, fields{"code": "print('\U0001F600')"})
	if pair.Stdout != "\U0001F600\n" {
		t.Errorf("a whole surrogate pair: %s", pair)
	}
}

func largeBodies(t *testing.T, s *server) {
	c := s.caller(t, s)
	body := func(size int) string {
		const frame = `{"code":""}`
		return `{"code":"` + strings.Repeat("x", size-len(frame)) + `"}`
	}
	c.post(t, "/execute", body(2<<20)).want(t, http.StatusUnprocessableEntity)
	for _, size := range []int{2<<20 + 1, 8 << 20} {
		p := c.post(t, "/execute", body(size)).want(t, http.StatusRequestEntityTooLarge).problem(t)
		if !strings.Contains(p.Detail, "2 MiB") && !strings.Contains(p.Detail, "2097152") {
			t.Errorf("the refusal does not say the limit: %q", p.Detail)
		}
	}
}

func whoMay(t *testing.T, s *server) {
	a := s.person(t)
	runs, reads := s.client(s.token(t, a, "run")), s.client(s.token(t, a, "read"))
	id := runs.begin(t, "input()")
	defer runs.post(t, "/executions/"+id+"/cancel", nil)
	for _, call := range []struct {
		method, path string
		body         any
		without      client // a token that lacks the scope
	}{
		{http.MethodPost, "/execute", fields{"code": "1"}, reads},
		{http.MethodPost, "/execute/async", fields{"code": "1"}, reads},
		{http.MethodGet, "/executions", nil, runs},
		{http.MethodGet, "/executions/" + id, nil, runs},
		{http.MethodGet, "/executions/" + id + "/events", nil, runs},
		{http.MethodPost, "/executions/" + id + "/stdin", fields{"text": "x"}, reads},
		{http.MethodPost, "/executions/" + id + "/cancel", nil, reads},
	} {
		call.without.do(t, call.method, call.path, call.body).want(t, http.StatusForbidden)
		for _, header := range []string{"", "Bearer", "Bearer cr_wrong", "Basic cm9vdDpyb290", "Bearer " + strings.Repeat("x", 4000)} {
			a := s.client("").do(t, call.method, call.path, call.body, "Authorization", header).want(t, http.StatusUnauthorized)
			if got := a.Header.Get("WWW-Authenticate"); !strings.HasPrefix(got, "Bearer") {
				t.Errorf("%s %s: WWW-Authenticate is %q", call.method, call.path, got)
			}
		}
	}
	cookie := sessionCookie(t, s, a)
	s.client("").post(t, "/execute", fields{"code": "1"}, "Cookie", cookie).want(t, http.StatusUnauthorized)
}

// sessionCookie logs in as a browser does.
func sessionCookie(t *testing.T, s *server, a account) string {
	t.Helper()
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := stay.PostForm(s.url+"/login", url.Values{"email": {a.email}, "password": {a.password}})
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	for _, cookie := range response.Cookies() {
		if cookie.Name == "cr_session" {
			return cookie.Name + "=" + cookie.Value
		}
	}
	t.Fatalf("the log-in of %s sets no session: %s", a.email, response.Status)
	return ""
}

func runsOfOthers(t *testing.T, s *server) {
	mine, other := s.caller(t, s), s.caller(t, s)
	id := mine.begin(t, "input()")
	for _, id := range []string{id, "0193a5a0-0000-7000-8000-000000000000", "no-id", "..%2f..%2fetc"} {
		other.get(t, "/executions/"+id).want(t, http.StatusNotFound)
		other.get(t, "/executions/"+id+"/events").want(t, http.StatusNotFound)
		other.post(t, "/executions/"+id+"/stdin", fields{"text": "x"}).want(t, http.StatusNotFound)
		other.post(t, "/executions/"+id+"/cancel", nil).want(t, http.StatusNotFound)
	}
	other.get(t, "/no/such/path").want(t, http.StatusNotFound)
	other.do(t, http.MethodDelete, "/execute", nil).want(t, http.StatusMethodNotAllowed)
	var list struct{ Total int }
	decode(t, other.get(t, "/executions").body, &list)
	if list.Total != 0 {
		t.Errorf("the list of somebody else holds %d runs", list.Total)
	}
	mine.post(t, "/executions/"+id+"/cancel", nil).want(t, http.StatusAccepted)
}

func oneRunsThreeWait(t *testing.T, s *server) {
	c := s.caller(t, s)
	var ids []string
	for range 4 {
		ids = append(ids, c.begin(t, "print(input())"))
	}
	c.events(t, ids[0], "").await("input_requested")
	for _, path := range []string{"/execute", "/execute/async"} {
		a := c.post(t, path, fields{"code": "1"}).want(t, http.StatusTooManyRequests)
		if seconds, err := strconv.Atoi(a.Header.Get("Retry-After")); err != nil || seconds < 1 {
			t.Errorf("Retry-After is %q", a.Header.Get("Retry-After"))
		}
		if p := a.problem(t); !strings.Contains(p.Detail, "3") {
			t.Errorf("the refusal does not say the limit: %q", p.Detail)
		}
	}
	for n, id := range ids {
		if n > 0 {
			c.events(t, id, "").await("input_requested") // it has started, since the one before has ended
		}
		for _, later := range ids[n+1:] {
			if got := c.execution(t, later).Status; got != "queued" {
				t.Errorf("run %d is %s while run %d runs", slices.Index(ids, later), got, n)
			}
		}
		c.post(t, "/executions/"+id+"/stdin", fields{"text": "go\n"}).want(t, http.StatusNoContent)
		c.events(t, id, "").await("done")
	}
}

func sameKey(t *testing.T, s *server) {
	mine, other := s.caller(t, s), s.caller(t, s)
	send := func(c client, path, code string) (id string) {
		t.Helper()
		a := c.post(t, path, fields{"code": code}, "Idempotency-Key", "the key")
		var got struct {
			ID    string
			JobID string `json:"job_id"`
		}
		decode(t, a.body, &got)
		return got.ID + got.JobID
	}
	first := send(mine, "/execute/async", "print(1)")
	if again := send(mine, "/execute/async", "print(1)"); again != first || first == "" {
		t.Errorf("the same request made the run %s, then %s", first, again)
	}
	if theirs := send(other, "/execute/async", "print(1)"); theirs == first {
		t.Error("somebody else with the same key got my run")
	}
	mine.post(t, "/execute/async", fields{"code": "print(2)"}, "Idempotency-Key", "the key").want(t, http.StatusConflict)
	mine.post(t, "/execute", fields{"code": "1"}, "Idempotency-Key", strings.Repeat("k", 255)).want(t, http.StatusOK)
	mine.post(t, "/execute", fields{"code": "1"}, "Idempotency-Key", strings.Repeat("k", 256)).want(t, http.StatusUnprocessableEntity)
}

func eventStream(t *testing.T, s *server) {
	c := s.caller(t, s)
	id := c.begin(t, "import sys, time\nfor n in range(6):\n  print(n)\n  print('e', n, file=sys.stderr)\n  time.sleep(0.1)\nprint(input('? '))")
	live := c.events(t, id, "")
	var all []event
	for {
		e, err := live.next()
		if err != nil {
			t.Fatalf("after %d events: %v", len(all), err)
		}
		all = append(all, e)
		if e.Type == "input_requested" {
			break
		}
	}
	c.post(t, "/executions/"+id+"/stdin", fields{"text": "yes\n", "eof": true}).want(t, http.StatusNoContent)
	all = append(all, live.rest()...)

	streams := map[string]string{}
	for n, e := range all {
		if e.ID != n+1 {
			t.Fatalf("event %d has the id %d: %+v", n+1, e.ID, all)
		}
		if e.Type == "output" {
			stream, text := e.output(t)
			streams[stream] += text
		}
	}
	want := map[string]string{"stdout": "0\n1\n2\n3\n4\n5\n? yes\n", "stderr": "e 0\ne 1\ne 2\ne 3\ne 4\ne 5\n"}
	if d := cmp.Diff(want, streams); d != "" {
		t.Errorf("output (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{`{"status":"queued"}`, `{"status":"running"}`}, []string{all[0].Data, all[1].Data}); d != "" {
		t.Errorf("the first events (-want +got):\n%s", d)
	}
	if last := all[len(all)-1]; last.Type != "done" || !strings.Contains(last.Data, `"status":"succeeded"`) {
		t.Errorf("the last event is %+v", last)
	}
	for n := range len(all) + 1 {
		if d := cmp.Diff(all[n:], c.events(t, id, "", "Last-Event-ID", strconv.Itoa(n)).rest(), cmpEmpty()); d != "" {
			t.Errorf("behind event %d (-want +got):\n%s", n, d)
		}
	}
	if d := cmp.Diff(all[3:], c.events(t, id, "?after=3").rest()); d != "" {
		t.Errorf("behind event 3 of the query (-want +got):\n%s", d)
	}
	c.get(t, "/executions/"+id+"/events?after=-1").want(t, http.StatusUnprocessableEntity)
	c.get(t, "/executions/"+id+"/events", "Last-Event-ID", "x").want(t, http.StatusUnprocessableEntity)
}

// cmpEmpty makes an empty list equal to none.
func cmpEmpty() cmp.Option {
	return cmp.FilterValues(func(x, y []event) bool { return len(x) == 0 && len(y) == 0 }, cmp.Ignore())
}

func quietStream(t *testing.T, s *server) {
	c := s.caller(t, s)
	id := c.begin(t, "input()")
	stream := c.events(t, id, "")
	stream.await("input_requested")
	quiet := time.Now()
	comments := make(chan string, 8)
	stream.comments = comments
	ended := make(chan error, 1)
	go func() { _, err := stream.next(); ended <- err }()
	select {
	case text := <-comments:
		t.Logf("%q after %s", text, time.Since(quiet).Round(10*time.Millisecond))
	case err := <-ended:
		t.Errorf("the stream ended: %v", err)
	case <-time.After(17 * time.Second):
		t.Error("no keep-alive within 15 s")
	}
	c.post(t, "/executions/"+id+"/cancel", nil).want(t, http.StatusAccepted)
	if err := <-ended; err != nil && err != io.EOF {
		t.Error(err)
	}
}

func inputOverAPI(t *testing.T, s *server) {
	c := s.caller(t, s)
	id := c.begin(t, "import time\nprint(input())\nwhile True: time.sleep(1)")
	stdin := "/executions/" + id + "/stdin"
	stream := c.events(t, id, "")
	stream.await("input_requested")
	waiting := c.begin(t, "input()")
	c.post(t, "/executions/"+waiting+"/stdin", fields{"text": "x"}).want(t, http.StatusConflict) // it is queued
	c.post(t, "/executions/"+waiting+"/cancel", nil).want(t, http.StatusAccepted)

	c.post(t, stdin, fields{"text": "ünï\n"}).want(t, http.StatusNoContent)
	if _, text := stream.await("output").output(t); text != "ünï\n" {
		t.Errorf("the program read %q", text)
	}
	c.post(t, stdin, fields{"text": "a\x00b"}).want(t, http.StatusUnprocessableEntity)
	c.post(t, stdin, fields{"txt": "a"}).want(t, http.StatusUnprocessableEntity)
	c.post(t, stdin, fields{"text": strings.Repeat("x", 65_537)}).want(t, http.StatusTooManyRequests)
	c.post(t, stdin, fields{"text": "", "eof": true}).want(t, http.StatusNoContent)
	c.post(t, stdin, fields{"text": "x"}).want(t, http.StatusConflict)
	c.post(t, "/executions/"+id+"/cancel", nil).want(t, http.StatusAccepted)
	stream.await("done")
	c.post(t, stdin, fields{"text": "x"}).want(t, http.StatusConflict)
}

// unreadInput fills what may wait unread. A page of it counts as read while it
// is in the pipe to the program.
func unreadInput(t *testing.T, s *server) {
	c := s.caller(t, s)
	id := c.begin(t, "import time\nprint('on')\nwhile True: time.sleep(1)")
	stdin := "/executions/" + id + "/stdin"
	c.events(t, id, "").await("output")
	c.post(t, stdin, fields{"text": strings.Repeat("x", 65_536)}).want(t, http.StatusNoContent)
	if a := c.post(t, stdin, fields{"text": strings.Repeat("x", 8_192)}).want(t, http.StatusTooManyRequests); a.Header.Get("Retry-After") == "" {
		t.Error("the refusal does not say when to try again")
	}
	c.post(t, "/executions/"+id+"/cancel", nil).want(t, http.StatusAccepted)
}

func cancelOverAPI(t *testing.T, s *server) {
	c := s.caller(t, s)
	runs := c.begin(t, "print('on')\nwhile True: pass")
	stream := c.events(t, runs, "")
	stream.await("output")
	queued := c.begin(t, "print('never')")
	for range 2 {
		c.post(t, "/executions/"+queued+"/cancel", nil).want(t, http.StatusAccepted)
	}
	if r := c.execution(t, queued); r.Status != "cancelled" || r.ExitCode != nil || r.Stdout != "" || *r.Success {
		t.Errorf("cancelled while queued: %s, exit code %v", r, r.ExitCode)
	}
	asked := time.Now()
	c.post(t, "/executions/"+runs+"/cancel", nil).want(t, http.StatusAccepted)
	stream.await("done")
	t.Logf("from the call of cancel to the done event: %s", time.Since(asked).Round(time.Millisecond))
	r := c.execution(t, runs)
	if r.Status != "cancelled" || r.Stdout != "on\n" || r.ExecutionTimeMS == nil {
		t.Errorf("cancelled while running: %s", r)
	}
	c.post(t, "/executions/"+runs+"/cancel", nil).want(t, http.StatusAccepted)
	if again := c.execution(t, runs); again.Status != "cancelled" {
		t.Errorf("cancelled again: %s", again)
	}
	ended := c.execute(t, fields{"code": "1"})
	c.post(t, "/executions/"+ended.ID+"/cancel", nil).want(t, http.StatusAccepted)
	if again := c.execution(t, ended.ID); again.Status != "succeeded" {
		t.Errorf("cancelled after the end: %s", again)
	}
}

func lists(t *testing.T, s *server) {
	c := s.caller(t, s)
	var ids []string // newest first
	for n := range 3 {
		ids = slices.Insert(ids, 0, c.execute(t, fields{"code": fmt.Sprint("print(", n, ")")}).ID)
	}
	var page struct {
		Items                []map[string]any
		Total, Limit, Offset int
	}
	decode(t, c.get(t, "/executions?limit=2&offset=1").want(t, http.StatusOK).body, &page)
	if page.Total != 3 || page.Limit != 2 || page.Offset != 1 || len(page.Items) != 2 {
		t.Fatalf("the page is %+v", page)
	}
	for n, item := range page.Items {
		if _, ok := item["stdout"]; ok || item["id"] != ids[n+1] {
			t.Errorf("item %d is %v, want %s without stdout", n, item, ids[n+1])
		}
	}
	if body := c.get(t, "/executions?offset=99").want(t, http.StatusOK).body; !strings.Contains(string(body), `"items":[]`) {
		t.Errorf("an empty page is %s", body)
	}
	for _, query := range []string{"limit=0", "limit=101", "limit=x", "offset=-1"} {
		c.get(t, "/executions?"+query).want(t, http.StatusUnprocessableEntity)
	}
}

func health(t *testing.T, s *server) {
	version := strings.Fields(s.run(t, "", "version"))[1]
	want := fmt.Sprintf(`{"status":"healthy","version":%q}`, version)
	root := client{http.DefaultClient, s.url, ""}
	for _, a := range []answer{root.get(t, "/health"), s.client("").get(t, "/health")} {
		if a.StatusCode != http.StatusOK || strings.TrimSpace(string(a.body)) != want {
			t.Errorf("%s answers %s %s, want %s", a.Request.URL, a.Status, a.body, want)
		}
	}
}

// TestNewInstanceIsStrict asks for more than a new instance allows, and gets its
// rules where it asks for nothing.
func TestNewInstanceIsStrict(t *testing.T) {
	s := newInstance(t, "CODEREMOTE_POLICY=").start(t, "serve")
	c := s.caller(t, s)
	c.post(t, "/execute", fields{"code": "1", "policy": "open"}).want(t, http.StatusForbidden)
	var r struct {
		Status, Policy string
		Violations     []struct{ Message string } `json:"security_violations"`
	}
	decode(t, c.post(t, "/execute", fields{"code": "import numpy, os"}).want(t, http.StatusOK).body, &r)
	if r.Status != "rejected" || r.Policy != "strict" || len(r.Violations) != 1 || !strings.Contains(r.Violations[0].Message, "'os'") ||
		!strings.Contains(r.Violations[0].Message, ", matplotlib, numpy, operator, pandas, ") {
		t.Errorf("got %+v", r)
	}
	decode(t, c.post(t, "/execute", fields{"code": "print(input())", "stdin": "x\n"}).want(t, http.StatusOK).body, &r)
	if r.Status != "succeeded" {
		t.Errorf("a program that keeps to the rules: %+v", r)
	}
}

func TestRunsPerMinute(t *testing.T) {
	s := newInstance(t, "CODEREMOTE_RUNS_PER_MINUTE=10").start(t, "serve")
	c := s.caller(t, s)
	started, accepted := time.Now(), 0
	var refused answer
	for refused.Response == nil {
		a := c.post(t, "/execute", fields{"code": "1"})
		if a.Header.Get("RateLimit-Limit") != "10" || a.Header.Get("RateLimit-Remaining") == "" || a.Header.Get("RateLimit-Reset") == "" {
			t.Fatalf("the answer %s lacks RateLimit headers: %v", a.Status, a.Header)
		}
		if a.StatusCode != http.StatusOK {
			refused = a.want(t, http.StatusTooManyRequests)
			break
		}
		accepted++
	}
	// One comes back every six seconds, and this machine may be slow.
	if back := int(time.Since(started) / (6 * time.Second)); accepted < 10 || accepted > 10+back {
		t.Errorf("%d runs were accepted in %s", accepted, time.Since(started))
	}
	seconds, err := strconv.Atoi(refused.Header.Get("Retry-After"))
	if err != nil || seconds < 1 || seconds > 6 {
		t.Errorf("Retry-After is %q", refused.Header.Get("Retry-After"))
	}
	if refused.Header.Get("RateLimit-Remaining") != "0" {
		t.Errorf("RateLimit-Remaining is %q in a refusal", refused.Header.Get("RateLimit-Remaining"))
	}
	if p := refused.problem(t); !strings.Contains(p.Detail, "10") {
		t.Errorf("the refusal does not say the limit: %q", p.Detail)
	}
	if r := s.caller(t, s).execute(t, fields{"code": "print(1)"}); r.Status != "succeeded" {
		t.Errorf("somebody else: %s", r)
	}
}
