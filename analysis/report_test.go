package analysis

import (
	"strings"
	"testing"

	"coderemote"

	"github.com/google/go-cmp/cmp"
)

const whole = `{"measured": {"time": "O(n^2)", "space": "O(1)", "confidence": 0.97, "function": "f", "grow": "xs", "arguments": ["xs"],
 "points": [{"n": 2, "operations": 9, "bytes": null}, {"n": 1, "operations": 3, "bytes": 28}], "worst": [{"mode": "sorted", "time": "O(n^2)"}],
 "fit": {"time": {"class": "O(n^2)", "coefficients": [1, 0, 2], "lower": "O(n)", "others": [{"class": "O(n^3)", "coefficients": [1, 2, 3], "lower": null}]}},
 "lines": [{"line": 2, "count": 10, "charged": 3}], "lines_n": 100, "notes": ["a note"], "reason": null},
 "static": {"time": "O(n^2)", "space": "O(1)", "reasons": [{"line": 2, "message": "two loops"}], "seconds": 0.002}, "error": null}`

func TestParseReport(t *testing.T) {
	bytes := int64(28)
	want := Report{
		Measured: Measured{Time: "O(n^2)", Space: "O(1)", Confidence: .97, Function: "f", Grow: "xs", Arguments: []string{"xs"},
			Points: []Point{{1, 3, &bytes}, {2, 9, nil}}, Worst: []Worst{{"sorted", "O(n^2)"}},
			Fit: &Curve{"O(n^2)", [3]float64{1, 0, 2}, "O(n)"}, Others: []Curve{{"O(n^3)", [3]float64{1, 2, 3}, ""}},
			Lines: []Line{{2, 10, 3}}, LinesN: 100, Notes: []string{"a note"}},
		Static: Static{Time: "O(n^2)", Space: "O(1)", Reasons: []Reason{{2, "two loops"}}},
	}
	if diff := cmp.Diff(want, ParseReport(whole, coderemote.Result{Status: coderemote.StatusSucceeded})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The code that is measured can write any report. None may be shown as it is.
func TestParseReportOfAnybody(t *testing.T) {
	for name, stdout := range map[string]string{
		"nothing": "", "half": whole[:200], "two": whole + whole, "a list": "[]", "a number": "1", "no part": "{}", "wrong types": `{"measured": 1}`,
	} {
		r := ParseReport(stdout, coderemote.Result{Status: coderemote.StatusFailed})
		if !strings.HasPrefix(r.Measured.Reason, "not measurable, because ") || r.Measured.Time != "" {
			t.Errorf("%s: %+v", name, r)
		}
	}
	for status, want := range map[coderemote.Status]string{
		coderemote.StatusTimeLimit: "time", coderemote.StatusMemoryLimit: "memory", coderemote.StatusOutputLimit: "wrote too much",
	} {
		if r := ParseReport("", coderemote.Result{Status: status}); !strings.Contains(r.Measured.Reason, want) {
			t.Errorf("%s: %q", status, r.Measured.Reason)
		}
	}
	r := ParseReport(`{"measured": {"time": "O(<script>)", "confidence": 7, "points": [{"n": -1, "operations": 1}, {"n": 3, "operations": -1}],
		"fit": {"time": {"class": "O(n)", "coefficients": [1]}}, "lines": [{"line": 0, "count": 1}, {"line": 4, "count": -1}], "notes": ["a\u0000b"]},
		"static": {"time": "whatever", "reasons": [{"line": -3, "message": "x"}, {"line": 1, "message": ""}]}}`, coderemote.Result{})
	want := Report{Measured: Measured{Confidence: 1, Points: []Point{}, Lines: []Line{}, Notes: []string{"a b"},
		Reason: "not measurable, because the steps grew like no class of the list"}}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzParseReport(f *testing.F) {
	f.Add(whole)
	f.Add(`{"measured": {}, "static": {}, "error": "Syntax error: x"}`)
	f.Fuzz(func(t *testing.T, stdout string) {
		r := ParseReport(stdout, coderemote.Result{})
		s := Sources{Measured: r.Measured, Static: r.Static}
		if time, space := s.Answer(); time != "" && !time.Valid() || space != "" && !space.Valid() {
			t.Errorf("the answer is %q, %q", time, space)
		}
		if c := r.Measured.Confidence; !(c >= 0 && c <= 1) {
			t.Errorf("a confidence of %v", c)
		}
	})
}

func TestAnswer(t *testing.T) {
	sure, unsure := Measured{Time: "O(n)", Space: "O(1)", Confidence: .8}, Measured{Time: "O(n)", Space: "O(1)", Confidence: .79}
	read, opinion := Static{Time: "O(n^2)", Space: "O(n)"}, Opinion{Time: "O(n^3)", Space: "O(n^2)"}
	for name, test := range map[string]struct {
		s                   Sources
		time, space, origin string
	}{
		"measured":              {Sources{sure, read, opinion}, "O(n)", "O(1)", "measured"},
		"measured, not surely":  {Sources{unsure, read, opinion}, "O(n^2)", "O(n)", "static"},
		"the model alone":       {Sources{unsure, Static{}, opinion}, "O(n^3)", "O(n^2)", "model"},
		"nobody":                {Sources{unsure, Static{}, Opinion{}}, "", "", ""},
		"space from the next":   {Sources{Measured{Time: "O(n)", Confidence: 1}, read, opinion}, "O(n)", "O(n)", "measured"},
		"space from the model":  {Sources{Measured{}, Static{Time: "O(n)"}, opinion}, "O(n)", "O(n^2)", "static"},
		"measured without time": {Sources{Measured{Space: "O(1)", Confidence: 1}, Static{}, Opinion{}}, "", "", ""},
	} {
		if time, space := test.s.Answer(); string(time) != test.time || string(space) != test.space || test.s.Origin() != test.origin {
			t.Errorf("%s: %s, %s from %q", name, time, space, test.s.Origin())
		}
	}
}

func TestAgreement(t *testing.T) {
	for _, test := range []struct {
		measured, static, model Class
		want                    Agreement
		standing                Standing
		verdict                 string
	}{
		{"O(n)", "O(n)", "O(n)", AgreeAll, Confirmed, "All three sources agree."},
		{"O(n)", "O(n)", "", AgreeAll, "", "Measuring and reading the code agree."},
		{"", "O(n)", "O(n)", AgreeAll, Undecided, "Reading the code and the model agree"},
		{"O(n)", "", "O(n)", AgreeAll, Confirmed, "Measuring and the model agree"},
		{"O(n)", "O(n^2)", "O(n)", AgreeSome, Confirmed, "a loop ended earlier"},
		{"O(n^2)", "O(n)", "O(n)", AgreeSome, Contradicted, "a step that looks small"},
		{"O(n)", "O(n)", "O(n^2)", AgreeSome, Contradicted, "The model says O(n^2); measured was O(n)."},
		{"O(n)", "O(n + m)", "", AgreeNone, "", "other sizes of the input"},
		{"O(n)", "O(n^2)", "O(n^3)", AgreeNone, Contradicted, "a loop ended earlier"},
		{"", "O(n)", "O(n^2)", AgreeNone, Undecided, "Work it out by hand"},
		{"O(n)", "", "", AgreeSingle, "", "Only measuring"},
		{"", "O(n)", "", AgreeSingle, "", "Only reading"},
		{"", "", "O(n)", AgreeSingle, Undecided, "Only the model"},
		{"", "", "", AgreeNone, "", "No source"},
	} {
		s := Sources{Measured{Time: test.measured, Confidence: .9}, Static{Time: test.static}, Opinion{Time: test.model}}
		if got := s.Agreement(); got != test.want {
			t.Errorf("%+v: agreement %s", test, got)
		}
		if got := s.Standing(); got != test.standing {
			t.Errorf("%+v: standing %q", test, got)
		}
		if got := s.Verdict(); !strings.Contains(got, test.verdict) {
			t.Errorf("%+v: verdict %q", test, got)
		}
	}
	s := Sources{Measured{Time: "O(n)", Confidence: .8}, Static{}, Opinion{Time: "O(n^2)"}}
	if got := s.Standing(); got != Undecided {
		t.Errorf("a measurement that is not surer than 0.8 makes the claim %s", got)
	}
}
