package views

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"coderemote/analysis"
)

// The size of a chart and of the area inside its axes, in units of its view box.
const (
	chartWidth  = 640
	chartHeight = 300
	chartLeft   = 62
	chartRight  = 590
	chartTop    = 22
	chartBottom = 258
)

// Chart is a drawing of counted steps against the size, with all positions
// worked out.
type Chart struct {
	ID      string // unique in the page
	Log     bool
	Title   string
	Summary string // for who cannot see it
	XTicks  []Tick
	YTicks  []Tick
	BTicks  []Tick // of the bytes, at the right
	Dots    []Dot
	Fit     string // paths
	FitName string
	Others  []string
	Names   []string // of Others
	Bytes   string
	Squares []Dot
}

// Tick is a mark of an axis.
type Tick struct {
	At    string
	Label string
}

// Dot is a measured point.
type Dot struct{ X, Y string }

// key explains one kind of line.
type key struct{ class, text string }

// keys explain the lines of the chart.
func (c Chart) keys() (keys []key) {
	if c.Fit != "" {
		keys = append(keys, key{"fit", "fits " + c.FitName})
	}
	if len(c.Others) > 0 {
		keys = append(keys, key{"other", "next best: " + strings.Join(c.Names, ", ")})
	}
	if c.Bytes != "" {
		keys = append(keys, key{"bytes", "extra bytes"})
	}
	return keys
}

// placed is a key inside of a drawing.
type placed struct {
	key
	from, to, text string
}

// placedKeys stand below the axis, beside each other.
func (c Chart) placedKeys() (row []placed) {
	const sample, gap, letter = 20, 6, 6.6 // letter is the width of a wide one
	x := float64(chartLeft)
	for _, k := range c.keys() {
		row = append(row, placed{k, number(x), number(x + sample), number(x + sample + gap)})
		x += sample + 3*gap + letter*float64(utf8.RuneCountInString(k.text))
	}
	return row
}

// axis maps values to positions.
type axis struct {
	min, max float64
	from, to float64
	log      bool
}

func (a axis) at(v float64) float64 {
	x, low, high := v, a.min, a.max
	if a.log {
		x, low, high = math.Log10(x), math.Log10(low), math.Log10(high)
	}
	return a.from + (x-low)/(high-low)*(a.to-a.from)
}

// newAxis spans values from 0 or, on a logarithmic axis, from the decade below
// the smallest to the one above the largest.
func newAxis(low, high, from, to float64, log bool) axis {
	if log {
		low, high = math.Pow(10, math.Floor(math.Log10(low))), math.Pow(10, math.Ceil(math.Log10(high)))
		if high <= low {
			high = 10 * low
		}
		return axis{low, high, from, to, true}
	}
	step := niceStep(high)
	return axis{0, math.Ceil(high/step) * step, from, to, false}
}

// niceStep is 1, 2 or 5 times a power of ten, about a quarter of high.
func niceStep(high float64) float64 {
	if high <= 0 {
		return 1
	}
	raw := high / 4
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= raw {
			return m * power
		}
	}
	return 10 * power
}

func (a axis) ticks() (ticks []Tick) {
	add := func(v float64) { ticks = append(ticks, Tick{number(a.at(v)), short(v)}) }
	if a.log {
		decades := math.Round(math.Log10(a.max / a.min))
		step := math.Pow(10, math.Ceil(decades/6))
		for v := a.min; v <= a.max*1.001; v *= step {
			add(v)
		}
		return ticks
	}
	step := niceStep(a.max)
	for v := 0.0; v <= a.max*1.001; v += step {
		add(v)
	}
	return ticks
}

