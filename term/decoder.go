package term

import (
	"strings"
	"unicode/utf8"
)

// maxParams bounds what is kept of a control sequence; longer ones are swallowed.
const maxParams = 64

// action says what a code point means to the line.
type action uint8

const (
	actNone    action = iota // part of an escape sequence, or a control that shows nothing
	actPrint                 // a character to show
	actControl               // one of \n \r \b \t
	actErase                 // an ESC [ K ended here
)

// state is where a decoder is in an escape sequence (ECMA-48, ECMA-35).
type state uint8

const (
	ground       state = iota
	escape             // after ESC
	intermediate       // after ESC and one of its intermediates, as in ESC ( B
	sequence           // after ESC [
	text               // in an OSC, DCS, SOS, PM or APC, up to BEL, ST or the end of the line
	textEscape         // after ESC in one of those
)

// decoder turns one stream into characters and controls. Standard output and
// standard error each have one: half a sequence of one must not swallow what
// the other writes in between.
type decoder struct {
	state   state
	style   style
	partial []byte // the start of a character that the last chunk cut
	params  []byte // of the control sequence so far
}

func (d *decoder) ground() bool { return d.state == ground && len(d.partial) == 0 }

// next returns the first code point of text, with what the last chunk left
// before it; ok is false when it goes on in the next chunk. A byte that is no
// UTF-8 becomes U+FFFD.
func (d *decoder) next(text string) (r rune, rest string, ok bool) {
	if len(d.partial) == 0 {
		if !utf8.FullRuneInString(text) {
			d.partial = append(d.partial, text...)
			return 0, "", false
		}
		r, n := utf8.DecodeRuneInString(text)
		return r, text[n:], true
	}
	return d.nextPartial(text)
}

func (d *decoder) nextPartial(text string) (r rune, rest string, ok bool) {
	had := len(d.partial)
	d.partial = append(d.partial, text[:min(len(text), utf8.UTFMax-had)]...)
	if !utf8.FullRune(d.partial) {
		return 0, "", false
	}
	r, n := utf8.DecodeRune(d.partial)
	if n >= had {
		d.partial = d.partial[:0]
		return r, text[n-had:], true
	}
	// The first byte was wrong: what follows it may still start a character.
	d.partial = append(d.partial[:0], d.partial[n:had]...)
	return r, text, true
}

// step moves on by one code point.
func (d *decoder) step(r rune) action {
	switch d.state {
	case ground:
		return d.stepGround(r)
	case escape:
		return d.stepEscape(r)
	case intermediate:
		return d.stepIntermediate(r)
	case sequence:
		return d.stepSequence(r)
	}
	return d.stepText(r)
}

func (d *decoder) stepGround(r rune) action {
	switch {
	case r == '\x1b':
		d.state = escape
	case r == '\n' || r == '\r' || r == '\b' || r == '\t':
		return actControl
	case r >= ' ' && r < 0x7f || r >= 0xa0:
		return actPrint
	}
	return actNone
}

func (d *decoder) stepEscape(r rune) action {
	switch {
	case r == '[':
		d.state, d.params = sequence, d.params[:0]
	case strings.ContainsRune("]PX^_", r):
		d.state = text
	case r >= ' ' && r <= '/':
		d.state = intermediate
	case r < ' ' || r > '~':
		return d.abort(r)
	default:
		d.state = ground
	}
	return actNone
}

func (d *decoder) stepIntermediate(r rune) action {
	switch {
	case r >= ' ' && r <= '/':
		return actNone
	case r < ' ' || r > '~':
		return d.abort(r)
	}
	d.state = ground
	return actNone
}

func (d *decoder) stepSequence(r rune) action {
	switch {
	case r >= ' ' && r <= '?':
		if len(d.params) < maxParams {
			d.params = append(d.params, byte(r))
		}
		return actNone
	case r < ' ' || r > '~':
		return d.abort(r)
	}
	d.state = ground
	switch {
	case r == 'K':
		return actErase
	case r == 'm' && len(d.params) < maxParams:
		d.style.sgr(d.numbers())
	}
	return actNone
}

func (d *decoder) stepText(r rune) action {
	switch {
	case r == '\n':
		return d.abort(r)
	case r == '\a', d.state == textEscape && r == '\\':
		d.state = ground
	case r == '\x1b':
		d.state = textEscape
	default:
		d.state = text
	}
	return actNone
}

// abort leaves a sequence that r cannot belong to and takes r as what it is.
func (d *decoder) abort(r rune) action {
	d.state = ground
	return d.stepGround(r)
}

// numbers reads the parameters; a missing one is 0, and none at all is one 0. A
// private sequence, which starts with one of < = > ?, has none of interest.
func (d *decoder) numbers() []int {
	numbers := []int{0}
	for _, c := range d.params {
		last := &numbers[len(numbers)-1]
		switch {
		case c >= '0' && c <= '9':
			*last = min(*last*10+int(c-'0'), 65535)
		case c == ';' || c == ':':
			numbers = append(numbers, 0)
		default:
			return nil
		}
	}
	return numbers
}

// eraseMode is the parameter of ESC [ K, -1 for one that is none.
func (d *decoder) eraseMode() int {
	if n := d.numbers(); len(n) == 1 {
		return n[0]
	}
	return -1
}
