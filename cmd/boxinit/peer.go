package main

import (
	"errors"
	"fmt"
	"io"

	"golang.org/x/sys/unix"

	"coderemote/sandbox/wire"
)

// peer is the connection to the worker. What it sends waits in memory when the
// worker stalls: never more than a run's output budget and a few small frames.
type peer struct {
	fd  int
	in  wire.Buffer
	out []byte
}

func dialPeer(path string) (*peer, error) {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("make socket: %w", err)
	}
	if err := unix.Connect(fd, &unix.SockaddrUnix{Name: path}); err != nil {
		return nil, fmt.Errorf("connect to the worker: %w", err)
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, fmt.Errorf("make socket nonblocking: %w", err)
	}
	return &peer{fd: fd}, nil
}

func (p *peer) send(kind wire.Kind, payload []byte) (err error) {
	p.out, err = wire.Append(p.out, kind, payload)
	return err
}

func (p *peer) sendJSON(kind wire.Kind, value any) (err error) {
	p.out, err = wire.AppendJSON(p.out, kind, value)
	return err
}

// flush writes what the worker takes now.
func (p *peer) flush() error {
	for len(p.out) > 0 {
		n, err := unix.Write(p.fd, p.out)
		if errors.Is(err, unix.EAGAIN) {
			return nil
		}
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return fmt.Errorf("write to the worker: %w", err)
		}
		p.out = p.out[:copy(p.out, p.out[n:])]
	}
	return nil
}

// complain sends the box's last words, if the worker takes them at once.
func (p *peer) complain(cause error) {
	text := []byte(cause.Error())
	if p.send(wire.KindFailed, text[:min(len(text), 4096)]) == nil {
		p.flush()
	}
}

// fill reads what the worker sent. io.EOF means that it is gone.
func (p *peer) fill() error {
	buffer := make([]byte, 64<<10)
	n, err := unix.Read(p.fd, buffer)
	switch {
	case errors.Is(err, unix.EAGAIN), errors.Is(err, unix.EINTR):
		return nil
	case err != nil:
		return fmt.Errorf("read from the worker: %w", err)
	case n == 0:
		return io.EOF
	}
	_, err = p.in.Write(buffer[:n])
	return err
}

func (p *peer) source(ready func() error) source {
	events := int16(unix.POLLIN)
	if len(p.out) > 0 {
		events |= unix.POLLOUT
	}
	return source{p.fd, events, ready}
}
