package sandbox_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coderemote"
	"coderemote/sandbox"
)

const hello = "print(1)"

// bare is what a run is measured against: an interpreter that does nothing else.
func bare(b *testing.B) time.Duration {
	b.Helper()
	begin := time.Now()
	if out, err := exec.Command("/usr/bin/python3", "-I", "-S", "-c", hello).Output(); err != nil || string(out) != "1\n" {
		b.Fatal(string(out), err)
	}
	return time.Since(begin)
}

func boxed(b *testing.B, pool *sandbox.Pool, prog sandbox.Program) time.Duration {
	b.Helper()
	var out string
	begin := time.Now()
	r, err := pool.Run(context.Background(), prog, sandbox.IO{Output: func(_ coderemote.Stream, text string) { out += text }})
	took := time.Since(begin)
	if err != nil || out != "1\n" || r.Status != coderemote.StatusSucceeded {
		b.Error(r, out, err)
	}
	return took
}

func percentile(times []time.Duration, p float64) float64 {
	slices.Sort(times)
	return float64(times[int(float64(len(times)-1)*p)].Microseconds()) / 1000
}

func report(b *testing.B, name string, ours, bares []time.Duration) {
	b.Helper()
	for _, p := range []float64{.5, .95} {
		mine, theirs := percentile(ours, p), percentile(bares, p)
		b.ReportMetric(mine/theirs, fmt.Sprintf("%s_p%.0f_ratio", name, p*100))
		b.ReportMetric(mine, fmt.Sprintf("%s_p%.0f_ms", name, p*100))
		b.ReportMetric(theirs, fmt.Sprintf("bare_p%.0f_ms", p*100))
	}
}

// pause is longer than a box takes to be warm again: a lone user's pace.
const pause = 15 * time.Millisecond

// BenchmarkHello runs hello in a warm box and bare in turn.
func BenchmarkHello(b *testing.B) {
	pool := sharedPool(b)
	var ours, bares []time.Duration
	for range max(b.N, 200) {
		ours = append(ours, boxed(b, pool, program(hello)))
		time.Sleep(pause)
		bares = append(bares, bare(b))
		time.Sleep(pause)
	}
	report(b, "hello", ours, bares)
}

// BenchmarkTwoBoxes compares runs per second, in slices of a second in turn.
func BenchmarkTwoBoxes(b *testing.B) {
	pool := sharedPool(b)
	var ratios, rates []float64
	for range max(b.N, 5) {
		ours := slice(func() { boxed(b, pool, program(hello)) })
		theirs := slice(func() { bare(b) })
		ratios, rates = append(ratios, ours/theirs), append(rates, ours)
	}
	slices.Sort(ratios)
	slices.Sort(rates)
	b.ReportMetric(ratios[len(ratios)/2], "throughput_ratio")
	b.ReportMetric(rates[len(rates)/2], "runs/s")
}

// slice is how often a second two at a time do work.
func slice(work func()) float64 {
	var count atomic.Int64
	var group sync.WaitGroup
	begin := time.Now()
	for range 2 {
		group.Go(func() {
			for time.Since(begin) < time.Second {
				work()
				count.Add(1)
			}
		})
	}
	group.Wait()
	return float64(count.Load()) / time.Since(begin).Seconds()
}

// BenchmarkIdleBox reports the proportional set size of a box that waits: of its
// init and all below it, without conmon. It reads other users' processes, so it
// takes the capability sys_ptrace.
func BenchmarkIdleBox(b *testing.B) {
	others := boxProcesses(b)
	config := testConfig(b)
	pool, err := sandbox.Open(context.Background(), config)
	if err != nil {
		b.Fatal(err)
	}
	defer pool.Close(context.Background())
	for range b.N {
		boxed(b, pool, program(hello))
	}
	time.Sleep(pause)
	var total int64
	for _, pid := range boxProcesses(b) {
		if !slices.Contains(others, pid) {
			total += proportionalSize(b, pid)
		}
	}
	b.ReportMetric(float64(total)/(1<<20), "PSS_MB")
}

