package views

import "time"

// ModelPage is what was asked of the language model, for administrators.
type ModelPage struct {
	Chrome      Chrome
	Provider    string // "" where none is set up
	Model       string
	Up          bool // it is asked now
	Hints       bool // on for everybody
	UserCalls   int  // budgets of a day; 0 for no limit
	UserTokens  int
	ClassCalls  int
	ClassTokens int
	Days        []ModelLine
}

// ModelLine is what one person asked in one day, as one of a class or of none.
type ModelLine struct {
	Day    time.Time
	Person string // "" for who is gone
	Class  string // "" for none
	Calls  int
	Failed int
	Input  int
	Output int
}

func (l ModelLine) person() string {
	if l.Person == "" {
		return "somebody who is gone"
	}
	return l.Person
}

func budget(n int, unit string) string {
	if n == 0 {
		return "no limit"
	}
	return count(n, unit) + " a day"
}

// HintView is what the model says of an error, at one moment.
type HintView struct {
	Open    bool   // it is still being written
	HTML    string // safe to show
	Problem string // why it failed; "" otherwise
}
