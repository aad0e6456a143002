package analysis

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"coderemote"
)

// Mode says how much an analysis does.
type Mode string

// The modes. ModeStatic only reads the code; it follows a run by itself and
// counts for no limit.
const (
	ModeAll    Mode = "all"
	ModeStatic Mode = "static"
)

// Analysis is one question about what code costs, and the answer so far.
type Analysis struct {
	ID        string // UUIDv7
	UserID    string
	SnippetID string // "" when it belongs to no snippet
	Code      string
	Function  string // the one to measure; "" leaves the choice to the measurement
	Grow      string // the argument to grow; "" likewise
	Mode      Mode

	Status     coderemote.Status // queued, running, succeeded, failed, internal_error
	Attempt    int               // the fencing token: 0 before the first claim
	CreatedAt  time.Time
	StartedAt  *time.Time
	FinishedAt *time.Time

	Sources   Sources
	Narrative string // Markdown of the model: untrusted text; "" for none
	Error     string // why there is no answer, such as a syntax error
}

// New holds what a person or a client asks for, before it is checked.
type New struct {
	Code      string
	SnippetID string
	Function  string
	Grow      string
	Mode      Mode
	// IdempotencyKey, when not empty, lets the request be repeated: the same key
	// within 24 hours returns the first analysis.
	IdempotencyKey string `json:"-"`
}

// maxName is the longest name of a function or an argument, in characters.
const maxName = 100

var name = regexp.MustCompile(`^[\pL_][\pL\pN_.]*$`)

// Validate returns n in its canonical form, or an error that names each invalid
// field, its limit, and what to do.
func (n New) Validate() (New, error) {
	run, err := coderemote.NewRun{Code: n.Code, IdempotencyKey: n.IdempotencyKey}.Validate()
	n.Code = run.Code
	var fields []coderemote.Field
	if err != nil {
		fields = coderemote.AsError(err).Fields
	}
	fields = append(fields, invalidName("function", "function", n.Function)...)
	fields = append(fields, invalidName("grow", "argument", n.Grow)...)
	if len(fields) > 0 {
		return n, &coderemote.Error{Code: coderemote.CodeInvalid, Message: fields[0].Message, Fields: fields}
	}
	if n.Mode == "" {
		n.Mode = ModeAll
	}
	return n, nil
}

func invalidName(field, what, value string) []coderemote.Field {
	if value == "" || name.MatchString(value) && utf8.RuneCountInString(value) <= maxName {
		return nil
	}
	message := fmt.Sprintf("The name of the %s must be a Python name of at most %d characters, as it stands in the code.", what, maxName)
	return []coderemote.Field{{Location: "body." + field, Message: message, Value: value}}
}

// Sources are the three of them. A source that said nothing has no class.
type Sources struct {
	Measured Measured `json:"measured"`
	Static   Static   `json:"static"`
	Model    Opinion  `json:"model"`
}

// Measured is what growing the input and counting steps showed.
type Measured struct {
	Time       Class    `json:"time"`
	Space      Class    `json:"space"`
	Confidence float64  `json:"confidence"` // 0 to 1
	Function   string   `json:"function"`
	Grow       string   `json:"grow"` // the argument that was grown
	Arguments  []string `json:"arguments"`
	Points     []Point  `json:"points"`
	Worst      []Worst  `json:"worst"`
	Fit        *Curve   `json:"fit"`
	Others     []Curve  `json:"others"` // the next candidates, the best first
	Lines      []Line   `json:"lines"`
	LinesN     int      `json:"lines_n"` // the size at which lines were counted
	Notes      []string `json:"notes"`   // what was not counted
	Reason     string   `json:"reason"`  // "not measurable, because …"; "" where it was
}

// Point is the steps, and the bytes where they are known, at one size.
type Point struct {
	N          int    `json:"n"`
	Operations int64  `json:"operations"`
	Bytes      *int64 `json:"bytes"`
}

// Worst is how the time grew on one kind of input.
type Worst struct {
	Mode string `json:"mode"`
	Time Class  `json:"time"`
}

// Curve is a fit y = c0 + c1 g(n) + c2 f(n): f of Class, g of Lower.
type Curve struct {
	Class        Class      `json:"class"`
	Coefficients [3]float64 `json:"coefficients"`
	Lower        Class      `json:"lower"` // "" where there is no such term
}

// At returns the steps that the curve gives at size n.
func (c Curve) At(n float64) float64 {
	y := c.Coefficients[0] + c.Coefficients[2]*c.Class.At(n)
	if c.Lower != "" {
		y += c.Coefficients[1] * c.Lower.At(n)
	}
	return y
}

// Line is how often a line ran at size LinesN, and what the C code behind it was
// charged with, such as the elements that `in` looked at.
type Line struct {
	Line    int   `json:"line"`
	Count   int64 `json:"count"`
	Charged int64 `json:"charged"`
}

// Static is what reading the syntax tree showed.
type Static struct {
	Time    Class    `json:"time"`
	Space   Class    `json:"space"`
	Reasons []Reason `json:"reasons"`
}

// Reason is why, at one line.
type Reason struct {
	Line    int    `json:"line"`
	Message string `json:"message"`
}

// Opinion is what a model claims. Nothing of it was checked.
type Opinion struct {
	Time    Class  `json:"time"`
	Space   Class  `json:"space"`
	Model   string `json:"model"`   // the one asked; "" when none was
	Problem string `json:"problem"` // why it did not answer, as a sentence; "" otherwise
	Cached  bool   `json:"cached"`  // the answer to the same code before
}

// Sure reports whether the measurement decides: it names a class with a
// confidence of at least 0.8.
func (m Measured) Sure() bool { return m.Time != "" && m.Confidence >= 0.8 }

// Answer returns the classes that the analysis stands for: the measured ones
// where the measurement is sure, else those read from the code, else the
// model's; "" where no source names one.
func (s Sources) Answer() (time, space Class) {
	if s.Measured.Sure() {
		time, space = s.Measured.Time, s.Measured.Space
	}
	for _, c := range []struct{ time, space Class }{{s.Static.Time, s.Static.Space}, {s.Model.Time, s.Model.Space}} {
		if time == "" {
			time = c.time
		}
		if space == "" {
			space = c.space
		}
	}
	return time, space
}

// Origin names the source of the answer's time: measured, static, model, or "".
func (s Sources) Origin() string {
	switch {
	case s.Measured.Sure():
		return "measured"
	case s.Static.Time != "":
		return "static"
	case s.Model.Time != "":
		return "model"
	}
	return ""
}

// Report is what the program in the box said, checked.
type Report struct {
	Measured Measured
	Static   Static
	Error    string // such as a syntax error of the code
}

// plain returns text without what could not be shown, at most limit characters of it.
func plain(text string, limit int) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			return ' '
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > limit {
		text = string(runes[:limit-1]) + "…"
	}
	return strings.TrimSpace(text)
}
