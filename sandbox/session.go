package sandbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"coderemote"
	"coderemote/sandbox/wire"
)

// initPatience is how long an init may take to end a run that is over its
// lifetime or cancelled: the kernel has ten seconds to kill it, and what the run
// wrote is to be passed on. An init that takes longer is broken.
const initPatience = 30 * time.Second

// session is one run in one box, from the worker's side.
type session struct {
	box    *box
	io     IO
	stdout decoder
	stderr decoder
	stdin  int // bytes of Program.Stdin that are still to be taken
	end    chan outcome

	artifact wire.Artifact // that is coming
	content  []byte        // of it, so far
	files    int           // that were announced
}

type outcome struct {
	exit wire.Exit
	err  error
}

// run runs prog in b, which begins with frames. The error is the box's, never
// the program's.
func (b *box) run(ctx context.Context, prog Program, frames []byte, io IO) (wire.Exit, error) {
	s := &session{box: b, io: io, stdin: len(prog.Stdin), end: make(chan outcome, 1)}
	b.mu.Lock()
	if !b.alive() {
		b.mu.Unlock()
		return wire.Exit{}, fmt.Errorf("sandbox: the box is gone")
	}
	b.current = s
	b.runs++
	b.mu.Unlock()
	if err := s.write(frames); err != nil {
		b.conn.Close()
		return wire.Exit{}, err
	}
	// A failed write means that the box is gone, which the reader reports.
	overdue := time.AfterFunc(prog.Limits.Lifetime+b.patience, s.abandon)
	defer overdue.Stop()
	stop := context.AfterFunc(ctx, func() {
		s.send(wire.KindCancel, nil)
		overdue.Reset(b.patience)
	})
	defer stop()
	if io.Input != nil {
		over := make(chan struct{})
		defer close(over)
		go s.forward(over)
	}
	result := <-s.end
	return result.exit, result.err
}

// abandon ends the box of a run that is not over though it must be.
func (s *session) abandon() {
	b := s.box
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.current == s {
		b.conn.Close()
	}
}

// startFrames is everything that a run begins with, for one write.
func startFrames(prog Program, ends bool) ([]byte, error) {
	l := prog.Limits
	start := wire.Start{
		Code: prog.Code, Interactive: prog.Interactive, Wall: l.Wall, CPU: l.CPU, InputIdle: l.InputIdle,
		Lifetime: l.Lifetime, Memory: l.Memory, Output: l.Output, Recursion: l.Recursion,
	}
	if prog.Policy != coderemote.PolicyOpen {
		start.Policy = &wire.Policy{Modules: prog.Modules}
	}
	frames, err := fileFrames(prog.Files)
	if err == nil {
		frames, err = wire.AppendJSON(frames, wire.KindStart, start)
	}
	if err == nil && prog.Stdin != "" {
		frames, err = wire.Append(frames, wire.KindInput, []byte(prog.Stdin))
	}
	if err == nil && ends {
		frames, err = wire.Append(frames, wire.KindInputEnd, nil)
	}
	if err != nil {
		return nil, &coderemote.Error{Code: coderemote.CodeTooLarge, Message: "The program or its input is too large for a box.", Err: err}
	}
	return frames, nil
}

func fileFrames(files []coderemote.File) (frames []byte, err error) {
	for _, f := range files {
		if frames, err = wire.Append(frames, wire.KindFile, []byte(f.Name)); err != nil {
			return nil, err
		}
		for part := range slices.Chunk(f.Content, wire.MaxPayload) {
			if frames, err = wire.Append(frames, wire.KindFileData, part); err != nil {
				return nil, err
			}
		}
	}
	return frames, nil
}

func (s *session) send(kind wire.Kind, payload []byte) error {
	frame, err := wire.Append(nil, kind, payload)
	if err != nil {
		return err
	}
	return s.write(frame)
}

// write sends frames of this run, and drops them when it is over: what is late
// must not reach the next run in the box.
func (s *session) write(frames []byte) error {
	b := s.box
	b.writing.Lock()
	defer b.writing.Unlock()
	b.mu.Lock()
	over := b.current != s
	b.mu.Unlock()
	if over {
		return nil
	}
	return b.write(frames)
}

// forward passes later input on until its end or the run's.
func (s *session) forward(over <-chan struct{}) {
	for {
		select {
		case <-over:
			return
		case input, ok := <-s.io.Input:
			if text := []byte(input.Text); len(text) > 0 {
				s.send(wire.KindInput, text)
			}
			if !ok || input.EOF {
				s.send(wire.KindInputEnd, nil)
				return
			}
		}
	}
}

func (s *session) hear(frame wire.Frame) error {
	switch frame.Kind {
	case wire.KindStdout:
		s.output(coderemote.Stdout, s.stdout.decode(frame.Payload, false))
	case wire.KindStderr:
		s.output(coderemote.Stderr, s.stderr.decode(frame.Payload, false))
	case wire.KindWaiting:
		if s.io.InputRequested != nil {
			s.io.InputRequested()
		}
	case wire.KindTaken:
		return s.taken(frame)
	case wire.KindArtifact:
		return s.announced(frame)
	case wire.KindArtifactData:
		return s.came(frame.Payload)
	case wire.KindExit:
		return s.finish(frame)
	default:
		return fmt.Errorf("a frame of kind %d in a run", frame.Kind)
	}
	return nil
}

