// Package term is the line terminal: it turns what a program writes into lines
// of HTML. It knows colors, a carriage return that rewrites the open line, and
// characters cut in two by a chunk boundary; it has no screen to move about on.
// The live view, the history page and the page without JavaScript all show
// its HTML, so that the three cannot differ.
//
// The HTML carries classes and no style attribute, because the pages forbid
// inline styles.
package term

import (
	"time"
	"unicode/utf8"
)

// MaxCells is the length, in code points, at which a line is broken into the
// next one. A browser lays out one line as one piece, and a megabyte in one
// piece freezes it.
const MaxCells = 20_000

// MaxLines is the number of finished lines that one frame holds; older ones are
// left out of it. A mebibyte of line feeds is a million lines, and their HTML
// would be fifty times as large.
const MaxLines = 100_000

// linesPerMark is how many lines are left out at a time.
const linesPerMark = 1000

// Terminal holds the open line and the HTML not yet taken. The zero value is
// ready. It is not safe for concurrent use.
type Terminal struct {
	decoders [streams]decoder
	line     line
	out      []byte // HTML of the lines finished since the last Frame
	rows     int    // how many those are
	marks    []int  // where in out each linesPerMark of them end
	dropped  int    // lines left out since the last Frame
	finished int    // lines that ended with a line feed
}

// Frame is what changed since the last one.
type Frame struct {
	Append string `json:"a"` // HTML of the lines finished since then
	Tail   string `json:"t"` // HTML of the open line, whole; "" when it is empty
	Lines  int    `json:"n"` // lines so far, the open one included

	// Dropped counts the oldest lines that Append leaves out, see MaxLines.
	Dropped int `json:"d,omitempty"`
}

// HTML returns the frame as one piece, for a page that shows all at once.
func (f Frame) HTML() string {
	if f.Dropped > 0 {
		return `<div class="gap">Earlier lines are left out here.</div>` + f.Append + f.Tail
	}
	return f.Append + f.Tail
}

// Write takes text of a stream: "stdout", "stderr", or "stdin" for the echo of
// what a person typed. Any other name counts as "stdout". The argument at is
// the time since the run started. A character or an escape sequence may be
// split over two calls; each stream keeps its own place in it.
func (t *Terminal) Write(stream string, at time.Duration, text string) {
	s := streamOf(stream)
	d := &t.decoders[s]
	for len(text) > 0 {
		if n := t.writePlainLine(d, s, at, text); n > 0 {
			text = text[n:]
			continue
		}
		text = t.writeRune(d, s, at, text)
	}
}

// Frame returns what changed since the last call.
func (t *Terminal) Frame() Frame {
	f := Frame{Append: string(t.out), Lines: t.finished, Dropped: t.dropped}
	t.out, t.marks, t.rows, t.dropped = t.out[:0], t.marks[:0], 0, 0
	if t.line.started {
		f.Tail = string(t.line.appendHTML(nil))
		f.Lines++
	}
	return f
}

// writePlainLine is the fast path: a whole line without control characters goes
// from the text to the HTML without becoming cells. It returns how many bytes
// it took, 0 when the line is not that simple.
func (t *Terminal) writePlainLine(d *decoder, s stream, at time.Duration, text string) int {
	if t.line.started || !d.ground() {
		return 0
	}
	n := plainLine(text)
	if n < 0 {
		return 0
	}
	st := d.style.of(s)
	t.out = appendOpen(t.out, at, false)
	if n > 0 {
		t.out = appendSpan(t.out, st)
		t.out = appendEscaped(t.out, text[:n])
		t.out = closeSpan(t.out, st)
	}
	t.out = append(t.out, lineEnd...)
	t.finished++
	t.row()
	return n + 1
}

// writeRune takes one code point, or the bytes that may become one, and returns the rest.
func (t *Terminal) writeRune(d *decoder, s stream, at time.Duration, text string) string {
	r, rest, ok := d.next(text)
	if !ok {
		return rest
	}
	switch act := d.step(r); act {
	case actPrint:
		t.put(cell{r, d.style.of(s)}, at)
	case actControl:
		t.control(r, at)
	case actErase:
		t.line.erase(d.eraseMode())
	}
	return rest
}

func (t *Terminal) control(r rune, at time.Duration) {
	switch r {
	case '\n':
		t.line.start(at)
		t.finish()
		t.finished++
	case '\r':
		t.line.column = 0
	case '\b':
		t.line.column = max(0, t.line.column-1)
	case '\t':
		t.line.start(at)
		t.line.column = min(t.line.column/8*8+8, MaxCells)
	}
}

// put writes c at the cursor; a full line goes on in the next.
func (t *Terminal) put(c cell, at time.Duration) {
	t.line.start(at)
	if t.line.column >= MaxCells {
		t.finish()
		t.line.started, t.line.continued = true, true
	}
	t.line.put(c)
}

func (t *Terminal) finish() {
	t.out = t.line.appendHTML(t.out)
	t.line = line{cells: t.line.cells[:0]}
	t.row()
}

// row counts a line just put out and leaves out the oldest when they are too many.
func (t *Terminal) row() {
	t.rows++
	if t.rows%linesPerMark == 0 {
		t.marks = append(t.marks, len(t.out))
	}
	if len(t.marks) <= MaxLines/linesPerMark {
		return
	}
	cut := t.marks[0]
	t.out = append(t.out[:0], t.out[cut:]...)
	t.marks = append(t.marks[:0], t.marks[1:]...)
	for i := range t.marks {
		t.marks[i] -= cut
	}
	t.dropped += linesPerMark
}

// plainLine returns the length of the first line of text when that line is
// complete, valid, short enough and free of control characters, else -1.
func plainLine(text string) int {
	high := false
	for i := range min(len(text), MaxCells+1) {
		switch b := text[i]; {
		case b == '\n':
			if high && !plainUTF8(text[:i]) {
				return -1
			}
			return i
		case b < ' ' || b == 0x7f:
			return -1
		case b >= utf8.RuneSelf:
			high = true
		}
	}
	return -1
}

// plainUTF8 reports whether s is valid and has no C1 control, which are U+0080 to U+009F.
func plainUTF8(s string) bool {
	for i := range len(s) - 1 {
		if s[i] == 0xc2 && s[i+1] < 0xa0 {
			return false
		}
	}
	return utf8.ValidString(s)
}
