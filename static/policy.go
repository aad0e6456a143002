package static

import "strings"

// Page says what a page needs of the content security policy.
type Page int

// The two kinds of page.
const (
	PlainPage  Page = iota // our own scripts only
	EditorPage             // Monaco too, which writes style attributes and loads a worker
)

// trustedTypes are the names of the policies that may make HTML or script
// addresses: ours, htmx's, and those that Monaco creates by itself, which a
// test reads from the bundle.
func trustedTypes() []string {
	return []string{
		"app", "run-output", "htmx",
		"defaultWorkerFactory", "diffEditorWidget", "diffReview", "domLineBreaksComputer", "dompurify", "editorViewLayer",
		"richScreenReaderContent", "standaloneColorizer", "tokenizeToString",
	}
}

// ContentSecurityPolicy returns the header's value for one response. The nonce
// is fresh for each and is the one in the page's script tags. It is here and
// not with the handlers because the vendored files decide most of it.
func ContentSecurityPolicy(nonce string, page Page) string {
	styleAttributes := "'none'"
	if page == EditorPage {
		styleAttributes = "'unsafe-inline'"
	}
	return strings.Join([]string{
		"default-src 'self'",
		"script-src 'nonce-" + nonce + "' 'strict-dynamic'",
		"style-src-elem 'self' 'nonce-" + nonce + "'",
		"style-src-attr " + styleAttributes,
		"img-src 'self' data:",
		"worker-src 'self'",
		"object-src 'none'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types " + strings.Join(trustedTypes(), " "),
	}, "; ")
}

// QueuePolicy returns the policy of River UI, whose pages are not ours: scripts
// of this server only, but the styles that they write themselves.
func QueuePolicy() string {
	return "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// EmbedPolicy returns the policy of a page without scripts that the sites in
// hosts, each an origin, may show in a frame.
func EmbedPolicy(hosts []string) string {
	ancestors := "'none'"
	if len(hosts) > 0 {
		ancestors = strings.Join(hosts, " ")
	}
	return "default-src 'none'; style-src-elem 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors " + ancestors
}
