package coderemote

import (
	"strings"
	"testing"
)

func TestNewArtifact(t *testing.T) {
	const svg = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><title>Sales
	2026</title><desc>x: month, y: € &amp; more</desc><g><title>inner</title></g><script>alert(1)</script></svg>`
	for _, test := range []struct{ name, content, wantName, mediaType, alt string }{
		{"a.png", "\x89PNG\r\n\x1a\nrest", "a.png", "image/png", ""},
		{"a.txt", "\xff\xd8\xffrest", "a.txt", "image/jpeg", ""},
		{"a.png", "no picture", "a.png", "text/plain; charset=utf-8", ""},
		{"page.html", "<script>alert(1)</script>", "page.html", "text/plain; charset=utf-8", ""},
		{"a.CSV", "a,b", "a.CSV", "text/csv; charset=utf-8", ""},
		{"a", "\xff\xfe", "a", "application/octet-stream", ""},
		{"empty.svg", "", "empty.svg", "image/svg+xml", ""},
		{"out/plot.svg", svg, "out/plot.svg", "image/svg+xml", "Sales 2026. x: month, y: € & more"},
		{"broken.svg", "<svg><title>yes</title><", "broken.svg", "image/svg+xml", "yes"},
		{"a\n\x1b[31m\u202e\xff.txt", "", "a\uFFFD\uFFFD[31m\uFFFD\uFFFD.txt", "text/plain; charset=utf-8", ""},
		{"x.webp", "RIFF....WEBPVP8 ", "x.webp", "image/webp", ""},
	} {
		a := NewArtifact("id", test.name, []byte(test.content))
		if a.Name != test.wantName || a.MediaType != test.mediaType || a.Alt != test.alt || a.Size != int64(len(test.content)) {
			t.Errorf("%q: got %q %q %q %d", test.name, a.Name, a.MediaType, a.Alt, a.Size)
		}
	}
	if alt := NewArtifact("", "a.svg", []byte("<svg><title>"+strings.Repeat("é", 2000)+"</title></svg>")).Alt; len(alt) > mostAlt || !strings.HasPrefix(alt, "éé") {
		t.Errorf("a long title has %d bytes", len(alt))
	}
}