func proportionalSize(b *testing.B, pid int) int64 {
	b.Helper()
	file, err := os.Open(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		b.Fatalf("read the memory of process %d, which is another user's: %v (start the benchmark with the capability sys_ptrace, as `make bench` does)", pid, err)
	}
	defer file.Close()
	for scanner := bufio.NewScanner(file); scanner.Scan(); {
		if rest, ok := strings.CutPrefix(scanner.Text(), "Pss:"); ok {
			kib, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kib << 10
		}
	}
	return 0
}

// boxProcesses are the processes of all boxes but the keepers, which share the
// memory of their templates.
func boxProcesses(b *testing.B) (pids []int) {
	b.Helper()
	folders, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		b.Fatal(err)
	}
	for _, folder := range folders {
		command, _ := os.ReadFile(folder + "/cmdline")
		status, _ := os.ReadFile(folder + "/status")
		first := strings.Contains(string(status), "\t1\nNSpgid")
		if strings.Contains(string(command), "boxinit") || strings.Contains(string(command), "/usr/libexec/coderemote/python/") && !first {
			pid, _ := strconv.Atoi(filepath.Base(folder))
			pids = append(pids, pid)
		}
	}
	return pids
}

// BenchmarkPrograms runs what learners run, in turn with hello and bare: modules
// of the library, and of the data image in its own boxes.
func BenchmarkPrograms(b *testing.B) {
	pool := sharedPool(b)
	programs := map[string]string{
		"imports": "import array, bisect, calendar, cmath, collections, copy, csv, dataclasses, datetime, decimal, enum, fractions, functools, heapq, itertools, json, math, random, re, statistics\nprint(1)",
		"numpy":   "import numpy\nprint(numpy.arange(2)[1])",
		"pandas":  "import pandas\nprint(pandas.DataFrame({'a': [0, 1]})['a'].sum())",
		"plot":    "import matplotlib.pyplot as plt\nplt.plot([1, 2], [3, 4])\nplt.show()\nprint(1)",
	}
	for _, code := range programs { // starts the boxes of the data image
		if _, err := pool.Run(context.Background(), program(code), sandbox.IO{}); err != nil {
			b.Fatal(err)
		}
	}
	times := map[string][]time.Duration{}
	for range max(b.N, 30) {
		for name, code := range programs {
			times[name] = append(times[name], boxed(b, pool, program(code)))
			time.Sleep(pause)
		}
		times["hello"] = append(times["hello"], boxed(b, pool, program(hello)))
		times["bare"] = append(times["bare"], bare(b))
		time.Sleep(pause)
	}
	b.ReportMetric(percentile(times["imports"], .5)/percentile(times["hello"], .5), "imports_to_hello_ratio")
	b.ReportMetric(percentile(times["numpy"], .5)/percentile(times["bare"], .5), "numpy_ratio")
	b.ReportMetric(percentile(times["pandas"], .5)/percentile(times["bare"], .5), "pandas_ratio")
	b.ReportMetric(percentile(times["plot"], .5), "plot_p50_ms")
}

// BenchmarkKill measures how long after its limit a busy program is dead.
func BenchmarkKill(b *testing.B) {
	pool := sharedPool(b)
	prog := program("while True: pass")
	prog.Limits.Wall = 200 * time.Millisecond
	var late []time.Duration
	for range max(b.N, 20) {
		r, err := pool.Run(context.Background(), prog, sandbox.IO{})
		if err != nil || r.Status != coderemote.StatusTimeLimit {
			b.Fatal(r, err)
		}
		late = append(late, r.Usage.Wall-prog.Limits.Wall)
	}
	b.ReportMetric(percentile(late, .5), "late_p50_ms")
	b.ReportMetric(percentile(late, .95), "late_p95_ms")
}
