package term

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzTerminal holds three promises for any input: the HTML is well formed,
// chunk boundaries do not matter, and text without control characters is all there.
func FuzzTerminal(f *testing.F) {
	for _, seed := range []string{"hello\nworld", "\x1b[31mred\x1b[0m\r\n", "\xe2\x82\xac\xff\xe2\x28", "\x1b]0;x\x1b\\a\tb\b\x1b[1K", "<b>&amp;\n\x1b[38;2;1;2;3mx"} {
		f.Add(seed, uint8(3), uint8(1))
	}
	f.Fuzz(func(t *testing.T, input string, cut, other uint8) {
		whole := written(input)
		pieces := written(split(input, int(cut%7)+1)...)
		if whole != pieces {
			t.Fatalf("in one piece:\n%+v\nin pieces:\n%+v", whole, pieces)
		}
		checkHTML(t, whole.HTML())
		if utf8.ValidString(input) && !strings.ContainsFunc(input, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }) {
			checkText(t, whole.HTML(), input)
		}
		var mixed Terminal
		for i, piece := range split(input, int(cut%7)+1) {
			mixed.Write([]string{"stdout", "stderr", "stdin"}[(i+int(other))%3], 0, piece)
		}
		checkHTML(t, mixed.Frame().HTML())
	})
}

func written(pieces ...string) Frame {
	var term Terminal
	var whole Frame
	for _, piece := range pieces {
		term.Write("stdout", 0, piece)
		f := term.Frame()
		whole = Frame{whole.Append + f.Append, f.Tail, f.Lines, 0}
	}
	return whole
}

func split(s string, n int) (pieces []string) {
	for len(s) > n {
		pieces, s = append(pieces, s[:n]), s[n:]
	}
	return append(pieces, s)
}

// The grammar of the HTML is small enough to be a regular expression; text has no < or > and only our entities.
var (
	textPattern = `(?:[^<>&\x00-\x1f]|&(?:lt|gt|amp);)*`
	linePattern = regexp.MustCompile(`^(?:<p><time>[0-9.]*</time><span>(?:` + textPattern + `|<span class="[a-z0-9 ]+">` + textPattern + `</span>)*</span></p>)*$`)
	tagPattern  = regexp.MustCompile(`<time>[^<]*</time>|<[^>]*>`)
)

func checkHTML(t *testing.T, got string) {
	t.Helper()
	if !utf8.ValidString(got) || !linePattern.MatchString(got) {
		t.Fatalf("not the HTML of lines: %q", got)
	}
}

func checkText(t *testing.T, got, input string) {
	t.Helper()
	text := html.UnescapeString(tagPattern.ReplaceAllString(got, ""))
	if want := strings.ReplaceAll(input, "\n", ""); text != want {
		t.Fatalf("text is %q, want %q", text, want)
	}
}

func BenchmarkTerminal(b *testing.B) {
	for _, bench := range []struct{ name, line string }{
		{"plain", "     10      0.09 ms True, a line of about a hundred bytes that a program prints, many times, in a loop\n"},
		{"utf8", "naïve café, résumé, Ελληνικά, русский, 日本語, a line that is not ASCII and has a hundred bytes\n"},
		{"color", "\x1b[32mok\x1b[0m   test_something_long_and_tedious_number_12 \x1b[1;31mFAILED\x1b[0m in \x1b[36m0.12\x1b[0m s\n"},
		{"progress", "\rtraining  45%|████▌     | 45/100 [00:01<00:01, 33.33it/s, loss=0.412, accuracy=0.871]"},
	} {
		text := strings.Repeat(bench.line, 32<<10/len(bench.line))
		b.Run(fmt.Sprintf("%s/32KB", bench.name), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			var term Terminal
			for b.Loop() {
				term.Write("stdout", 0, text)
				term.Frame()
			}
		})
	}
}
