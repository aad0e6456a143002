package analysis

import (
	"fmt"
	"strconv"
	"strings"
)

// Agreement says how far the sources agree.
type Agreement string

// The agreements. What only one source names is compared with nothing.
const (
	AgreeAll    Agreement = "all"    // wherever two or three sources name a class, it is the same
	AgreeSome   Agreement = "some"   // two of three, or the time and not the space
	AgreeNone   Agreement = "none"   // each names another class, or none at all
	AgreeSingle Agreement = "single" // no class is named by more than one source
)

// Standing is what the measurement makes of the model's claim.
type Standing string

// The standings. A claim is contradicted only by a measurement of a confidence
// over 0.8: less than that is as likely to be the measurement's own mistake.
const (
	Confirmed    Standing = "confirmed"
	Contradicted Standing = "contradicted"
	Undecided    Standing = "undecided"
)

// Aspect is what the sources say of one thing, the time or the space.
type Aspect struct {
	Measured   Class
	Static     Class
	Model      Class
	Confidence float64 // of the measurement
	Evidence   string  // what the measurement saw, as a part of a sentence; "" for nothing that stands out
	TwoSizes   bool    // the measurement tells two sizes apart
}

// Time is what the sources say of the time.
func (s Sources) Time() Aspect {
	return Aspect{s.Measured.Time, s.Static.Time, s.Model.Time, s.Measured.Confidence, s.Measured.work(), s.Measured.twoSizes()}
}

// Space is what the sources say of the extra space.
func (s Sources) Space() Aspect {
	return Aspect{s.Measured.Space, s.Static.Space, s.Model.Space, s.Measured.Confidence, s.Measured.memory(), s.Measured.twoSizes()}
}

func (m Measured) twoSizes() bool { return m.Time.twoSizes() || m.Space.twoSizes() }

// work says what the line did that cost most.
func (m Measured) work() string {
	var hot Line
	for _, l := range m.Lines {
		if l.Count+l.Charged > hot.Count+hot.Charged {
			hot = l
		}
	}
	at := " at n = " + Grouped(int64(m.LinesN))
	switch {
	case hot.Count+hot.Charged < 2 || m.LinesN < 2:
		return ""
	case hot.Charged > hot.Count:
		return fmt.Sprintf("what line %d calls looked at %s elements", hot.Line, Grouped(hot.Charged)) + at
	}
	return fmt.Sprintf("line %d ran %s times", hot.Line, Grouped(hot.Count)) + at
}

// memory says how the extra bytes grew.
func (m Measured) memory() string {
	var known []Point
	for _, p := range m.Points {
		if p.Bytes != nil {
			known = append(known, p)
		}
	}
	if len(known) < 2 {
		return ""
	}
	first, last := known[0], known[len(known)-1]
	return fmt.Sprintf("%s extra bytes at n = %s, %s at n = %s", Grouped(*first.Bytes), Grouped(int64(first.N)), Grouped(*last.Bytes), Grouped(int64(last.N)))
}

// Grouped writes a number with a comma between each three digits.
func Grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Agreement compares the classes that the sources name.
func (a Aspect) Agreement() Agreement {
	named, distinct := 0, map[Class]bool{}
	for _, c := range []Class{a.Measured, a.Static, a.Model} {
		if c != "" {
			named++
			distinct[c] = true
		}
	}
	switch {
	case named == 1:
		return AgreeSingle
	case named > 1 && len(distinct) == 1:
		return AgreeAll
	case named == 3 && len(distinct) == 2:
		return AgreeSome
	}
	return AgreeNone
}

// Standing judges the model's claim; "" where it made none.
func (a Aspect) Standing() Standing {
	switch {
	case a.Model == "":
		return ""
	case a.Measured == a.Model:
		return Confirmed
	case a.Measured != "" && a.Confidence > 0.8:
		return Contradicted
	}
	return Undecided
}

func (a Aspect) empty() bool { return a.Measured == "" && a.Static == "" && a.Model == "" }

// compared reports whether two sources name a class.
func (a Aspect) compared() bool { return !a.empty() && a.Agreement() != AgreeSingle }

// Agreement is that of time and space together.
func (s Sources) Agreement() Agreement {
	time, space := s.Time(), s.Space()
	switch {
	case time.compared() && space.compared():
		if a, b := time.Agreement(), space.Agreement(); a != b {
			return AgreeSome
		}
		return time.Agreement()
	case time.compared():
		return time.Agreement()
	case space.compared():
		return space.Agreement()
	case time.empty() && space.empty():
		return AgreeNone
	}
	return AgreeSingle
}

// Standing judges both of the model's claims: contradicted where one is, and
// confirmed where all that it made are; "" where it made none.
func (s Sources) Standing() Standing {
	time, space := s.Time().Standing(), s.Space().Standing()
	switch {
	case time == Contradicted || space == Contradicted:
		return Contradicted
	case time == "":
		return space
	case space == "" || space == time:
		return time
	}
	return Undecided
}

