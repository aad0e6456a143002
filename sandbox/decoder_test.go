package sandbox

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestDecoder(t *testing.T) {
	for name, test := range map[string]struct {
		chunks []string
		want   []string // one text per chunk, and one for the end
	}{
		"plain":                {[]string{"ab", "c"}, []string{"ab", "c", ""}},
		"cut in two":           {[]string{"\xe2\x82", "\xac"}, []string{"", "€", ""}},
		"cut in three":         {[]string{"a\xf0", "\x9f\x98", "\x80b"}, []string{"a", "", "😀b", ""}},
		"never finished":       {[]string{"a\xe2\x82"}, []string{"a", "\ufffd\ufffd"}},
		"not a beginning":      {[]string{"\x82\xac"}, []string{"\ufffd\ufffd", ""}},
		"a beginning, no more": {[]string{"\xe2", "a"}, []string{"", "\ufffda", ""}},
		"too long a form":      {[]string{"\xc0\x80"}, []string{"\ufffd\ufffd", ""}},
		"a surrogate":          {[]string{"\xed\xa0\x80"}, []string{"\ufffd\ufffd\ufffd", ""}},
		"NUL":                  {[]string{"a\x00", "\x00b"}, []string{"a\u2400", "\u2400b", ""}},
		"a real replacement":   {[]string{"\ufffd"}, []string{"\ufffd", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			var d decoder
			for i, want := range test.want {
				var chunk string
				if i < len(test.chunks) {
					chunk = test.chunks[i]
				}
				if got := d.decode([]byte(chunk), i == len(test.chunks)); got != want {
					t.Errorf("chunk %d: got %q, want %q", i, got, want)
				}
			}
		})
	}
}

// FuzzDecoder holds that text is valid, has no U+0000, and does not depend on
// where the stream was cut.
func FuzzDecoder(f *testing.F) {
	f.Add([]byte("a\xe2\x82\xacb\x00\xf0\x9f"), 2)
	f.Fuzz(func(t *testing.T, stream []byte, size int) {
		size = max(1, size%64)
		var d, whole decoder
		var got strings.Builder
		for rest := stream; len(rest) > 0; {
			n := min(size, len(rest))
			got.WriteString(d.decode(rest[:n], false))
			rest = rest[n:]
		}
		got.WriteString(d.decode(nil, true))
		if want := whole.decode(stream, true); got.String() != want {
			t.Errorf("cut: %q, whole: %q", got.String(), want)
		}
		if text := got.String(); !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			t.Errorf("%q is no text", text)
		}
	})
}
