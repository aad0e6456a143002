// Package coderemote is the domain of Code Remote: what a run, a user and a
// limit are, what may follow what, and who may do what. It imports the standard
// library only; every other package speaks its words.
package coderemote

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Status is where a run is in its life. A run has exactly one final status and
// never changes it.
type Status string

// The statuses of a run.
const (
	StatusQueued        Status = "queued"
	StatusRunning       Status = "running"
	StatusSucceeded     Status = "succeeded"
	StatusFailed        Status = "failed" // uncaught exception, signal, or non-zero exit
	StatusTimeLimit     Status = "time_limit"
	StatusMemoryLimit   Status = "memory_limit"
	StatusOutputLimit   Status = "output_limit"
	StatusRejected      Status = "rejected" // by the policy; nothing ran
	StatusCancelled     Status = "cancelled"
	StatusInternalError Status = "internal_error" // our fault
)

// Final reports whether nothing can follow s.
func (s Status) Final() bool { return s != StatusQueued && s != StatusRunning }

// Policy names which imports and builtins a run may use. It is a teaching aid:
// the kernel is the fence under either.
type Policy string

// The two policies.
const (
	PolicyStrict Policy = "strict"
	PolicyOpen   Policy = "open"
)

// Valid reports whether p is a known policy.
func (p Policy) Valid() bool { return p == PolicyStrict || p == PolicyOpen }

// Looser reports whether p allows more than q.
func (p Policy) Looser(q Policy) bool { return p == PolicyOpen && q == PolicyStrict }

// Stream is the stream a chunk of output came from.
type Stream string

// The streams. Stdin is the echo of what a person typed: it is shown with the
// output and is not part of it.
const (
	Stdout Stream = "stdout"
	Stderr Stream = "stderr"
	Stdin  Stream = "stdin"
)

// EventType names a row of a run's stored sequence.
type EventType string

// The types of event. A run's sequence ends with EventDone.
const (
	EventStatus         EventType = "status"
	EventOutput         EventType = "output"
	EventInput          EventType = "input" // text that the program was given; shown on the page, not sent by the API
	EventInputRequested EventType = "input_requested"
	EventArtifact       EventType = "artifact"
	EventDone           EventType = "done"
)

// Event is one entry of a run's stored sequence. Seq starts at 1 and has no gap.
type Event struct {
	Seq    int64
	Type   EventType
	Status Status        // of EventStatus and EventDone
	Stream Stream        // of EventOutput
	Text   string        // of EventOutput and EventInput: valid UTF-8 without U+0000; of EventArtifact: an Artifact as JSON
	At     time.Duration // since the run started
}

// Run is one execution of code.
type Run struct {
	ID          string // UUIDv7
	UserID      string
	Code        string
	Stdin       string
	Interactive bool // standard input stays open for later text
	Policy      Policy
	Modules     []string // that the strict policy allows beside its own list
	Timeout     time.Duration
	SnippetID   string // "" when the run belongs to no snippet
	FileCount   int    // files beside its program
	Files       []File // nil unless they were asked for, as the worker does

	Status     Status
	Attempt    int // the fencing token: 0 before the first claim
	CreatedAt  time.Time
	StartedAt  *time.Time
	FinishedAt *time.Time
	Result     Result
}

// Result is the end of a run.
type Result struct {
	Status     Status
	ExitCode   *int   // 128 + signal for a signal; nil when nothing ran
	ErrorType  string // class of an uncaught exception, "" for none
	Error      string // its message
	Truncated  bool   // output was cut at the limit
	Usage      Usage
	Violations []Violation // of the policy, in source order
	Artifacts  []Artifact  // files that the program left, without what is in them
}

// DataPending is the error of a run that wanted numpy, pandas or matplotlib while
// the server was still being given them.
const DataPending = "numpy, pandas and matplotlib are still being set up on this server. Try again in a few minutes."

// Violation is one breach of the policy.
type Violation struct {
	Line    int    `json:"line"`   // from 1
	Column  int    `json:"column"` // from 0
	Message string `json:"message"`
	File    string `json:"file,omitempty" doc:"the file beside main.py that it is in; missing for main.py"`
}

// Limits returns the walls of r: the default ones with r's own timeout.
func (r *Run) Limits() Limits {
	l := DefaultLimits()
	if r.Timeout > 0 {
		l.Wall, l.CPU = r.Timeout, r.Timeout
	}
	return l
}

// NewRun holds what a person or a client asks for, before it is checked.
type NewRun struct {
	Code           string
	Stdin          string
	Interactive    bool
	TimeoutSeconds *float64 // nil means the default
	Policy         Policy   // "" means the class's, else the instance's
	SnippetID      string
	Files          []File // beside the program
	IdempotencyKey string
}

// Validate returns n in its canonical form, or an error that names each invalid
// field, its limit, and what to do. Whether its policy is one that it may ask
// for, EffectiveRules says.
func (n NewRun) Validate() (NewRun, error) {
	n.Code = strings.TrimPrefix(n.Code, "\ufeff")
	if n.TimeoutSeconds == nil {
		seconds := MaxTimeout.Seconds()
		n.TimeoutSeconds = &seconds
	}
	if f := n.invalid(); len(f) > 0 {
		return n, &Error{Code: CodeInvalid, Message: f[0].Message, Fields: f}
	}
	return n, nil
}

func (n NewRun) invalid() (fields []Field) {
	add := func(at, message string, value any) { fields = append(fields, Field{"body." + at, message, value}) }
	if message := invalidCode(n.Code); message != "" {
		add("code", message, len(n.Code))
	}
	if len(n.Stdin) > MaxStdinBytes {
		add("stdin", fmt.Sprintf("Standard input is %d bytes; the limit is %d. Send less at once.", len(n.Stdin), MaxStdinBytes), len(n.Stdin))
	}
	if !utf8.ValidString(n.Stdin) || strings.ContainsRune(n.Stdin, 0) {
		add("stdin", "Standard input must be UTF-8 text without the character U+0000.", nil)
	}
	if t := *n.TimeoutSeconds; !(t > 0 && t <= MaxTimeout.Seconds()) {
		add("timeout_seconds", fmt.Sprintf("The time limit must be more than 0 and at most %g seconds.", MaxTimeout.Seconds()), t)
	}
	if n.Policy != "" && !n.Policy.Valid() {
		add("policy", "The policy is either strict or open.", n.Policy)
	}
	fields = append(fields, invalidFiles(n.Files)...)
	return append(fields, invalidKey(n.IdempotencyKey)...)
}

func invalidCode(code string) string {
	switch {
	case code == "":
		return "There is no code to run. Write some Python first."
	case len(code) > MaxCodeBytes:
		return fmt.Sprintf("The code is %d bytes; the limit is %d. Shorten it, or move data out of it.", len(code), MaxCodeBytes)
	case strings.ContainsRune(code, 0):
		return "The code contains the character U+0000, which Python does not accept. Remove it."
	case !utf8.ValidString(code):
		return "The code is not valid UTF-8 text."
	}
	return ""
}
