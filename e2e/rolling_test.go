package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	api "coderemote/client"
)

// replicas are the web servers that take requests now, as a load balancer knows
// them.
type replicas struct {
	mu   sync.Mutex
	urls []string
	next int
}

func (r *replicas) set(servers ...*server) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.urls = nil
	for _, s := range servers {
		r.urls = append(r.urls, s.url)
	}
}

func (r *replicas) any() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.next++
	return r.urls[r.next%len(r.urls)]
}

// student is somebody who presses Run again and again.
type student struct {
	token string
	web   *replicas
	runs  int // that have ended as they should
}

const rollingLines = 20

const rollingProgram = "import time\nfor n in range(20):\n    print('line', n, flush=True)\n    time.sleep(0.05)\n"

// run starts a program and follows it to its end. Whatever breaks on the way, as
// behind any load balancer, it comes back to another server.
func (s *student) run(ctx context.Context) error {
	id, err := s.start(ctx)
	if err != nil {
		return err
	}
	last, output := int64(0), ""
	for {
		c := &api.Client{URL: s.web.any(), Token: s.token}
		done := false
		err := c.Events(ctx, id, last, func(e api.Event) error {
			if e.ID != last+1 {
				return fmt.Errorf("run %s: event %d follows event %d", id, e.ID, last)
			}
			last = e.ID
			text, err := outputOf(e)
			output, done = output+text, e.Type == "done"
			return err
		})
		if ctx.Err() != nil {
			return fmt.Errorf("run %s: %d events came, and no end", id, last)
		}
		if done {
			return s.compare(ctx, id, output)
		}
		if err != nil && strings.Contains(err.Error(), "follows event") {
			return err
		}
	}
}

func outputOf(e api.Event) (string, error) {
	if e.Type != "output" {
		return "", nil
	}
	var chunk struct{ Text string }
	err := json.Unmarshal(e.Data, &chunk)
	return chunk.Text, err
}

func (s *student) start(ctx context.Context) (id string, err error) {
	for ctx.Err() == nil {
		c := &api.Client{URL: s.web.any(), Token: s.token}
		id, err = c.Start(ctx, api.Run{Code: rollingProgram})
		var problem *api.Problem
		switch {
		case err == nil:
			return id, nil
		case errors.As(err, &problem) && problem.Status != 503:
			return "", err
		}
	}
	return "", fmt.Errorf("no server took the run: %w", err)
}

// compare looks at the stored run, too.
func (s *student) compare(ctx context.Context, id, output string) error {
	want := strings.Join(labeled("line ", rollingLines), "\n") + "\n"
	if output != want {
		return fmt.Errorf("run %s: the stream held %d bytes, want %d", id, len(output), len(want))
	}
	s.runs++
	return nil
}

// TestRollingRestart replaces both web servers and the worker, one after the
// other, while people run programs: every run that was accepted ends well, and
// all of its output arrives once.
func TestRollingRestart(t *testing.T) {
	i := newInstance(t)
	worker := i.launch(t, "worker")
	one, two := i.launch(t, "web"), i.launch(t, "web")
	one.awaitHealthy(t)
	two.awaitHealthy(t)
	web := &replicas{}
	web.set(one, two)

	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	var students [4]student
	var group sync.WaitGroup
	var rolled atomic.Bool
	for n := range students {
		students[n] = student{token: one.token(t, one.person(t), "run,read"), web: web}
		group.Go(func() {
			for !rolled.Load() {
				if err := students[n].run(ctx); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	replace := func(old *server, command string, others ...*server) *server {
		fresh := i.launch(t, command)
		if command == "web" {
			fresh.awaitHealthy(t)
			web.set(append(others, fresh)...)
		}
		mine := old.processes(t)
		old.stopUnderLoad(t)
		if command == "web" {
			checkGone(t, mine)
		}
		return fresh
	}
	three := replace(one, "web", two)
	four := replace(two, "web", three)
	second := replace(worker, "worker")
	rolled.Store(true)
	group.Wait()
	total := 0
	for _, s := range students {
		if s.runs == 0 {
			t.Error("somebody's programs never ran")
		}
		total += s.runs
	}
	t.Logf("%d runs while two web servers and a worker were replaced", total)
	var ended struct{ Total int }
	decode(t, four.client(students[0].token).get(t, "/executions?limit=100").want(t, 200).body, &ended)
	if ended.Total < students[0].runs {
		t.Errorf("%d runs are stored of the %d that ended", ended.Total, students[0].runs)
	}
	for _, s := range []*server{three, four, second} {
		s.stop(t)
	}
}

// stopUnderLoad ends the process in order while another goes on.
func (s *server) stopUnderLoad(t *testing.T) {
	t.Helper()
	s.signal(t, syscall.SIGTERM)
	s.awaitExit(t, drain+patience)
	if s.err != nil {
		t.Errorf("the server ended with %v:\n%s", s.err, lastLines(s.log.String(), 20))
	}
}
