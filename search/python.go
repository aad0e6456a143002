package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what a token of Python text is.
type kind byte

const (
	kindName kind = iota
	kindKeyword
	kindNumber
	kindString
	kindComment
	kindOperator
	kindLine // the end of a logical line
)

// token is one token of Python text. Column is that of the first token of its
// line, in characters with a tab as 8; a line within brackets has the one of its
// statement.
type token struct {
	kind   kind
	text   string
	column int
}

const keywords = " False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield match case "

func isKeyword(word string) bool { return strings.Contains(keywords, " "+word+" ") }

// scanner reads Python text; text that is not Python still yields tokens.
type scanner struct {
	text   string
	at     int
	depth  int // open brackets
	column int
	fresh  bool // no token yet on this logical line
	tokens []token
}

// scanPython returns the tokens of code.
func scanPython(code string) []token {
	s := &scanner{text: code, fresh: true}
	for s.at < len(s.text) {
		s.step()
	}
	s.endLine()
	return s.tokens
}

func (s *scanner) step() {
	if s.fresh && s.depth == 0 {
		s.column = s.indent()
		if s.at >= len(s.text) {
			return
		}
	}
	switch c := s.text[s.at]; {
	case c == '\n':
		if s.depth == 0 {
			s.endLine()
		}
		s.at++
	case c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\\':
		s.at++
	case c == '#':
		s.take(kindComment, lineEnd(s.text[s.at:]))
	case c == '"' || c == '\'':
		s.takeString(s.at)
	case c >= '0' && c <= '9':
		s.take(kindNumber, span(s.text[s.at:], func(r rune) bool { return r == '.' || r == '_' || unicode.IsDigit(r) || unicode.IsLetter(r) }))
	case c == '_' || unicode.IsLetter(s.peek()):
		s.takeName()
	default:
		s.takeOperator()
	}
}

func (s *scanner) peek() rune { r, _ := utf8.DecodeRuneInString(s.text[s.at:]); return r }

// indent skips the white space at the start of a line and returns its width.
func (s *scanner) indent() int {
	width := 0
	for ; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case ' ':
			width++
		case '\t':
			width += 8 - width%8
		case '\r', '\f':
		default:
			return width
		}
	}
	return width
}

func (s *scanner) take(k kind, n int) {
	s.tokens = append(s.tokens, token{k, s.text[s.at : s.at+n], s.column})
	s.at += n
	s.fresh = s.fresh && k == kindComment
}

func (s *scanner) takeName() {
	n := span(s.text[s.at:], func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) })
	word := s.text[s.at : s.at+n]
	if next := s.at + n; n <= 2 && next < len(s.text) && (s.text[next] == '"' || s.text[next] == '\'') && strings.Trim(strings.ToLower(word), "rbfut") == "" {
		s.takeString(next)
		return
	}
	if isKeyword(word) {
		s.take(kindKeyword, n)
		return
	}
	s.take(kindName, n)
}

// takeString takes the literal whose quote is at from; its text is what stands
// between the quotes.
func (s *scanner) takeString(from int) {
	quote := s.text[from : from+1]
	long := strings.HasPrefix(s.text[from:], strings.Repeat(quote, 3))
	if long {
		quote = strings.Repeat(quote, 3)
	}
	start := from + len(quote)
	end := start
	for end < len(s.text) && !strings.HasPrefix(s.text[end:], quote) && (long || s.text[end] != '\n') {
		if s.text[end] == '\\' {
			end++
		}
		end++
	}
	end = min(end, len(s.text))
	s.tokens = append(s.tokens, token{kindString, s.text[start:end], s.column})
	s.fresh = false
	s.at = end
	if strings.HasPrefix(s.text[end:], quote) {
		s.at += len(quote)
	}
}

const longOperators = " ** // == != <= >= += -= *= /= %= -> := << >> **= //= &= |= ^= ... "

func (s *scanner) takeOperator() {
	for n := min(3, len(s.text)-s.at); n > 1; n-- {
		if strings.Contains(longOperators, " "+s.text[s.at:s.at+n]+" ") {
			s.take(kindOperator, n)
			return
		}
	}
	switch s.text[s.at] {
	case '(', '[', '{':
		s.depth++
	case ')', ']', '}':
		s.depth = max(0, s.depth-1)
	}
	_, n := utf8.DecodeRuneInString(s.text[s.at:])
	s.take(kindOperator, n)
}

func (s *scanner) endLine() {
	if !s.fresh {
		s.tokens = append(s.tokens, token{kindLine, "\n", s.column})
	}
	s.fresh, s.depth = true, 0
}

func lineEnd(text string) int {
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		return i
	}
	return len(text)
}

// span returns how many bytes at the start of text are of runes that fit.
func span(text string, fits func(rune) bool) int {
	for i, r := range text {
		if !fits(r) {
			return i
		}
	}
	return len(text)
}
