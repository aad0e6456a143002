package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// text returns what events hold of output, and checks that no event is missing
// or doubled.
func text(t *testing.T, all []event) (output string) {
	t.Helper()
	for n, e := range all {
		if e.ID != n+1 {
			t.Fatalf("event %d has the id %d: %+v", n+1, e.ID, e)
		}
		if e.Type == "output" {
			_, part := e.output(t)
			output += part
		}
	}
	return output
}

// until reads up to and with the first event of a type.
func (s *events) until(kind string) (all []event) {
	s.t.Helper()
	for {
		e, err := s.next()
		if err != nil {
			s.t.Fatalf("the stream ended before %s: %v", kind, err)
		}
		all = append(all, e)
		if e.Type == kind {
			return all
		}
	}
}

// kill ends the process as a power cut does.
func (s *server) kill(t *testing.T) {
	t.Helper()
	s.signal(t, syscall.SIGKILL)
	s.awaitExit(t, patience)
}

// TestWorkerKilled kills a worker that has two runs: one has shown nothing and
// is tried again, the other has shown output and cannot be.
func TestWorkerKilled(t *testing.T) {
	i := newInstance(t)
	web := i.start(t, "web")
	worker := i.launch(t, "worker")
	web.awaitHealthy(t)
	silent, talking := web.caller(t, web), web.caller(t, web)
	silentRun := silent.begin(t, "import time\ntime.sleep(3)\nprint('done')")
	talkingRun := talking.begin(t, "import time\nprint('on')\ntime.sleep(60)")
	silentEvents, talkingEvents := silent.events(t, silentRun, ""), talking.events(t, talkingRun, "")
	seen := append(silentEvents.until("status"), silentEvents.until("status")...) // queued, running
	talkingEvents.await("output")
	left := worker.processes(t)
	worker.kill(t)
	killed := time.Now()
	i.start(t, "worker")

	talkingEvents.await("done")
	lost := time.Since(killed)
	r := talking.execution(t, talkingRun)
	if r.Status != "internal_error" || orEmpty(r.Error) != "The worker was lost. Run it again." || r.Stdout != "on\n" {
		t.Errorf("the run that has shown output: %s", r)
	}
	t.Logf("the loss was noticed after %s", lost.Round(100*time.Millisecond))
	if lost > 12*time.Second {
		t.Errorf("the loss was noticed after %s", lost)
	}
	seen = append(seen, silentEvents.rest()...)
	if r := silent.execution(t, silentRun); r.Status != "succeeded" || text(t, seen) != "done\n" {
		t.Errorf("the run that had shown nothing: %s, events %+v", r, seen)
	}
	if r := talking.execute(t, fields{"code": "print('again')"}); r.Stdout != "again\n" {
		t.Errorf("the next run: %s", r)
	}
	checkGone(t, left)
}

// embedded is an instance with a PostgreSQL of its own, which is made anew.
func embedded(t *testing.T, settings ...string) *instance {
	t.Helper()
	dataDir := fromMake(t, "CODEREMOTE_TEST_DATA_DIR")
	cluster := filepath.Join(dataDir, "postgres")
	remove := func() {
		if err := os.RemoveAll(cluster); err != nil {
			t.Fatal(err)
		}
	}
	remove()
	t.Cleanup(remove)
	return at(t, dataDir, settings...)
}

