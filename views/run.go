package views

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"coderemote"
	"coderemote/explain"
	"coderemote/term"
)

// RunView is a run at one moment, for the panel and for each part of it.
type RunView struct {
	Run     *coderemote.Run
	Waiting bool          // for a line of input
	Elapsed time.Duration // of the program so far; not used after the end
	Lines   int           // of output so far
	Queue   string        // what a queued run waits for; "" when it is next
	Output  term.Frame    // so far; zero when the event stream brings it all
	Hints   bool          // the model may be asked about an error
	Hint    *HintView     // what it says; nil when nobody has asked
}

// Problem is why something was refused, in the output panel.
type Problem struct {
	Title  string
	Detail string
}

// NewProblem is the refusal that err explains. The request id, when not empty,
// is shown where only an administrator can help.
func NewProblem(err *coderemote.Error, requestID string) *Problem {
	p := &Problem{Title: "This could not be run.", Detail: err.Message}
	switch err.Code {
	case coderemote.CodeRateLimited:
		p.Title = "That was a lot of runs."
	case coderemote.CodeUnavailable:
		p.Title = "Programs cannot run now."
	case coderemote.CodeInternal:
		p.Title = "Something went wrong on our side."
		p.Detail = "Your code is kept. Try again; if it stays like this, tell your administrator the number " + requestID + "."
	}
	return p
}

func (v RunView) id() string { return v.Run.ID }

func (v RunView) final() bool { return v.Run.Status.Final() }

// label is the word in the chip.
func (v RunView) label() string {
	if v.Waiting && !v.final() {
		return "Waiting for input"
	}
	labels := map[coderemote.Status]string{
		coderemote.StatusQueued:        "Queued",
		coderemote.StatusRunning:       "Running",
		coderemote.StatusSucceeded:     "Finished",
		coderemote.StatusFailed:        "Error",
		coderemote.StatusTimeLimit:     "Time limit",
		coderemote.StatusMemoryLimit:   "Memory limit",
		coderemote.StatusOutputLimit:   "Output limit",
		coderemote.StatusRejected:      "Not allowed",
		coderemote.StatusCancelled:     "Stopped",
		coderemote.StatusInternalError: "Internal error",
	}
	return labels[v.Run.Status]
}

// NewQueue says what a queued run waits for: the person's own earlier run, or
// so many of others that came before.
func NewQueue(own bool, before int) string {
	switch {
	case own:
		return "after your run that is still going"
	case before > 0:
		return count(before, "run") + " before yours"
	}
	return ""
}

// tone is the color of the chip: blue runs, amber waits for a person, red failed.
func (v RunView) tone() string {
	switch v.Run.Status {
	case coderemote.StatusQueued, coderemote.StatusCancelled:
		return ""
	case coderemote.StatusRunning:
		if v.Waiting {
			return "warn"
		}
		return "info"
	case coderemote.StatusSucceeded:
		return "ok"
	}
	return "bad"
}

// ran reports whether the program has or had a clock of its own.
func (v RunView) ran() bool {
	return v.final() && v.Run.Status != coderemote.StatusRejected && v.Run.StartedAt != nil
}

// exitCode is shown when the program ended by itself: what a limit did to it
// says nothing more than the limit.
func (v RunView) exitCode() string {
	if code := v.Run.Result.ExitCode; v.Run.Status == coderemote.StatusFailed && code != nil && *code != 0 {
		return strconv.Itoa(*code)
	}
	return ""
}

// summary is said to a screen reader at the end.
func (v RunView) summary() string {
	if !v.final() {
		return ""
	}
	if !v.ran() {
		return v.label() + "."
	}
	return fmt.Sprintf("%s in %s, %s.", v.label(), seconds(v.Run.Result.Usage.Wall), count(v.Lines, "line"))
}

// placeholder of the input line; the script of the page has the same two.
func (v RunView) placeholder() string {
	if v.Waiting {
		return "Type an answer and press Enter"
	}
	return "Type here when your program asks for input"
}

// Note is one plain sentence about how a run ended, and what to do about it.
type Note struct {
	Title    string
	Detail   string
	Said     string // what Python itself said, for one click more
	Serious  bool
	RunAgain bool   // running again may end otherwise
	FindLine bool   // the output names the line where it stopped
	Line     string // the line to go to, where it is known
}

