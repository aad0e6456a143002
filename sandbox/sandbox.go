// Package sandbox runs programs in boxes: long-lived rootless containers that
// run one program at a time. A Pool keeps them warm, lends them, and replaces
// those that are old or strange. The program is taken to be hostile, and so is
// everything that a box says about it; what is enforced is enforced by the
// kernel and by the box's init, never by the program's own interpreter.
//
// It fails closed: on a host where a wall does not hold no box is ever lent.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"coderemote"

	"github.com/prometheus/client_golang/prometheus"
)

// ImageName is the name of the sandbox image; its tag is a hash of what is in it.
const ImageName = "localhost/coderemote-sandbox"

// ErrUnsafe is in the error of Start when this host cannot hold a hostile
// program: a wall was tried and did not hold. The error's text names it and how
// to mend it. A wall that holds at one start and not at another is none, so this
// error is for good; any other is about this one start.
var ErrUnsafe = errors.New("this host cannot run programs safely")

// LimitMode says what bounds the memory and the processes of a box as a whole.
type LimitMode string

// The modes. LimitsRlimit is the operator's explicit choice for hosts without
// cgroup v2: then each process has its limits and nothing bounds their sum but
// their small number.
const (
	LimitsCgroup LimitMode = "cgroup"
	LimitsRlimit LimitMode = "rlimit"
)

// Config says where a Pool lives and what it may use.
type Config struct {
	// DataDir is the instance's data folder, an absolute path. Images, containers
	// and sockets live below it, and nowhere else.
	DataDir string
	Image   string // "localhost/coderemote-sandbox:TAG"
	// Runtime is the OCI runtime: "" for the default of the host's cgroup version
	// (crun on v2, runc on v1), a name, or a path.
	Runtime string
	Limits  LimitMode // "" is LimitsCgroup
	Boxes   int       // how many to keep warm, at least 1
	// DataImage and DataBoxes are the same for programs that import numpy, pandas
	// or matplotlib; "" or 0 for an instance without them.
	DataImage string
	DataBoxes int
	// DataPatience is how long a program waits for that image while it is being
	// made; 0 for the usual.
	DataPatience time.Duration
	Logger       *slog.Logger
	Metrics      prometheus.Registerer // nil for none

	data     bool      // the image has numpy, pandas and matplotlib
	measures *measures // of the pool that this one belongs to; nil for its own
	group    string    // below which boxes have their control groups, with LimitsCgroup
}

// memory is the most that a box as a whole may take, in bytes.
func (c Config) memory() int {
	if c.data {
		return dataMemory
	}
	return boxMemory
}

// delegated is the config with the control group that boxes share, which this
// process moves out of.
func (c Config) delegated(ctx context.Context) (Config, error) {
	if c.Limits == LimitsRlimit {
		return c, nil
	}
	group, err := boxGroup(ctx)
	if err != nil {
		return c, fmt.Errorf("the boxes of this process cannot be bounded as a whole: %w; %s", err, mendDelegation)
	}
	c.group = group
	return c, nil
}

// Program is what to run.
type Program struct {
	Code        string // UTF-8
	Stdin       string
	Interactive bool              // standard input stays open after Stdin, for IO.Input
	Policy      coderemote.Policy // anything but PolicyOpen is strict
	Modules     []string          // allowed by the strict policy beside its own list
	Files       []coderemote.File // beside main.py, with plain names
	Limits      coderemote.Limits
	Measures    string // Python that Code itself runs, so that what it imports has to be there; "" for none
}

// IO is how a running program and its caller talk. Each function may be nil.
// They are called one at a time and in order; one that blocks holds up this
// run's output, and neither its limits nor its cancellation.
type IO struct {
	// Output gets what the program wrote: valid UTF-8, in which a byte that is
	// none became U+FFFD and U+0000 became U+2400, the picture of it.
	Output func(stream coderemote.Stream, text string)
	// InputRequested says that the program blocks in a read of standard input now.
	InputRequested func()
	// InputTaken says that so many more bytes of Input went to the program. It may
	// be ahead of what the program has read by one page (4096 bytes).
	InputTaken func(bytes int)
	// Starting says in a sentence what the program waits for before it begins: the
	// boxes that it needs are being started, or their image is being made.
	Starting func(sentence string)
	// Artifact gets each file that the program left, after its output. Its name is
	// as the program chose it.
	Artifact func(name string, content []byte)
	// Input is standard input after Program.Stdin; nil ends it there.
	Input <-chan Input
}

func (io IO) say(sentence string) {
	if io.Starting != nil {
		io.Starting(sentence)
	}
}

// Input is text for standard input, and whether it is the last of it.
type Input struct {
	Text string
	EOF  bool
}