func (i *instance) postmaster(t *testing.T) int {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(i.dataDir, "postgres", "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(file), "\n")
	id, err := strconv.Atoi(first)
	if err != nil {
		t.Fatalf("postmaster.pid is %q", file)
	}
	return id
}

// TestPostgreSQLRestarts takes the database away in mid-run: the run goes on,
// and all of its output arrives, once.
func TestPostgreSQLRestarts(t *testing.T) {
	s := embedded(t).start(t, "serve")
	for name, signal := range map[string]syscall.Signal{"killed": syscall.SIGKILL, "stopped": syscall.SIGINT} {
		t.Run(name, func(t *testing.T) {
			c := s.caller(t, s)
			id := c.begin(t, "import time\nfor n in range(150):\n    print('line', n)\n    time.sleep(0.03)\n")
			stream := c.events(t, id, "")
			seen := stream.until("output")
			old := s.postmaster(t)
			if err := syscall.Kill(old, signal); err != nil {
				t.Fatal(err)
			}
			seen = append(seen, stream.rest()...)
			want := strings.Join(labeled("line ", 150), "\n") + "\n"
			r := c.execution(t, id)
			if got := text(t, seen); r.Status != "succeeded" || r.Stdout != want || got != want {
				t.Errorf("%s; the stream held %d bytes, want %d", r, len(got), len(want))
			}
			if s.postmaster(t) == old {
				t.Error("PostgreSQL is the same process as before")
			}
			if r := c.execute(t, fields{"code": "print(1)"}); r.Stdout != "1\n" {
				t.Errorf("the next run: %s", r)
			}
		})
	}
}

// TestServerKilled kills everything in mid-run and starts it again.
func TestServerKilled(t *testing.T) {
	i := embedded(t)
	first := i.launch(t, "serve")
	a := first.person(t)
	token := first.token(t, a, "run,read")
	c := first.client(token)
	id := c.begin(t, "import time\nprint('on')\ntime.sleep(60)")
	queued := c.begin(t, "print('after all')")
	c.events(t, id, "").await("output")
	mine := first.processes(t)
	first.kill(t)

	second := i.start(t, "serve")
	c = second.client(token)
	c.events(t, id, "").await("done")
	if r := c.execution(t, id); r.Status != "internal_error" || r.Stdout != "on\n" {
		t.Errorf("the run of the killed server: %s", r)
	}
	c.events(t, queued, "").await("done")
	if r := c.execution(t, queued); r.Status != "succeeded" || r.Stdout != "after all\n" {
		t.Errorf("the run that waited: %s", r)
	}
	checkGone(t, mine)
	if boxes := strings.Fields(i.run(t, "", "podman", "--", "ps", "--all", "--quiet")); len(boxes) != 2 {
		t.Errorf("%d boxes are there, want 2", len(boxes))
	}
}

// TestDrain stops a server while a program runs: the program finishes.
func TestDrain(t *testing.T) {
	s := newInstance(t).launch(t, "serve")
	c := s.caller(t, s)
	id := c.begin(t, "import time\nfor n in range(30):\n    print('line', n)\n    time.sleep(0.1)\n")
	stream := c.events(t, id, "")
	seen := stream.until("output")
	told := time.Now()
	mine := s.processes(t)
	s.signal(t, syscall.SIGTERM)
	for {
		e, err := stream.next()
		if err != nil {
			break
		}
		seen = append(seen, e)
	}
	s.awaitExit(t, drain+patience)
	t.Logf("drained in %s", time.Since(told).Round(100*time.Millisecond))
	if s.err != nil {
		t.Errorf("the server ended with %v:\n%s", s.err, lastLines(s.log.String(), 20))
	}
	s.checkNothingLeft(t, mine)

	web := s.instance.start(t, "web")
	c.base = web.url + "/api/v1"
	want := strings.Join(labeled("line ", 30), "\n") + "\n"
	if r := c.execution(t, id); r.Status != "succeeded" || r.Stdout != want {
		t.Errorf("the run: %s", r)
	}
	resumed, err := c.connect(t, id, "", "Last-Event-ID", fmt.Sprint(len(seen)))
	if err != nil {
		t.Fatal(err)
	}
	defer resumed.close()
	if got := text(t, append(seen, resumed.rest()...)); got != want {
		t.Errorf("the events hold %d bytes of output, want %d", len(got), len(want))
	}
}

// TestDrainEnds gives programs less time than they need: the server must end all
// the same, and no run may be left without an end.
func TestDrainEnds(t *testing.T) {
	i := newInstance(t, "CODEREMOTE_DRAIN=1s")
	web := i.start(t, "web")
	worker := i.launch(t, "worker")
	web.awaitHealthy(t)
	silent, talking := web.caller(t, web), web.caller(t, web)
	silentRun := silent.begin(t, "import time\ntime.sleep(4)\nprint('done')")
	talkingRun := talking.begin(t, "import time\nprint('on')\ntime.sleep(25)")
	silentEvents, talkingEvents := silent.events(t, silentRun, ""), talking.events(t, talkingRun, "")
	seen := append(silentEvents.until("status"), silentEvents.until("status")...)
	talkingEvents.await("output")
	mine := worker.processes(t)
	told := time.Now()
	worker.signal(t, syscall.SIGTERM)
	worker.awaitExit(t, 15*time.Second)
	t.Logf("ended %s after the signal, with 1 s to drain", time.Since(told).Round(100*time.Millisecond))
	if worker.err != nil {
		t.Errorf("the worker ended with %v:\n%s", worker.err, lastLines(worker.log.String(), 20))
	}
	worker.checkNothingLeft(t, mine)
	talkingEvents.await("done")
	if r := talking.execution(t, talkingRun); r.Status != "internal_error" || r.Stdout != "on\n" {
		t.Errorf("the run that has shown output: %s", r)
	}
	i.start(t, "worker")
	seen = append(seen, silentEvents.rest()...)
	if r := silent.execution(t, silentRun); r.Status != "succeeded" || text(t, seen) != "done\n" {
		t.Errorf("the run that had shown nothing: %s", r)
	}
}

// TestReplicas stops the web server that a page and a program are connected to:
// both go on with another one.
func TestReplicas(t *testing.T) {
	i := newInstance(t)
	i.start(t, "worker")
	one, two := i.launch(t, "web"), i.start(t, "web")
	one.awaitHealthy(t)
	network := newProxy(t, one)
	s := site{network.through(one), newBrowser(t)}

	c := one.caller(t, one)
	id := c.begin(t, "import time\nfor n in range(60):\n    print('line', n)\n    time.sleep(0.1)\n")
	stream := c.events(t, id, "")
	seen := stream.until("output")
	p := s.at(t, "import time\nfor n in range(60):\n    print('line', n)\n    time.sleep(0.1)\n")
	p.expect("net::ERR_")
	p.click(runButton)
	p.await(output + `.length > 5`)

	network.to(two)
	one.signal(t, syscall.SIGTERM)
	for {
		e, err := stream.next()
		if err != nil {
			break
		}
		seen = append(seen, e)
	}
	one.awaitExit(t, patience)
	if last := seen[len(seen)-1]; last.Type == "done" {
		t.Fatal("the program ended before the server did: the test shows nothing")
	}
	c.base = two.url + "/api/v1"
	seen = append(seen, c.events(t, id, "", "Last-Event-ID", fmt.Sprint(len(seen))).rest()...)
	if got, want := text(t, seen), strings.Join(labeled("line ", 60), "\n")+"\n"; got != want {
		t.Errorf("the program got %d bytes, want %d", len(got), len(want))
	}
	p.awaitEnd("Finished")
	p.want(labeled("line ", 60)...)
}
