package htmlcheck

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFragment(t *testing.T) {
	tests := []struct {
		name, source string
		want         []string
	}{
		{"good", `<p>a<br><img alt="x" src="y"></p>`, nil},
		{"unclosed", `<p>a<b>c`, []string{"<p> is not closed", "<b> is not closed"}},
		{"crossed", `<p><b></p></b>`, []string{"</p> closes nothing; open are [p b]", "<p> is not closed"}},
		{"stray end", `</div>`, []string{"</div> closes nothing; open are []"}},
		{"id twice", `<i id="a"></i><i id="a"></i>`, []string{`id "a" is there twice`}},
		{"image", `<img src="y">`, []string{"<img> has no alt"}},
		{"inline script", `<script nonce="n">1</script>`, []string{"<script> is inline"}},
		{"script without nonce", `<script src="a.js"></script>`, []string{"<script> has no nonce"}},
		{"inline style", `<style>a{}</style><p style="a:b"></p>`, []string{"<style> is inline", "<p> has a style attribute"}},
		{"handler", `<p onclick="x" hx-on:click="y"></p>`, []string{"<p> has the inline handler onclick", "<p> has the inline handler hx-on:click"}},
		{"script address", `<a href=" JavaScript:x">a</a>`, []string{"<a> has a javascript: address"}},
		{"form", `<form action="/x"></form>`, []string{"<form> does not work without scripts: it needs action and method"}},
		{"button", `<button>a</button>`, []string{"<button> has no type"}},
		{"field without a label", `<input name="a">`, []string{`<input name="a"> has no label before it`}},
		{"fields with one", `<label>a<input name="a"></label><label for="b">b</label><input id="b"><textarea aria-label="c"></textarea><input type="hidden">`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, Fragment(tt.source)); d != "" {
				t.Errorf("problems (-want +got):\n%s", d)
			}
		})
	}
}

func TestPage(t *testing.T) {
	const good = `<!doctype html><html lang="en"><head><title>t</title></head><body><main><h1 id="h">x</h1><p aria-labelledby="h"></p></main></body></html>`
	tests := []struct {
		name, source string
		want         []string
	}{
		{"good", good, nil},
		{"no language", strings.Replace(good, ` lang="en"`, "", 1), []string{"<html> has no lang"}},
		{"no heading", strings.Replace(good, `<h1 id="h">x</h1>`, `<i id="h"></i>`, 1), []string{"a page has one <h1>, this one has 0"}},
		{"two headings", strings.Replace(good, `</h1>`, `</h1><h1>y</h1>`, 1), []string{"a page has one <h1>, this one has 2"}},
		{"dead reference", strings.Replace(good, `id="h"`, "", 1), []string{`aria-labelledby="h" points to nothing`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, Page(tt.source)); d != "" {
				t.Errorf("problems (-want +got):\n%s", d)
			}
		})
	}
}
