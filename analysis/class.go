// Package analysis is what code costs: the classes that a cost can have, what
// the three sources say of it (measured, read from the syntax tree, and a
// model's opinion), and what follows when they agree or differ. It parses no
// Python: what is measured and read comes from a program that runs in a box, and
// both that and the model are taken to be able to say anything.
package analysis

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// Class is a class of growth in its one notation, such as "O(n log n)"; ""
// stands for none. Only those of Classes exist.
type Class string

// growth is a function of one size: how it is written, and its natural logarithm.
type growth struct {
	text string
	log  func(x float64) float64
}

// growths are the classes of one size, from the slowest.
func growths() []growth {
	ln := math.Log
	lg := func(x float64) float64 { return ln(max(1, math.Log2(x))) }
	return []growth{
		{"1", func(float64) float64 { return 0 }},
		{"log n", lg},
		{"sqrt n", func(x float64) float64 { return ln(x) / 2 }},
		{"n", ln},
		{"n log n", func(x float64) float64 { return ln(x) + lg(x) }},
		{"n^2", func(x float64) float64 { return 2 * ln(x) }},
		{"n^2 log n", func(x float64) float64 { return 2*ln(x) + lg(x) }},
		{"n^3", func(x float64) float64 { return 3 * ln(x) }},
		{"2^n", func(x float64) float64 { return x * math.Ln2 }},
		{"n!", func(x float64) float64 { g, _ := math.Lgamma(x + 1); return g }},
	}
}

// entry is a class with its logarithm, where both sizes are x.
type entry struct {
	class Class
	log   func(x float64) float64
	terms []string // of its sum or product, in one compact form
	sum   bool
}

// entries are all classes: those of one size, and the sums and products of two.
func entries() []entry {
	var all []entry
	one := growths()
	for _, g := range one {
		all = append(all, entry{class: Class("O(" + g.text + ")"), log: g.log, terms: []string{compact(g.text)}})
	}
	polynomial := one[1:8]
	for i, f := range polynomial {
		for _, g := range polynomial[:i+1] { // n is the size that counts for more
			m := strings.ReplaceAll(g.text, "n", "m")
			all = append(all,
				entry{Class("O(" + f.text + " + " + m + ")"), func(x float64) float64 { return max(f.log(x), g.log(x)) }, []string{compact(f.text), compact(m)}, true},
				entry{Class("O(" + product(f.text, m) + ")"), func(x float64) float64 { return f.log(x) + g.log(x) }, []string{compact(f.text), compact(m)}, false})
		}
	}
	return all
}

// product writes n log m as everybody does, and any other product with its sign.
func product(f, g string) string {
	if f == "n" && g == "log m" {
		return "n log m"
	}
	return f + " * " + g
}

// index finds classes by their terms; it is made once and never changes.
var index = func() map[string]entry {
	found := map[string]entry{}
	for _, e := range entries() {
		found[key(e.terms, e.sum)] = e
	}
	// What the names of the sizes are is the writer's choice.
	for _, e := range entries() {
		swapped := make([]string, len(e.terms))
		for i, t := range e.terms {
			swapped[i] = strings.NewReplacer("n", "m", "m", "n").Replace(t)
		}
		if k := key(swapped, e.sum); found[k].class == "" {
			found[k] = e
		}
	}
	return found
}()

func key(terms []string, sum bool) string {
	terms = slices.Sorted(slices.Values(terms))
	if sum {
		return strings.Join(terms, "+")
	}
	return strings.Join(terms, "*")
}

// Classes returns the classes of one size, from the slowest growth.
func Classes() []Class {
	var classes []Class
	for _, g := range growths() {
		classes = append(classes, Class("O("+g.text+")"))
	}
	return classes
}

