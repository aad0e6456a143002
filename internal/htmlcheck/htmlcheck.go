// Package htmlcheck finds mistakes in the HTML that views make: what a browser
// would silently repair, what a screen reader could not name, and what the
// content security policy would refuse.
package htmlcheck

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Page returns what is wrong with a whole page, in source order; empty when all
// is well.
func Page(source string) []string {
	c := check(source)
	for _, required := range []string{"html", "head", "title", "body", "main", "h1"} {
		if c.tags[required] != 1 {
			c.addf("a page has one <%s>, this one has %d", required, c.tags[required])
		}
	}
	if c.attr["html lang"] == "" {
		c.addf("<html> has no lang")
	}
	c.references()
	return c.problems
}

// Fragment returns what is wrong with a part of a page. Labels and references
// may point outside it.
func Fragment(source string) []string { return check(source).problems }

type checker struct {
	problems []string
	open     []string          // names of the open elements
	tags     map[string]int    // how often each element was seen
	attr     map[string]string // "html lang"
	ids      map[string]bool
	refs     []reference
}

// reference is an attribute whose value must be an id of the page.
type reference struct{ attr, id string }

func check(source string) *checker {
	c := &checker{tags: map[string]int{}, attr: map[string]string{}, ids: map[string]bool{}}
	tokens := html.NewTokenizer(strings.NewReader(source))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			for _, name := range c.open {
				c.addf("<%s> is not closed", name)
			}
			return c
		case html.StartTagToken:
			t := tokens.Token()
			c.start(t)
			if !void(t.Data) {
				c.open = append(c.open, t.Data)
			}
		case html.SelfClosingTagToken:
			c.start(tokens.Token())
		case html.EndTagToken:
			c.end(tokens.Token().Data)
		}
	}
}

func (c *checker) start(t html.Token) {
	c.tags[t.Data]++
	for _, a := range t.Attr {
		c.attribute(t.Data, a)
	}
	switch t.Data {
	case "img":
		if !has(t, "alt") {
			c.addf("<img> has no alt")
		}
	case "script":
		if get(t, "src") == "" {
			c.addf("<script> is inline")
		}
		if get(t, "nonce") == "" {
			c.addf("<script> has no nonce")
		}
	case "style":
		if !slices.Contains(c.open, "svg") {
			c.addf("<style> is inline")
		}
	case "form":
		if !has(t, "action") || !has(t, "method") {
			c.addf("<form> does not work without scripts: it needs action and method")
		}
	case "input", "textarea", "select":
		c.control(t)
	case "button":
		if get(t, "type") == "" {
			c.addf("<button> has no type")
		}
	}
}

func (c *checker) attribute(tag string, a html.Attribute) {
	switch {
	case a.Key == "id":
		if c.ids[a.Val] {
			c.addf("id %q is there twice", a.Val)
		}
		c.ids[a.Val] = true
	case a.Key == "style":
		c.addf("<%s> has a style attribute", tag)
	case strings.HasPrefix(a.Key, "on"), strings.HasPrefix(a.Key, "hx-on"):
		c.addf("<%s> has the inline handler %s", tag, a.Key)
	case a.Key == "href" && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:"):
		c.addf("<%s> has a javascript: address", tag)
	case a.Key == "for", a.Key == "form", a.Key == "aria-labelledby", a.Key == "aria-describedby", a.Key == "aria-controls":
		for id := range strings.FieldsSeq(a.Val) {
			c.refs = append(c.refs, reference{a.Key, id})
		}
	}
	if a.Key == "lang" {
		c.attr[tag+" lang"] = a.Val
	}
}

// control checks that a form field has a name for a screen reader: a label
// around it, an aria-label, or an id that a label may point to.
func (c *checker) control(t html.Token) {
	if kind := get(t, "type"); kind == "hidden" || kind == "submit" || has(t, "hidden") && t.Data != "input" {
		return
	}
	if get(t, "aria-label") != "" || get(t, "aria-labelledby") != "" || slices.Contains(c.open, "label") {
		return
	}
	if id := get(t, "id"); id != "" && slices.Contains(c.refs, reference{"for", id}) {
		return
	}
	c.addf("<%s name=%q> has no label before it", t.Data, get(t, "name"))
}

func (c *checker) end(name string) {
	last := len(c.open) - 1
	if last < 0 || c.open[last] != name {
		c.addf("</%s> closes nothing; open are %v", name, c.open)
		return
	}
	c.open = c.open[:last]
}

func (c *checker) references() {
	for _, r := range c.refs {
		if !c.ids[r.id] {
			c.addf("%s=%q points to nothing", r.attr, r.id)
		}
	}
}

func (c *checker) addf(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

func get(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(t html.Token, key string) bool {
	return slices.ContainsFunc(t.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// void elements have no end tag (HTML, 13.1.2).
func void(name string) bool {
	return slices.Contains([]string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}, name)
}
