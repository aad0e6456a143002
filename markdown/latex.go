package markdown

import (
	"html"
	"strings"
	"unicode"
)

// symbols are the commands that stand for one sign. How complexity is written
// needs no more; what is not here is shown as it was written.
func symbol(command string) (tag, text string, ok bool) {
	operators := map[string]string{
		"cdot": "·", "times": "×", "bmod": "mod", "mod": "mod", "lt": "<", "gt": ">", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "sim": "∼", "to": "→",
		"rightarrow": "→", "Rightarrow": "⇒", "implies": "⇒", "in": "∈", "ldots": "…", "dots": "…", "cdots": "⋯", "lfloor": "⌊", "rfloor": "⌋",
		"lceil": "⌈", "rceil": "⌉", "sum": "∑", "prod": "∏", "pm": "±", "div": "÷", "ll": "≪", "gg": "≫", "mid": "|", "lvert": "|", "rvert": "|", "vert": "|", "lbrace": "{", "rbrace": "}", "forall": "∀", "exists": "∃", "notin": "∉", "subset": "⊂", "subseteq": "⊆", "cup": "∪", "cap": "∩", "ast": "∗",
		"leftarrow": "←", "iff": "⇔", "equiv": "≡", "propto": "∝", "land": "∧", "lor": "∨", "qquad": " ", ":": " ", "quad": " ", ",": " ", ";": " ", "!": "", " ": " ", "{": "{", "}": "}", "_": "_", "%": "%", "&": "&",
	}
	names := map[string]string{
		"log": "log", "ln": "ln", "lg": "lg", "max": "max", "min": "min", "exp": "exp", "lim": "lim", "Theta": "Θ", "Omega": "Ω", "theta": "θ", "omega": "ω",
		"alpha": "α", "beta": "β", "epsilon": "ε", "varepsilon": "ε", "lambda": "λ", "phi": "φ", "varphi": "φ", "pi": "π", "infty": "∞", "emptyset": "∅", "varnothing": "∅", "ell": "ℓ",
		"gamma": "γ", "delta": "δ", "mu": "μ", "sigma": "σ", "tau": "τ", "Delta": "Δ", "Sigma": "Σ", "Phi": "Φ", "Pi": "Π",
	}
	if text, ok := operators[command]; ok {
		return "mo", text, true
	}
	text, ok = names[command]
	return "mi", text, ok
}

// maxDepth is how deep braces may be nested.
const maxDepth = 12

// formula reads LaTeX and writes MathML.
type formula struct {
	rest   string
	depth  int
	factor bool // what was read last is a number, a letter or a group, and no sign
	bad    bool // something is not known
}

// mathML returns a formula as MathML, and as code where it holds what is not
// known. Every letter of the source is escaped.
func mathML(source string, block bool) string {
	f := &formula{rest: strings.TrimSpace(source)}
	body := f.row("")
	if f.bad || f.rest != "" || body == "" {
		return "<code>" + html.EscapeString(source) + "</code>"
	}
	if block {
		return `<math display="block">` + body + "</math>"
	}
	return "<math>" + body + "</math>"
}

// row reads until the stop sign, or to the end where there is none.
func (f *formula) row(stop string) string {
	if f.depth++; f.depth > maxDepth {
		f.bad = true
	}
	before := f.factor
	f.factor = false
	defer func() { f.depth, f.factor = f.depth-1, before }()
	var b strings.Builder
	for !f.bad {
		f.rest = strings.TrimLeftFunc(f.rest, unicode.IsSpace)
		if f.rest == "" {
			f.bad = f.bad || stop != ""
			return b.String()
		}
		if stop != "" && strings.HasPrefix(f.rest, stop) {
			f.rest = f.rest[len(stop):]
			return b.String()
		}
		part := f.scripted()
		b.WriteString(part)
		f.factor = part != "" && !strings.HasSuffix(part, "</mo>") && !strings.HasSuffix(part, thin)
	}
	return ""
}

// scripted reads one item with what stands above and below it.
func (f *formula) scripted() string {
	base := f.item()
	var above, below string
	for !f.bad {
		switch {
		case strings.HasPrefix(f.rest, "^") && above == "":
			f.rest = f.rest[1:]
			above = f.item()
			continue
		case strings.HasPrefix(f.rest, "_") && below == "":
			f.rest = f.rest[1:]
			below = f.item()
			continue
		}
		break
	}
	sub, sup, both := "msub", "msup", "msubsup"
	if base == "<mo>∑</mo>" || base == "<mo>∏</mo>" {
		sub, sup, both = "munder", "mover", "munderover"
	}
	function := strings.HasPrefix(base, "<mi>") && functions[strings.TrimSuffix(base[len("<mi>"):], "</mi>")]
	switch {
	case above != "" && below != "":
		base = "<" + both + ">" + base + below + above + "</" + both + ">"
	case above != "":
		base = "<" + sup + ">" + base + above + "</" + sup + ">"
	case below != "":
		base = "<" + sub + ">" + base + below + "</" + sub + ">"
	}
	if function {
		return f.spaced(base)
	}
	return base
}