func number(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

// short writes 12,000 as 12k, for axes and gutters.
func short(v float64) string {
	for _, unit := range []struct {
		of   float64
		name string
	}{{1e18, "E"}, {1e15, "P"}, {1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if v >= unit.of {
			return strconv.FormatFloat(v/unit.of, 'g', 3, 64) + unit.name
		}
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// NewCharts draws the points of m twice, on linear and on logarithmic axes; nil
// where there are too few to draw.
func NewCharts(m analysis.Measured) []Chart {
	var charts []Chart
	for _, log := range []bool{false, true} {
		if c, ok := newChart(m, log); ok {
			charts = append(charts, c)
		}
	}
	return charts
}

func newChart(m analysis.Measured, log bool) (Chart, bool) {
	points := drawable(m.Points, log)
	if len(points) < 2 {
		return Chart{}, false
	}
	first, last := points[0], points[len(points)-1]
	low, high := float64(first.Operations), 1.0
	for _, p := range points {
		low, high = min(low, float64(p.Operations)), max(high, float64(p.Operations))
	}
	x := newAxis(float64(first.N), float64(last.N), chartLeft, chartRight, log)
	y := newAxis(low, high, chartBottom, chartTop, log)
	c := Chart{ID: "linear", Log: log, Title: "Counted steps by size", XTicks: x.ticks(), YTicks: y.ticks()}
	if log {
		c.ID, c.Title = "log", "Counted steps by size, on logarithmic axes"
	}
	for _, p := range points {
		c.Dots = append(c.Dots, Dot{number(x.at(float64(p.N))), number(y.at(float64(p.Operations)))})
	}
	c.Summary = fmt.Sprintf("From size %s to %s the steps grow from %s to %s.", grouped(first.N), grouped(last.N), grouped(int(first.Operations)), grouped(int(last.Operations)))
	c.curves(m, x, y)
	c.bytes(points, x)
	return c, true
}

// drawable are the points that an axis can show: a logarithmic one has no zero.
func drawable(points []analysis.Point, log bool) (out []analysis.Point) {
	for _, p := range points {
		if !log || p.N > 0 && p.Operations > 0 {
			out = append(out, p)
		}
	}
	return out
}

// curves adds the fit and the next two candidates.
func (c *Chart) curves(m analysis.Measured, x, y axis) {
	if m.Fit == nil {
		return
	}
	c.Fit = curvePath(*m.Fit, x, y)
	c.FitName = inside(m.Fit.Class)
	c.Summary += " The curve of " + c.FitName + " fits them best."
	for _, other := range m.Others[:min(2, len(m.Others))] {
		if line := curvePath(other, x, y); line != "" {
			c.Others, c.Names = append(c.Others, line), append(c.Names, inside(other.Class))
		}
	}
}

// curvePath draws a curve where it is inside the axes.
func curvePath(curve analysis.Curve, x, y axis) string {
	const steps = 80
	var b strings.Builder
	pen := "M"
	for i := range steps + 1 {
		at := x.from + (x.to-x.from)*float64(i)/steps
		n := x.min + (x.max-x.min)*float64(i)/steps
		if x.log {
			n = x.min * math.Pow(x.max/x.min, float64(i)/steps)
		}
		v := curve.At(max(n, 1))
		if math.IsNaN(v) || math.IsInf(v, 0) || v > y.max*1.02 || v < y.min || x.log && n < 1 {
			pen = "M"
			continue
		}
		b.WriteString(pen + number(at) + " " + number(max(y.at(v), chartTop)))
		pen = "L"
	}
	if !strings.Contains(b.String(), "L") {
		return ""
	}
	return b.String()
}

// bytes adds the second line, on an axis of its own at the right.
func (c *Chart) bytes(points []analysis.Point, x axis) {
	var known []analysis.Point
	low, high := math.Inf(1), 0.0
	for _, p := range points {
		if p.Bytes == nil || c.Log && *p.Bytes == 0 {
			continue
		}
		known = append(known, p)
		low, high = min(low, float64(*p.Bytes)), max(high, float64(*p.Bytes))
	}
	if len(known) < 2 || high == 0 {
		return
	}
	y := newAxis(low, high, chartBottom, chartTop, c.Log)
	c.BTicks = y.ticks()
	var b strings.Builder
	pen := "M"
	for _, p := range known {
		d := Dot{number(x.at(float64(p.N))), number(y.at(float64(*p.Bytes)))}
		c.Squares = append(c.Squares, d)
		b.WriteString(pen + d.X + " " + d.Y)
		pen = "L"
	}
	c.Bytes = b.String()
	first, last := known[0], known[len(known)-1]
	c.Summary += fmt.Sprintf(" The extra bytes go from %s to %s.", grouped(int(*first.Bytes)), grouped(int(*last.Bytes)))
}

// moved shifts a position.
func moved(at string, by float64) string {
	v, err := strconv.ParseFloat(at, 64)
	if err != nil {
		return at
	}
	return number(v + by)
}

// standaloneStyle is for a chart saved as a file, where no style sheet of ours
// is: the light theme on white.
const standaloneStyle = `<style>
text{font:12px system-ui,sans-serif;fill:#5d5a53}.line{stroke:#e3e0d8}.dot{fill:#fff;stroke:#0f6b55;stroke-width:2}.fit{fill:none;stroke:#0f6b55;stroke-width:2.4}
.other{fill:none;stroke:#8b877e;stroke-width:1.4;stroke-dasharray:2 5}.bytes{fill:none;stroke:#175390;stroke-width:1.4;stroke-dasharray:6 4}.mark{fill:#fff;stroke:#175390;stroke-width:1.4}
.b{fill:#175390}</style><rect y="-10" width="640" height="310" fill="#fff"/>`
