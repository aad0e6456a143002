package term

import (
	"strconv"
	"unicode/utf8"
)

type stream uint8

const (
	stdout stream = iota
	stderr
	stdin
	streams
)

func streamOf(name string) stream {
	switch name {
	case "stderr":
		return stderr
	case "stdin":
		return stdin
	}
	return stdout
}

// attr is a set of text attributes.
type attr uint8

const (
	bold attr = 1 << iota
	dim
	italic
	underline
	inverse
	strike
)

// style is how a cell looks. The zero value is plain standard output.
type style struct {
	fg, bg uint8 // 1 to 16: a color of the palette plus one; 0: the page's own
	attr   attr
	stream stream
}

func (st style) of(s stream) style {
	st.stream = s
	return st
}

func (st style) appendClasses(b []byte) []byte {
	start := len(b)
	add := func(class string) {
		if len(b) > start {
			b = append(b, ' ')
		}
		b = append(b, class...)
	}
	if st.stream != stdout {
		add([streams]string{stderr: "err", stdin: "in"}[st.stream])
	}
	for i, class := range [...]string{"bold", "dim", "italic", "underline", "inverse", "strike"} {
		if st.attr&(1<<i) != 0 {
			add(class)
		}
	}
	if st.fg > 0 {
		add("f" + strconv.Itoa(int(st.fg)-1))
	}
	if st.bg > 0 {
		add("b" + strconv.Itoa(int(st.bg)-1))
	}
	return b
}

// sgr applies the parameters of one "select graphic rendition" sequence
// (ECMA-48 8.3.117; 38 and 48 with colors as in ISO 8613-6).
func (st *style) sgr(params []int) {
	for i := 0; i < len(params); i++ {
		switch p := params[i]; {
		case p == 38 || p == 48:
			color, n := extendedColor(params[i+1:])
			i += n
			if color > 0 && p == 38 {
				st.fg = color
			} else if color > 0 {
				st.bg = color
			}
		default:
			st.one(p)
		}
	}
}

func (st *style) one(p int) {
	switch {
	case p == 0:
		*st = style{stream: st.stream}
	case p >= 1 && p <= 9:
		st.attr |= [...]attr{1: bold, 2: dim, 3: italic, 4: underline, 7: inverse, 9: strike}[p]
	case p == 22:
		st.attr &^= bold | dim
	case p >= 23 && p <= 29:
		st.attr &^= [...]attr{23: italic, 24: underline, 27: inverse, 29: strike}[p]
	case p >= 30 && p <= 37:
		st.fg = uint8(p-30) + 1
	case p == 39:
		st.fg = 0
	case p >= 40 && p <= 47:
		st.bg = uint8(p-40) + 1
	case p == 49:
		st.bg = 0
	case p >= 90 && p <= 97:
		st.fg = uint8(p-90) + 9
	case p >= 100 && p <= 107:
		st.bg = uint8(p-100) + 9
	}
}

// extendedColor reads what follows 38 or 48 and returns a palette color plus
// one, 0 when there is none, and how many parameters it took.
func extendedColor(params []int) (color uint8, taken int) {
	switch {
	case len(params) >= 2 && params[0] == 5:
		return indexedColor(params[1]), 2
	case len(params) >= 4 && params[0] == 2:
		return nearest(params[1], params[2], params[3]) + 1, 4
	}
	return 0, len(params)
}

// indexedColor maps xterm's 256 colors: 16 named ones, a cube of 6x6x6, and 24 grays.
func indexedColor(n int) uint8 {
	switch {
	case n < 0 || n > 255:
		return 0
	case n < 16:
		return uint8(n) + 1
	case n >= 232:
		gray := 8 + 10*(n-232)
		return nearest(gray, gray, gray) + 1
	}
	steps := [...]int{0, 95, 135, 175, 215, 255}
	n -= 16
	return nearest(steps[n/36], steps[n/6%6], steps[n%6]) + 1
}

// nearest returns the color of xterm's palette that is closest in RGB.
func nearest(r, g, b int) uint8 {
	palette := [16][3]int{
		{0, 0, 0}, {205, 0, 0}, {0, 205, 0}, {205, 205, 0}, {0, 0, 238}, {205, 0, 205}, {0, 205, 205}, {229, 229, 229},
		{127, 127, 127}, {255, 0, 0}, {0, 255, 0}, {255, 255, 0}, {92, 92, 255}, {255, 0, 255}, {0, 255, 255}, {255, 255, 255},
	}
	best, distance := 0, -1
	for i, c := range palette {
		d := square(c[0]-r) + square(c[1]-g) + square(c[2]-b)
		if distance < 0 || d < distance {
			best, distance = i, d
		}
	}
	return uint8(best)
}

func square(n int) int { return n * n }

func appendRune(b []byte, r rune) []byte {
	switch r {
	case '<':
		return append(b, "&lt;"...)
	case '>':
		return append(b, "&gt;"...)
	case '&':
		return append(b, "&amp;"...)
	}
	return utf8.AppendRune(b, r)
}
