package views

import (
	"strings"
	"testing"

	"coderemote"
)

const artifactID = "0190d000-0000-7000-8000-000000000001"

func leftFile(name, content string) coderemote.Artifact {
	return coderemote.NewArtifact(artifactID, name, []byte(content))
}

// A page shows so much of a file and no more, and says so.
func TestArtifactPageIsCut(t *testing.T) {
	for over, want := range map[int]bool{-1: false, 0: false, 1: true} {
		text := NewArtifactPage(Chrome{}, "", leftFile("a.txt", strings.Repeat("é", mostText/2-1)+strings.Repeat("x", 2+over)))
		if text.Cut != want || len(text.Text) != min(mostText, mostText+over) {
			t.Errorf("text, %+d bytes: cut %v, %d bytes", over, text.Cut, len(text.Text))
		}
		binary := NewArtifactPage(Chrome{}, "", leftFile("a.bin", strings.Repeat("\x00", mostHex+over)))
		if lines := strings.Count(binary.Text, "\n"); binary.Cut != want || lines != mostHex/16 {
			t.Errorf("binary, %+d bytes: cut %v, %d lines", over, binary.Cut, lines)
		}
		table := NewArtifactPage(Chrome{}, "", leftFile("a.csv", strings.Repeat("1,2\n", mostRows+over)))
		if table.Cut != want || len(table.Table) != min(mostRows, mostRows+over) {
			t.Errorf("table, %+d rows: cut %v, %d rows", over, table.Cut, len(table.Table))
		}
	}
	half := NewArtifactPage(Chrome{}, "", leftFile("a.txt", strings.Repeat("x", mostText-1)+"é"))
	if !half.Cut || len(half.Text) != mostText-1 {
		t.Errorf("half of a letter is shown: %d bytes", len(half.Text))
	}
}

func TestArtifactKinds(t *testing.T) {
	for name, test := range map[string]struct{ content, kind string }{
		"a.txt":  {"x", "Text"},
		"b.csv":  {"a,b", "Text"},
		"c.npy":  {"\x93NUMPY", "No text, but an array of numpy, going by its name"},
		"d.DB":   {"\x00", "No text, but a database of SQLite, going by its name"},
		"e":      {"\xff", "No text"},
		"f.png":  {"\x89PNG\r\n\x1a\n", "A picture"},
		"g.txt":  {"a\x00b", "No text"},
		"h.html": {"<script>", "Text"},
		"i.pdf":  {"%PDF-1.7", "No text, but a PDF document, going by its name"},
	} {
		if got := NewArtifactPage(Chrome{}, "", leftFile(name, test.content)).kind(); got != test.kind {
			t.Errorf("%s is %q, want %q", name, got, test.kind)
		}
	}
}

// What is no table is text.
func TestArtifactTable(t *testing.T) {
	for content, want := range map[string]bool{
		"a,b\n1,2\n": true, "a,b\n": false, "a,b\n1\n": false, "a,\"b\n1,2": false, strings.Repeat("a,", mostCells-1) + "b\n" + strings.Repeat("1,", mostCells-1) + "2\n": true,
		strings.Repeat("a,", mostCells) + "b\n" + strings.Repeat("1,", mostCells) + "2\n": false,
	} {
		p := NewArtifactPage(Chrome{}, "", leftFile("a.csv", content))
		if (p.Table != nil) != want || p.Text != content {
			t.Errorf("%q is a table: %v", content, p.Table)
		}
	}
}
