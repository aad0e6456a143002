package views

import (
	"math"
	"strings"
	"testing"

	"coderemote"
	"coderemote/analysis"

	"github.com/google/go-cmp/cmp"
)

// analyzed is an analysis of a bubble sort.
func analyzed(status coderemote.Status, change ...func(*AnalysisView)) AnalysisView {
	a := &analysis.Analysis{ID: "0190c000-0000-7000-8000-000000000003", Code: "def bubble(xs):\n    for i in xs:\n        for j in xs:\n            pass\n", Status: status}
	m := &a.Sources.Measured
	*m = analysis.Measured{
		Time: "O(n^2)", Space: "O(1)", Confidence: .97, Function: "bubble", Grow: "xs", Arguments: []string{"xs", "key<"}, LinesN: 1000,
		Worst:  []analysis.Worst{{Mode: "random", Time: "O(n^2)"}, {Mode: "sorted", Time: "O(n)"}},
		Fit:    &analysis.Curve{Class: "O(n^2)", Coefficients: [3]float64{3, 1.5, 2}, Lower: "O(n)"},
		Others: []analysis.Curve{{Class: "O(n^2 log n)", Coefficients: [3]float64{0, 0, .3}}, {Class: "O(n log n)", Coefficients: [3]float64{0, 0, 9}}},
		Lines:  []analysis.Line{{Line: 2, Count: 1000}, {Line: 3, Count: 1_000_000, Charged: 499_500}, {Line: 4, Count: 0}},
		Notes:  []string{"what regular expressions do inside is not counted"},
	}
	for _, n := range []int{1, 2, 4, 8, 16, 32, 64, 128, 256} {
		bytes := int64(64 + n)
		m.Points = append(m.Points, analysis.Point{N: n, Operations: int64(2*n*n + n + 3), Bytes: &bytes})
	}
	a.Sources.Static = analysis.Static{Time: "O(n^2)", Space: "O(1)", Reasons: []analysis.Reason{{Line: 2, Message: "a loop over xs"}, {Line: 3, Message: "a loop in it <again>"}}}
	v := NewAnalysisView(a)
	for _, c := range change {
		c(&v)
	}
	return v
}

func unknown(v *AnalysisView) { v.Analysis.Sources, v.Charts = analysis.Sources{}, nil }

func unreadable(v *AnalysisView) {
	v.Analysis.Error = "Syntax error: expected ':' on line 1"
	v.Analysis.Sources.Measured.Reason = "not measurable, because the program has a syntax error"
}

func raising(v *AnalysisView) {
	v.Analysis.Sources.Measured = analysis.Measured{Reason: "not measurable, because it raised NameError: name 'cuont' is not defined"}
	v.Charts = nil
}

func modeled(v *AnalysisView) {
	v.Model, v.RunID = true, "0190b000-0000-7000-8000-000000000002"
	v.Narrative = "<h3>Algorithm</h3><p>It compares.</p>"
	v.Analysis.Sources.Model = analysis.Opinion{Time: "O(n)", Space: "O(1)", Model: "gemini-2.5-flash"}
}

func silent(v *AnalysisView) {
	v.Analysis.Sources.Model = analysis.Opinion{}
}

func TestMath(t *testing.T) {
	for class, want := range map[analysis.Class]string{
		"O(1)":          "<mn>1</mn>",
		"O(log n)":      "<mi>log</mi>" + thin + "<mi>n</mi>",
		"O(sqrt n)":     "<msqrt><mi>n</mi></msqrt>",
		"O(n^2 log n)":  "<msup><mi>n</mi><mn>2</mn></msup>" + thin + "<mi>log</mi>" + thin + "<mi>n</mi>",
		"O(2^n)":        "<msup><mn>2</mn><mi>n</mi></msup>",
		"O(n!)":         "<mi>n</mi><mo>!</mo>",
		"O(n + m)":      "<mi>n</mi><mo>+</mo><mi>m</mi>",
		"O(n * m)":      "<mi>n</mi><mo>·</mo><mi>m</mi>",
		"O(n * sqrt m)": "<mi>n</mi><mo>·</mo><msqrt><mi>m</mi></msqrt>",
	} {
		got := mathML(class)
		if !strings.Contains(got, `<mo stretchy="false">(</mo>`+want+`<mo stretchy="false">)</mo>`) {
			t.Errorf("%s is %s", class, got)
		}
	}
	for _, c := range []analysis.Class{"", "<script>"} {
		if got := mathML(c); strings.Contains(got, "script") || strings.Contains(got, "math") {
			t.Errorf("%q is %s", c, got)
		}
	}
}

