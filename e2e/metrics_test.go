package e2e

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// operatorAddress returns where a server says that it serves metrics.
func (s *server) operatorAddress(t *testing.T) string {
	t.Helper()
	found := regexp.MustCompile(`"serving metrics","addr":"([^"]+)"`).FindStringSubmatch(s.log.String())
	if found == nil {
		t.Fatalf("the server does not say where its metrics are:\n%s", s.log)
	}
	return "http://" + found[1]
}

func fetch(t *testing.T, url string) (status int, body string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// metric returns the value of one line of the exposition format.
func metric(t *testing.T, text, series string) float64 {
	t.Helper()
	for line := range strings.Lines(text) {
		if value, ok := strings.CutPrefix(line, series+" "); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	name, _, _ := strings.Cut(series, "{")
	t.Errorf("there is no metric %s among\n%s", series, strings.Join(regexp.MustCompile(`(?m)^`+name+`\{.*$`).FindAllString(text, -1), "\n"))
	return -1
}

func TestMetrics(t *testing.T) {
	s := newInstance(t, "CODEREMOTE_METRICS_ADDR=127.0.0.1:0").start(t, "serve")
	operator := s.operatorAddress(t)
	c := s.caller(t, s)
	c.execute(t, fields{"code": "print('12345')"})
	c.execute(t, fields{"code": "import sys\nprint('123', file=sys.stderr)\n1/0"})
	c.do(t, "BREW", "/executions", nil)
	c.get(t, "/search?q=bubble").want(t, 200)
	id := c.begin(t, "input()")
	stream := c.events(t, id, "")
	stream.await("input_requested")

	_, text := fetch(t, operator+"/metrics")
	for series, want := range map[string]float64{
		`coderemote_runs_finished_total{status="succeeded"}`:                               1,
		`coderemote_runs_finished_total{status="failed"}`:                                  1,
		`coderemote_runs_finished_total{status="memory_limit"}`:                            0,
		`coderemote_run_wait_seconds_count`:                                                3,
		`coderemote_run_seconds_count`:                                                     2,
		`coderemote_output_bytes_total{stream="stdout"}`:                                   6,
		`coderemote_boxes{pool="std"}`:                                                     2,
		`coderemote_boxes{pool="data"}`:                                                    0,
		`coderemote_boxes_busy`:                                                            1,
		`coderemote_boxes_warm{pool="std"}`:                                                2,
		`coderemote_boxes_warm{pool="data"}`:                                               0,
		`coderemote_workers`:                                                               1,
		`coderemote_workers_unsafe`:                                                        0,
		`coderemote_runs{status="running"}`:                                                1,
		`coderemote_runs{status="queued"}`:                                                 0,
		`coderemote_box_starts_total{outcome="ok",pool="std"}`:                             2,
		`coderemote_box_starts_total{outcome="failed",pool="std"}`:                         0,
		`coderemote_streams`:                                                               1,
		`coderemote_database_up`:                                                           1,
		`coderemote_search_seconds_count{method="lexical"}`:                                1,
		`coderemote_search_seconds_count{method="cypher"}`:                                 0,
		`coderemote_model_calls_today{outcome="failed"}`:                                   0,
		`coderemote_model_tokens_today{direction="input"}`:                                 0,
		`coderemote_http_requests_total{code="200",method="POST",route="/api/v1/execute"}`: 2,
		`coderemote_http_requests_total{code="405",method="other",route="none"}`:           1,
		`coderemote_http_request_seconds_count{route="/api/v1/execute"}`:                   2,
	} {
		if got := metric(t, text, series); got != want {
			t.Errorf("%s is %v, want %v", series, got, want)
		}
	}
	if strings.Contains(text, id) {
		t.Error("the id of a run is in the metrics")
	}
	wantDescribed(t, text)
	c.post(t, "/executions/"+id+"/cancel", nil).want(t, 202)
	stream.await("done")
}

// wantDescribed holds every metric that the dashboard and the alerts name
// against what a server told.
func wantDescribed(t *testing.T, text string) {
	t.Helper()
	named := regexp.MustCompile(`\b(?:coderemote|process|go)_[a-z_]+\b`)
	for _, pattern := range []string{"../deploy/grafana/*.json", "../deploy/prometheus/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no file %s: %v", pattern, err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			names := named.FindAllString(string(content), -1)
			slices.Sort(names)
			for _, name := range slices.Compact(names) {
				base := strings.TrimSuffix(name, "_bucket")
				if !strings.Contains(text, "# TYPE "+base+" ") {
					t.Errorf("%s names %s, which no server tells", file, name)
				}
			}
		}
	}
}

// TestOperatorAddress finds health and profiles there, and nothing of it where
// strangers are.
func TestOperatorAddress(t *testing.T) {
	i := newInstance(t, "CODEREMOTE_METRICS_ADDR=127.0.0.1:0")
	worker, web := i.start(t, "worker"), i.start(t, "web")
	for name, operator := range map[string]string{"worker": worker.operatorAddress(t), "web": web.operatorAddress(t)} {
		for _, path := range []string{"/healthz", "/readyz", "/metrics", "/debug/pprof/", "/debug/pprof/heap"} {
			if status, body := fetch(t, operator+path); status != http.StatusOK {
				t.Errorf("%s of the %s: status %d: %.200s", path, name, status, body)
			}
		}
	}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": 404, "/debug/pprof/": 404} {
		if status, body := fetch(t, web.url+path); status != want {
			t.Errorf("%s for strangers: status %d, want %d: %.200s", path, status, want, body)
		}
	}
	if quiet := newInstance(t).start(t, "web"); strings.Contains(quiet.log.String(), "serving metrics") {
		t.Error("a server without the setting serves metrics")
	}
}

