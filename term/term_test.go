package term

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coderemote/internal/golden"

	"github.com/google/go-cmp/cmp"
)

// plain is the HTML of the lines that standard output would show at time zero.
func plain(lines ...string) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString("<p><time>0.00</time><span>" + l + "</span></p>")
	}
	return b.String()
}

func TestTerminalLines(t *testing.T) {
	tests := []struct {
		name, text string
		want       Frame
	}{
		{"nothing", "", Frame{}},
		{"one line", "hello\n", Frame{plain("hello"), "", 1, 0}},
		{"open line", "Your name? ", Frame{"", plain("Your name? "), 1, 0}},
		{"empty line", "\n", Frame{plain(""), "", 1, 0}},
		{"escaping", "a<b>&c\n", Frame{plain("a&lt;b&gt;&amp;c"), "", 1, 0}},
		{"escaping in cells", "\ra<b>&c", Frame{"", plain("a&lt;b&gt;&amp;c"), 1, 0}},
		{"carriage return rewrites", "10 %\r20 %\r30 %\n", Frame{plain("30 %"), "", 1, 0}},
		{"shorter rewrite keeps the rest", "abcdef\rXY\n", Frame{plain("XYcdef"), "", 1, 0}},
		{"Windows line end", "a\r\nb\r\n", Frame{plain("a", "b"), "", 2, 0}},
		{"backspace", "abc\b\bX\n", Frame{plain("aXc"), "", 1, 0}},
		{"backspace at the start", "\b\ba\n", Frame{plain("a"), "", 1, 0}},
		{"tab", "a\tb\n", Frame{plain("a       b"), "", 1, 0}},
		{"erase to the end", "abcdef\r\x1b[Kxy\n", Frame{plain("xy"), "", 1, 0}},
		{"erase to the start", "abcdef\b\b\x1b[1K\n", Frame{plain("     f"), "", 1, 0}},
		{"erase all", "abc\x1b[2Kd\n", Frame{plain("   d"), "", 1, 0}},
		{"escapes without a meaning", "a\x1b[?25lb\x1b[3;4Hc\x1b(Bd\x1b7e\x07\n", Frame{plain("abcde"), "", 1, 0}},
		{"title", "a\x1b]0;title\x07b\x1b]8;;http://x\x1b\\c\n", Frame{plain("abc"), "", 1, 0}},
		{"unfinished title ends with its line", "a\x1b]0;title\nb\n", Frame{plain("a", "b"), "", 2, 0}},
		{"escape cut short", "a\x1b\nb\x1b[3\nc\n", Frame{plain("a", "b", "c"), "", 3, 0}},
		{"C1 controls and NUL", "a\u0085\x00\u009bb\n", Frame{plain("ab"), "", 1, 0}},
		{"invalid bytes", "a\xffb\xc3(\n", Frame{plain("a\ufffdb\ufffd("), "", 1, 0}},
		{"color", "\x1b[31mred\x1b[0m plain\n", Frame{plain(`<span class="f1">red</span> plain`), "", 1, 0}},
		{"color stays over lines", "\x1b[1;92ma\nb\n", Frame{plain(`<span class="bold f10">a</span>`, `<span class="bold f10">b</span>`), "", 2, 0}},
		{"attributes end", "\x1b[1;2;3;4;7;9ma\x1b[22;23;24;27;29mb\n", Frame{plain(`<span class="bold dim italic underline inverse strike">a</span>b`), "", 1, 0}},
		{"background", "\x1b[44;103;39;30ma\x1b[49mb\n", Frame{plain(`<span class="f0 b11">a</span><span class="f0">b</span>`), "", 1, 0}},
		{"256 colors", "\x1b[38;5;196ma\x1b[48;5;21mb\x1b[0;38;5;244mc\x1b[38;5;3md\n", Frame{plain(`<span class="f9">a</span><span class="f9 b4">b</span><span class="f8">c</span><span class="f3">d</span>`), "", 1, 0}},
		{"true color", "\x1b[38;2;250;5;5ma\x1b[38:2:0:200:0mb\n", Frame{plain(`<span class="f9">a</span><span class="f2">b</span>`), "", 1, 0}},
		{"broken color", "\x1b[38;5ma\x1b[38;9;1mb\x1b[38;5;999mc\x1b[>4md\n", Frame{plain("abcd"), "", 1, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var term Terminal
			term.Write("stdout", 0, tt.text)
			if d := cmp.Diff(tt.want, term.Frame()); d != "" {
				t.Errorf("frame (-want +got):\n%s", d)
			}
		})
	}
}

