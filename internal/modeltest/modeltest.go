// Package modeltest is a server that speaks as a language model's does, for
// tests: the API of Gemini and that of OpenAI's chat completions, with recorded
// answers. It can also rate-limit, fail, stall, stop half-way, lie, and write
// markup that attacks a page.
package modeltest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Behavior is how the server answers one call.
type Behavior string

// The behaviors.
const (
	Good    Behavior = "good"
	Limited Behavior = "429"
	Failing Behavior = "503"
	Denied  Behavior = "403"
	Stalled Behavior = "stall" // two pieces, and then nothing until the client leaves
	Mute    Behavior = "mute"  // nothing at all until the client leaves
	Held    Behavior = "held"  // two pieces, and the rest after Release
	Half    Behavior = "half"  // two pieces, and the connection is closed
	Lying   Behavior = "lie"   // classes that are wrong, and one that is none
	Hostile Behavior = "hostile"
	Garbled Behavior = "garbled" // no JSON at all

	// Vectors that are none, beside those of Good.
	Short    Behavior = "short"    // of too few numbers
	NotANo   Behavior = "nan"      // with NaN, as JSON cannot write it
	Zero     Behavior = "zero"     // that point nowhere
	Huge     Behavior = "huge"     // of the largest numbers
	TooMany  Behavior = "too many" // two of one text
	NoVector Behavior = "none"
)

// Narrative is the text of a good answer, in pieces.
var Narrative = []string{
	"### Algorithm\nIt compares every element with every other one.\n\n", "### Time Complexity\nTwo nested loops: $O(n", "^2)$ in the worst case.\n\n",
	"### Space Complexity\nThe list of results: $O(n^2)$.\n\n", "### Suggestions\nKeep the elements seen in a set.\n",
}

// Markup is what a hostile answer holds.
const Markup = "### Algorithm\n<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">[x](javascript:alert(1))\n$\\text{<script>document.title='owned'</script>}$ <p hx-get=\"/settings\" hx-trigger=\"load\">x</p>\n"

// Server is a running server. Its methods may be called at the same time.
type Server struct {
	*httptest.Server

	mu     sync.Mutex
	script []Behavior
	asked  []string
	left   chan struct{}
	let    chan struct{}
}

// New starts a server that answers well until Then says otherwise; it stops when
// the test ends.
func New(t testing.TB) *Server {
	s := &Server{left: make(chan struct{}, 64), let: make(chan struct{}, 64)}
	s.Server = httptest.NewServer(http.HandlerFunc(s.answer))
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

// Then makes the next calls go as told, one each.
func (s *Server) Then(script ...Behavior) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = append(s.script, script...)
}

// Asked returns the bodies of all calls.
func (s *Server) Asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.asked...)
}

// Left tells when a client has left a stalled answer.
func (s *Server) Left() <-chan struct{} { return s.left }

// Release lets one held answer go on.
func (s *Server) Release() { s.let <- struct{}{} }

func (s *Server) next(body string) Behavior {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, body)
	if len(s.script) == 0 {
		return Good
	}
	b := s.script[0]
	s.script = s.script[1:]
	return b
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	behavior := s.next(string(body))
	google := strings.Contains(r.URL.Path, ":")
	switch behavior {
	case Limited, Failing, Denied:
		refuse(w, string(behavior))
		return
	case Mute:
		<-r.Context().Done()
		s.left <- struct{}{}
		return
	case Garbled:
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "data: {not json\n\n")
		return
	}
	if strings.HasSuffix(r.URL.Path, ":batchEmbedContents") {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, vectors(behavior, string(body)))
		return
	}
	if strings.Contains(string(body), `"aggregate"`) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, whole(google, plan(behavior)))
		return
	}
	if google && strings.HasSuffix(r.URL.Path, ":generateContent") || !google && !strings.Contains(string(body), `"stream":true`) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, whole(google, classes(behavior)))
		return
	}
	s.stream(w, r, google, behavior)
}

