package search

import (
	"fmt"
	"slices"
	"strings"
)

// reasons says in words why h was found by said.
func (p Plan) reasons(said question, h hit, semantic bool) []string {
	why := said.shared(h)
	switch alike := h.Similarity >= alikeFrom; {
	case alike && semantic:
		why = append(why, fmt.Sprintf("%.0f %% alike in meaning", 100*h.Similarity))
	case alike && p.Text == "":
		why = append(why, fmt.Sprintf("%.0f %% alike in words and structure", 100*h.Similarity))
	case p.Text != "" && len(why) == 0:
		why = append(why, "loosely related")
	}
	if class := h.row.TimeComplexity; class != "" && !p.BySpace && (len(p.TimeIn) > 0 || p.Order == OrderWorst || p.Order == OrderBest) {
		why = append(why, class+" time")
	}
	if class := h.row.SpaceComplexity; class != "" && (len(p.SpaceIn) > 0 || p.BySpace) {
		why = append(why, class+" memory")
	}
	return why
}

// question is a text that ranks, ready to say what code shares with it.
type question struct {
	terms  Terms
	spoken map[string]string // words as they were written, by their terms
}

func newQuestion(text string) question {
	q := question{QuestionTerms(text), map[string]string{}}
	for _, word := range words(text) {
		q.spoken[theLexicon().term(word)] = word
	}
	return q
}

// maxShared is how many ideas, and how many words, a reason names.
const maxShared = 3

// shared names the ideas that the question and the code are both about, then the
// words of the question that the code has besides, the most telling first.
func (q question) shared(h hit) (why []string) {
	ideas, others := q.sharedIdeas(h)
	if len(ideas) > 0 {
		why = append(why, "about "+strings.Join(ideas[:min(maxShared, len(ideas))], ", "))
	}
	if len(others) > 0 {
		why = append(why, q.wordsLabel(others[:min(maxShared, len(others))]))
	}
	if len(why) == 0 {
		why = beginning(h)
	}
	return why
}

// sharedIdeas returns the names of the shared ideas and the terms of the shared
// words that none of these names says already.
func (q question) sharedIdeas(h hit) (ideas, terms []string) {
	var said []string
	for _, term := range h.Matched {
		if name, ok := strings.CutPrefix(term, ideaMark); ok && q.meant(name, h.Terms[term]) {
			ideas = append(ideas, name)
			said = append(said, theLexicon().terms(name)...)
		}
	}
	for _, term := range h.Matched {
		if q.spoken[term] != "" && !slices.Contains(said, term) {
			terms = append(terms, term)
		}
	}
	return ideas, terms
}

// From how much a question and a code must have of an idea to be about it. One
// word of a longer phrase ranks, but "sorting" does not mean counting sort.
const (
	meantBy = 0.7
	shownBy = 0.6
)

// meant reports whether an idea is named by the question, and shown by code that
// has so much of it.
func (q question) meant(name string, has float64) bool {
	i := slices.IndexFunc(theLexicon().ideas, func(i idea) bool { return i.name == name })
	if i < 0 {
		return false
	}
	weight := theLexicon().ideas[i].weight
	return q.terms[ideaMark+name] >= meantBy*weight && has >= shownBy*weight
}

// wordsLabel names words as the question has them. Where the lexicon knows others
// that mean the same, the code may have one of those.
func (q question) wordsLabel(terms []string) string {
	label := map[bool]string{true: "the word ", false: "the words "}[len(terms) == 1]
	var quoted []string
	for _, term := range terms {
		word := q.spoken[term]
		if theLexicon().same[stem(word)] != "" {
			label = "words like "
		}
		quoted = append(quoted, fmt.Sprintf("“%s”", word))
	}
	return label + strings.Join(quoted, ", ")
}

// beginning says which half typed word the code completes.
func beginning(h hit) []string {
	for _, term := range h.Matched {
		if typed, ok := strings.CutSuffix(strings.TrimPrefix(term, ideaMark), prefixMark); ok {
			return []string{fmt.Sprintf("has a word that begins with “%s”", typed)}
		}
	}
	return nil
}
