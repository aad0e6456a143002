package analysis

import (
	"regexp"
	"strings"
)

// unmeasurable is how a reason begins.
const unmeasurable = "not measurable, because "

// advice is what to do next where the measurement's reason matches.
type advice struct {
	reason *regexp.Regexp
	next   string
}

// advices are tried in turn. The reasons are those of coderemote_cplx, and of unmeasured.
var advices = []advice{
	{regexp.MustCompile(`raised (?:ModuleNotFoundError|ImportError|FileNotFoundError)`), "Analyze sees main.py alone, without the files beside it and without modules that this server lacks: put what the function needs into main.py."},
	{regexp.MustCompile(`raised (?:EOFError|ValueError).*(?:EOF|invalid literal)`), inFunction},
	{regexp.MustCompile(`raised SystemExit|ended the program|ended the process`), "The code ends Python before it can be measured: leave out exit() and the like, or put the work into a function."},
	{regexp.MustCompile(`raised `), "Press Run, mend the error, and analyze again: what stops cannot be counted."},
	{endless, "Does it end? Look for a loop whose condition never becomes false. A game that waits for one certain answer cannot be measured either: put its work into a function, and call that."},
	{regexp.MustCompile(`out of memory|all the memory`), "It keeps more and more: look for a loop that never ends, or begin with a smaller example."},
	{regexp.MustCompile(`recursion went too deep|nested too deeply`), "Look for the case in which the function no longer calls itself: is it reached for every size?"},
	{regexp.MustCompile(`reads its input|wrote too much`), inFunction},
	{regexp.MustCompile(`no function `), "Write the name of a function as it stands in the code; one in a class is Class.method."},
	{regexp.MustCompile(`argument .* has no size|no argument `), "Write the name of another argument: a number, a text, a list or the like."},
	{regexp.MustCompile(`needs arguments that the script does not show`), "Make one such object in the code and call the method, as in Stack(10).push(1): it shows what to measure with."},
	{regexp.MustCompile(`numpy, pandas and matplotlib are being set up`), "Analyze again in a few minutes."},
	{regexp.MustCompile(`.`), "Put the work into a function with one argument that can grow, and call it with an example."},
}

// endless is in the reasons for code that was stopped.
var endless = regexp.MustCompile(`too long|used up its time|did not end`)

// Endless reports whether the code was stopped because it took too long, so that
// what is read from it may hold for nothing.
func (m Measured) Endless() bool { return endless.MatchString(m.Reason) }

const inFunction = "Put the work into a function with an argument in place of input(), and call it with an example: then that is measured."

// Advice says what a person can do so that more becomes known; "" where the
// measurement needs nothing.
func (m Measured) Advice() string {
	if m.Fixed() {
		return "Nothing here grows with an input. To see a cost grow, put the work into a function with an argument and call it, as in count(100)."
	}
	why, ok := strings.CutPrefix(m.Reason, unmeasurable)
	if !ok {
		return ""
	}
	for _, a := range advices {
		if a.reason.MatchString(why) {
			return a.next
		}
	}
	return ""
}

// Fixed reports whether nothing in the code grows with an input, so that it was
// counted once.
func (m Measured) Fixed() bool { return len(m.Points) == 1 && m.Grow == "" && m.Reason == "" }

// NothingGrows is the note of a measurement that is Fixed.
const NothingGrows = "it has no argument that can grow"

// raised is an exception in a reason.
var raised = regexp.MustCompile(`it raised (\w+)(?:: (.*))?$`)

// Raised returns the class and the text of the exception that ended the
// measurement; "" where none did.
func (m Measured) Raised() (class, text string) {
	if found := raised.FindStringSubmatch(m.Reason); found != nil {
		return found[1], found[2]
	}
	return "", ""
}

// passing is in the reasons of what may be over the next time.
var passing = regexp.MustCompile(`being set up|ended without a result|no process could be started`)

// WorthAnother reports whether the analysis lacks something that another one of
// the same code may find: what a model that was asked did not say, or what this
// server could not measure then.
func (a *Analysis) WorthAnother() bool {
	model := a.Sources.Model
	return model.Model != "" && model.Problem != "" || passing.MatchString(a.Sources.Measured.Reason)
}
