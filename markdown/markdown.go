// Package markdown turns Markdown of anybody, a language model for one, into HTML
// that is safe to show: no raw HTML, no scripts, no foreign pictures. Formulas
// in LaTeX become MathML on the server, so that a page needs no library for them,
// and Python in fences is colored by classes.
package markdown

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// maxFormulas is how many formulas of one text become MathML.
const maxFormulas = 300

// Renderer makes HTML. It is safe for use by many goroutines.
type Renderer struct {
	markdown goldmark.Markdown
	policy   *bluemonday.Policy
}

// New makes a Renderer.
func New() *Renderer {
	policy := bluemonday.NewPolicy()
	policy.AllowElements("p", "br", "hr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "del", "code", "pre", "blockquote", "table", "thead", "tbody", "tr", "th", "td")
	policy.AllowAttrs("class").Matching(regexp.MustCompile(`^c-(key|str|num|fn|com|blt)$`)).OnElements("span")
	policy.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	policy.AllowAttrs("href").OnElements("a")
	policy.AllowURLSchemes("https")
	policy.RequireNoFollowOnLinks(true)
	policy.RequireNoReferrerOnLinks(true)
	code := util.Prioritized(codeBlocks{}, 100)
	return &Renderer{
		markdown: goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough), goldmark.WithRendererOptions(renderer.WithNodeRenderers(code))),
		policy:   policy,
	}
}

// Render returns text as HTML that may stand in a page below a heading of level
// 2: its own headings begin at level 3.
func (r *Renderer) Render(text string) (string, error) {
	mark := "m" + rand.Text() // what a writer cannot guess, so that nobody else's text becomes a formula
	text, formulas := extract(strings.ToValidUTF8(text, "\ufffd"), mark)
	var out bytes.Buffer
	if err := r.markdown.Convert([]byte(text), &out); err != nil {
		return "", fmt.Errorf("markdown: %w", err)
	}
	safe := r.policy.Sanitize(lower(out.String()))
	for i, f := range formulas {
		safe = strings.ReplaceAll(safe, mark+"x"+strconv.Itoa(i)+"x", f)
	}
	return safe, nil
}

var headings = regexp.MustCompile(`<(/?)h[12]>`)

// lower makes headings of a level that the page itself has smaller.
func lower(html string) string { return headings.ReplaceAllString(html, "<${1}h3>") }

// delimiters of formulas, the longer first.
var delimiters = []struct {
	open, close string
	block       bool
}{{"$$", "$$", true}, {`\[`, `\]`, true}, {`\(`, `\)`, false}, {"$", "$", false}}

// extract puts marks in the place of formulas and returns their MathML. What is
// in code is left alone.
func extract(text, mark string) (string, []string) {
	var out strings.Builder
	var formulas []string
	for text != "" {
		if n := codeAt(text); n > 0 {
			out.WriteString(text[:n])
			text = text[n:]
			continue
		}
		source, block, n := formulaAt(text)
		if n > 0 && len(formulas) < maxFormulas {
			out.WriteString(mark + "x" + strconv.Itoa(len(formulas)) + "x")
			formulas = append(formulas, mathML(source, block))
			text = text[n:]
			continue
		}
		out.WriteByte(text[0])
		text = text[1:]
	}
	return out.String(), formulas
}

// codeAt returns the length of the code span or fence that text begins with.
func codeAt(text string) int {
	ticks := len(text) - len(strings.TrimLeft(text, "`"))
	if ticks == 0 {
		return 0
	}
	end := strings.Index(text[ticks:], text[:ticks])
	if end < 0 {
		return len(text) // a fence that is still being written
	}
	return ticks + end + ticks
}

// formulaAt returns the formula that text begins with and how long it is with
// its delimiters; 0 for none. A dollar before a space or a line's end is money.
func formulaAt(text string) (source string, block bool, n int) {
	for _, d := range delimiters {
		if !strings.HasPrefix(text, d.open) {
			continue
		}
		inside := text[len(d.open):]
		end := strings.Index(inside, d.close)
		if end <= 0 || end > 400 || strings.Contains(inside[:end], "\n\n") {
			return "", false, 0
		}
		source = inside[:end]
		if d.open == "$" && (strings.ContainsAny(source[:1]+source[end-1:], " \n") || strings.Contains(source, "\n")) {
			return "", false, 0
		}
		return source, d.block, len(d.open) + end + len(d.close)
	}
	return "", false, 0
}

// codeBlocks writes fenced code with a class for each kind of word.
type codeBlocks struct{}

// RegisterFuncs is goldmark's way to ask who writes what.
func (c codeBlocks) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, c.render)
}

func (codeBlocks) render(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	block := node.(*ast.FencedCodeBlock)
	var code strings.Builder
	for i := range block.Lines().Len() {
		line := block.Lines().At(i)
		code.Write(line.Value(source))
	}
	_, err := w.WriteString("<pre><code>" + colored(code.String(), string(block.Language(source))) + "</code></pre>\n")
	return ast.WalkContinue, err
}

// colored returns Python with spans around its words; anything else as it is.
func colored(code, language string) string {
	if language != "python" && language != "py" {
		return html.EscapeString(code)
	}
	tokens, err := lexers.Get("python").Tokenise(nil, code)
	if err != nil {
		return html.EscapeString(code)
	}
	var b strings.Builder
	for token := tokens(); token != chroma.EOF; token = tokens() {
		text := html.EscapeString(token.Value)
		if class := classOf(token.Type); class != "" {
			text = `<span class="` + class + `">` + text + "</span>"
		}
		b.WriteString(text)
	}
	return b.String()
}

// classOf names a kind of word as the editor's theme does.
func classOf(t chroma.TokenType) string {
	switch {
	case t == chroma.NameFunction || t == chroma.NameClass:
		return "c-fn"
	case t == chroma.NameBuiltin || t == chroma.NameBuiltinPseudo:
		return "c-blt"
	case t.InCategory(chroma.Keyword) || t == chroma.OperatorWord:
		return "c-key"
	case t.InSubCategory(chroma.LiteralString):
		return "c-str"
	case t.InSubCategory(chroma.LiteralNumber):
		return "c-num"
	case t.InCategory(chroma.Comment):
		return "c-com"
	}
	return ""
}