func TestAxes(t *testing.T) {
	linear := newAxis(3, 870, 0, 100, false)
	var labels []string
	for _, tick := range linear.ticks() {
		labels = append(labels, tick.Label+" at "+tick.At)
	}
	if d := cmp.Diff([]string{"0 at 0", "500 at 50", "1k at 100"}, labels); d != "" {
		t.Errorf("linear (-want +got):\n%s", d)
	}
	labels = nil
	for _, tick := range newAxis(3, 870, 0, 300, true).ticks() {
		labels = append(labels, tick.Label+" at "+tick.At)
	}
	if d := cmp.Diff([]string{"1 at 0", "10 at 100", "100 at 200", "1k at 300"}, labels); d != "" {
		t.Errorf("logarithmic (-want +got):\n%s", d)
	}
}

// Whatever was measured, nothing is drawn outside of the axes or at no place at all.
func TestChartsOfAnything(t *testing.T) {
	point := func(n int, operations int64) analysis.Point { return analysis.Point{N: n, Operations: operations} }
	for name, m := range map[string]analysis.Measured{
		"nothing":     {},
		"one point":   {Points: []analysis.Point{point(1, 1)}},
		"all zero":    {Points: []analysis.Point{point(0, 0), point(1, 0)}},
		"all equal":   {Points: []analysis.Point{point(1, 5), point(2, 5), point(3, 5)}, Fit: &analysis.Curve{Class: "O(1)", Coefficients: [3]float64{5, 0, 0}}},
		"huge":        {Points: []analysis.Point{point(1, 1), point(1<<46, math.MaxInt64)}, Fit: &analysis.Curve{Class: "O(n!)", Coefficients: [3]float64{0, 0, 1}}},
		"no fit":      {Points: []analysis.Point{point(1, 1), point(2, 4)}, Others: []analysis.Curve{{Class: "O(n)"}}},
		"exponential": {Points: []analysis.Point{point(1, 2), point(20, 1<<20)}, Fit: &analysis.Curve{Class: "O(2^n)", Coefficients: [3]float64{0, 0, 1}}, Others: []analysis.Curve{{Class: "O(n^3)", Coefficients: [3]float64{0, 0, -1}}}},
	} {
		for _, c := range NewCharts(m) {
			source := render(t, chart(c, false))
			if strings.Contains(source, "NaN") || strings.Contains(source, "Inf") || strings.Contains(source, "e+") {
				t.Errorf("%s, %s: %s", name, c.ID, source)
			}
		}
	}
	if got := NewCharts(analysis.Measured{Points: []analysis.Point{point(1, 1)}}); got != nil {
		t.Errorf("one point is drawn: %+v", got)
	}
	if got := len(analyzed(coderemote.StatusSucceeded).Charts); got != 2 {
		t.Errorf("%d charts, want linear and logarithmic", got)
	}
}

