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
	both := func(time, space Class) [2]Class { return [2]Class{time, space} }
	for _, test := range []struct {
		measured, static, model [2]Class
		want                    Agreement
		standing                Standing
		verdict                 string
	}{
		{both("O(n)", "O(1)"), both("O(n)", "O(1)"), both("O(n)", "O(1)"), AgreeAll, Confirmed, "All three sources agree on time and space."},
		{both("O(n)", "O(1)"), both("O(n)", "O(1)"), both("", ""), AgreeAll, "", "Measuring and reading the code agree on time and space."},
		{both("O(n)", ""), both("O(n)", "O(1)"), both("", ""), AgreeAll, "", "Measuring and reading the code agree on the time."},
		{both("", "O(1)"), both("O(n)", "O(1)"), both("", ""), AgreeAll, "", "Measuring and reading the code agree on the space."},
		{both("", ""), both("O(n)", "O(1)"), both("O(n)", "O(1)"), AgreeAll, Undecided, "Reading the code and the model agree on time and space; nothing could be measured."},
		{both("O(n)", "O(1)"), both("", ""), both("O(n)", "O(1)"), AgreeAll, Confirmed, "Measuring and the model agree on time and space; reading the code alone did not tell."},
		{both("O(n)", "O(1)"), both("O(n)", "O(n)"), both("", ""), AgreeSome, "", "Time: they agree on O(n). Space: measured O(1), read O(n). What the text could keep stayed small"},
		{both("O(n)", "O(n)"), both("O(n)", "O(1)"), both("", ""), AgreeSome, "", "Space: measured O(n), read O(1). Something keeps more than the text shows"},
		{both("O(n)", "O(1)"), both("O(n^2)", "O(1)"), both("", ""), AgreeSome, "", "Time: measured O(n), read O(n^2). A loop ended earlier"},
		{both("O(n)", "O(1)"), both("O(n^2)", "O(n)"), both("", ""), AgreeNone, "", "may be slower than what was measured. Space: measured O(1), read O(n)"},
		{both("O(n^2)", "O(1)"), both("O(n)", "O(1)"), both("O(n)", "O(1)"), AgreeSome, Contradicted, "Time: measured O(n^2), read O(n). A step that looks small"},
		{both("O(n)", "O(1)"), both("O(n)", "O(1)"), both("O(n^2)", "O(1)"), AgreeSome, Contradicted, "Time: the model says O(n^2); measured was O(n) on these inputs. Either the model errs, or it thinks of a worse input"},
		{both("O(n)", "O(1)"), both("O(n)", "O(1)"), both("O(n)", "O(n)"), AgreeSome, Contradicted, "Time: they agree on O(n). Space: the model says O(n); measured was O(1) on these inputs. Either the model errs"},
		{both("O(n^2)", "O(1)"), both("O(n^2)", "O(1)"), both("O(n)", "O(1)"), AgreeSome, Contradicted, "Time: the model says O(n); measured was O(n^2) on these inputs. Trust the count: a model reads code as a person does, and overlooks as much. Space: they agree on O(1)."},
		{both("O(n * m)", "O(1)"), both("O(n * m)", "O(1)"), both("O(n^2)", "O(1)"), AgreeSome, Contradicted, "Time: the model says O(n^2); measured was O(n * m) on these inputs. Where both sizes are equal"},
		{both("O(log n)", "O(1)"), both("O(n log m)", "O(1)"), both("", ""), AgreeSome, "", "Time: measured O(log n), read O(n log m). The text counts a second size, m, that was not grown"},
		{both("O(n * m)", "O(n)"), both("O(n * m)", "O(n * m)"), both("", ""), AgreeSome, "", "Space: measured O(n), read O(n * m). What the text could keep stayed small"},
		{both("O(n)", ""), both("O(n)", "O(1)"), both("O(n)", "O(n)"), AgreeSome, Undecided, "Space: the model says O(n); read was O(1). Work it out by hand: count what is kept"},
		{both("O(n)", ""), both("O(n + m)", ""), both("", ""), AgreeNone, "", "The text counts a second size, m,"},
		{both("O(n + m)", ""), both("O(n)", ""), both("", ""), AgreeNone, "", "That is the same growth, seen in other sizes of the input"},
		{both("", ""), both("O(n)", ""), both("O(n^2)", ""), AgreeNone, Undecided, "Time: the model says O(n^2); read was O(n). Work it out by hand: count how often"},
		{both("O(n)", "O(1)"), both("", ""), both("", ""), AgreeSingle, "", "Only measuring"},
		{both("", ""), both("O(n)", ""), both("", ""), AgreeSingle, "", "Only reading"},
		{both("", ""), both("", ""), both("", "O(n)"), AgreeSingle, Undecided, "Only the model"},
		{both("", ""), both("", ""), both("", ""), AgreeNone, "", "No source"},
	} {
		s := Sources{Measured{Time: test.measured[0], Space: test.measured[1], Confidence: .81}, Static{Time: test.static[0], Space: test.static[1]}, Opinion{Time: test.model[0], Space: test.model[1]}}
		if got := s.Agreement(); got != test.want {
			t.Errorf("%+v: agreement %s", test, got)
		}
		if got := s.Standing(); got != test.standing {
			t.Errorf("%+v: standing %q", test, got)
		}
		if got := s.Verdict(); !strings.Contains(got, test.verdict) || strings.Contains(got, "\n") {
			t.Errorf("%+v: verdict %q", test, got)
		}
	}
}

