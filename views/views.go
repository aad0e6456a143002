// Package views is what people see: the pages and the fragments of them that a
// request swaps. Each takes a struct that holds exactly what it shows; a
// component formats and decides nothing.
//
// The nonce of the content security policy comes from the context
// (templ.WithNonce), because it belongs to the response and not to the page.
package views

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"coderemote"
	"coderemote/analysis"
)

// Chrome is what every page has around its content.
type Chrome struct {
	User   *coderemote.User         // nil: nobody is logged in
	Asset  func(name string) string // address of a static file, as static.Assets.URL gives it
	Banner *Banner                  // nil: nothing to say
}

// userID names the person in the browser's storage, so that two people at one
// machine do not see each other's drafts.
func (c Chrome) userID() string {
	if c.User == nil {
		return ""
	}
	return c.User.ID
}

// Banner is a sentence about the whole instance, above each page.
type Banner struct {
	Serious bool
	Title   string
	Detail  string
}

// NoSandboxBanner says that programs cannot run; detail is a sentence for people without rights to change it.
func NoSandboxBanner(detail string) *Banner {
	return &Banner{Serious: true, Title: "Programs cannot run now.", Detail: detail}
}

// DegradedLimitsBanner says that the limits are enforced per process only.
func DegradedLimitsBanner() *Banner {
	return &Banner{Title: "Limits are degraded on this server.", Detail: "Memory is limited for each process and not for all of them together. Do not run programs of strangers here."}
}

// initials of a name or an address: the first letters of its first two words.
func initials(name string) string {
	name, _, _ = strings.Cut(name, "@")
	words := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("._-+ ", r) })
	var b strings.Builder
	for _, w := range words[:min(2, len(words))] {
		b.WriteString(strings.ToUpper(string([]rune(w)[:1])))
	}
	return b.String()
}

// seconds of a duration as a person reads them: hundredths below ten seconds, else tenths.
func seconds(d time.Duration) string {
	if d < 10*time.Second {
		return strconv.FormatFloat(d.Seconds(), 'f', 2, 64) + " s"
	}
	return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
}

// megabytes of a size in bytes, rounded up: what is used is never shown as 0.
func megabytes(n int64) string { return strconv.FormatInt((n+1<<20-1)>>20, 10) }

// count of things in English: "1 line", "10,000 lines".
func count(n int, singular string) string {
	return grouped(n) + " " + noun(n, singular)
}

func grouped(n int) string { return analysis.Grouped(int64(n)) }

func date(t time.Time) string { return t.UTC().Format("2 January 2006") }

func limitSeconds(d time.Duration) string { return fmt.Sprintf("%g", d.Seconds()) }

func noun(n int, singular string) string {
	if n == 1 {
		return singular
	}
	return singular + "s"
}
