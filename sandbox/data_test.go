package sandbox_test

import (
	"strings"
	"testing"

	"coderemote"
)

func TestDataImage(t *testing.T) {
	for name, code := range map[string]string{
		"numpy":                    "import numpy as np\nprint(np.arange(4).sum())",
		"among others":             "import os, numpy\nprint(numpy.arange(4).sum())",
		"from":                     "from numpy import arange\nprint(arange(4).sum())",
		"behind a statement":       "x = 1; import numpy\nprint(numpy.arange(4).sum())",
		"in two lines":             "import os, \\\n  numpy\nprint(numpy.arange(4).sum())",
		"pandas":                   "import pandas as pd\nprint(pd.DataFrame({'a': [1, 2, 3]})['a'].sum())",
		"by a call":                "import importlib\nprint(importlib.import_module('numpy').arange(4).sum())",
		"random numbers are fresh": "import numpy as np\nprint(6 if np.random.random() != 0.3745401188473625 else 0)",
	} {
		t.Run(name, func(t *testing.T) {
			if r := run(t, program(code)); r.stdout != "6\n" {
				t.Errorf("got %+v %s %s", r.Result, r.stdout, r.stderr)
			}
		})
	}
	t.Run("in a module beside it", func(t *testing.T) {
		prog := program("import helper\nprint(helper.x)")
		prog.Files = []coderemote.File{{Name: "helper.py", Content: []byte("import numpy\nx = numpy.arange(4).sum()")}}
		if r := run(t, prog); r.stdout != "6\n" {
			t.Errorf("got %s %s", r.stdout, r.stderr)
		}
	})
	t.Run("in code that is measured", func(t *testing.T) {
		prog := program(analyze)
		prog.Measures = "import numpy as np\ndef total(n):\n    return sum(int(x) for x in np.arange(n))\nprint(total(3))\n"
		prog.Stdin = analysisOf(t, prog.Measures)
		if r := run(t, prog); !strings.Contains(r.stdout, `"time": "O(n)"`) {
			t.Errorf("got %+v %s %s", r.Result, r.stdout, r.stderr)
		}
	})
	t.Run("an array that is too large", func(t *testing.T) {
		r := run(t, program("import numpy as np\nnp.ones(10**9)"))
		if r.Status != coderemote.StatusMemoryLimit || r.ErrorType != "MemoryError" || !strings.HasPrefix(r.Error, "Unable to allocate") {
			t.Errorf("got %+v %s", r.Result, r.stderr)
		}
	})
	t.Run("strict", func(t *testing.T) {
		prog := program("import numpy, pandas, matplotlib.pyplot\nprint(numpy.arange(4).sum())")
		prog.Policy, prog.Modules = coderemote.PolicyStrict, []string{"numpy", "pandas", "matplotlib"}
		if r := run(t, prog); r.stdout != "6\n" {
			t.Errorf("got %+v %s", r.Result, r.stderr)
		}
		prog.Modules = nil
		if r := run(t, prog); r.Status != coderemote.StatusRejected {
			t.Errorf("without the modules: %+v %s", r.Result, r.stderr)
		}
	})
}

func TestRandomNumbersOfRunsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 3 {
		seen[run(t, program("import numpy as np\nprint(np.random.random())")).stdout] = true
	}
	if len(seen) != 3 {
		t.Errorf("got %v", seen)
	}
}

func TestPlots(t *testing.T) {
	const plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2], [3, 4])\nplt.title('Sales <2026>')\nplt.xlabel('month')\nplt.ylabel('€')\n"
	for name, test := range map[string]struct {
		code  string
		names string
	}{
		"shown":                       {plot + "plt.show()", "plot-1.svg"},
		"left open":                   {plot, "plot-1.svg"},
		"two":                         {plot + "plt.show()\n" + plot + "plt.figure()\nplt.plot([1])", "plot-1.svg plot-2.svg plot-3.svg"},
		"after an error":              {plot + "1/0", "plot-1.svg"},
		"closed":                      {plot + "plt.close()", ""},
		"saved by the program itself": {plot + "plt.savefig('own.png')\nplt.close()", "own.png"},
		"by a class":                  {"from matplotlib.figure import Figure\nf = Figure()\nf.subplots().plot([1])\nf.savefig('f.svg')", "f.svg"},
		"a name that is taken":        {"open('plot-1.svg', 'w').write('mine')\n" + plot + "plt.show()", "plot-1.svg plot-2.svg"},
		"large":                       {"import numpy as np\n" + plot + "plt.scatter(*np.random.random((2, 30000)))\nplt.show()", "plot-1.png"},
		"pandas":                      {"import pandas as pd\npd.Series([1, 2, 1]).plot()", "plot-1.svg"},
	} {
		t.Run(name, func(t *testing.T) {
			r, left, order := leaving(t, program(test.code))
			if strings.Join(order, " ") != test.names || strings.Contains(r.stderr, "libexec") {
				t.Errorf("got %q\n%s%s", order, r.stdout, r.stderr)
			}
			if name != "shown" {
				return
			}
			a := coderemote.NewArtifact("", "plot-1.svg", []byte(left["plot-1.svg"]))
			if a.MediaType != "image/svg+xml" || a.Alt != "Sales <2026>. x axis: month, y axis: €" {
				t.Errorf("it says of itself %q, %s", a.Alt, a.MediaType)
			}
			if _, again, _ := leaving(t, program(test.code)); dateless(again["plot-1.svg"]) != dateless(left["plot-1.svg"]) {
				t.Error("the same plot is another file the second time")
			}
		})
	}
}

// dateless leaves out when a picture was made.
func dateless(svg string) string {
	before, rest, _ := strings.Cut(svg, "<dc:date>")
	_, after, _ := strings.Cut(rest, "</dc:date>")
	return before + after
}
