package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// client calls the JSON API as any program would.
type client struct {
	http  *http.Client
	base  string // up to and with /api/v1
	token string // "" sends none
}

func (s *server) client(token string) client {
	return client{&http.Client{Timeout: 100 * time.Second}, s.url + "/api/v1", token}
}

// answer is what the API said.
type answer struct {
	*http.Response
	body []byte
}

// do sends a request. body is sent as it is when it is text or bytes, else as
// JSON; nil sends none. header holds names and values by turns.
func (c client) do(t *testing.T, method, path string, body any, header ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, c.base+path, encode(t, body))
	if err != nil {
		t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := c.http.Do(r)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer{response, text}
}

func encode(t *testing.T, body any) io.Reader {
	t.Helper()
	switch body := body.(type) {
	case nil:
		return nil
	case string:
		return strings.NewReader(body)
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(encoded)
}

func (c client) get(t *testing.T, path string, header ...string) answer {
	t.Helper()
	return c.do(t, http.MethodGet, path, nil, header...)
}

func (c client) post(t *testing.T, path string, body any, header ...string) answer {
	t.Helper()
	return c.do(t, http.MethodPost, path, body, header...)
}

// want checks the status; an error must be a problem of RFC 9457.
func (a answer) want(t *testing.T, status int) answer {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s %s: status %d, want %d: %.500s", a.Request.Method, a.Request.URL.Path, a.StatusCode, status, a.body)
	}
	if status >= 400 {
		a.problem(t)
	}
	return a
}

// problem is an error of the API.
type problem struct {
	Type, Title, Detail string
	Status              int
	Errors              []struct {
		Location, Message string
	}
}

func (a answer) problem(t *testing.T) problem {
	t.Helper()
	if got := a.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("the error is %s, want application/problem+json: %.200s", got, a.body)
	}
	var p problem
	decode(t, a.body, &p)
	if p.Status != a.StatusCode || p.Type == "" || p.Title == "" || p.Detail == "" {
		t.Errorf("the problem is incomplete: %s", a.body)
	}
	return p
}

func decode(t *testing.T, text []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("decode %.500s: %v", text, err)
	}
}

// run is an execution as the API shows it.
type run struct {
	ID              string
	Status          string
	Success         *bool
	Stdout, Stderr  string
	Error           *string
	ErrorType       *string  `json:"error_type"`
	ExitCode        *int     `json:"exit_code"`
	ExecutionTimeMS *float64 `json:"execution_time_ms"`
	CPUTimeMS       *float64 `json:"cpu_time_ms"`
	PeakMemoryBytes *int64   `json:"peak_memory_bytes"`
	TimedOut        bool     `json:"timed_out"`
	Truncated       bool
}

func (r run) String() string {
	text := func(s *string) string {
		if s == nil {
			return "null"
		}
		return strconv.Quote(*s)
	}
	return fmt.Sprintf("%s, stdout %.200q, stderr %.400q, error %s %s", r.Status, r.Stdout, r.Stderr, text(r.ErrorType), text(r.Error))
}

// fields are those of a request to execute.
type fields map[string]any

// execute runs a program to its end.
func (c client) execute(t *testing.T, request fields) run {
	t.Helper()
	var r run
	decode(t, c.post(t, "/execute", request).want(t, http.StatusOK).body, &r)
	return r
}

// begin starts a program with its input open and returns its id.
func (c client) begin(t *testing.T, code string) string {
	t.Helper()
	var accepted struct {
		JobID string `json:"job_id"`
	}
	decode(t, c.post(t, "/execute/async", fields{"code": code}).want(t, http.StatusAccepted).body, &accepted)
	return accepted.JobID
}

func (c client) execution(t *testing.T, id string) run {
	t.Helper()
	var r run
	decode(t, c.get(t, "/executions/"+id).want(t, http.StatusOK).body, &r)
	return r
}

// event is one of a run's events.
type event struct {
	ID   int
	Type string
	Data string
}

// output returns the text of an output event.
func (e event) output(t *testing.T) (stream, text string) {
	t.Helper()
	var o struct {
		Seq          int
		Stream, Text string
	}
	decode(t, []byte(e.Data), &o)
	if o.Seq != e.ID {
		t.Errorf("seq is %d in the event with id %d", o.Seq, e.ID)
	}
	return o.Stream, o.Text
}

// events are a connection to the event stream of a run.
type events struct {
	t        *testing.T
	body     io.ReadCloser
	reader   *bufio.Reader
	stop     context.CancelFunc
	comments chan<- string
}

// events opens the stream of a run; header holds names and values by turns.
func (c client) events(t *testing.T, id, query string, header ...string) *events {
	t.Helper()
	stream, err := c.connect(t, id, query, header...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stream.close)
	return stream
}

func (c client) connect(t *testing.T, id, query string, header ...string) (*events, error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/executions/"+id+"/events"+query, nil)
	if err != nil {
		cancel()
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := c.http.Do(r)
	if err != nil {
		cancel()
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		cancel()
		return nil, fmt.Errorf("the stream answers %s", response.Status)
	}
	return &events{t: t, body: response.Body, reader: bufio.NewReaderSize(response.Body, 1<<20), stop: cancel}, nil
}

func (s *events) close() {
	s.stop()
	s.body.Close()
}

// next returns the next event, or the error that ended the stream: io.EOF when
// the server has closed it.
func (s *events) next() (event, error) {
	var e event
	for {
		line, err := s.reader.ReadString('\n')
		if err != nil {
			return event{}, err
		}
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch {
		case line == "\n" && e.Type != "":
			return e, nil
		case name == "id":
			e.ID, _ = strconv.Atoi(value)
		case name == "event":
			e.Type = value
		case name == "data":
			e.Data = value
		case name == "" && s.comments != nil:
			s.comments <- value
		}
	}
}

// await returns the next event of a type.
func (s *events) await(kind string) event {
	s.t.Helper()
	for {
		e, err := s.next()
		if err != nil {
			s.t.Fatalf("the stream ended before %s: %v", kind, err)
		}
		if e.Type == kind {
			return e
		}
	}
}

// rest returns all events until the server closes the stream.
func (s *events) rest() (all []event) {
	s.t.Helper()
	for {
		e, err := s.next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			s.t.Fatalf("after %d events: %v", len(all), err)
		}
		all = append(all, e)
	}
}