func TestTerminalStreams(t *testing.T) {
	var term Terminal
	term.Write("stdout", 20*time.Millisecond, "Your name? ")
	term.Write("stdin", 1500*time.Millisecond, "Ada\n")
	term.Write("stderr", 99994*time.Millisecond, "\x1b[31mno\n")
	term.Write("stdout", 100*time.Second, "yes \xe2\x82")
	term.Write("stderr", 100*time.Second, "!")
	term.Write("stdout", 100*time.Second, "\xac\n")
	want := Frame{Lines: 3, Append: `<p><time>0.02</time><span>Your name? <span class="in">Ada</span></span></p>` +
		`<p><time>99.99</time><span><span class="err f1">no</span></span></p>` +
		`<p><time>100.0</time><span>yes <span class="err f1">!</span>€</span></p>`}
	if d := cmp.Diff(want, term.Frame()); d != "" {
		t.Errorf("frame (-want +got):\n%s", d)
	}
}

func TestFrameHoldsWhatChanged(t *testing.T) {
	var term Terminal
	var got []Frame
	for _, text := range []string{"a\nb", "c", "\n", ""} {
		term.Write("stdout", 0, text)
		got = append(got, term.Frame())
	}
	want := []Frame{{plain("a"), plain("b"), 2, 0}, {"", plain("bc"), 2, 0}, {plain("bc"), "", 2, 0}, {"", "", 2, 0}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("frames (-want +got):\n%s", d)
	}
	if got, want := want[0].HTML(), plain("a", "b"); got != want {
		t.Errorf("HTML() = %q, want %q", got, want)
	}
}

func TestLongLineGoesOn(t *testing.T) {
	long := strings.Repeat("x", MaxCells)
	next := strings.Replace(plain("y"), "0.00", "", 1)
	tests := []struct {
		name, text string
		want       Frame
	}{
		{"at the limit", long + "\n", Frame{plain(long), "", 1, 0}},
		{"over it", long + "y\n", Frame{plain(long) + next, "", 1, 0}},
		{"open", long + "y", Frame{plain(long), next, 1, 0}},
		{"tab over it", long + "\ty\n", Frame{plain(long) + next, "", 1, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var term Terminal
			term.Write("stdout", 0, tt.text)
			if got := term.Frame(); got != tt.want {
				t.Errorf("frame has %d and %d bytes and %d lines, want %d, %d and %d", len(got.Append), len(got.Tail), got.Lines, len(tt.want.Append), len(tt.want.Tail), tt.want.Lines)
			}
		})
	}
}

func TestFrameLeavesOutTheOldestLines(t *testing.T) {
	tests := []struct {
		name           string
		lines, dropped int
	}{
		{"at the limit", MaxLines, 0},
		{"just over it", MaxLines + linesPerMark - 1, 0},
		{"over it", MaxLines + linesPerMark, linesPerMark},
		{"far over it", 3*MaxLines + 1, 2 * MaxLines},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var term Terminal
			term.Write("stdout", 0, strings.Repeat("old\n", tt.lines-1))
			term.Write("stdout", 0, "\rlast\n")
			f := term.Frame()
			if f.Lines != tt.lines || f.Dropped != tt.dropped {
				t.Errorf("frame says %d lines and %d dropped, want %d and %d", f.Lines, f.Dropped, tt.lines, tt.dropped)
			}
			if want := strings.Repeat(plain("old"), tt.lines-tt.dropped-1) + plain("last"); f.Append != want {
				t.Errorf("frame has %d bytes, want %d", len(f.Append), len(want))
			}
			if gap := strings.HasPrefix(f.HTML(), `<div class="gap">`); gap != (tt.dropped > 0) {
				t.Errorf("a note about lines left out: %t", gap)
			}
			if again := term.Frame(); again != (Frame{Lines: tt.lines}) {
				t.Errorf("the next frame is %+v", again)
			}
		})
	}
}

func TestGolden(t *testing.T) {
	inputs, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(inputs) == 0 {
		t.Fatalf("no inputs in testdata: %v", err)
	}
	for _, input := range inputs {
		t.Run(filepath.Base(input), func(t *testing.T) {
			text, err := os.ReadFile(input)
			if err != nil {
				t.Fatal(err)
			}
			var term Terminal
			term.Write("stdout", 0, string(text))
			got := strings.ReplaceAll(term.Frame().HTML(), "</p>", "</p>\n")
			golden.Check(t, strings.TrimSuffix(filepath.Base(input), ".txt")+".html", got)
		})
	}
}
