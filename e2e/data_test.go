package e2e

import (
	"strings"
	"testing"
)

const (
	numpyProgram = "import numpy as np\nprint(np.arange(4).sum())\n"

	pandasProgram = "import pandas as pd\nprint(pd.DataFrame({'city': ['Oslo', 'Rome'], 'temperature': [7, 21]}).to_string(index=False))\n"

	plotProgram = "import matplotlib.pyplot as plt\n\nmonths = [1, 2, 3, 4]\nplt.plot(months, [3, 5, 4, 8], marker='o')\nplt.title('Sales')\nplt.xlabel('month')\nplt.ylabel('items')\nplt.show()\nprint('Drawn.')\n"
)

// TestDataPrograms runs what a course about data runs, under the policy of a new
// instance, and looks at it in both themes.
func TestDataPrograms(t *testing.T) {
	server := newInstance(t, "CODEREMOTE_POLICY=", "CODEREMOTE_DATA_BOXES=1", "CODEREMOTE_METRICS_ADDR=127.0.0.1:0").start(t, "serve")
	// The first of them starts the boxes, which a client waits for longer than a page is watched.
	if r := server.caller(t, server).execute(t, fields{"code": numpyProgram}); r.Stdout != "6\n" || r.Status != "succeeded" {
		t.Fatalf("got %+v", r)
	}
	_, metrics := fetch(t, server.operatorAddress(t)+"/metrics")
	for _, series := range []string{`coderemote_boxes{pool="data"}`, `coderemote_box_starts_total{outcome="ok",pool="data"}`} {
		if n := metric(t, metrics, series); n != 1 {
			t.Errorf("%s is %v, want 1", series, n)
		}
	}
	s := site{server, newBrowser(t)}
	for _, theme := range []string{"light", "dark"} {
		t.Run(theme, func(t *testing.T) {
			p := s.tab(t)
			p.appear(theme, 1440, 900)
			p.logIn(s.server, s.person(t))
			p.runs(s, numpyProgram)
			p.want("6")
			p.runs(s, pandasProgram)
			p.want("city  temperature", "Oslo            7", "Rome           21")
			p.runs(s, plotProgram)
			p.want("Drawn.")
			p.seesPlot()
			p.inspect("plot-" + theme + "-1440")
			p.reload()
			p.seesPlot()
			p.appear(theme, 390, 844)
			p.seesPlot()
			p.inspect("plot-" + theme + "-390")
		})
	}
}

// runs writes code into a new editor and waits until it has run well.
func (p *tab) runs(s site, code string) {
	p.t.Helper()
	p.open(s.url)
	p.write(code)
	p.ctrlEnter()
	p.awaitEnd("Finished")
}

// seesPlot wants the one picture of plotProgram, drawn and in words.
func (p *tab) seesPlot() {
	p.t.Helper()
	p.await(`document.querySelector('.artifacts img')`)
	ask[bool](p, `document.querySelector('.artifacts img').scrollIntoView() === undefined`)
	p.await(`(() => {
		const image = document.querySelector('.artifacts img'), at = image.getBoundingClientRect()
		return image.complete && image.naturalWidth > 100 && at.width > 100 && at.height > 100 && image.checkVisibility()
	})()`)
	if alt := ask[string](p, `document.querySelector('.artifacts img').alt`); alt != "Sales. x axis: month, y axis: items" {
		p.t.Errorf("the picture is called %q", alt)
	}
	if n := ask[int](p, `document.querySelectorAll('.artifacts img').length`); n != 1 {
		p.t.Errorf("there are %d pictures, want 1", n)
	}
}

// TestErrorsAreExplainedFirst wants the plain sentence above the traceback, while
// the page is watched, when it is looked at again, and without a script.
func TestErrorsAreExplainedFirst(t *testing.T) {
	const code = "print('before')\nprint(totl)\n"
	s := site{newInstance(t).start(t, "serve"), newBrowser(t)}
	t.Run("live and again", func(t *testing.T) {
		p := s.at(t, code)
		p.ctrlEnter()
		p.awaitEnd("Error")
		p.seesExplanation()
		p.reload()
		p.seesExplanation()
	})
	t.Run("without JavaScript", func(t *testing.T) {
		p := s.tab(t)
		p.scriptsOff()
		p.logIn(s.server, s.person(t))
		p.fill("#code", code)
		p.click(runButton)
		p.awaitEnd("Error")
		p.seesExplanation()
	})
}

func (p *tab) seesExplanation() {
	p.t.Helper()
	p.await(`document.querySelector('[data-part=note] .note')`)
	if note := p.text("[data-part=note]"); !strings.HasPrefix(note, "Python does not know the name totl") {
		p.t.Errorf("the note says %q", note)
	}
	if said := ask[string](p, `document.querySelector('[data-part=note] details:not([open]) code').textContent`); said != "NameError: name 'totl' is not defined" {
		p.t.Errorf("one click away is %q", said)
	}
	const above = `document.querySelector('[data-part=note] .note').getBoundingClientRect().bottom <= document.querySelector('run-output').getBoundingClientRect().top`
	if !ask[bool](p, above) {
		p.t.Error("the sentence is not above the output")
	}
	if lines := p.lines(); len(lines) != 6 || lines[0] != "before" || !strings.HasPrefix(lines[5], "NameError") {
		p.t.Errorf("the output is %q", lines)
	}
}