func TestHeat(t *testing.T) {
	want := `[{"line":2,"short":"1k","text":"Line 2 ran 1,000 times at n = 1,000.","level":1},` +
		`{"line":3,"short":"1M","text":"Line 3 ran 1,000,000 times, and what it calls looked at 499,500 elements at n = 1,000.","level":4}]`
	if d := cmp.Diff(want, analyzed(coderemote.StatusSucceeded).heatJSON()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// Whatever is missing, one note says why and what to do about it.
func TestAnalysisNote(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*AnalysisView)
		title  string
		detail string
	}{
		"a class for everything": {func(v *AnalysisView) { v.Analysis.Sources.Measured.Notes = nil }, "", ""},
		"not Python":             {unreadable, "There is no colon at the end of this line.", "Mend the line"},
		"an odd indent": {func(v *AnalysisView) {
			v.Analysis.Error = "Syntax error: unexpected indent on line 3"
		}, "The line begins with more spaces", "Mend the line"},
		"an exception": {raising, "Python does not know the name cuont", "So nothing was measured. Press Run"},
		"an exception nobody knows": {func(v *AnalysisView) {
			v.Analysis.Sources.Measured = analysis.Measured{Reason: "not measurable, because it raised Odd"}
		}, "It ended with Odd.", "Press Run"},
		"no end": {func(v *AnalysisView) {
			v.Analysis.Sources.Measured = analysis.Measured{Reason: "not measurable, because it ran too long"}
		}, "Not measurable, because it ran too long.", "Does it end?"},
		"nothing that grows": {func(v *AnalysisView) {
			v.Analysis.Sources.Measured = analysis.Measured{Time: "O(1)", Points: []analysis.Point{{N: 1}}, Notes: []string{analysis.NothingGrows}}
		}, "Nothing here grows with an input.", ""},
		"what is not counted": {func(v *AnalysisView) {
			v.Analysis.Sources.Measured.Notes = []string{"what numpy does inside is not counted"}
		}, "What numpy does inside is not counted.", "may be more"},
	} {
		n := analyzed(coderemote.StatusSucceeded, test.change).note()
		if n == nil {
			n = &Note{}
		}
		if !strings.HasPrefix(n.Title, test.title) || !strings.Contains(n.Detail, test.detail) || (test.title == "") != (n.Title == "") {
			t.Errorf("%s: %+v", name, n)
		}
	}
	if n := analyzed(coderemote.StatusFailed, unreadable).note(); n.Line != "1" {
		t.Errorf("the line is %q", n.Line)
	}
}

// What did not end is not said to cost the same for any size.
func TestWhatAClassMeans(t *testing.T) {
	v := analyzed(coderemote.StatusSucceeded)
	if got := v.means("O(1)", "steps"); got != "any size: the same steps" {
		t.Errorf("%q", got)
	}
	v.Analysis.Sources.Measured = analysis.Measured{Reason: "not measurable, because it ran too long"}
	if got := v.means("O(1)", "steps"); !strings.Contains(got, "did not end") {
		t.Errorf("%q", got)
	}
	if got := v.means("", "steps"); got != "" {
		t.Errorf("no class means %q", got)
	}
}

func TestFunctions(t *testing.T) {
	v := AnalysisView{Analysis: &analysis.Analysis{Code: "import x\ndef f(a):\n    def inner():\n        pass\nclass Stack:\n    def __init__(self):\n        pass\n    async def push(self, x):\n        pass\n# def no():\nasync def g():\n  def h(): pass\n"}}
	if d := cmp.Diff([]string{"f", "Stack.push", "g"}, v.functions()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestFitNotes(t *testing.T) {
	for name, test := range map[string]struct {
		m    analysis.Measured
		want []string
	}{
		"none":     {analysis.Measured{}, nil},
		"constant": {analysis.Measured{Time: "O(1)", Fit: &analysis.Curve{Class: "O(1)", Coefficients: [3]float64{3, 0, 2}}}, []string{"steps ≈ 5"}},
		"no rest":  {analysis.Measured{Time: "O(n)", Fit: &analysis.Curve{Class: "O(n)", Coefficients: [3]float64{0, 0, 2}}}, []string{"steps ≈ 2 n"}},
		"a minus":  {analysis.Measured{Time: "O(n)", Fit: &analysis.Curve{Class: "O(n)", Coefficients: [3]float64{7, -4, 3}, Lower: "O(log n)"}}, []string{"steps ≈ 7 − 4 log n + 3 n"}},
		"two sizes": {analysis.Measured{Time: "O(n + m)", Fit: &analysis.Curve{Class: "O(n^2)", Coefficients: [3]float64{1, 0, .5}}},
			[]string{"steps ≈ 1 + 0.5 n²", "Here both sizes grow together, so that n + m looks like n². Each was grown alone too."}},
	} {
		v := AnalysisView{Analysis: &analysis.Analysis{Sources: analysis.Sources{Measured: test.m}}}
		if d := cmp.Diff(test.want, v.fitNotes()); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// Every class of the list means something in words.
func TestClassesInWords(t *testing.T) {
	for _, name := range analysis.ClassNames() {
		if inWords(analysis.Class(name), "steps") == "" {
			t.Errorf("%s has no words", name)
		}
	}
	source := render(t, withMath("<b>O(n^2)</b> and O(magic), not O(n"))
	if !strings.Contains(source, "<msup>") || !strings.Contains(source, "O(magic), not O(n") || strings.Contains(source, "<b>") {
		t.Errorf("%s", source)
	}
}
