package search

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Document is the text of a snippet as the search reads it.
type Document struct {
	Title, Description, Language, Code string
}

// Terms are words and ideas with how much each says, 0 to about 1. A word stands
// by itself ("sort"), an idea after a '*' ("*bubble sort").
type Terms map[string]float64

const ideaMark = "*"

// DocumentTerms returns what d is about.
func DocumentTerms(d Document) Terms {
	l := theLexicon()
	terms := Terms{}
	p := readProgram(d.Code, l)
	for word := range p.words {
		terms.raise(word, 0.6)
	}
	for word := range p.gloss {
		terms.raise(word, glossWeight)
	}
	prose := l.terms(d.Description + "\n" + leadingProse(d.Code))
	for _, word := range prose {
		terms.raise(word, 0.8)
	}
	title := l.terms(d.Title)
	for _, word := range title {
		terms.raise(word, 1)
	}
	for name, strength := range l.seen(p) {
		terms.raise(ideaMark+name, strength)
	}
	for _, text := range [][]string{title, prose, nameTerms(p, l)} {
		for name, weight := range l.said(text) {
			terms.raise(ideaMark+name, min(0.9, 0.8*weight))
		}
	}
	return terms
}

// glossWeight is what a word says that only stands for a name in the code.
const glossWeight = 0.4

// QuestionTerms returns what the words of a question ask for.
func QuestionTerms(text string) Terms {
	l := theLexicon()
	terms := Terms{}
	asked := l.terms(text)
	for _, word := range asked {
		terms.raise(word, wordWeight)
	}
	for name, weight := range l.said(asked) {
		terms.raise(ideaMark+name, weight)
	}
	return terms
}

// wordWeight is what a word of the question weighs beside an idea that it names.
const wordWeight = 0.45

func (t Terms) raise(name string, weight float64) {
	if weight > t[name] {
		t[name] = weight
	}
}

// Tags returns the names of the ideas that code shows, for people and models.
func Tags(code string) []string {
	l := theLexicon()
	seen := l.seen(readProgram(code, l))
	var names []string
	for _, i := range l.ideas { // in the order of the lexicon
		if seen[i.name] >= tagStrength {
			names = append(names, i.name)
		}
	}
	return names
}

// tagStrength is how sure an idea must be to be called a tag.
const tagStrength = 0.7

func readProgram(code string, l *lexicon) *program {
	tokens := scanPython(code)
	p := &program{words: map[string]bool{}, gloss: map[string]bool{}, texts: map[string]bool{}}
	for _, t := range tokens {
		if t.kind != kindComment {
			p.tokens = append(p.tokens, t)
		}
		if t.kind == kindName || t.kind == kindComment || t.kind == kindString {
			for _, term := range l.terms(t.text) {
				if len(term) > 1 {
					p.words[term] = true
				}
			}
		}
	}
	p.facts = facts(p.tokens)
	p.tokens = shorten(p.tokens)
	for _, t := range p.tokens {
		p.texts[t.text] = true
	}
	p.readGlosses(l)
	return p
}

// readGlosses collects what the names and facts of p mean in plain words.
func (p *program) readGlosses(l *lexicon) {
	note := func(name string) {
		for _, term := range l.glosses[name] {
			p.gloss[term] = true
		}
	}
	for _, t := range p.tokens {
		if t.kind == kindName {
			note(t.text)
		}
	}
	for fact := range p.facts {
		note("#" + fact)
	}
}

// nameTerms returns the terms of the names that code defines.
func nameTerms(p *program, l *lexicon) []string {
	var found []string
	for i, t := range p.tokens {
		if t.kind == kindKeyword && (t.text == "def" || t.text == "class") && i+1 < len(p.tokens) {
			found = append(found, l.terms(p.tokens[i+1].text)...)
		}
	}
	return found
}

// leadingProse returns the comments and the docstrings of code.
func leadingProse(code string) string {
	var b strings.Builder
	tokens := scanPython(code)
	for i, t := range tokens {
		if t.kind == kindComment || t.kind == kindString && startsLine(tokens, i) {
			b.WriteString(strings.TrimLeft(t.text, "#! "))
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// sentence returns what to tell a language model of d, the most telling first:
// models read the beginning with most care, and MiniLM no more than 256 pieces.
func (d Document) sentence() string {
	var parts []string
	if d.Title != "" {
		parts = append(parts, d.Title)
	}
	if d.Description != "" {
		parts = append(parts, d.Description)
	}
	if tags := Tags(d.Code); len(tags) > 0 {
		parts = append(parts, strings.Join(tags[:min(len(tags), maxTags)], ", "))
	}
	return strings.Join(append(parts, d.Code), "\n")
}

// maxTags is how many ideas a model is told of; the rest of its attention is for
// the code.
const maxTags = 8

// Written returns t in the form of the column terms: a line of term, tab and
// weight in hundredths for each, between line ends.
func (t Terms) Written() string {
	var b strings.Builder
	b.WriteByte('\n')
	for _, term := range slices.Sorted(maps.Keys(t)) {
		fmt.Fprintf(&b, "%s\t%.0f\n", term, 100*t[term])
	}
	return b.String()
}

// prefixMark ends a term of a question that may be the beginning of a word.
const prefixMark = "…"

// withPrefix adds to t that the last word of text may go on.
func (t Terms) withPrefix(text string) Terms {
	all := words(text)
	if len(all) > 0 && !strings.HasSuffix(text, " ") {
		t.raise(all[len(all)-1]+prefixMark, 1)
		t.raise(ideaMark+all[len(all)-1]+prefixMark, 1)
	}
	return t
}

// in returns which of the terms of a question the written ones have. It reads
// only those, because a search reads a thousand of such texts.
func (t Terms) in(written string) Terms {
	found := Terms{}
	for term := range t {
		line := "\n" + term + "\t"
		if prefix, ok := strings.CutSuffix(term, prefixMark); ok {
			line = "\n" + prefix
		}
		at := strings.Index(written, line)
		if at < 0 {
			continue
		}
		rest := written[at+1:]
		_, weight, _ := strings.Cut(rest[:strings.IndexByte(rest, '\n')], "\t")
		if hundredths, err := strconv.Atoi(weight); err == nil {
			found[term] = float64(hundredths) / 100
		}
	}
	return found
}