// offersHint is for an error of the program, not for one of its limits.
func (v RunView) offersHint() bool {
	return v.Hints && v.Run.Status == coderemote.StatusFailed && v.Run.Result.ErrorType != ""
}

func (v RunView) hintOpen() bool { return v.Hint != nil && v.Hint.Open }

// note is nil when there is nothing to say.
func (v RunView) note() *Note {
	limits := v.Run.Limits()
	switch v.Run.Status {
	case coderemote.StatusFailed:
		return v.failure()
	case coderemote.StatusTimeLimit:
		return &Note{Title: "Stopped at the limit of " + limitSeconds(limits.Wall) + " seconds.", Detail: "Look for a loop that does not end, or try with less data first.", Serious: true}
	case coderemote.StatusMemoryLimit:
		return &Note{Title: "The program needed more than " + megabytes(limits.Memory) + " MB of memory.", Detail: "Keep less at once: go through the data one by one instead of putting all of it into a list.", Serious: true}
	case coderemote.StatusOutputLimit:
		return &Note{Title: "Stopped after " + megabytes(limits.Output) + " MB of output.", Detail: "What came before is kept. Print less, or look for a loop that does not end.", Serious: true}
	case coderemote.StatusRejected:
		return &Note{Title: "Nothing was run.", Detail: v.rejectedDetail(), Serious: true}
	case coderemote.StatusCancelled:
		return &Note{Title: "The program was stopped.", Detail: "What it wrote until then is kept.", RunAgain: true}
	case coderemote.StatusInternalError:
		if v.Run.Result.Error == coderemote.DataPending {
			return &Note{Title: "Your program has not run yet.", Detail: upperFirst(coderemote.DataPending), RunAgain: true}
		}
		return &Note{Title: "Something went wrong on our side.", Detail: v.internalDetail(), Serious: true, RunAgain: true}
	}
	return nil
}

func (v RunView) rejectedDetail() string {
	for _, x := range v.Run.Result.Violations {
		if strings.Contains(x.Message, "not allowed") {
			return "Change these lines and press Run again. Your class, or else this server, sets what programs may use."
		}
	}
	return "Change these lines and press Run again."
}

func (v RunView) internalDetail() string {
	if v.Run.Result.Error != "" {
		return upperFirst(strings.TrimSuffix(v.Run.Result.Error, ".")) + ". It is not the fault of your program."
	}
	return "It is not the fault of your program."
}

// failure explains an uncaught exception, a signal or an exit code.
func (v RunView) failure() *Note {
	r := v.Run.Result
	switch {
	case r.ErrorType != "":
		said := r.ErrorType
		if r.Error != "" {
			said += ": " + r.Error
		}
		if sentence := explain.Error(r.ErrorType, r.Error); sentence != "" {
			return &Note{Title: sentence, Said: said, Serious: true, FindLine: true}
		}
		return &Note{Title: said, Detail: "The output shows the line where it happened.", Serious: true, FindLine: true}
	case r.ExitCode != nil && *r.ExitCode > 128:
		return &Note{Title: "The program was ended by signal " + strconv.Itoa(*r.ExitCode-128) + ".", Detail: "Python itself crashed. Very deep recursion is the usual reason.", Serious: true}
	case r.ExitCode != nil:
		return &Note{Title: "The program ended with exit code " + strconv.Itoa(*r.ExitCode) + ".", Detail: "It said so itself: 0 means that all went well.", Serious: true}
	}
	return &Note{Title: "The program failed.", Detail: "The output shows where.", Serious: true}
}

// allowed is where a violation begins to list what it should have been.
const allowed = " Allowed modules: "

// withoutList is a violation's message without that list, which the page shows once.
func withoutList(message string) string {
	said, _, _ := strings.Cut(message, allowed)
	return said
}

// allowedModules is the list, "" when no violation has one.
func (v RunView) allowedModules() string {
	for _, x := range v.Run.Result.Violations {
		if _, list, ok := strings.Cut(x.Message, allowed); ok {
			return list
		}
	}
	return ""
}

// place names the line of a violation, and its file where that is not main.py.
func place(x coderemote.Violation) string {
	if x.File == "" {
		return "Line " + strconv.Itoa(x.Line)
	}
	return x.File + ", line " + strconv.Itoa(x.Line)
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
