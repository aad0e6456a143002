package search

import (
	"slices"
	"strings"
)

// named maps an adjective to its class, and to the nouns before which it means
// something else: a linear search is not about linear time.
func named(adjective string) (class, others string) {
	switch adjective {
	case "constant", "constant-time":
		return "O(1)", "value values pi e folding variable variables number numbers speed term"
	case "logarithmic", "log-time", "logarithmic-time":
		return "O(log n)", "scale spiral function"
	case "linear", "linear-time":
		return "O(n)", "search searches searching searcher regression equation equations algebra probing congruential interpolation list lists function system systems model models programming fit scan data"
	case "linearithmic", "quasilinear", "loglinear", "log-linear":
		return "O(n log n)", ""
	case "quadratic", "quadratic-time":
		return "O(n^2)", "formula equation equations probing residue residues function polynomial polynomials root roots solver"
	case "cubic", "cubic-time":
		return "O(n^3)", "equation equations root roots spline splines meters meter bezier function"
	case "exponential", "exponential-time":
		return "O(2^n)", "search backoff smoothing growth decay function moving distribution"
	}
	return "", ""
}

const (
	timeWords  = "time runtime running-time run-time"
	spaceWords = "space memory"
)

// place is a class that a question names, from word from to word to.
type place struct {
	from, to int
	class    string
	space    bool
	sure     bool // a word said whether it is time or space
}

// takeClasses takes the classes of complexity with the words that compare them
// and say whether time or space is meant.
func (p *parser) takeClasses() {
	places := p.places()
	for k := len(places) - 1; k >= 0; k-- {
		p.dimension(places, k)
	}
	for k := 0; k < len(places); k++ {
		if k+1 < len(places) && oneOf(p.raw(places[k].from-1), "between from") && oneOf(p.raw(places[k+1].from-1), "and to") {
			low, high := rank(places[k].class), rank(places[k+1].class)
			p.addClasses(places[k+1].space, Classes()[min(low, high):max(low, high)+1])
			p.use(places[k].from-1, places[k+1].to)
			k++
			continue
		}
		p.takeClass(places[k])
	}
}

func (p *parser) places() []place {
	var found []place
	for i := 0; i < len(p.words); i++ {
		class := p.words[i].class
		if class == "" {
			class = p.adjective(i)
		}
		if class != "" {
			found = append(found, place{from: i, to: i + 1, class: class})
		}
	}
	return found
}

func (p *parser) adjective(i int) string {
	if p.at(i) == "factorial" && p.is(i+1, "time complexity runtime") {
		return "O(n!)"
	}
	class, others := named(p.at(i))
	next := p.raw(i + 1)
	if class == "" || oneOf(next, others) || oneOf(p.raw(i-1), "a an") && !oneOf(next, timeWords+" "+spaceWords+" complexity "+pieces) {
		return ""
	}
	return class
}

// dimension finds out whether the class at k is one of time or of space: by the
// word after it, then the word before it, then the class that it is listed with.
func (p *parser) dimension(places []place, k int) {
	here := &places[k]
	next := p.skip(here.to, "extra auxiliary additional in of for")
	switch {
	case p.is(next, spaceWords):
		here.space, here.sure, here.to = true, true, p.skip(next+1, "complexity usage use")
		return
	case p.is(next, timeWords+" complexity") || p.at(next) == "run" && p.at(next+1) == "time":
		here.sure, here.to = true, p.skip(next+1, "complexity time")
		return
	}
	for i := here.from - 1; i >= max(0, here.from-4) && p.words[i].class == "" && p.adjective(i) == ""; i-- {
		if p.is(i, spaceWords) && p.is(i-1, "least most best worst lowest highest") {
			break // an order of its own: "least memory"
		}
		if p.is(i, spaceWords) || p.is(i, timeWords+" runs run running") {
			here.space, here.sure = p.is(i, spaceWords), true
			here.from = i
			if oneOf(p.raw(i-1), "with in of has have whose a") && p.raw(i-1) != "in" {
				here.from = i - 1
			}
			return
		}
	}
	if k+1 < len(places) && places[k+1].from-here.to <= 1 && (places[k+1].from == here.to || p.is(here.to, "or and , /")) {
		here.space, here.sure = places[k+1].space, places[k+1].sure
	}
}

// takeClass adds the classes that the words at and around here mean.
func (p *parser) takeClass(here place) {
	at := rank(here.class)
	classes := Classes()
	chosen := []string{here.class}
	from, to := here.from, here.to
	before := here.from
	for ; before > 0 && p.is(before-1, "a an the complexity of is are be in than with"); before-- {
	}
	n, compare := p.comparison(before, here.from)
	after := p.phrase(here.to, "or worse", "or slower", "or higher", "or more", "or above", "and above", "and worse", "and up", "or greater", "and slower")
	below := p.phrase(here.to, "or better", "or faster", "or lower", "or less", "or below", "and below", "and better", "or cheaper", "and faster")
	switch {
	case after > 0:
		chosen, to = classes[at:], here.to+after
	case below > 0:
		chosen, to = classes[:at+1], here.to+below
	case compare == "over":
		chosen = classes[min(at+1, len(classes)):]
	case compare == "least":
		chosen = classes[at:]
	case compare == "under":
		chosen = classes[:at]
	case compare == "most":
		chosen = classes[:at+1]
	case compare == "not":
		chosen = slices.DeleteFunc(classes, func(c string) bool { return c == here.class })
	}
	if compare != "" {
		from = n
	}
	p.addClasses(here.space, chosen)
	p.use(from, to)
}

// comparison finds the words that compare with a class and end at end or, with
// "than" and the like after them, at to. It returns where they begin.
func (p *parser) comparison(end, to int) (int, string) {
	for _, c := range []struct{ means, words string }{
		{"not over", "not worse;not slower;not more;no worse;no slower;no more;not exceeding;not above"},
		{"not under", "not better;not faster;not less;no better;no less"},
		{"least", "at least;>=;minimum;starting from"},
		{"most", "at most;<=;up to;no more;within;maximum"},
		{"over", "worse;slower;more;above;over;greater;higher;larger;bigger;beyond;exceeding;exceeds;exceed;>;more expensive;costlier;less efficient"},
		{"under", "better;faster;less;below;under;cheaper;lower;smaller;quicker;<;more efficient"},
		{"not", "not;isn't;aren't;except;other;non;but;excluding;without"},
	} {
		for words := range strings.SplitSeq(c.words, ";") {
			n := len(strings.Fields(words))
			for from := to - n; from >= end-n; from-- {
				if from >= 0 && p.phrase(from, words) == n {
					return from, map[string]string{"not over": "most", "not under": "least"}[c.means] + plain(c.means)
				}
			}
		}
	}
	return 0, ""
}

func plain(means string) string {
	if strings.HasPrefix(means, "not ") {
		return ""
	}
	return means
}

func (p *parser) addClasses(space bool, classes []string) {
	list := &p.plan.TimeIn
	if space {
		list = &p.plan.SpaceIn
	}
	for _, class := range classes {
		if !slices.Contains(*list, class) {
			*list = append(*list, class)
		}
	}
	slices.SortFunc(*list, func(a, b string) int { return rank(a) - rank(b) })
}
