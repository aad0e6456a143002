package search

import (
	"slices"
	"strings"
)

// pattern is a shape of code: tokens to match as they are, and
//
//	$x   a name, the same one at each place in the pattern
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
	return p
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
		ok := false
		if ok, bound = fits(part, tokens[0], bound); !ok {
			return false
		}
		tokens = tokens[1:]
	}
	return true
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

func fits(part string, t token, bound []string) (bool, []string) {
	switch {
	case part == "_":
		return t.kind != kindLine, bound
	case part[0] == '$':
		if t.kind != kindName {
			return false, bound
		}
		if i := slices.Index(bound, part); i >= 0 && i%2 == 0 {
			return bound[i+1] == t.text, bound
		}
		return true, append(slices.Clip(bound), part, t.text)
	case part[0] == '@' && len(part) > 1 && part[1] != 'n':
		return t.kind == kindNumber && strings.HasPrefix(t.text, part[1:]), bound
	case part == "@n":
		return t.kind == kindName || t.kind == kindNumber, bound
	case part[0] == '"':
		return t.kind == kindString && holds(strings.ToLower(t.text), strings.Trim(part, `"`)), bound
	case part == "xor":
		return t.kind == kindOperator && t.text == "^", bound
	}
	return t.text == part && t.kind != kindString, bound
}

// holds reports whether a literal holds word; a word of one or two characters
// must be all of it.
func holds(text, word string) bool {
	if len(word) > 2 {
		return strings.Contains(text, word)
	}
	return strings.TrimSpace(text) == word || word == ""
}