var (
	outer    = regexp.MustCompile(`^(?:\\mathcal\{o\}|[oθ]|\\theta|theta|big-?o)\s*(?:\\left)?\((.*?)(?:\\right)?\)$`)
	logs     = regexp.MustCompile(`(?:log|lg|ln)(?:_?2|₂|_?10)?\(?([nm])\)?`)
	roots    = regexp.MustCompile(`(?:sqrt|√)[({]?([nm])[)}]?|([nm])\^\(?(?:0\.5|1/2)\)?`)
	first    = strings.NewReplacer("v", "n")
	second   = strings.NewReplacer("e", "m", "k", "m", "w", "m")
	spelling = strings.NewReplacer(" ", "", "**", "^", "²", "^2", "³", "^3", "·", "*", "×", "*", `\cdot`, "*", `\times`, "*", `\`, "", "{", "", "}", "", "$", "", "ⁿ", "^n")
	factor   = regexp.MustCompile(`^(?:2\^[nm]|[nm]!|log[nm]|sqrt[nm]|[nm](?:\^[23])?|1)`)
)

// compact is the one form of a term: n log n is nlogn.
func compact(text string) string { return strings.ReplaceAll(text, " ", "") }

// Parse reads a class in the many ways in which people and models write it:
// Θ(N·log N), O(n**2), $O(n^2)$, O(V + E). It returns "" for what is none.
func Parse(text string) Class {
	text = strings.ToLower(strings.Trim(strings.TrimSpace(text), "$` ."))
	found := outer.FindStringSubmatch(text)
	if found == nil || found[1] == "" || len(text) > 80 {
		return ""
	}
	inner := spelling.Replace(found[1])
	if !strings.Contains(inner, "n") {
		inner = first.Replace(inner)
	}
	if !strings.Contains(inner, "m") {
		inner = second.Replace(inner)
	}
	inner = logs.ReplaceAllString(inner, "log$1")
	inner = roots.ReplaceAllString(inner, "sqrt$1$2")
	return sum(strings.Split(inner, "+"))
}

// sum reads the class of terms that are added: the sum of two sizes, or the
// largest of terms of one.
func sum(texts []string) Class {
	var parts []entry
	for _, text := range texts {
		e, ok := index[multiplied(strings.Trim(text, "()"))]
		if !ok {
			return ""
		}
		parts = append(parts, e)
	}
	if len(parts) == 2 {
		if e, ok := index[key([]string{multiplied(texts[0]), multiplied(texts[1])}, true)]; ok {
			return e.class
		}
	}
	best := parts[0]
	for _, p := range parts[1:] {
		if p.log(weighed) > best.log(weighed) {
			best = p
		}
	}
	if strings.Contains(strings.Join(texts, ""), "n") && strings.Contains(strings.Join(texts, ""), "m") && len(parts) > 1 {
		return "" // two sizes in more terms than two: nothing of ours says that
	}
	return best.class
}

// multiplied gives the key of a product: its factors by size, n before m.
func multiplied(text string) string {
	powers := map[string]int{}
	logOf := map[string]bool{}
	var rest []string
	for text = strings.ReplaceAll(text, "*", ""); text != ""; {
		f := factor.FindString(text)
		if f == "" {
			return ""
		}
		text = text[len(f):]
		switch {
		case f == "1":
		case strings.HasPrefix(f, "log"):
			logOf[f[3:]] = true
		case len(f) == 1:
			powers[f]++
		case f[1] == '^' && f[0] != '2':
			powers[f[:1]] += int(f[2] - '0')
		default:
			rest = append(rest, f)
		}
	}
	var terms []string
	for _, size := range []string{"n", "m"} {
		term := power(size, powers[size])
		if logOf[size] {
			term += "log" + size
		}
		if term != "" {
			terms = append(terms, term)
		}
	}
	terms = append(terms, rest...)
	if len(terms) == 0 {
		return "1"
	}
	return key(terms, false)
}

func power(size string, n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return size
	}
	return size + "^" + string(rune('0'+min(n, 9)))
}

// weighed is the size at which classes are compared: large enough for the order
// of all of them, and small enough for the factorial.
const weighed = 1 << 20

// known returns the entry of a class of the list.
func (c Class) known() (entry, bool) {
	for _, e := range entries() {
		if e.class == c {
			return e, true
		}
	}
	return entry{}, false
}

// Valid reports whether c is a class of the list.
func (c Class) Valid() bool { _, ok := c.known(); return ok }

// twoSizes reports whether c tells two sizes apart.
func (c Class) twoSizes() bool { return strings.Contains(string(c), "m") }

// Compare returns -1 where a grows slower than b, 1 where faster, 0 where the
// same; where there are two sizes they count as equal.
func Compare(a, b Class) int {
	x, _ := a.known()
	y, _ := b.known()
	switch {
	case x.log == nil || y.log == nil || a == b:
		return 0
	case x.log(weighed) < y.log(weighed):
		return -1
	case x.log(weighed) > y.log(weighed):
		return 1
	}
	return 0
}

// At returns the value of c's function at the size x, from 1; NaN where c is
// no class. It may be infinite.
func (c Class) At(x float64) float64 {
	e, ok := c.known()
	if !ok {
		return math.NaN()
	}
	if c == "O(log n)" || c == "O(n log n)" || c == "O(n^2 log n)" {
		// Exact at small sizes too, where the logarithm of the logarithm is cut off.
		return math.Exp(e.log(x)-math.Log(max(1, math.Log2(x)))) * math.Log2(x)
	}
	return math.Exp(e.log(x))
}