// Verdict is one line for a learner: that the sources agree on time and space,
// or what differs and what that teaches.
func (s Sources) Verdict() string {
	time, space := s.Time(), s.Space()
	switch s.Agreement() {
	case AgreeAll:
		return s.harmony()
	case AgreeSingle:
		return s.single()
	}
	if time.empty() && space.empty() {
		return "No source could name a class for this code."
	}
	parts := []struct {
		name, fact, lesson string
	}{{name: "Time"}, {name: "Space"}}
	parts[0].fact, parts[0].lesson = time.compare(timeLessons)
	parts[1].fact, parts[1].lesson = space.compare(spaceLessons)
	var said []string
	for i, p := range parts {
		if p.fact == "" {
			continue
		}
		said = append(said, p.name+": "+p.fact+".")
		if p.lesson != "" && (i > 0 || p.lesson != parts[1].lesson) { // what both teach is said once
			said = append(said, p.lesson)
		}
	}
	return strings.Join(said, " ")
}

// compare says what the sources name, and what it teaches where they differ; ""
// where no two of them name a class.
func (a Aspect) compare(l lessons) (fact, lesson string) {
	switch {
	case !a.compared():
		return "", ""
	case a.Agreement() == AgreeAll:
		return "they agree on " + string(a.named()), ""
	case a.Measured == "" || a.Static == "" || a.Measured == a.Static:
		return a.modelDiffers(l)
	}
	return a.differ(l)
}

// named is a class that a source names, the surest first.
func (a Aspect) named() Class {
	for _, c := range []Class{a.Measured, a.Static} {
		if c != "" {
			return c
		}
	}
	return a.Model
}

// harmony says who agrees, and on what.
func (s Sources) harmony() string {
	time, space := s.Time(), s.Space()
	on := "time and space"
	switch {
	case !space.compared():
		on = "the time"
	case !time.compared():
		on = "the space"
	}
	measured, static, model := time.Measured+space.Measured != "", time.Static+space.Static != "", time.Model+space.Model != ""
	switch {
	case measured && static && model:
		return "All three sources agree on " + on + "."
	case !model:
		return "Measuring and reading the code agree on " + on + "."
	case !measured:
		return "Reading the code and the model agree on " + on + "; nothing could be measured."
	}
	return "Measuring and the model agree on " + on + "; reading the code alone did not tell."
}

func (s Sources) single() string {
	time, space := s.Time(), s.Space()
	switch {
	case time.Measured+space.Measured != "":
		return "Only measuring names a class here: it grew like this on these inputs."
	case time.Static+space.Static != "" && s.Measured.Endless():
		return "Only reading the code names a class here, and the code did not end when it was measured. What never ends has no class at all."
	case time.Static+space.Static != "":
		return "Only reading the code names a class here: nothing could be measured, so nothing confirms it."
	}
	return "Only the model names a class here, and nothing confirms it. Check it by hand."
}

// lessons are what it usually means that the steps, or the bytes, and the text
// disagree.
type lessons struct {
	below, above string // the measurement, of what was read
	byHand       string // how to find out who is right
}

var (
	timeLessons = lessons{
		below:  "A loop ended earlier on these inputs than its text allows. The worst case may be slower than what was measured.",
		above:  "A step that looks small does more work than it shows, such as a search in a list or a copy. Look at the hottest line.",
		byHand: "Work it out by hand: count how often the innermost line runs.",
	}
	spaceLessons = lessons{
		below:  "What the text could keep stayed small on these inputs, or was freed before the next was made.",
		above:  "Something keeps more than the text shows, such as a slice, sorted() or the frame of each call that has not returned.",
		byHand: "Work it out by hand: count what is kept at the moment when there is most of it.",
	}
)

// differ says what steps that were counted and text that was read differ in.
// They come first: a model is believed least.
func (a Aspect) differ(l lessons) (fact, lesson string) {
	fact = fmt.Sprintf("measured %s, read %s", a.Measured, a.Static)
	switch order := Compare(a.Measured, a.Static); {
	case a.Static.twoSizes() && !a.TwoSizes:
		return fact, "The text counts a second size, m, that was not grown here, such as how long each word is."
	case order < 0:
		return fact, l.below
	case order > 0:
		return fact, l.above
	}
	return fact, "That is the same growth, seen in other sizes of the input."
}

// modelDiffers is for a model that stands alone against what was measured or read.
func (a Aspect) modelDiffers(l lessons) (fact, lesson string) {
	if a.Measured == "" {
		return fmt.Sprintf("the model says %s; read was %s", a.Model, a.Static), l.byHand
	}
	fact = fmt.Sprintf("the model says %s; measured was %s on these inputs", a.Model, a.Measured)
	if a.Evidence != "" {
		fact += " (" + a.Evidence + ")"
	}
	switch {
	case Compare(a.Measured, a.Model) == 0:
		return fact, "Where both sizes are equal that is the same growth: one of them tells the sizes apart."
	case a.Standing() != Contradicted:
		return fact, l.byHand
	case Compare(a.Measured, a.Model) < 0:
		return fact, "Either the model errs, or it thinks of a worse input than those that were tried: can you find one?"
	}
	return fact, "Trust the count: a model reads code as a person does, and overlooks as much."
}
