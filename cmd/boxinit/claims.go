package main

import (
	"encoding/binary"
	"encoding/json"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"coderemote/sandbox/wire"
)

const (
	claimWaiting    = 'w'
	claimException  = 'e'
	claimChecked    = 'p'
	claimViolations = 'v'
	claimHeader     = 5
	mostClaimed     = 64 << 10 // an exception is at most 16 KiB, a list of violations may be more
)

// claims is what a program says about itself: streams.py writes it, and a
// program can forge it. It only ever fills fields that the program's own
// output could fill.
type claims struct {
	data          []byte
	name, message string // of the last uncaught exception
	violations    []wire.Violation
	checked       bool // the policy was answered for; what comes later about it is forged
	broken        bool
}

// read takes what the pipe has. waiting is the count of input bytes after which
// the program waits for more, -1 when it claims no wait; open is false once
// nothing more is to be read.
func (c *claims) read(fd int) (waiting int64, open bool) {
	var buffer [pipeSize]byte
	n, err := unix.Read(fd, buffer[:])
	if err == unix.EAGAIN || err == unix.EINTR {
		return -1, true
	}
	if err != nil || n == 0 {
		return -1, false
	}
	c.data = append(c.data, buffer[:n]...)
	waiting = -1
	for !c.broken {
		kind, text, ok := c.next()
		if !ok {
			break
		}
		if kind == claimWaiting {
			waiting = parseCount(text)
		} else {
			c.note(kind, text)
		}
	}
	return waiting, !c.broken
}

func (c *claims) note(kind byte, text string) {
	switch {
	case kind == claimException:
		c.name, c.message, _ = strings.Cut(text, "\x00")
	case kind == claimChecked:
		c.checked = true
	case kind == claimViolations && !c.checked:
		c.checked = true
		c.violations = parseViolations(text)
	}
}

// parseViolations reads [[line, column, message], ...]; a fourth entry names the
// file that is not the program.
func parseViolations(text string) (violations []wire.Violation) {
	var rows [][4]any
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		return []wire.Violation{{Line: 1, Message: "The program could not be checked"}}
	}
	for _, row := range rows {
		line, _ := row[0].(float64)
		column, _ := row[1].(float64)
		message, _ := row[2].(string)
		file, _ := row[3].(string)
		violations = append(violations, wire.Violation{Line: int(line), Column: int(column), Message: message, File: file})
	}
	return violations
}

func (c *claims) next() (kind byte, text string, ok bool) {
	if len(c.data) < claimHeader {
		return 0, "", false
	}
	length := int(binary.LittleEndian.Uint32(c.data[1:]))
	if length > mostClaimed {
		c.broken = true
		return 0, "", false
	}
	if len(c.data) < claimHeader+length {
		return 0, "", false
	}
	kind, text = c.data[0], string(c.data[claimHeader:claimHeader+length])
	c.data = c.data[claimHeader+length:]
	return kind, text, true
}

func parseCount(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}
