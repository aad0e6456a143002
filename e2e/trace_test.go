package e2e

import (
	"compress/gzip"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	spans "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// traces is a collector: what leaves the machine in production.
type traces struct {
	*httptest.Server
	mu  sync.Mutex
	all []*spans.Span
}

func newTraces(t *testing.T) *traces {
	t.Helper()
	c := &traces{}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := c.take(r); err != nil {
			t.Errorf("traces: %v", err)
		}
	}))
	t.Cleanup(c.Close)
	return c
}

func (c *traces) take(r *http.Request) error {
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		unpacked, err := gzip.NewReader(body)
		if err != nil {
			return err
		}
		body = unpacked
	}
	data, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	var request collector.ExportTraceServiceRequest
	if err := proto.Unmarshal(data, &request); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, resource := range request.ResourceSpans {
		for _, scope := range resource.ScopeSpans {
			c.all = append(c.all, scope.Spans...)
		}
	}
	return nil
}

// byID returns the spans of one trace.
func (c *traces) byID(trace string) map[string]*spans.Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	found := map[string]*spans.Span{}
	for _, s := range c.all {
		if hex.EncodeToString(s.TraceId) == trace {
			found[hex.EncodeToString(s.SpanId)] = s
		}
	}
	return found
}

// TestTrace follows one trace from the request of a client through two
// processes to the output.
func TestTrace(t *testing.T) {
	const trace, caller = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
	c := newTraces(t)
	i := newInstance(t, "OTEL_EXPORTER_OTLP_ENDPOINT="+c.URL, "OTEL_SERVICE_NAME=test")
	worker, web := i.launch(t, "worker"), i.launch(t, "web")
	web.awaitHealthy(t)
	student := web.caller(t, web)
	student.post(t, "/execute", fields{"code": "print('secret text of a student')"}, "traceparent", "00-"+trace+"-"+caller+"-01").want(t, 200)
	web.stop(t)
	worker.stop(t) // and with their end the last spans are sent

	found := c.byID(trace)
	chain := []string{"output", "run", "POST /api/v1/execute"}
	if !slices.ContainsFunc(spansNamed(found, "box"), func(s *spans.Span) bool { return isBelow(found, s, "run") }) {
		t.Errorf("no span of the box below the run in %v", names(found))
	}
	for _, s := range spansNamed(found, "output") {
		for _, above := range chain[1:] {
			if !isBelow(found, s, above) {
				t.Errorf("the output is not below %q in %v", above, names(found))
			}
		}
	}
	for _, name := range chain {
		if len(spansNamed(found, name)) == 0 && name != "output" {
			t.Errorf("no span %q in %v", name, names(found))
		}
	}
	roots := 0
	for _, s := range found {
		if hex.EncodeToString(s.ParentSpanId) == caller {
			roots++
		}
		if text := s.String(); strings.Contains(text, "student') ") || strings.Contains(text, "secret text") {
			t.Errorf("the program is in the span %s", s.Name)
		}
	}
	if roots != 1 {
		t.Errorf("%d spans are directly below the client's, want 1", roots)
	}
	for _, s := range spansNamed(found, "run") {
		if took := time.Duration(s.EndTimeUnixNano - s.StartTimeUnixNano); took <= 0 {
			t.Errorf("the run took %s", took)
		}
	}
}

func spansNamed(all map[string]*spans.Span, name string) (found []*spans.Span) {
	for _, s := range all {
		if s.Name == name {
			found = append(found, s)
		}
	}
	return found
}

func isBelow(all map[string]*spans.Span, s *spans.Span, name string) bool {
	for s != nil {
		s = all[hex.EncodeToString(s.ParentSpanId)]
		if s != nil && s.Name == name {
			return true
		}
	}
	return false
}

func names(all map[string]*spans.Span) (found []string) {
	for _, s := range all {
		found = append(found, s.Name)
	}
	slices.Sort(found)
	return found
}

// TestTracingRefused wants what this program cannot do to be told.
func TestTracingRefused(t *testing.T) {
	i := newInstance(t, "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc")
	said, err := i.command(t.Context(), "web").CombinedOutput()
	if err == nil || !strings.Contains(string(said), "write http/protobuf") {
		t.Errorf("error %v: %s", err, said)
	}
}