func (s *session) output(stream coderemote.Stream, text string) {
	if text != "" && s.io.Output != nil {
		s.io.Output(stream, text)
	}
}

// taken leaves out what was taken of Program.Stdin.
func (s *session) taken(frame wire.Frame) error {
	var t wire.Taken
	if err := frame.Decode(&t); err != nil {
		return err
	}
	own := min(s.stdin, t.Bytes)
	s.stdin -= own
	if n := t.Bytes - own; n > 0 && s.io.InputTaken != nil {
		s.io.InputTaken(n)
	}
	return nil
}

// announced takes the head of a file that the program left. What is too large is
// said at the end of its output.
func (s *session) announced(frame wire.Frame) error {
	if s.files++; s.files > wire.MaxArtifacts+1 || s.content != nil {
		return errors.New("a file that was not to come")
	}
	s.artifact = wire.Artifact{}
	if err := frame.Decode(&s.artifact); err != nil {
		return err
	}
	a := s.artifact
	switch a.Problem {
	case wire.ArtifactTooLarge:
		s.say(coderemote.TooLargeArtifact(a.Name, a.Size))
	case wire.ArtifactsTooLarge:
		s.say(coderemote.TooMuchArtifact(a.Name, a.Size))
	case wire.ArtifactsTooMany:
		s.say(coderemote.TooManyArtifacts(a.Size))
	default:
		if a.Size < 0 || a.Size > wire.MaxArtifactBytes {
			return fmt.Errorf("a file of %d bytes", a.Size)
		}
		s.content = make([]byte, 0, a.Size)
		return s.came(nil)
	}
	return nil
}

func (s *session) came(part []byte) error {
	if s.content == nil || int64(len(s.content)+len(part)) > s.artifact.Size {
		return errors.New("bytes of a file that were not to come")
	}
	s.content = append(s.content, part...)
	if int64(len(s.content)) < s.artifact.Size {
		return nil
	}
	if s.io.Artifact != nil {
		s.io.Artifact(s.artifact.Name, s.content)
	}
	s.content = nil
	return nil
}

func (s *session) say(text string) {
	s.output(coderemote.Stderr, "Code Remote: "+text+"\n")
}

func (s *session) finish(frame wire.Frame) error {
	var exit wire.Exit
	if err := frame.Decode(&exit); err != nil {
		s.fail(err)
		return err
	}
	s.output(coderemote.Stdout, s.stdout.decode(nil, true))
	s.output(coderemote.Stderr, s.stderr.decode(nil, true))
	s.end <- outcome{exit: exit}
	return nil
}

func (s *session) fail(err error) { s.end <- outcome{err: err} }

// result puts the end of a run into the domain's words.
func result(exit wire.Exit, limits coderemote.Limits) coderemote.Result {
	r := coderemote.Result{
		Status: coderemote.StatusSucceeded, ExitCode: &exit.Status,
		ErrorType: clean(exit.ErrorType), Error: clean(exit.Error),
		Usage: coderemote.Usage{Wall: time.Duration(exit.Wall) * time.Microsecond, CPU: time.Duration(exit.CPU) * time.Microsecond, PeakMemory: exit.Peak},
	}
	switch {
	case exit.Rejected:
		return rejected(r, exit.Violations)
	case exit.Reason == wire.ReasonOutput:
		r.Status, r.Truncated = coderemote.StatusOutputLimit, true
	case exit.Reason == wire.ReasonCancel:
		r.Status = coderemote.StatusCancelled
	case exit.Reason == wire.ReasonMemory || exit.Status == 1 && exit.ErrorType == "MemoryError":
		r.Status, r.ErrorType, r.Error = coderemote.StatusMemoryLimit, "MemoryError", memoryMessage(r.Error, limits.Memory)
	case exit.Reason != "":
		r.Status, r.ErrorType, r.Error = coderemote.StatusTimeLimit, "TimeoutError", timeMessage(exit.Reason, limits)
	case exit.Status != 0:
		r.Status = coderemote.StatusFailed
	}
	return r
}

func rejected(r coderemote.Result, violations []wire.Violation) coderemote.Result {
	r.Status, r.ExitCode = coderemote.StatusRejected, nil
	r.ErrorType, r.Error = "SecurityError", "Security validation failed"
	for _, v := range violations {
		r.Violations = append(r.Violations, coderemote.Violation{Line: v.Line, Column: v.Column, Message: clean(v.Message), File: clean(v.File)})
	}
	return r
}

func memoryMessage(own string, limit int64) string {
	if own != "" {
		return own
	}
	return fmt.Sprintf("The program used more than %d MB of memory", limit>>20)
}

func timeMessage(reason wire.Reason, limits coderemote.Limits) string {
	seconds := func(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + " s" }
	switch reason {
	case wire.ReasonIdle:
		return "Execution timed out after " + seconds(limits.InputIdle) + " without input"
	case wire.ReasonLifetime:
		return "Execution timed out after " + seconds(limits.Lifetime) + ", waits for input included"
	case wire.ReasonCPU:
		return "Execution timed out after " + seconds(limits.CPU) + " of processor time"
	}
	return "Execution timed out after " + seconds(limits.Wall)
}
