package analysis

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"coderemote"
)

// Program is what runs in the box to measure and read code.
const Program = "import coderemote_cplx; coderemote_cplx.main()"

// budget is the processor time that a measurement may take, in seconds.
const budget = 2.0

// Limits are the walls of an analysis: those of an ordinary run, with less time,
// because it keeps to a budget of its own.
func Limits() coderemote.Limits {
	l := coderemote.DefaultLimits()
	l.Wall, l.CPU, l.Lifetime = 15*time.Second, 10*time.Second, 20*time.Second
	return l
}

// Input is the standard input of Program for a.
func Input(a *Analysis) (string, error) {
	in := struct {
		Code     string  `json:"code"`
		Function *string `json:"function"`
		Grow     *string `json:"grow"`
		Mode     Mode    `json:"mode"`
		Budget   float64 `json:"budget_seconds"`
	}{Code: a.Code, Mode: a.Mode, Budget: budget}
	if a.Function != "" {
		in.Function = &a.Function
	}
	if a.Grow != "" {
		in.Grow = &a.Grow
	}
	text, err := json.Marshal(in)
	if err != nil {
		return "", fmt.Errorf("analysis: encode input: %w", err)
	}
	return string(text), nil
}

// What a report may hold at most. The code that is measured runs in the process
// that writes it, and may write anything.
const (
	maxPoints  = 400
	maxCurves  = 4
	maxReasons = 100
	maxItems   = 32
	maxText    = 400 // characters
)

// rawReport is the object that Program writes.
type rawReport struct {
	Measured *struct {
		Time       *string   `json:"time"`
		Space      *string   `json:"space"`
		Confidence float64   `json:"confidence"`
		Function   *string   `json:"function"`
		Grow       *string   `json:"grow"`
		Arguments  []string  `json:"arguments"`
		Points     []Point   `json:"points"`
		Worst      []rawMode `json:"worst"`
		Fit        *struct {
			Time *rawFit `json:"time"`
		} `json:"fit"`
		Lines  []Line   `json:"lines"`
		LinesN int      `json:"lines_n"`
		Notes  []string `json:"notes"`
		Reason *string  `json:"reason"`
	} `json:"measured"`
	Static *struct {
		Time    *string  `json:"time"`
		Space   *string  `json:"space"`
		Reasons []Reason `json:"reasons"`
	} `json:"static"`
	Error *string `json:"error"`
}

type rawMode struct {
	Mode string  `json:"mode"`
	Time *string `json:"time"`
}

type rawCurve struct {
	Class        *string   `json:"class"`
	Coefficients []float64 `json:"coefficients"`
	Lower        *string   `json:"lower"`
}

type rawFit struct {
	rawCurve
	Others []rawCurve `json:"others"`
}

// ParseReport reads what Program wrote before it ended with result. Where there
// is no object, the measurement says why.
func ParseReport(stdout string, result coderemote.Result) Report {
	var raw rawReport
	if err := json.Unmarshal([]byte(stdout), &raw); err != nil || raw.Measured == nil && raw.Static == nil && raw.Error == nil {
		return unmeasured(result)
	}
	r := Report{Error: plain(text(raw.Error), maxText)}
	r.Measured = Measured{Reason: unmeasurable + "nothing was measured"}
	if raw.Measured != nil {
		r.Measured = raw.measured()
	}
	if s := raw.Static; s != nil {
		r.Static = Static{Time: class(s.Time), Space: class(s.Space), Reasons: reasons(s.Reasons)}
	}
	return r
}

// unmeasured is the report of a program that wrote none.
func unmeasured(result coderemote.Result) Report {
	reason := "the measurement ended without a result"
	switch result.Status {
	case coderemote.StatusInternalError:
		if result.Error == coderemote.DataPending {
			reason = "numpy, pandas and matplotlib are being set up on this server"
		}
	case coderemote.StatusTimeLimit:
		reason = "the code did not end within the time for a measurement"
	case coderemote.StatusMemoryLimit:
		reason = "the code took all the memory of the sandbox"
	case coderemote.StatusOutputLimit:
		reason = "the code wrote too much while it was measured"
	}
	return Report{Measured: Measured{Reason: unmeasurable + reason}}
}

