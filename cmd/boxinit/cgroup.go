package main

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// cgroup is the box's own control group as the box sees it: the root of its
// cgroup namespace. Without cgroup v2 the limits are zero and there are no events.
type cgroup struct {
	memoryMax    int64
	processesMax int64
	events       int // of memory, -1 for none; stays open: /sys is hidden later
}

const cgroupRoot = "/sys/fs/cgroup/"

func readCgroup() cgroup {
	events, err := unix.Open(cgroupRoot+"memory.events", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		events = -1
	}
	return cgroup{memoryMax: readNumber("memory.max"), processesMax: readNumber("pids.max"), events: events}
}

// readNumber is 0 for a limit that is "max" or not there.
func readNumber(name string) int64 {
	text, err := os.ReadFile(cgroupRoot + name)
	if err != nil {
		return 0
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// oomKills is how many processes of the box the kernel has killed for memory.
func (c cgroup) oomKills() int64 {
	if c.events < 0 {
		return 0
	}
	text := make([]byte, 4096)
	length, _ := unix.Pread(c.events, text, 0)
	for line := range strings.Lines(string(text[:max(0, length)])) {
		if count, ok := strings.CutPrefix(line, "oom_kill "); ok {
			n, _ := strconv.ParseInt(strings.TrimSpace(count), 10, 64)
			return n
		}
	}
	return 0
}