// TestBoxesComeLater has a worker start before there is an image of the boxes: it
// says so to everybody who looks, a run waits, and ends once the image is there.
func TestBoxesComeLater(t *testing.T) {
	i := newInstance(t, "CODEREMOTE_BOXES=1", "CODEREMOTE_METRICS_ADDR=127.0.0.1:0")
	web, busy := i.start(t, "web"), i.launch(t, "worker")
	web.awaitHealthy(t)
	one, two := web.caller(t, web), web.caller(t, web)
	running := one.begin(t, "input()")
	one.events(t, running, "").await("input_requested") // it has the only box
	waiting := two.begin(t, "print('at last')")
	stream := two.events(t, waiting, "")

	image := fmt.Sprintf("localhost/later-%d:latest", os.Getpid())
	later := *i
	later.environ = append(slices.Clone(i.environ), "CODEREMOTE_SANDBOX_IMAGE="+image)
	late := later.launch(t, "worker")
	operator := late.operatorAddress(t)
	if status, _ := fetch(t, operator+"/healthz"); status != http.StatusOK {
		t.Errorf("healthz without boxes: status %d", status)
	}
	if status, body := fetch(t, operator+"/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(body, "tried again") {
		t.Errorf("readyz without boxes: status %d %s", status, body)
	}
	wantSandbox(t, operator, "starting")
	if log := late.log.String(); !strings.Contains(log, "no box starts: trying again") || !strings.Contains(log, image) {
		t.Errorf("the log does not say why:\n%s", log)
	}
	if r := two.execution(t, waiting); r.Status != "queued" {
		t.Errorf("without a box the run is %s", r)
	}

	ours := fromMake(t, "CODEREMOTE_TEST_IMAGE")
	i.run(t, "", "podman", "--", "tag", ours, image)
	defer i.run(t, "", "podman", "--", "untag", ours, image)
	stream.await("done")
	if r := two.execution(t, waiting); r.Status != "succeeded" || r.Stdout != "at last\n" {
		t.Errorf("with a box: %s", r)
	}
	if status, body := fetch(t, operator+"/readyz"); status != http.StatusOK {
		t.Errorf("readyz with boxes: status %d %s", status, body)
	}
	wantSandbox(t, operator, "ready")
	one.post(t, "/executions/"+running+"/cancel", nil).want(t, 202)
	busy.stopUnderLoad(t)
	late.stop(t)
	if !strings.Contains(late.log.String(), waiting) {
		t.Errorf("another worker ran the program that waited:\n%s", late.log)
	}
}

func wantSandbox(t *testing.T, operator, state string) {
	t.Helper()
	_, told := fetch(t, operator+"/metrics")
	for _, s := range []string{"starting", "ready", "unsafe"} {
		if got := metric(t, told, `coderemote_sandbox{state="`+s+`"}`); (got == 1) != (s == state) {
			t.Errorf("the sandbox is %s: %v, want the state %s", s, got, state)
		}
	}
}
