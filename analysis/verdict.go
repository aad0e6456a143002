package analysis

import (
	"fmt"
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
}

// Time is what the sources say of the time.
func (s Sources) Time() Aspect {
	return Aspect{s.Measured.Time, s.Static.Time, s.Model.Time, s.Measured.Confidence}
}

// Space is what the sources say of the extra space.
func (s Sources) Space() Aspect {
	return Aspect{s.Measured.Space, s.Static.Space, s.Model.Space, s.Measured.Confidence}
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
	var said []string
	for _, part := range []struct {
		of      Aspect
		name    string
		lessons lessons
	}{{time, "Time", timeLessons}, {space, "Space", spaceLessons}} {
		switch {
		case !part.of.compared():
		case part.of.Agreement() == AgreeAll:
			said = append(said, part.name+": they agree on "+string(part.of.named())+".")
		default:
			said = append(said, part.name+": "+part.of.differ(part.lessons))
		}
	}
	return strings.Join(said, " ")
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
		below:  "a loop ended earlier on these inputs than its text allows. The worst case may be slower than what was measured.",
		above:  "a step that looks small does more work than it shows, such as a search in a list or a copy. Look at the hottest line.",
		byHand: "Work it out by hand: count how often the innermost line runs.",
	}
	spaceLessons = lessons{
		below:  "what the text could keep stayed small on these inputs, or was freed before the next was made.",
		above:  "something keeps more than the text shows, such as a slice, sorted() or the frame of each call that has not returned.",
		byHand: "Work it out by hand: count what is kept at the moment when there is most of it.",
	}
)

// differ says what differs, and what that teaches. Steps that were counted and
// text that was read come first: a model is believed least.
func (a Aspect) differ(l lessons) string {
	if a.Measured == "" || a.Static == "" || a.Measured == a.Static {
		return a.modelDiffers(l)
	}
	text := fmt.Sprintf("measured %s, read %s: ", a.Measured, a.Static)
	switch Compare(a.Measured, a.Static) {
	case -1:
		return text + l.below
	case 1:
		return text + l.above
	}
	return text + "the same growth, seen in other sizes of the input."
}

// modelDiffers is for a model that stands alone against what was measured or read.
func (a Aspect) modelDiffers(l lessons) string {
	ours, how := a.Measured, "measured"
	if ours == "" {
		ours, how = a.Static, "read"
	}
	text := fmt.Sprintf("the model says %s; %s was %s. ", a.Model, how, ours)
	if a.Standing() == Contradicted {
		return text + "Trust the count: a model reads code as a person does, and is wrong as easily."
	}
	return text + l.byHand
}
