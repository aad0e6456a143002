package search

import (
	"slices"
	"strings"
)

// pattern is a shape of code: tokens to match as they are, and
//
//	$x   a name with what belongs to it (a, a[i], self.a), the same at each place
//	<    < or <=, and > or >= for >
//	@n   a number or a name; @1.0 a number that begins with 1.0
//	_    any one token
//	~    up to twelve tokens of the same line
//	^    up to sixty tokens, over lines
//	"w"  a string that holds w, without regard to case
//	AMP  the operator &, XOR the operator ^
type pattern []string

func newPattern(text string) pattern {
	var p pattern
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		n := strings.IndexByte(text+" ", ' ')
		if text[0] == '"' {
			n = 2 + strings.IndexByte(text[1:], '"')
		}
		part := text[:n]
		switch part { // "&" and "^" mean something else in the lexicon
		case "AMP":
			part = "&"
		case "XOR":
			part = "xor"
		}
		p, text = append(p, part), text[n:]
	}
	return p.shortened()
}

// shortened writes "$a = $a + " as "$a += ", as shorten does with code.
func (p pattern) shortened() pattern {
	for i, part := range p {
		from := i
		for from > 0 && !slices.Contains([]string{"^", "~", ":", "else"}, p[from-1]) {
			from--
		}
		n := i - from
		if part == "=" && n > 0 && i+1+n < len(p) && slices.Equal(p[from:i], p[i+1:i+1+n]) && isArithmetic(p[i+1+n]) {
			return slices.Concat(p[:i], pattern{p[i+1+n] + "="}, p[i+2+n:])
		}
	}
	return p
}

func isArithmetic(operator string) bool {
	return slices.Contains([]string{"+", "-", "*", "/", "//", "%", "**"}, operator)
}

// shorten returns tokens with "a = a + 1" as "a += 1": patterns know one of them.
func shorten(tokens []token) []token {
	short := make([]token, 0, len(tokens))
	from := 0 // of the statement, in short
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		n := len(short) - from
		if t.kind == kindOperator && t.text == "=" && n > 0 && i+1+n < len(tokens) && slices.Equal(short[from:], tokens[i+1:i+1+n]) && isArithmetic(tokens[i+1+n].text) {
			t.text = tokens[i+1+n].text + "="
			i += 1 + n
		}
		short = append(short, t)
		if t.kind == kindLine || t.text == ":" {
			from = len(short)
		}
	}
	return short
}

