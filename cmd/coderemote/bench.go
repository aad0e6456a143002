package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"text/tabwriter"
	"time"

	"coderemote"
	"coderemote/auth"
	"coderemote/client"
	"coderemote/internal/localpg"
	"coderemote/jobs"
	"coderemote/store"
)

// benchCommand measures the whole way of a run, everything real and durable,
// against a bare interpreter on the same machine in the same minutes.
type benchCommand struct {
	Runs   int      `default:"200" help:"Pairs of runs for each latency."`
	Users  int      `default:"100" help:"People who press Run within two seconds."`
	Server []string `help:"Addresses of web servers of this instance, which take turns; without any, one is found or started."`
}

// How long one slice of a throughput lasts, and how many there are.
const (
	sliceTime        = time.Second
	throughputSlices = 5
)

const hello = "print(1)"

func (c *benchCommand) Run(in *instance) error {
	urls, stop, err := c.servers(in)
	if err != nil {
		return err
	}
	defer stop()
	d, err := openDatabase(in)
	if err != nil {
		return err
	}
	defer d.Close()
	people, err := newPeople(in, d.Store, urls, max(c.Users, 8))
	if err != nil {
		return err
	}
	defer people.leave(in, d.Store)
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	defer table.Flush()
	fmt.Fprintln(table, "what\tours\tbare python\tratio\ttarget")
	return errors.Join(c.latency(in, table, people), c.firstOutput(in, table, people), c.costed(in, d, table, people), c.crowd(in, table, people))
}

func (c *benchCommand) servers(in *instance) (urls []string, stop func(), err error) {
	if len(c.Server) > 0 {
		return c.Server, func() {}, nil
	}
	url, stop, err := benchServer(in)
	return []string{url}, stop, err
}

// What a run costs the database: all of it, River's bookkeeping and the leases too.
const benchCost = `SELECT (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()), pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8,
	(SELECT count(*) FROM runs), pg_database_size(current_database())`

type cost struct{ commits, wal, runs, size float64 }

func readCost(in *instance, d *database) (c cost, err error) {
	err = d.Pool().QueryRow(in, benchCost).Scan(&c.commits, &c.wal, &c.runs, &c.size)
	return c, err
}

// costed is the throughput, with what it costs.
func (c *benchCommand) costed(in *instance, d *database, w *tabwriter.Writer, p *people) error {
	before, err := readCost(in, d)
	if err != nil {
		return err
	}
	if err := throughput(in, w, p); err != nil {
		return err
	}
	after, err := readCost(in, d)
	if err != nil {
		return err
	}
	runs := after.runs - before.runs
	fmt.Fprintf(w, "commits, KB of WAL and KB of the database for each of %.0f runs\t%.1f, %.1f, %.1f\t\t\t\n",
		runs, (after.commits-before.commits)/runs, (after.wal-before.wal)/runs/1000, (after.size-before.size)/runs/1000)
	return nil
}

// benchServer returns the address of the server that runs on this instance, or
// of one that it starts, with two boxes and no limit of runs a minute.
func benchServer(in *instance) (url string, stop func(), err error) {
	_, running, err := localpg.Find(filepath.Join(in.config.DataDir, "postgres"))
	if err != nil {
		return "", nil, err
	}
	if running || in.config.DatabaseURL != "" {
		return in.config.BaseURL(in.config.Addr), func() {}, nil
	}
	server := exec.Command("/proc/self/exe", "serve")
	server.Env = append(os.Environ(), "CODEREMOTE_ADDR=127.0.0.1:0", "CODEREMOTE_BOXES=2", "CODEREMOTE_RUNS_PER_MINUTE=0")
	server.Stderr = os.Stderr
	out, err := server.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := server.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		if err := server.Process.Signal(syscall.SIGTERM); err == nil {
			_ = server.Wait() // its exit status says nothing about the measurements
		}
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if _, rest, ok := strings.Cut(line, "ready at "); ok {
		return strings.Fields(rest)[0], stop, nil
	}
	stop()
	return "", nil, fmt.Errorf("the server did not start: %q, %w", line, err)
}

// people are accounts for the time of the benchmark.
type people struct {
	clients []*client.Client
	ids     []string
}

func newPeople(in *instance, s *store.Store, urls []string, n int) (*people, error) {
	accounts := auth.New(s, in.logger)
	p := &people{}
	transport := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: n}}
	for i := range n {
		user := &coderemote.User{ID: jobs.NewRunID(), Role: coderemote.RoleStudent, PasswordHash: "none",
			Email: fmt.Sprintf("bench-%s-%d@example.invalid", strings.ToLower(rand.Text()[:8]), i)}
		if err := s.CreateUser(in, user); err != nil {
			return nil, err
		}
		secret, _, err := accounts.CreateToken(in, user.ID, auth.NewToken{Name: "bench", Scopes: []coderemote.Scope{coderemote.ScopeRun, coderemote.ScopeRead}, Lifetime: time.Hour})
		if err != nil {
			return nil, err
		}
		p.ids = append(p.ids, user.ID)
		p.clients = append(p.clients, &client.Client{URL: urls[i%len(urls)], Token: secret, HTTP: transport})
	}
	return p, nil
}

func (p *people) leave(in *instance, s *store.Store) {
	for _, id := range p.ids {
		if err := s.DeleteUser(context.WithoutCancel(in), id); err != nil {
			in.logger.Warn("account of the benchmark not removed", "user_id", id, "err", err)
		}
	}
}

func execute(ctx context.Context, c *client.Client) (time.Duration, error) {
	started := time.Now()
	e, err := c.Execute(ctx, client.Run{Code: hello})
	if err != nil {
		return 0, err
	}
	if e.Stdout != "1\n" {
		return 0, fmt.Errorf("a run ended %s with output %q", e.Status, e.Stdout)
	}
	return time.Since(started), nil
}

