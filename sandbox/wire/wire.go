// Package wire is what a worker and the init of a box say to each other: frames
// over one unix socket. A frame is its payload's length (four bytes, little
// endian), its kind (one byte) and the payload. The init speaks first, with
// Hello. A worker starts one run at a time; everything after a Start belongs to
// that run up to its Exit, and the box takes the next Start after its Ready. The
// files of a run come before its Start, what it wrote before its Exit.
package wire

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"
)

// Version is raised whenever a frame changes its meaning. The two sides of a
// box come from one build, and a difference ends the box.
const Version = 2

// MaxPayload is the most bytes that one frame carries.
const MaxPayload = 256 << 10

const headerSize = 5

// Kind says what a frame means.
type Kind byte

// The kinds of frames. The first group goes from worker to init.
const (
	KindStart    Kind = iota + 1 // Start: run this
	KindInput                    // bytes for standard input
	KindInputEnd                 // no more input
	KindCancel                   // kill the run
	KindFile                     // name of a file beside the next run's program
	KindFileData                 // bytes of that file

	KindHello   // Hello: who the init is and what it found
	KindReady   // a confined child waits
	KindStdout  // bytes of standard output
	KindStderr  // bytes of standard error
	KindWaiting // the program blocks in a read of standard input
	KindTaken   // Taken: the program took input
	KindExit    // Exit: the run is over, nothing of it follows
	KindFailed  // why the box ends, as text

	KindArtifact     // Artifact: a file that the run wrote
	KindArtifactData // bytes of that file

	kindEnd
)

// The bounds of what is put beside a program, and of what it may leave.
const (
	MaxFiles          = 20
	MaxFilesBytes     = 1 << 20
	MaxArtifacts      = 50
	MaxArtifactBytes  = 5 << 20
	MaxArtifactsBytes = 10 << 20
)

// Artifact begins a file that a run wrote. Its bytes follow, Size of them,
// unless it has a problem.
type Artifact struct {
	Name    string          `json:"name"` // as the run chose it, with its subfolders
	Size    int64           `json:"size"`
	Problem ArtifactProblem `json:"problem,omitempty"`
}

// ArtifactProblem says why a file does not follow.
type ArtifactProblem string

// The problems. With ArtifactsTooMany, Size is how many files are left out.
const (
	ArtifactTooLarge  ArtifactProblem = "too_large"
	ArtifactsTooLarge ArtifactProblem = "together_too_large"
	ArtifactsTooMany  ArtifactProblem = "too_many"
)

// Frame is one message. Payload is only valid until the buffer that gave it is
// written to again.
type Frame struct {
	Kind    Kind
	Payload []byte
}

// Start asks for one run.
type Start struct {
	Code        string        `json:"code"` // UTF-8
	Interactive bool          `json:"interactive,omitempty"`
	Policy      *Policy       `json:"policy,omitempty"` // nil: everything may run
	Wall        time.Duration `json:"wall"`
	CPU         time.Duration `json:"cpu"`
	InputIdle   time.Duration `json:"input_idle"`
	Lifetime    time.Duration `json:"lifetime"`
	Memory      int64         `json:"memory"` // bytes
	Output      int64         `json:"output"` // bytes
	Recursion   int           `json:"recursion"`
}

// Policy is the strict rule set: the program is checked before it runs.
type Policy struct {
	Modules []string `json:"modules"` // allowed beside the built-in list
}

// Hello is the first frame of a box.
type Hello struct {
	Version int `json:"version"`
	// MemoryMax and ProcessesMax are the limits that the box's own cgroup shows, 0 for none.
	MemoryMax    int64 `json:"memory_max"`
	ProcessesMax int64 `json:"processes_max"`
}

// Taken says how many bytes of input went into the program's pipe, which holds
// one page: at most that much of it is still unread.
type Taken struct {
	Bytes int `json:"bytes"`
}

// Reason says why the init ended a run. Empty when the program ended by itself.
type Reason string

// The reasons. Each is a fact that the init or the kernel saw.
const (
	ReasonWall     Reason = "wall"
	ReasonCPU      Reason = "cpu"
	ReasonIdle     Reason = "idle"     // waited too long for input
	ReasonLifetime Reason = "lifetime" // waits and work together took too long
	ReasonOutput   Reason = "output"
	ReasonMemory   Reason = "memory" // the kernel killed for memory
	ReasonCancel   Reason = "cancel"
)

// Exit is the end of a run.
type Exit struct {
	Status     int         `json:"status"` // exit code, 128 + signal for a signal
	Reason     Reason      `json:"reason,omitempty"`
	ErrorType  string      `json:"error_type,omitempty"` // claimed by the program
	Error      string      `json:"error,omitempty"`      // claimed by the program
	Rejected   bool        `json:"rejected,omitempty"`   // by the policy; nothing ran
	Violations []Violation `json:"violations,omitempty"`
	Wall       int64       `json:"wall_us"` // microseconds, without waits for input
	CPU        int64       `json:"cpu_us"`  // microseconds
	Peak       int64       `json:"peak"`    // bytes
	Retire     bool        `json:"retire,omitempty"`
}

// Violation is one breach of the policy: line from 1, column from 0.
type Violation struct {
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
	File    string `json:"file,omitempty"` // beside the program; "" for the program
}

// Append adds a frame to out. A payload over MaxPayload is an error.
func Append(out []byte, kind Kind, payload []byte) ([]byte, error) {
	if len(payload) > MaxPayload {
		return out, fmt.Errorf("wire: a frame of %d bytes; the limit is %d", len(payload), MaxPayload)
	}
	out = binary.LittleEndian.AppendUint32(out, uint32(len(payload)))
	return append(append(out, byte(kind)), payload...), nil
}

// AppendJSON adds a frame with value as its payload.
func AppendJSON(out []byte, kind Kind, value any) ([]byte, error) {
	payload, err := json.Marshal(value)
	if err != nil {
		return out, fmt.Errorf("wire: encode frame: %w", err)
	}
	return Append(out, kind, payload)
}

// Decode reads the payload of f into value.
func (f Frame) Decode(value any) error {
	if err := json.Unmarshal(f.Payload, value); err != nil {
		return fmt.Errorf("wire: decode frame of kind %d: %w", f.Kind, err)
	}
	return nil
}

// Buffer turns a stream of bytes into frames. Write what arrived, then call
// Next until it finds no whole frame.
type Buffer struct {
	data []byte
	read int
}

// Write adds bytes that arrived; it never fails.
func (b *Buffer) Write(p []byte) (int, error) {
	if b.read > 0 {
		b.data = b.data[:copy(b.data, b.data[b.read:])]
		b.read = 0
	}
	b.data = append(b.data, p...)
	return len(p), nil
}

// Next returns the next whole frame, or false when more bytes are needed. A
// length or a kind that no frame has is an error, and the stream is over.
func (b *Buffer) Next() (Frame, bool, error) {
	rest := b.data[b.read:]
	if len(rest) < headerSize {
		return Frame{}, false, nil
	}
	length, kind := binary.LittleEndian.Uint32(rest), Kind(rest[4])
	if length > MaxPayload {
		return Frame{}, false, fmt.Errorf("wire: a frame of %d bytes; the limit is %d", length, MaxPayload)
	}
	if kind == 0 || kind >= kindEnd {
		return Frame{}, false, fmt.Errorf("wire: unknown frame kind %d", kind)
	}
	end := headerSize + int(length)
	if len(rest) < end {
		return Frame{}, false, nil
	}
	b.read += end
	return Frame{Kind: kind, Payload: rest[headerSize:end]}, true, nil
}
