package analysis

import "fmt"

// Agreement says how far the sources agree about the time.
type Agreement string

// The agreements.
const (
	AgreeAll    Agreement = "all"    // two or three sources, one class
	AgreeSome   Agreement = "some"   // two of three
	AgreeNone   Agreement = "none"   // each another class, or none at all
	AgreeSingle Agreement = "single" // one source only
)

// Agreement compares the classes of time of the sources that name one.
func (s Sources) Agreement() Agreement {
	named, distinct := 0, map[Class]bool{}
	for _, c := range []Class{s.Measured.Time, s.Static.Time, s.Model.Time} {
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

// Standing is what the measurement makes of the model's claim.
type Standing string

// The standings. A claim is contradicted only by a measurement of a confidence
// over 0.8: less than that is as likely to be the measurement's own mistake.
const (
	Confirmed    Standing = "confirmed"
	Contradicted Standing = "contradicted"
	Undecided    Standing = "undecided"
)

// Standing judges the model's claim about the time; "" where it made none.
func (s Sources) Standing() Standing {
	switch {
	case s.Model.Time == "":
		return ""
	case s.Measured.Time == s.Model.Time:
		return Confirmed
	case s.Measured.Time != "" && s.Measured.Confidence > 0.8:
		return Contradicted
	}
	return Undecided
}

// Verdict is one sentence for a learner: that the sources agree, or what differs
// and what that teaches.
func (s Sources) Verdict() string {
	m, r, o := s.Measured.Time, s.Static.Time, s.Model.Time
	switch s.Agreement() {
	case AgreeAll:
		if o == "" {
			return "Measuring and reading the code agree."
		}
		if m == "" {
			return "Reading the code and the model agree; nothing could be measured."
		}
		if r == "" {
			return "Measuring and the model agree; reading the code alone did not tell."
		}
		return "All three sources agree."
	case AgreeSingle:
		return s.single()
	}
	switch {
	case m == "" && r == "" && o == "":
		return "No source could name a class for this code."
	case m != "" && r != "" && m != r:
		return differ(m, r)
	}
	return s.modelDiffers()
}

func (s Sources) single() string {
	switch {
	case s.Measured.Time != "":
		return "Only measuring names a class here: it grew like this on these inputs."
	case s.Static.Time != "":
		return "Only reading the code names a class here: nothing could be measured, so nothing confirms it."
	}
	return "Only the model names a class here, and nothing confirms it. Check it by hand."
}

// differ says what it usually means that the steps and the text disagree.
func differ(measured, static Class) string {
	switch Compare(measured, static) {
	case -1:
		return fmt.Sprintf("Measured %s, read %s: a loop ended earlier on these inputs than its text allows. The worst case may be slower than what was measured.", measured, static)
	case 1:
		return fmt.Sprintf("Measured %s, read %s: a step that looks small does more work than it shows, such as a search in a list or a copy. Look at the hottest line.", measured, static)
	}
	return fmt.Sprintf("Measured %s, read %s: the same growth, seen in other sizes of the input.", measured, static)
}

// modelDiffers is for a model that stands alone against what was measured or read.
func (s Sources) modelDiffers() string {
	ours, how := s.Measured.Time, "measured"
	if ours == "" {
		ours, how = s.Static.Time, "read"
	}
	text := fmt.Sprintf("The model says %s; %s was %s. ", s.Model.Time, how, ours)
	if s.Standing() == Contradicted {
		return text + "Trust the count: a model reads code as a person does, and is wrong as easily."
	}
	return text + "Work it out by hand: count how often the innermost line runs."
}
