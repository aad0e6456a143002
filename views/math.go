package views

import (
	"context"
	"io"
	"regexp"
	"strings"

	"coderemote/analysis"

	"github.com/a-h/templ"
)

// classMath shows a class as MathML, and a dash where there is none. The text of
// a class comes from a closed list and holds nothing to escape.
func classMath(c analysis.Class) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, mathML(c))
		return err
	})
}

// thin is the space beside a function's name (U+2009).
const thin = "<mtext>\u2009</mtext>"

func mathML(c analysis.Class) string {
	if !c.Valid() {
		return `<span class="muted">–</span>`
	}
	var b strings.Builder
	b.WriteString(`<math><mi>O</mi><mo stretchy="false">(</mo>`)
	words := strings.Fields(strings.TrimSuffix(strings.TrimPrefix(string(c), "O("), ")"))
	for i := 0; i < len(words); i++ {
		switch word := words[i]; word {
		case "log":
			if i > 0 {
				b.WriteString(thin)
			}
			b.WriteString("<mi>log</mi>" + thin)
		case "sqrt":
			i++
			b.WriteString("<msqrt>" + symbol(words[i]) + "</msqrt>")
		case "+":
			b.WriteString("<mo>+</mo>")
		case "*":
			b.WriteString("<mo>·</mo>")
		default:
			b.WriteString(symbol(word))
		}
	}
	b.WriteString(`<mo stretchy="false">)</mo></math>`)
	return b.String()
}

// symbol of one factor: 1, n, n^2, 2^n, n!.
func symbol(factor string) string {
	if base, exponent, ok := strings.Cut(factor, "^"); ok {
		return "<msup>" + symbol(base) + symbol(exponent) + "</msup>"
	}
	if base, ok := strings.CutSuffix(factor, "!"); ok {
		return symbol(base) + "<mo>!</mo>"
	}
	if factor >= "0" && factor <= "9" {
		return "<mn>" + factor + "</mn>"
	}
	return "<mi>" + factor + "</mi>"
}

// classes finds where a sentence of ours names a class.
var classes = regexp.MustCompile(`O\([^()]+\)`)

// withMath shows a sentence with its classes as MathML.
func withMath(sentence string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, classes.ReplaceAllStringFunc(templ.EscapeString(sentence), func(found string) string {
			if c := analysis.Class(found); c.Valid() {
				return mathML(c)
			}
			return found
		}))
		return err
	})
}

// inWords says what a class means to somebody who tries twice the size; of is
// what grows.
func inWords(c analysis.Class, of string) string {
	switch {
	case strings.Contains(string(c), "+"):
		return "two sizes, one after the other"
	case strings.Contains(string(c), "m"):
		return "two sizes, one inside the other"
	}
	return map[analysis.Class]string{
		"O(1)":         "any size: the same " + of,
		"O(log n)":     "twice the size: a little more",
		"O(sqrt n)":    "four times the size: twice the " + of,
		"O(n)":         "twice the size: twice the " + of,
		"O(n log n)":   "twice the size: a bit over twice the " + of,
		"O(n^2)":       "twice the size: four times the " + of,
		"O(n^2 log n)": "twice the size: over four times the " + of,
		"O(n^3)":       "twice the size: eight times the " + of,
		"O(2^n)":       "one more: twice the " + of,
		"O(n!)":        "ten instead of nine: ten times the " + of,
	}[c]
}

// inside of a class, for the labels of curves: n log n.
func inside(c analysis.Class) string {
	return strings.NewReplacer("^2", "²", "^3", "³", "2^n", "2ⁿ", "sqrt ", "√", " * ", "·").Replace(strings.TrimSuffix(strings.TrimPrefix(string(c), "O("), ")"))
}
