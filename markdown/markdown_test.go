package markdown

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func render(t *testing.T, text string) string {
	t.Helper()
	out, err := New().Render(text)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(out)
}

func TestRender(t *testing.T) {
	for text, want := range map[string]string{
		"### Algorithm\nIt *sorts*.":        "<h3>Algorithm</h3>\n<p>It <em>sorts</em>.</p>",
		"# Big":                             "<h3>Big</h3>",
		"- a\n- b":                          "<ul>\n<li>a</li>\n<li>b</li>\n</ul>",
		"`x < 1`":                           "<p><code>x &lt; 1</code></p>",
		"It is $O(n)$.":                     `<p>It is <math><mi>O</mi><mo>(</mo><mi>n</mi><mo>)</mo></math>.</p>`,
		`\(n \log n\)`:                      "<p><math><mi>n</mi>" + thin + "<mi>log</mi>" + thin + "<mi>n</mi></math></p>",
		"$$\n\\sum_{i=1}^{n} i\n$$":         `<p><math display="block"><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mrow><mi>n</mi></mrow></munderover><mi>i</mi></math></p>`,
		`$\frac{n(n-1)}{2}$`:                "<p><math><mfrac><mrow><mi>n</mi><mo>(</mo><mi>n</mi><mo>-</mo><mn>1</mn><mo>)</mo></mrow><mrow><mn>2</mn></mrow></mfrac></math></p>",
		`$\mathcal{O}(n^{2})$`:              "<p><math><mi>O</mi><mo>(</mo><msup><mi>n</mi><mrow><mn>2</mn></mrow></msup><mo>)</mo></math></p>",
		`$\unknown{n}$`:                     `<p><code>\unknown{n}</code></p>`,
		"It costs $5 and then $6 more.":     "<p>It costs $5 and then $6 more.</p>",
		"`$x$` is code":                     "<p><code>$x$</code> is code</p>",
		"```python\nfor x in y: print(1)\n": `<pre><code><span class="c-key">for</span> x <span class="c-key">in</span> y: <span class="c-blt">print</span>(<span class="c-num">1</span>)` + "\n</code></pre>",
		"```\n<b>\n```":                     "<pre><code>&lt;b&gt;\n</code></pre>",
		"[a](https://example.org)":          `<p><a href="https://example.org" rel="nofollow noreferrer">a</a></p>`,
	} {
		if got := render(t, text); got != want {
			t.Errorf("%q\n got %s\nwant %s", text, got, want)
		}
	}
}

// What models write when they explain complexity.
func TestFormulas(t *testing.T) {
	for source, want := range map[string]string{
		`\mathcal{O}(n \log_2 n)`:        "<mi>O</mi><mo>(</mo><mi>n</mi>" + thin + "<msub><mi>log</mi><mn>2</mn></msub>" + thin + "<mi>n</mi><mo>)</mo>",
		`\mathcal O(\log n)`:             "<mi>O</mi><mo>(</mo><mi>log</mi>" + thin + "<mi>n</mi><mo>)</mo>",
		`n\log(n)`:                       "<mi>n</mi>" + thin + "<mi>log</mi><mo>(</mo><mi>n</mi><mo>)</mo>",
		`\log\log n`:                     "<mi>log</mi>" + thin + "<mi>log</mi>" + thin + "<mi>n</mi>",
		`\log^{2} n`:                     "<msup><mi>log</mi><mrow><mn>2</mn></mrow></msup>" + thin + "<mi>n</mi>",
		`\sqrt{n}`:                       "<msqrt><mrow><mi>n</mi></mrow></msqrt>",
		`\sqrt n`:                        "<msqrt><mi>n</mi></msqrt>",
		`\sqrt[3]{n}`:                    "<mroot><mrow><mi>n</mi></mrow><mrow><mn>3</mn></mrow></mroot>",
		`\frac12`:                        "<mfrac><mn>1</mn><mn>2</mn></mfrac>",
		`\dfrac{n}{2}`:                   "<mfrac><mrow><mi>n</mi></mrow><mrow><mn>2</mn></mrow></mfrac>",
		`a \cdot b \times c \leq d`:      "<mi>a</mi><mo>·</mo><mi>b</mi><mo>×</mo><mi>c</mi><mo>≤</mo><mi>d</mi>",
		`\text{if } x`:                   "<mtext>if </mtext><mi>x</mi>",
		`\texttt{nums}`:                  "<mtext>nums</mtext>",
		`n^{2}_{i}`:                      "<msubsup><mi>n</mi><mrow><mi>i</mi></mrow><mrow><mn>2</mn></mrow></msubsup>",
		`2^{n-1}`:                        "<msup><mn>2</mn><mrow><mi>n</mi><mo>-</mo><mn>1</mn></mrow></msup>",
		`\left( n \right)`:               "<mo>(</mo><mi>n</mi><mo>)</mo>",
		`\left. n \right|`:               "<mi>n</mi><mo>|</mo>",
		`\left\lfloor n/2 \right\rfloor`: "<mo>⌊</mo><mi>n</mi><mo>/</mo><mn>2</mn><mo>⌋</mo>",
		`\lvert V \rvert + |E|`:          "<mo>|</mo><mi>V</mi><mo>|</mo><mo>+</mo><mo>|</mo><mi>E</mi><mo>|</mo>",
		`x \bmod 2`:                      "<mi>x</mi><mo>mod</mo><mn>2</mn>",
		`1 < n \gt 0`:                    "<mn>1</mn><mo>&lt;</mo><mi>n</mi><mo>&gt;</mo><mn>0</mn>",
	} {
		for _, signs := range [][2]string{{"$", "$"}, {`\(`, `\)`}, {"$$", "$$"}, {`\[`, `\]`}} {
			got := render(t, signs[0]+source+signs[1])
			if got != "<p><math>"+want+"</math></p>" && got != `<p><math display="block">`+want+"</math></p>" {
				t.Errorf("%s\n got %s\nwant %s", source, got, want)
			}
		}
	}
}

