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
		Notes:  []string{"regular expressions"},
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
	v.Analysis.Error = "Syntax error: line 1: invalid syntax"
	v.Analysis.Sources.Measured.Reason = "not measurable, because the code is not Python"
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
