package term

import (
	"strconv"
	"time"
)

// cell is one code point on the open line. Combining marks have cells of their
// own: a browser joins them, and no program rewrites half of a character.
type cell struct {
	r     rune
	style style
}

// line is the open line.
type line struct {
	cells     []cell
	column    int           // of the cursor; may be past the end, never past MaxCells
	at        time.Duration // of the first byte
	started   bool          // something was written, if only a line feed
	continued bool          // it goes on a line that was full
}

func (l *line) start(at time.Duration) {
	if !l.started {
		l.started, l.at = true, at
	}
}

func (l *line) put(c cell) {
	for len(l.cells) < l.column {
		l.cells = append(l.cells, cell{r: ' '})
	}
	if l.column < len(l.cells) {
		l.cells[l.column] = c
	} else {
		l.cells = append(l.cells, c)
	}
	l.column++
}

// erase does EL of ECMA-48: 0 to the end, 1 to the cursor, 2 the whole line.
func (l *line) erase(mode int) {
	switch mode {
	case 0:
		l.cells = l.cells[:min(l.column, len(l.cells))]
	case 1:
		for i := range min(l.column+1, len(l.cells)) {
			l.cells[i] = cell{r: ' '}
		}
	case 2:
		l.cells = l.cells[:0]
	}
}

const lineEnd = "</span></p>"

func (l *line) appendHTML(b []byte) []byte {
	b = appendOpen(b, l.at, l.continued)
	for i := 0; i < len(l.cells); {
		st := l.cells[i].style
		b = appendSpan(b, st)
		for ; i < len(l.cells) && l.cells[i].style == st; i++ {
			b = appendRune(b, l.cells[i].r)
		}
		b = closeSpan(b, st)
	}
	return append(b, lineEnd...)
}

// appendOpen starts a line with the seconds of its first byte, which a
// continued line does not repeat.
func appendOpen(b []byte, at time.Duration, continued bool) []byte {
	b = append(b, "<p><time>"...)
	if !continued {
		b = appendSeconds(b, at)
	}
	return append(b, "</time><span>"...)
}

// appendSeconds writes two decimals below 100 s and one from there on, so that the column keeps its width.
func appendSeconds(b []byte, at time.Duration) []byte {
	seconds := at.Seconds()
	if seconds >= 99.995 {
		return strconv.AppendFloat(b, seconds, 'f', 1, 64)
	}
	return strconv.AppendFloat(b, seconds, 'f', 2, 64)
}

func appendSpan(b []byte, st style) []byte {
	if st == (style{}) {
		return b
	}
	b = append(b, `<span class="`...)
	b = st.appendClasses(b)
	return append(b, `">`...)
}

func closeSpan(b []byte, st style) []byte {
	if st == (style{}) {
		return b
	}
	return append(b, "</span>"...)
}

func appendEscaped(b []byte, s string) []byte {
	start := 0
	for i := range len(s) {
		if c := s[i]; c == '<' || c == '>' || c == '&' {
			b = append(b, s[start:i]...)
			b = appendRune(b, rune(c))
			start = i + 1
		}
	}
	return append(b, s[start:]...)
}