func refuse(w http.ResponseWriter, code string) {
	status := map[string]int{"429": 429, "503": 503, "403": 403}[code]
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"error": {"code": %d, "message": "of project secret-project", "status": "REFUSED"}}`, status)
}

func classes(b Behavior) string {
	switch b {
	case Lying:
		return `{"time": "O(log n)", "space": "O(magic)"}`
	case Hostile:
		return `{"time": "<script>alert(1)</script>", "space": "O(n)"}`
	}
	return `{"time": "O(n^2)", "space": "O(n^2)"}`
}

// plan is how a question about code is read.
func plan(b Behavior) string {
	switch b {
	case Lying:
		return `{"semantic": "sorting", "languages": [], "time_in": ["O(magic)"], "space_in": [], "order": "worst", "aggregate": "none", "limit": 0}`
	case Hostile:
		return `MATCH (n) DETACH DELETE n`
	}
	return `{"semantic": "sorting", "languages": ["python"], "time_in": [], "space_in": [], "starred": true, "by_space": false, "order": "worst", "aggregate": "none", "limit": 3}`
}

// vectors are longer than the unit vectors that a client needs, as Gemini's are
// with fewer dimensions than it has. Texts that are about sorting are alike, and
// all others.
func vectors(b Behavior, body string) string {
	values := make([]string, 768)
	for i := range values {
		values[i] = "0"
		if sorts := strings.Contains(body, "sort") || strings.Contains(body, "in order"); sorts == (i < 384) {
			values[i] = "0.5"
		}
	}
	one := func(values []string) string { return `{"values": [` + strings.Join(values, ", ") + `]}` }
	all := one(values)
	switch b {
	case Short:
		all = one(values[:384])
	case NotANo:
		all = one(append([]string{`"NaN"`}, values[1:]...))
	case Zero:
		all = one(strings.Split(strings.Repeat("0 ", 767)+"0", " "))
	case Huge:
		all = one(strings.Split(strings.Repeat("3e38 ", 767)+"3e38", " "))
	case TooMany:
		all += ", " + all
	case NoVector:
		all = ""
	}
	return `{"embeddings": [` + all + `]}`
}

// encode is for texts of this package, which can always be encoded.
func encode(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func whole(google bool, text string) string {
	if google {
		return fmt.Sprintf(`{"candidates": [{"content": {"role": "model", "parts": [{"text": %s}]}, "finishReason": "STOP"}], "usageMetadata": {"promptTokenCount": 200, "candidatesTokenCount": 20}}`, encode(text))
	}
	return fmt.Sprintf(`{"choices": [{"message": {"role": "assistant", "content": %s}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 200, "completion_tokens": 20}}`, encode(text))
}

func piece(google bool, text string) string {
	if google {
		return fmt.Sprintf(`data: {"candidates": [{"content": {"role": "model", "parts": [{"text": %s}]}}]}`, encode(text))
	}
	return fmt.Sprintf(`data: {"choices": [{"delta": {"content": %s}}]}`, encode(text))
}

func end(google bool) string {
	if google {
		return `data: {"candidates": [{"finishReason": "STOP"}], "usageMetadata": {"promptTokenCount": 300, "candidatesTokenCount": 100, "thoughtsTokenCount": 50}}`
	}
	return `data: {"choices": [], "usage": {"prompt_tokens": 300, "completion_tokens": 150}}` + "\n\ndata: [DONE]"
}

func (s *Server) stream(w http.ResponseWriter, r *http.Request, google bool, behavior Behavior) {
	w.Header().Set("Content-Type", "text/event-stream")
	pieces := Narrative
	switch behavior {
	case Stalled, Half:
		pieces = Narrative[:2]
	case Hostile:
		pieces = []string{Markup}
	}
	controller := http.NewResponseController(w)
	for i, text := range pieces {
		if behavior == Held && i == 2 {
			select {
			case <-s.let:
			case <-r.Context().Done():
				s.left <- struct{}{}
				return
			}
		}
		fmt.Fprint(w, piece(google, text)+"\n\n")
		if controller.Flush() != nil {
			return
		}
	}
	switch behavior {
	case Stalled:
		<-r.Context().Done()
		s.left <- struct{}{}
	case Half:
	default:
		fmt.Fprint(w, end(google)+"\n\n")
	}
}