// bare is fork, exec and wait of an interpreter that does nothing else. first is
// when its first byte of output came.
func bare() (total, first time.Duration, err error) {
	started := time.Now()
	command := exec.Command("/usr/bin/python3", "-I", "-S", "-c", hello)
	out, err := command.StdoutPipe()
	if err != nil {
		return 0, 0, err
	}
	if err := command.Start(); err != nil {
		return 0, 0, err
	}
	if _, err := out.Read(make([]byte, 16)); err != nil {
		return 0, 0, err
	}
	first = time.Since(started)
	err = command.Wait()
	return time.Since(started), first, err
}

// pairs takes turns: ours, then bare, so that both see the same load.
func pairs(n int, ours, theirs func() (time.Duration, error)) (a, b []time.Duration, err error) {
	const warmup = 10
	for i := range n + warmup {
		x, err := ours()
		if err != nil {
			return nil, nil, err
		}
		y, err := theirs()
		if err != nil {
			return nil, nil, err
		}
		if i >= warmup {
			a, b = append(a, x), append(b, y)
		}
	}
	return a, b, nil
}

func (c *benchCommand) latency(in *instance, w *tabwriter.Writer, p *people) error {
	ours, theirs, err := pairs(c.Runs,
		func() (time.Duration, error) { return execute(in, p.clients[0]) },
		func() (time.Duration, error) { total, _, err := bare(); return total, err })
	if err != nil {
		return err
	}
	row(w, "POST /execute of a hello, p50", percentile(ours, 50), percentile(theirs, 50), "1.0")
	row(w, "POST /execute of a hello, p95", percentile(ours, 95), percentile(theirs, 95), "1.3")
	return nil
}

func (c *benchCommand) firstOutput(in *instance, w *tabwriter.Writer, p *people) error {
	ours, theirs, err := pairs(c.Runs,
		func() (time.Duration, error) { return streamed(in, p.clients[0]) },
		func() (time.Duration, error) { _, first, err := bare(); return first, err })
	if err != nil {
		return err
	}
	row(w, "first output event of a streaming run, p50", percentile(ours, 50), percentile(theirs, 50), "1.2")
	return nil
}

// streamed is the time to the first output event of a run.
func streamed(ctx context.Context, c *client.Client) (first time.Duration, err error) {
	started := time.Now()
	id, err := c.Start(ctx, client.Run{Code: hello})
	if err != nil {
		return 0, err
	}
	err = c.Events(ctx, id, 0, func(e client.Event) error {
		if e.Type == "output" && first == 0 {
			first = time.Since(started)
		}
		return nil
	})
	return first, err
}

// throughput compares eight clients with two bare interpreters at a time, in
// slices of a second in turn.
func throughput(in *instance, w *tabwriter.Writer, p *people) error {
	var ours, theirs, ratios []float64
	for range throughputSlices {
		a, err := slice(8, func(i int) error { _, err := execute(in, p.clients[i]); return err })
		if err != nil {
			return err
		}
		b, err := slice(2, func(int) error { _, _, err := bare(); return err })
		if err != nil {
			return err
		}
		ours, theirs, ratios = append(ours, a), append(theirs, b), append(ratios, a/b)
	}
	fmt.Fprintf(w, "runs a second, 8 clients and 2 boxes, median\t%.0f\t%.0f\t%.2f\t>= 0.8\n", median(ours), median(theirs), median(ratios))
	return nil
}

func slice(workers int, work func(i int) error) (perSecond float64, err error) {
	var count atomic.Int64
	var failed atomic.Pointer[error]
	var group sync.WaitGroup
	started := time.Now()
	for i := range workers {
		group.Go(func() {
			for time.Since(started) < sliceTime && failed.Load() == nil {
				if err := work(i); err != nil {
					failed.Store(&err)
					return
				}
				count.Add(1)
			}
		})
	}
	group.Wait()
	if e := failed.Load(); e != nil {
		return 0, *e
	}
	return float64(count.Load()) / time.Since(started).Seconds(), nil
}

// crowd is a class that presses Run within two seconds.
func (c *benchCommand) crowd(in *instance, w *tabwriter.Writer, p *people) error {
	times := make([]time.Duration, c.Users)
	problems := make([]error, c.Users)
	var group sync.WaitGroup
	for i := range c.Users {
		group.Go(func() {
			time.Sleep(2 * time.Second * time.Duration(i) / time.Duration(c.Users))
			times[i], problems[i] = execute(in, p.clients[i])
		})
	}
	group.Wait()
	if err := errors.Join(problems...); err != nil {
		return err
	}
	fmt.Fprintf(w, "%d people press Run within 2 s: p50, p95, slowest\t%.0f, %.0f, %.0f ms\t\t\tall end\n",
		c.Users, percentile(times, 50), percentile(times, 95), percentile(times, 100))
	return nil
}

func row(w *tabwriter.Writer, what string, ours, theirs float64, target string) {
	fmt.Fprintf(w, "%s\t%.2f ms\t%.2f ms\t%.2f\t<= %s\n", what, ours, theirs, ours/theirs, target)
}

// percentile of times in milliseconds (nearest rank).
func percentile(times []time.Duration, p float64) float64 {
	sorted := slices.Sorted(slices.Values(times))
	rank := int(math.Ceil(p/100*float64(len(sorted)))) - 1
	return float64(sorted[max(rank, 0)].Microseconds()) / 1000
}

func median(values []float64) float64 {
	return slices.Sorted(slices.Values(values))[len(values)/2]
}
