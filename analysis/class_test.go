package analysis

import (
	"math"
	"testing"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]Class{
		"O(1)": "O(1)", "O( log n )": "O(log n)", "O(log(n))": "O(log n)", "O(log₂ n)": "O(log n)", `$O(\log n)$`: "O(log n)",
		"O(sqrt n)": "O(sqrt n)", "O(√n)": "O(sqrt n)", `O(\sqrt{n})`: "O(sqrt n)", "O(n^0.5)": "O(sqrt n)",
		"O(N)": "O(n)", "Θ(n)": "O(n)", "o(n)": "O(n)", "O(n log n)": "O(n log n)", "O(n*log(n))": "O(n log n)", `\mathcal{O}(n \log n)`: "O(n log n)", "O(nlogn)": "O(n log n)",
		"O(n²)": "O(n^2)", "O(n**2)": "O(n^2)", "O(n * n)": "O(n^2)", "O(n^{2})": "O(n^2)", "O(n^2 log n)": "O(n^2 log n)", "O(n³)": "O(n^3)",
		"O(2^n)": "O(2^n)", "O(2**n)": "O(2^n)", "O(2ⁿ)": "O(2^n)", "O(n!)": "O(n!)",
		"O(n + m)": "O(n + m)", "O(m + n)": "O(n + m)", "O(V + E)": "O(n + m)", "O(n * m)": "O(n * m)", "O(m·n)": "O(n * m)", "O(nm)": "O(n * m)",
		"O(n log m)": "O(n log m)", "O(m log n)": "O(n log m)", "O(n + log n)": "O(n)", "O(n^2 + n)": "O(n^2)", "O(n^2 * m)": "O(n^2 * m)", "O(n * m^2)": "O(n^2 * m)", "O(n + k)": "O(n + m)", `O\left(n\right)`: "O(n)",
		// Not of the list, or no class at all:
		"": "", "n": "", "linear": "", "O()": "", "O(n^4)": "", "O(n": "", "O(<b>n</b>)": "", "O(n + m + n*m)": "", "O(x y z)": "", "O(3^n)": "",
	} {
		if got := Parse(text); got != want {
			t.Errorf("Parse(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestEveryClassParsesToItself(t *testing.T) {
	for _, e := range entries() {
		got := Parse(string(e.class))
		// n^2 + m and m^2 + n are one class under two names.
		if !got.Valid() || Compare(got, e.class) != 0 {
			t.Errorf("Parse(%q) = %q", e.class, got)
		}
	}
}

func TestClassesAreInOrder(t *testing.T) {
	classes := Classes()
	for i, c := range classes[1:] {
		if Compare(classes[i], c) != -1 || Compare(c, classes[i]) != 1 {
			t.Errorf("%s is not before %s", classes[i], c)
		}
	}
	for _, pair := range [][2]Class{{"O(n)", "O(n + m)"}, {"O(n^2)", "O(n * m)"}, {"O(n log n)", "O(n log m)"}} {
		if Compare(pair[0], pair[1]) != 0 {
			t.Errorf("%s and %s do not grow alike where both sizes are one", pair[0], pair[1])
		}
	}
}

func TestAt(t *testing.T) {
	for class, want := range map[Class]float64{"O(1)": 1, "O(log n)": 3, "O(sqrt n)": math.Sqrt(8), "O(n)": 8, "O(n log n)": 24, "O(n^2)": 64, "O(2^n)": 256, "O(n!)": 40320, "O(n * m)": 64} {
		if got := class.At(8); math.Abs(got-want) > 1e-6*want {
			t.Errorf("%s at 8 is %v, want %v", class, got, want)
		}
	}
	if got := Class("O(log n)").At(1); got != 0 {
		t.Errorf("log 1 is %v", got)
	}
	if !math.IsNaN(Class("linear").At(1)) {
		t.Error("what is no class has a value")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("O(n log n)")
	f.Add(`$\mathcal{O}(V+E)$`)
	f.Fuzz(func(t *testing.T, text string) {
		if c := Parse(text); c != "" && !c.Valid() {
			t.Errorf("Parse(%q) = %q, which is no class of the list", text, c)
		}
	})
}
