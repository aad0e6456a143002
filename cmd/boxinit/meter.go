package main

import (
	"bytes"
	"os"
	"runtime"
	"strconv"
	"time"
)

// ticksPerSecond is USER_HZ, which Linux fixes at 100 for /proc/PID/stat.
const ticksPerSecond = 100

const meterPause = 50 * time.Millisecond

// meterer adds up the processor time of all processes of a run. Each has a
// limit of its own in the kernel; only this bounds their sum.
type meterer struct {
	limit    time.Duration
	template int // a process that is not the run's
	cores    time.Duration
	next     time.Time
}

func newMeterer(limit time.Duration, template int, now time.Time) meterer {
	m := meterer{limit: limit, template: template, cores: time.Duration(runtime.NumCPU())}
	m.plan(now, 0)
	return m
}

// plan puts the next look at the first moment at which the limit can be reached.
func (m *meterer) plan(now time.Time, used time.Duration) {
	m.next = now.Add(max(meterPause, (m.limit-used)/m.cores))
}

// over reports whether the run has used its processor time. It looks only when
// it could have.
func (m *meterer) over(now time.Time) bool {
	if now.Before(m.next) {
		return false
	}
	used := m.used()
	m.plan(now, used)
	return used >= m.limit
}

// used is the processor time of every process of the box but ours: with one run
// at a time they are all the run's.
func (m *meterer) used() (total time.Duration) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return m.limit
	}
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err == nil && pid != os.Getpid() && pid != m.template {
			total += processorTime(entry.Name())
		}
	}
	return total
}

// processorTime is that of a process and of its reaped children, fields 14 to
// 17 of proc_pid_stat(5). A process that is gone by now counts at its parent.
func processorTime(pid string) time.Duration {
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return 0
	}
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 15 {
		return 0
	}
	var ticks int64
	for _, field := range fields[11:15] {
		n, _ := strconv.ParseInt(string(field), 10, 64)
		ticks += n
	}
	return time.Duration(ticks) * time.Second / ticksPerSecond
}
