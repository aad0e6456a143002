package search

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"sync"
)

//go:embed lexicon.txt
var lexiconText string

// idea is something that programs do and people ask for by name.
type idea struct {
	name   string
	weight float64 // less for a plain operation
	say    [][]string
	see    []sight
}

// sight is one way in which code shows an idea: all conditions together.
type sight struct {
	conditions []condition
	strength   float64 // 0 to 1: how much it proves
}

// condition is one part of a sight; one of patterns, fact and word is set.
type condition struct {
	not      bool
	patterns []pattern // any of them
	fact     string
	word     string
}

type lexicon struct {
	same    map[string]string // stem to the stem that stands for it
	ideas   []idea
	glosses map[string][]string // name of code, keyword or #fact to terms
	telling map[string]float64  // term of a phrase to how much it says
	sayers  map[string][]int    // term of a phrase to the places of the ideas that it may mean
}

// theLexicon reads lexicon.txt once.
var theLexicon = sync.OnceValue(func() *lexicon { return parseLexicon(lexiconText) })

func parseLexicon(text string) *lexicon {
	l := &lexicon{same: map[string]string{}, glosses: map[string][]string{}}
	at := -1 // the idea that lines belong to
	for line := range strings.Lines(text) {
		mark, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch mark {
		case "=":
			group := strings.Fields(rest)
			for _, word := range group {
				l.same[stem(word)] = stem(group[0])
			}
		case "%":
			names, gloss, _ := strings.Cut(rest, ":")
			l.addGloss(strings.TrimSpace(names), gloss)
		case "*", "-":
			weight := 1.0
			if mark == "-" {
				weight = 0.5
			}
			l.ideas = append(l.ideas, idea{name: rest, weight: weight})
			at = len(l.ideas) - 1
		case "+":
			at = slices.IndexFunc(l.ideas, func(i idea) bool { return i.name == rest })
		case "say:":
			last := &l.ideas[at]
			for phrase := range strings.SplitSeq(rest, ";") {
				if terms := l.terms(phrase); len(terms) > 0 {
					last.say = append(last.say, terms)
				}
			}
		case "see:":
			last := &l.ideas[at]
			last.see = append(last.see, parseSight(rest))
		}
	}
	l.weigh()
	return l
}

// addGloss notes the words that people have for names of code. A fact of two
// words stands alone on its line.
func (l *lexicon) addGloss(names, gloss string) {
	all := strings.Fields(names)
	if strings.HasPrefix(names, "#") {
		all = []string{names}
	}
	for _, name := range all {
		l.glosses[name] = append(l.glosses[name], l.terms(gloss)...)
	}
}

func parseSight(text string) sight {
	s := sight{}
	proof := 0.0
	for part := range strings.SplitSeq(text, " & ") {
		c := condition{}
		part = strings.TrimSpace(part)
		if rest, ok := strings.CutPrefix(part, "!"); ok && !strings.HasPrefix(part, "!=") {
			c.not, part = true, rest
		}
		switch {
		case strings.HasPrefix(part, "#"):
			c.fact = part[1:]
			proof += 2
		case len(part) > 1 && part[0] == ':' && part[1] != ' ':
			c.word = part[1:]
			proof += 3
		default:
			c.patterns = []pattern{newPattern(part)}
			proof += c.patterns[0].proof()
			if other := c.patterns[0].mirrored(); other != nil {
				c.patterns = append(c.patterns, other)
			}
		}
		s.conditions = append(s.conditions, c)
	}
	s.strength = math.Min(1, 0.4+0.12*proof)
	return s
}

// terms returns the stems of the telling words of text, each by the word that
// stands for its group, in order and once.
func (l *lexicon) terms(text string) []string {
	var found []string
	seen := map[string]bool{}
	for _, word := range words(text) {
		if isCommon(word) {
			continue
		}
		if term := l.term(word); !seen[term] {
			seen[term] = true
			found = append(found, term)
		}
	}
	return found
}

func (l *lexicon) term(word string) string {
	term := stem(word)
	if same, ok := l.same[term]; ok {
		return same
	}
	return term
}

// program is Python text that was read once.
type program struct {
	tokens []token         // without comments
	texts  map[string]bool // of its tokens
	facts  map[string]bool
	words  map[string]bool // terms of its names and texts
	gloss  map[string]bool // terms of what its names mean
}