// mirrored returns p with the sides of its first comparison changed ("$a < $b"
// for "$b > $a"), nil when it has none of two plain sides.
func (p pattern) mirrored() pattern {
	turned := map[string]string{"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
	for i, part := range p {
		if turned[part] == "" {
			continue
		}
		from, to := p.sideBefore(i), p.sideAfter(i+1)
		if from == i || to == i+1 || !p.borders(from-1) || !p.borders(to) {
			return nil
		}
		return slices.Concat(p[:from], p[i+1:to], pattern{turned[part]}, p[from:i], p[to:])
	}
	return nil
}

// borders reports whether what stands at i ends a side of a comparison.
func (p pattern) borders(i int) bool {
	return i < 0 || i >= len(p) || slices.Contains([]string{"if", "elif", "while", "and", "or", "return", ":", "^"}, p[i])
}

func (p pattern) operand(i int) bool {
	return i >= 0 && i < len(p) && (p[i][0] == '$' || p[i][0] == '@' || p[i][0] == '"' || p[i][0] >= '0' && p[i][0] <= '9')
}

// sideAfter returns where the name, number or text with brackets at i ends.
func (p pattern) sideAfter(i int) int {
	if !p.operand(i) {
		return i
	}
	i++
	for depth := 0; i < len(p) && (depth > 0 || p[i] == "["); i++ {
		switch p[i] {
		case "[":
			depth++
		case "]":
			depth--
		}
	}
	return i
}

// sideBefore returns where the side begins that ends before i.
func (p pattern) sideBefore(i int) int {
	for from := 0; from < i; from++ {
		if p.sideAfter(from) == i {
			return from
		}
	}
	return i
}

// proof returns how much a match of p says, about one for each token.
func (p pattern) proof() float64 {
	sum := 0.0
	for _, part := range p {
		switch {
		case part == "~" || part == "^" || part == "_":
		case part[0] == '"':
			sum += 4
		case len(part) > 6:
			sum += 4
		default:
			sum++
		}
	}
	return sum
}

// possible reports whether code with these tokens may hold p at all: most code
// lacks a word of most patterns, and to look it up is cheap.
func (p pattern) possible(texts map[string]bool) bool {
	for _, part := range p {
		switch part[0] {
		case '$', '@', '_', '~', '^', '"', '<', '>':
			continue
		}
		if part != "xor" && !texts[part] {
			return false
		}
	}
	return true
}

// in reports whether tokens (without comments) hold p somewhere.
func (p pattern) in(tokens []token) bool {
	budget := stepsAtLeast + stepsPerToken*len(tokens)
	for i := range tokens {
		if p.at(tokens[i:], nil, &budget) {
			return true
		}
	}
	return false
}

// How many tokens a pattern may be compared with: gaps within gaps on code that
// was made for it would else take hours.
const (
	stepsAtLeast  = 2_000
	stepsPerToken = 40
)

// The reach of the two kinds of gap.
const (
	lineGap = 12
	longGap = 60
)

// at reports whether tokens begin with p; bound holds name and text in turn.
func (p pattern) at(tokens []token, bound []string, budget *int) bool {
	for n, part := range p {
		if part == "~" || part == "^" {
			return p[n+1:].after(tokens, bound, part == "^", budget)
		}
		*budget--
		if len(tokens) == 0 || *budget < 0 {
			return false
		}
		if part[0] == '$' {
			return p[n+1:].named(part, tokens, bound, budget)
		}
		if !fits(part, tokens[0]) {
			return false
		}
		tokens = tokens[1:]
	}
	return true
}

// named reports whether tokens begin with what name stands for and go on with p.
func (p pattern) named(name string, tokens []token, bound []string, budget *int) bool {
	if tokens[0].kind != kindName {
		return false
	}
	at := slices.Index(bound, name)
	for n := 1; n > 0; n = trailer(tokens, n) {
		text := tokens[0].text
		if n > 1 {
			text = joined(tokens[:n])
		}
		switch {
		case at < 0:
			if p.at(tokens[n:], append(slices.Clip(bound), name, text), budget) {
				return true
			}
		case bound[at+1] == text:
			return p.at(tokens[n:], bound, budget)
		}
	}
	return false
}

// longestOperand is how many tokens a name with what belongs to it may have.
const longestOperand = 10

// trailer returns where the attribute or subscript ends that begins at n, 0 for none.
func trailer(tokens []token, n int) int {
	if n+1 >= len(tokens) {
		return 0
	}
	switch tokens[n].text {
	case ".":
		return n + 2
	case "[":
		depth := 0
		for i := n; i < min(len(tokens), longestOperand); i++ {
			switch tokens[i].text {
			case "[":
				depth++
			case "]":
				depth--
			}
			if depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

func joined(tokens []token) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteString(t.text)
	}
	return b.String()
}

// after reports whether p begins within reach of the start of tokens.
func (p pattern) after(tokens []token, bound []string, overLines bool, budget *int) bool {
	reach := lineGap
	if overLines {
		reach = longGap
	}
	for i := 0; i <= min(reach, len(tokens)); i++ {
		if p.at(tokens[i:], bound, budget) {
			return true
		}
		if !overLines && i < len(tokens) && tokens[i].kind == kindLine {
			return false
		}
	}
	return false
}

func fits(part string, t token) bool {
	switch {
	case part == "_":
		return t.kind != kindLine
	case part[0] == '@' && len(part) > 1 && part[1] != 'n':
		return t.kind == kindNumber && strings.HasPrefix(t.text, part[1:])
	case part == "@n":
		return t.kind == kindName || t.kind == kindNumber
	case part[0] == '"':
		return t.kind == kindString && holds(strings.ToLower(t.text), strings.Trim(part, `"`))
	case part == "xor":
		return t.kind == kindOperator && t.text == "^"
	case part == "<" || part == "<=" || part == ">" || part == ">=":
		return t.kind == kindOperator && strings.TrimSuffix(t.text, "=") == part[:1]
	}
	return t.text == part && t.kind != kindString
}

// holds reports whether a literal holds word; a word of one or two characters
// must be all of it.
func holds(text, word string) bool {
	if len(word) > 2 {
		return strings.Contains(text, word)
	}
	return strings.TrimSpace(text) == word || word == ""
}
