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
		"cdot": "·", "times": "×", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "sim": "∼", "to": "→",
		"rightarrow": "→", "Rightarrow": "⇒", "implies": "⇒", "in": "∈", "ldots": "…", "dots": "…", "cdots": "⋯", "lfloor": "⌊", "rfloor": "⌋",
		"lceil": "⌈", "rceil": "⌉", "sum": "∑", "prod": "∏", "pm": "±", "div": "÷", "ll": "≪", "gg": "≫", "mid": "|", "quad": " ", ",": " ", ";": " ", "!": "", " ": " ", "{": "{", "}": "}", "_": "_", "%": "%", "&": "&",
	}
	names := map[string]string{
		"log": "log", "ln": "ln", "lg": "lg", "max": "max", "min": "min", "exp": "exp", "lim": "lim", "Theta": "Θ", "Omega": "Ω", "theta": "θ", "omega": "ω",
		"alpha": "α", "beta": "β", "epsilon": "ε", "varepsilon": "ε", "lambda": "λ", "phi": "φ", "varphi": "φ", "pi": "π", "infty": "∞",
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
	rest  string
	depth int
	bad   bool // something is not known
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
	defer func() { f.depth-- }()
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
		b.WriteString(f.scripted())
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
	switch {
	case above != "" && below != "":
		return "<msubsup>" + base + below + above + "</msubsup>"
	case above != "":
		return "<msup>" + base + above + "</msup>"
	case below != "":
		return "<msub>" + base + below + "</msub>"
	}
	return base
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
	case first == '}' || first == '$' || first == '#' || first == '&':
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
	case "frac":
		return "<mfrac>" + f.item() + f.item() + "</mfrac>"
	case "sqrt":
		return "<msqrt>" + f.item() + "</msqrt>"
	case "text", "mathrm", "operatorname", "mathcal", "mathbf", "textbf", "textit":
		return f.words(name)
	case "left", "right", "big", "Big":
		return f.item()
	}
	tag, text, ok := symbol(name)
	if !ok {
		f.bad = true
		return ""
	}
	return "<" + tag + ">" + html.EscapeString(text) + "</" + tag + ">"
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
	end := strings.IndexByte(f.rest, '}')
	if !strings.HasPrefix(f.rest, "{") || end < 0 {
		f.bad = true
		return ""
	}
	text := f.rest[1:end]
	f.rest = f.rest[end+1:]
	tag := "mtext"
	if command == "mathcal" || command == "mathrm" || command == "operatorname" {
		tag = "mi"
	}
	return "<" + tag + ">" + html.EscapeString(text) + "</" + tag + ">"
}