func (raw *rawReport) measured() Measured {
	in := raw.Measured
	m := Measured{
		Time: class(in.Time), Space: class(in.Space), Confidence: fraction(in.Confidence), Reason: plain(text(in.Reason), maxText),
		Function: plain(text(in.Function), maxName), Grow: plain(text(in.Grow), maxName), Arguments: texts(in.Arguments, maxName),
		Points: points(in.Points), Worst: worst(in.Worst), Lines: lines(in.Lines), LinesN: max(0, in.LinesN), Notes: texts(in.Notes, maxText),
	}
	if in.Fit != nil && in.Fit.Time != nil {
		m.Fit, m.Others = curves(in.Fit.Time)
	}
	if m.Time == "" && m.Reason == "" {
		m.Reason = unmeasurable + "the steps grew like no class of the list"
	}
	return m
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func class(s *string) Class { return Parse(text(s)) }

func fraction(x float64) float64 { return min(max(x, 0), 1) }

func texts(in []string, limit int) []string {
	var out []string
	for _, s := range in[:min(len(in), maxItems)] {
		if s = plain(s, limit); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// points keeps those that can be drawn, by size, one for each.
func points(in []Point) []Point {
	in = slices.DeleteFunc(slices.Clone(in), func(p Point) bool { return p.N < 0 || p.Operations < 0 || p.Bytes != nil && *p.Bytes < 0 })
	slices.SortStableFunc(in, func(a, b Point) int { return a.N - b.N })
	in = slices.CompactFunc(in, func(a, b Point) bool { return a.N == b.N })
	return in[:min(len(in), maxPoints)]
}

func worst(in []rawMode) []Worst {
	var out []Worst
	for _, w := range in[:min(len(in), maxItems)] {
		if c := class(w.Time); c != "" {
			out = append(out, Worst{plain(w.Mode, maxName), c})
		}
	}
	return out
}

func lines(in []Line) []Line {
	in = slices.DeleteFunc(slices.Clone(in), func(l Line) bool {
		return l.Line < 1 || l.Line > coderemote.MaxCodeBytes || l.Count < 0 || l.Charged < 0
	})
	slices.SortStableFunc(in, func(a, b Line) int { return a.Line - b.Line })
	return slices.CompactFunc(in, func(a, b Line) bool { return a.Line == b.Line })
}

func reasons(in []Reason) []Reason {
	var out []Reason
	for _, r := range in[:min(len(in), maxReasons)] {
		message := plain(r.Message, maxText)
		if message != "" && r.Line >= 1 && r.Line <= coderemote.MaxCodeBytes {
			out = append(out, Reason{r.Line, message})
		}
	}
	return out
}

func curves(in *rawFit) (*Curve, []Curve) {
	best, ok := curve(in.rawCurve)
	if !ok {
		return nil, nil
	}
	var others []Curve
	for _, o := range in.Others[:min(len(in.Others), maxCurves)] {
		if c, ok := curve(o); ok && c.Class != best.Class {
			others = append(others, c)
		}
	}
	return &best, others
}

func curve(in rawCurve) (Curve, bool) {
	c := Curve{Class: class(in.Class), Lower: class(in.Lower)}
	if c.Class == "" || len(in.Coefficients) != len(c.Coefficients) {
		return c, false
	}
	copy(c.Coefficients[:], in.Coefficients)
	return c, !slices.ContainsFunc(in.Coefficients, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) })
}

// Syntax reports whether the code could not be read at all.
func (r Report) Syntax() bool { return strings.HasPrefix(r.Error, "Syntax error") }