// What is not known is shown as it was written, whole.
func TestUnknownFormulas(t *testing.T) {
	for _, source := range []string{`\begin{cases} 1 \\ 2 \end{cases}`, `\underbrace{x}_{n}`, `\binom{n}{k}`, `n^`, `\frac{n}`, `{n`, `n}`, `\text{a\_b}`, `\text{a{b}c}`, `a & b`, `\left`, `\sqrt[3`, `n^2^3`} {
		if got, want := render(t, "$"+source+"$"), "<p><code>"+html.EscapeString(source)+"</code></p>"; got != want {
			t.Errorf("%s\n got %s\nwant %s", source, got, want)
		}
	}
}

// What comes from a model is from whoever wrote the code that it was shown.
var hostile = []string{
	"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](https://evil.example/p.png)", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))",
	"[x](data:text/html,<script>1</script>)", "<iframe src=//evil.example></iframe>", "<svg onload=alert(1)>", "<style>*{display:none}</style>",
	"$<script>alert(1)</script>$", `$\text{<img src=x onerror=alert(1)>}$`, `$\mathcal{"><script>alert(1)</script>}$`, "```python\n<script>alert(1)</script>\n```",
	"```\"><script>\nx\n```", "<a href=https://x.org onclick=alert(1)>x</a>", "[x](https://x.org \"onmouseover=alert(1)\")", "<form action=/logout><button>x</button></form>",
	`<p style="position:fixed">x</p>`, "<p id=panel hx-get=/settings hx-trigger=load>x</p>", "m0x0x $a$", "<math><mtext><script>1</script></mtext></math>", "$0\x85$",
}

// safe reports what of an output no reader may meet.
func unsafe(t *testing.T, out string) (problems []string) {
	t.Helper()
	tokens := html.NewTokenizer(strings.NewReader(out))
	for tokens.Next() != html.ErrorToken {
		token := tokens.Token()
		if token.Type == html.TextToken || token.Type == html.EndTagToken {
			continue
		}
		switch token.Data {
		case "script", "style", "img", "iframe", "svg", "form", "button", "input", "object", "embed", "link", "meta", "base":
			problems = append(problems, "<"+token.Data+">")
		}
		for _, a := range token.Attr {
			switch {
			case a.Key == "class", a.Key == "rel", a.Key == "start", a.Key == "display":
			case a.Key == "href" && strings.HasPrefix(a.Val, "https://"):
			default:
				problems = append(problems, token.Data+" "+a.Key+"="+a.Val)
			}
		}
	}
	return problems
}

func TestNothingHostilePasses(t *testing.T) {
	for _, text := range hostile {
		if out := render(t, text); len(unsafe(t, out)) > 0 {
			t.Errorf("%q became %s: %q", text, out, unsafe(t, out))
		}
	}
	if got := unsafe(t, `<p onclick="x"><script></script>`); len(got) != 2 {
		t.Errorf("the check itself finds %q", got)
	}
}

func TestDeepFormulasEnd(t *testing.T) {
	for _, text := range []string{"$" + strings.Repeat("{", 199) + strings.Repeat("}", 199) + "$", "$" + strings.Repeat(`\sqrt`, 60) + "$", strings.Repeat("$a$ ", 2*maxFormulas), "$" + strings.Repeat(`\left`, 70) + "$"} {
		render(t, text)
	}
}

func FuzzRender(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if problems := unsafe(t, render(t, text)); len(problems) > 0 {
			t.Errorf("%q: %q", text, problems)
		}
	})
}
