package coderemote

import "time"

// The limits of one request. They are part of the API contract.
const (
	MaxCodeBytes  = 10_240   // source of a run, UTF-8
	MaxStdinBytes = 64 << 10 // standard input of a request, and of one later message; also the most that may wait unread
	MaxFiles      = 20       // files beside main.py
	MaxFilesBytes = 1 << 20  // all files of a run together
	MaxBodyBytes  = 2 << 20  // body of any request

	MaxTimeout = 30 * time.Second // wall time a run may ask for, and the default

	MaxRunning = 1 // runs of one user that run at the same time
	MaxQueued  = 3 // runs of one user that wait behind it

	DefaultRunsPerMinute = 10 // of one user
)

// Limits are the walls of one run. The kernel and the init enforce them, never
// the program itself.
type Limits struct {
	Wall      time.Duration // time of the program, not counting the time it waits for input
	CPU       time.Duration // processor time of the program
	Memory    int64         // bytes of address space per process, and of all of it together where cgroups bite
	Output    int64         // bytes of standard output and standard error together
	Recursion int           // sys.setrecursionlimit
	InputIdle time.Duration // the longest single wait for input
	Lifetime  time.Duration // everything together, waits included
}

// DefaultLimits are the limits of an ordinary run.
func DefaultLimits() Limits {
	return Limits{
		Wall:      MaxTimeout,
		CPU:       MaxTimeout,
		Memory:    256 << 20,
		Output:    1 << 20,
		Recursion: 1000,
		InputIdle: 2 * time.Minute,
		Lifetime:  15 * time.Minute,
	}
}

// Usage is what a run took.
type Usage struct {
	Wall       time.Duration // without waits for input
	CPU        time.Duration
	PeakMemory int64 // bytes
}