func (s sight) in(p *program, l *lexicon) bool {
	for _, c := range s.conditions {
		if c.in(p, l) == c.not {
			return false
		}
	}
	return true
}

func (c condition) in(p *program, l *lexicon) bool {
	switch {
	case c.fact != "":
		return p.facts[c.fact]
	case c.word != "":
		return p.words[l.term(c.word)]
	}
	return slices.ContainsFunc(c.patterns, func(one pattern) bool { return one.possible(p.texts) && one.in(p.tokens) })
}

// seen returns how surely p shows each idea, 0 to 1; ideas that it does not show
// are left out.
func (l *lexicon) seen(p *program) map[string]float64 {
	found := map[string]float64{}
	for _, i := range l.ideas {
		for _, s := range i.see {
			if s.strength*i.weight > found[i.name] && s.in(p, l) {
				found[i.name] = s.strength * i.weight
			}
		}
	}
	return found
}

// said returns how surely terms name each idea: by the phrase of it that they
// hold best, the more of it and the rarer its words the surer.
func (l *lexicon) said(terms []string) map[string]float64 {
	has := map[string]bool{}
	for _, t := range terms {
		has[t] = true
	}
	var meant []meaning
	for _, at := range l.mayMean(terms) {
		i := l.ideas[at]
		best := meaning{idea: i.name}
		for _, phrase := range i.say {
			if surely := l.match(phrase, has); surely > best.surely {
				best.surely, best.phrase = surely, phrase
			}
		}
		if best.surely >= minSaid {
			best.surely *= i.weight
			best.phrase = slices.DeleteFunc(slices.Clone(best.phrase), func(term string) bool { return !has[term] })
			meant = append(meant, best)
		}
	}
	found := make(map[string]float64, len(meant))
	for _, m := range meant {
		found[m.idea] = m.surely
		if slices.ContainsFunc(meant, m.within) {
			found[m.idea] *= partOf
		}
	}
	return found
}

// mayMean returns the places of the ideas with a phrase that holds one of terms,
// in order: a question has few of the words of all phrases.
func (l *lexicon) mayMean(terms []string) []int {
	var places []int
	for _, term := range terms {
		places = append(places, l.sayers[term]...)
	}
	slices.Sort(places)
	return slices.Compact(places)
}

// meaning is an idea that some terms may mean.
type meaning struct {
	idea   string
	surely float64
	phrase []string // the terms that say so
}

// partOf is what a meaning is worth whose terms say more together with others:
// a "check digit" is no test.
const partOf = 0.5

// within reports whether all that says m says other, with more, surely.
func (m meaning) within(other meaning) bool {
	return len(other.phrase) > len(m.phrase) && other.surely > m.surely && !slices.ContainsFunc(m.phrase, func(term string) bool { return !slices.Contains(other.phrase, term) })
}

// minSaid is the match below which a phrase was not meant.
const minSaid = 0.12

// match returns how much of phrase terms hold: about 0.8 for a telling word that
// is the whole phrase, more for longer ones, less for parts.
func (l *lexicon) match(phrase []string, has map[string]bool) float64 {
	var held, whole float64
	n := 0
	for _, term := range phrase {
		whole += l.telling[term]
		if has[term] {
			held += l.telling[term]
			n++
		}
	}
	if n == 0 {
		return 0
	}
	covered := held / whole
	return covered * covered * (0.5 + 0.3*float64(n)) * min(1, held/enough)
}

// enough is how telling the words of a phrase must be together to count in full.
const enough = 3.0

// weigh finds how telling each word of the phrases is: the fewer ideas speak of
// it the more.
func (l *lexicon) weigh() {
	l.sayers = map[string][]int{}
	for at, i := range l.ideas {
		seen := map[string]bool{}
		for _, phrase := range i.say {
			for _, term := range phrase {
				if !seen[term] {
					seen[term] = true
					l.sayers[term] = append(l.sayers[term], at)
				}
			}
		}
	}
	l.telling = make(map[string]float64, len(l.sayers))
	for term, ideas := range l.sayers {
		l.telling[term] = math.Log(float64(len(l.ideas)) / float64(len(ideas)))
	}
}