// functions are written upright, apart from what stands beside them.
var functions = map[string]bool{"log": true, "ln": true, "lg": true, "max": true, "min": true, "exp": true, "lim": true}

// thin is the space beside a function's name (U+2009).
const thin = "<mtext>\u2009</mtext>"

// spaced sets a function apart from a factor before it and from its argument.
func (f *formula) spaced(name string) string {
	if f.factor {
		name = thin + name
	}
	next := strings.TrimLeft(f.rest, " ")
	if next != "" && (unicode.IsLetter([]rune(next)[0]) || unicode.IsDigit([]rune(next)[0])) || strings.HasPrefix(next, `\log`) {
		name += thin
	}
	return name
}

// item reads one sign, number, command or group.
func (f *formula) item() string {
	f.rest = strings.TrimLeft(f.rest, " ")
	if f.rest == "" {
		f.bad = true
		return ""
	}
	first := []rune(f.rest)[0]
	switch {
	case first == '{':
		f.rest = f.rest[1:]
		return "<mrow>" + f.row("}") + "</mrow>"
	case first == '\\':
		return f.command()
	case first == '}' || first == '^' || first == '_' || first == '$' || first == '#' || first == '&':
		f.bad = true
		return ""
	case unicode.IsDigit(first):
		end := strings.IndexFunc(f.rest, func(r rune) bool { return !unicode.IsDigit(r) && r != '.' })
		if end < 0 {
			end = len(f.rest)
		}
		return f.take("mn", end)
	case unicode.IsLetter(first):
		return f.take("mi", len(string(first)))
	}
	return f.take("mo", len(string(first)))
}

func (f *formula) take(tag string, n int) string {
	text := f.rest[:n]
	f.rest = f.rest[n:]
	return "<" + tag + ">" + html.EscapeString(text) + "</" + tag + ">"
}

func (f *formula) command() string {
	name := f.name()
	switch name {
	case "frac", "dfrac", "tfrac":
		return "<mfrac>" + f.argument() + f.argument() + "</mfrac>"
	case "sqrt":
		return f.root()
	case "text", "mathrm", "operatorname", "mathcal", "mathbf", "mathbb", "mathit", "mathsf", "mathtt", "textbf", "textit", "textrm", "texttt", "textsc":
		return f.words(name)
	case "left", "right":
		return f.fence()
	case "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr":
		return f.item()
	case "displaystyle", "textstyle", "limits", "nolimits":
		return ""
	}
	tag, text, ok := symbol(name)
	if !ok {
		f.bad = true
		return ""
	}
	return "<" + tag + ">" + html.EscapeString(text) + "</" + tag + ">"
}

// argument reads a group, or one sign: the halves of \frac12 are 1 and 2.
func (f *formula) argument() string {
	f.rest = strings.TrimLeft(f.rest, " ")
	if f.rest != "" && unicode.IsDigit([]rune(f.rest)[0]) {
		return f.take("mn", 1)
	}
	return f.item()
}

// root reads what is under a root, and of which degree it is.
func (f *formula) root() string {
	f.rest = strings.TrimLeft(f.rest, " ")
	if !strings.HasPrefix(f.rest, "[") {
		return "<msqrt>" + f.argument() + "</msqrt>"
	}
	f.rest = f.rest[1:]
	degree := f.row("]")
	return "<mroot>" + f.argument() + "<mrow>" + degree + "</mrow></mroot>"
}

// fence reads a bracket that grows; a dot stands for none.
func (f *formula) fence() string {
	f.rest = strings.TrimLeft(f.rest, " ")
	if rest, none := strings.CutPrefix(f.rest, "."); none {
		f.rest = rest
		return ""
	}
	return f.item()
}

// name reads what a command is called: letters, or one sign.
func (f *formula) name() string {
	text := f.rest[1:]
	end := strings.IndexFunc(text, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') })
	if end < 0 {
		end = len(text)
	}
	if end == 0 && text != "" {
		end = len(string([]rune(text)[0]))
	}
	f.rest = text[end:]
	return text[:end]
}

// words reads the text of a group as it is.
func (f *formula) words(command string) string {
	f.rest = strings.TrimLeft(f.rest, " ")
	tag := "mtext"
	if strings.HasPrefix(command, "math") || command == "operatorname" {
		tag = "mi"
	}
	if f.rest != "" && unicode.IsLetter([]rune(f.rest)[0]) {
		return f.take(tag, len(string([]rune(f.rest)[0])))
	}
	end := strings.IndexByte(f.rest, '}')
	if !strings.HasPrefix(f.rest, "{") || end < 0 || strings.ContainsAny(f.rest[1:end], `{\`) {
		f.bad = true
		return ""
	}
	text := f.rest[1:end]
	f.rest = f.rest[end+1:]
	return "<" + tag + ">" + html.EscapeString(text) + "</" + tag + ">"
}
