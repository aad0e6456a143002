package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// tokenize returns the numbers of the pieces of text as BERT's uncased tokenizer
// cuts it, between the marks of beginning and end, at most maxTokens in all.
func (m *MiniLM) tokenize(text string) []int {
	tokens := []int{m.vocabulary["[CLS]"]}
	for _, word := range bertWords(text) {
		if tokens = m.pieces(tokens, word); len(tokens) >= maxTokens {
			tokens = tokens[:maxTokens-1]
			break
		}
	}
	return append(tokens, m.vocabulary["[SEP]"])
}

// bertWords splits text at white space and around punctuation, in lower case and
// without accents.
func bertWords(text string) []string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case r == 0 || r == unicode.ReplacementChar || unicode.Is(unicode.Mn, r) || unicode.IsControl(r) && !unicode.IsSpace(r):
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case isBertPunctuation(r) || unicode.Is(unicode.Han, r):
			b.WriteByte(' ')
			b.WriteRune(r)
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return strings.Fields(b.String())
}

// isBertPunctuation counts all of ASCII that is neither letter nor digit.
func isBertPunctuation(r rune) bool {
	return r < unicode.MaxASCII && r > ' ' && !unicode.IsLetter(r) && !unicode.IsDigit(r) || unicode.IsPunct(r)
}

// longestWord is the length, in characters, from which a word is unknown as a whole.
const longestWord = 100

// pieces appends the numbers of the longest pieces of the vocabulary that make up
// word, or that of the unknown word.
func (m *MiniLM) pieces(tokens []int, word string) []int {
	unknown := append(tokens, m.vocabulary["[UNK]"])
	runes := []rune(word)
	if len(runes) > longestWord {
		return unknown
	}
	for from := 0; from < len(runes); {
		to := len(runes)
		for ; to > from; to-- {
			piece := string(runes[from:to])
			if from > 0 {
				piece = "##" + piece
			}
			if id, ok := m.vocabulary[piece]; ok {
				tokens = append(tokens, id)
				break
			}
		}
		if to == from {
			return unknown
		}
		from = to
	}
	return tokens
}