// A verdict says what the measurement saw, in numbers that a person can look up.
func TestVerdictHasEvidence(t *testing.T) {
	bytes := func(n int64) *int64 { return &n }
	s := Sources{
		Measured{Time: "O(n^2)", Space: "O(n)", Confidence: 1, LinesN: 256, Lines: []Line{{Line: 3, Count: 257}, {Line: 4, Count: 32896}},
			Points: []Point{{N: 1, Operations: 7, Bytes: bytes(456)}, {N: 200, Operations: 9}, {N: 256, Operations: 90000, Bytes: bytes(2352)}}},
		Static{Time: "O(n^2)", Space: "O(n)"}, Opinion{Time: "O(n)", Space: "O(1)"},
	}
	for _, want := range []string{"measured was O(n^2) on these inputs (line 4 ran 32,896 times at n = 256)", "measured was O(n) on these inputs (456 extra bytes at n = 1, 2,352 at n = 256)"} {
		if got := s.Verdict(); !strings.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
	}
	if n := strings.Count(s.Verdict(), "Trust the count"); n != 1 {
		t.Errorf("what both teach is said %d times", n)
	}
	s.Measured.Lines = []Line{{Line: 4, Count: 362, Charged: 65703}}
	if got := s.Verdict(); !strings.Contains(got, "(what line 4 calls looked at 65,703 elements at n = 256)") {
		t.Errorf("%q", got)
	}
	s.Measured.LinesN, s.Measured.Points = 1, nil
	if got := s.Verdict(); strings.Contains(got, "(line") || strings.Contains(got, "bytes") {
		t.Errorf("there is no evidence: %q", got)
	}
}

func TestGrouped(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -999: "-999", -1000: "-1,000", 1234567: "1,234,567"} {
		if got := Grouped(n); got != want {
			t.Errorf("%d is written %q, want %q", n, got, want)
		}
	}
}

// Whatever stands in the way of a measurement, a person is told what to do.
func TestAdvice(t *testing.T) {
	for reason, want := range map[string]string{
		"it raised ModuleNotFoundError: No module named 'helper'":      "main.py alone",
		"it raised FileNotFoundError: data.csv":                        "main.py alone",
		"it raised ValueError: invalid literal for int()":              "in place of input()",
		"it raised NameError: name 'count' is not defined":             "mend the error",
		"it raised SystemExit":                                         "leave out exit()",
		"the program ended the process":                                "leave out exit()",
		"it ran too long even on small inputs":                         "Does it end?",
		"it used up its time":                                          "Does it end?",
		"the code did not end within the time for a measurement":       "Does it end?",
		"it ran out of memory":                                         "keeps more and more",
		"the code took all the memory of the sandbox":                  "keeps more and more",
		"its recursion went too deep":                                  "no longer calls itself",
		"it reads its input in a way that is not understood":           "in place of input()",
		"there is no function nope in it":                              "name of a function",
		"there is no argument nope":                                    "another argument",
		"the argument x has no size that can grow":                     "another argument",
		"its object needs arguments that the script does not show":     "Make one such object",
		"numpy, pandas and matplotlib are being set up on this server": "few minutes",
		"it gave too few points":                                       "one argument that can grow",
	} {
		if got := (Measured{Reason: unmeasurable + reason}).Advice(); !strings.Contains(got, want) {
			t.Errorf("%s: %q", reason, got)
		}
	}
	if got := (Measured{Time: "O(1)", Points: []Point{{N: 1}}}).Advice(); !strings.Contains(got, "Nothing here grows") {
		t.Errorf("what cannot grow: %q", got)
	}
	for _, m := range []Measured{{}, {Time: "O(n)", Grow: "xs", Points: []Point{{N: 1}, {N: 2}}}} {
		if got := m.Advice(); got != "" {
			t.Errorf("%+v: %q", m, got)
		}
	}
	if class, text := (Measured{Reason: unmeasurable + "it raised KeyError: 'a: b'"}).Raised(); class != "KeyError" || text != "'a: b'" {
		t.Errorf("%q, %q", class, text)
	}
	if class, _ := (Measured{Reason: unmeasurable + "it ran too long"}).Raised(); class != "" {
		t.Errorf("%q", class)
	}
}

// Time and space are judged each by itself.
func TestStanding(t *testing.T) {
	for confidence, want := range map[float64]Standing{.79: Undecided, .8: Undecided, .81: Contradicted, 1: Contradicted} {
		s := Sources{Measured{Time: "O(n)", Space: "O(n)", Confidence: confidence}, Static{}, Opinion{Time: "O(n)", Space: "O(1)"}}
		if time, space := s.Time().Standing(), s.Space().Standing(); time != Confirmed || space != want || s.Standing() != want {
			t.Errorf("at a confidence of %v: time %s, space %s, together %s", confidence, time, space, s.Standing())
		}
	}
}
