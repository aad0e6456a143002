package main

import (
	"errors"

	"golang.org/x/sys/unix"
)

// stdin is the input that is on its way into a program.
type stdin struct {
	waiting []byte
	closing bool  // the end comes after what waits
	written int64 // bytes that went into the pipe
}

func (s *stdin) add(text []byte) {
	if !s.closing {
		s.waiting = append(s.waiting, text...)
	}
}

func (s *stdin) end() { s.closing = true }

func (s *stdin) pending() bool { return len(s.waiting) > 0 }

// exhausted reports whether a program that has taken so many bytes will have to
// wait: everything written was taken, and nothing is on its way.
func (s *stdin) exhausted(taken int64) bool {
	return taken == s.written && !s.pending() && !s.closing
}

// pump writes what fits and returns how much that was. It reports false when
// the pipe is to be closed: the end was reached, or nobody reads any more.
func (s *stdin) pump(fd int) (n int, open bool) {
	for s.pending() {
		wrote, err := unix.Write(fd, s.waiting)
		if errors.Is(err, unix.EAGAIN) {
			break
		}
		if err != nil && !errors.Is(err, unix.EINTR) {
			s.waiting = nil
			return n, false
		}
		wrote = max(0, wrote)
		s.waiting = s.waiting[wrote:]
		s.written += int64(wrote)
		n += wrote
	}
	return n, s.pending() || !s.closing
}
