package coderemote

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Registration says who may make an account without an administrator.
type Registration string

// The three ways of registration.
const (
	RegistrationOpen    Registration = "open"    // anybody, once confirmed or approved
	RegistrationInvited Registration = "invited" // who has a link of an invitation
	RegistrationClosed  Registration = "closed"  // nobody
)

// Valid reports whether r is a known way.
func (r Registration) Valid() bool {
	return r == RegistrationOpen || r == RegistrationInvited || r == RegistrationClosed
}

// Settings are what an administrator may set while the instance runs.
type Settings struct {
	Registration  Registration
	Policy        Policy   // where CODEREMOTE_POLICY fixes none
	Modules       []string // that programs under the strict policy may import besides its own list
	Model         bool     // whether code may be given to the model
	RunsPerMinute *int     // of one user, 0 for no limit; nil for CODEREMOTE_RUNS_PER_MINUTE
	KeepRunsDays  *int     // nil for ever
	EmbedHosts    []string // origins that may frame an embedded snippet
	MaxSnippets   int      // that one person may keep
	UpdatedAt     time.Time
}

// The bounds of the settings.
const (
	MaxModules       = 50
	MaxEmbedHosts    = 50
	MaxRunsPerMinute = 1000
	MaxKeepRunsDays  = 36_500
	MaxMaxSnippets   = 1_000_000
)

// Validate returns an error that names the first setting that is wrong.
func (s Settings) Validate() error {
	if !s.Registration.Valid() {
		return Invalid("body.registration", "Registration is open, invited or closed.", s.Registration)
	}
	if !s.Policy.Valid() {
		return Invalid("body.policy", "The policy is either strict or open.", s.Policy)
	}
	if n := s.RunsPerMinute; n != nil && (*n < 0 || *n > MaxRunsPerMinute) {
		return Invalid("body.runs_per_minute", fmt.Sprintf("The runs a minute are a number from 0, which is no limit, to %d.", MaxRunsPerMinute), *n)
	}
	if n := s.KeepRunsDays; n != nil && (*n < 1 || *n > MaxKeepRunsDays) {
		return Invalid("body.keep_runs_days", fmt.Sprintf("Runs are kept for 1 to %d days.", MaxKeepRunsDays), *n)
	}
	if n := s.MaxSnippets; n < 1 || n > MaxMaxSnippets {
		return Invalid("body.max_snippets", fmt.Sprintf("One person may keep 1 to %d snippets.", MaxMaxSnippets), n)
	}
	if err := ValidateModules(s.Modules); err != nil {
		return err
	}
	return validateEmbedHosts(s.EmbedHosts)
}

// ValidateModules returns an error unless each of modules reads like the name of
// a Python module, dots included, and there are at most MaxModules.
func ValidateModules(modules []string) error {
	if len(modules) > MaxModules {
		return Invalid("body.modules", fmt.Sprintf("These are %d modules; the limit is %d.", len(modules), MaxModules), nil)
	}
	name := regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$`)
	for _, m := range modules {
		if len(m) > 100 || !name.MatchString(m) {
			return Invalid("body.modules", "Write the names of modules as in an import: numpy, matplotlib.pyplot. This is none: "+m, m)
		}
	}
	return nil
}

func validateEmbedHosts(hosts []string) error {
	if len(hosts) > MaxEmbedHosts {
		return Invalid("body.embed_hosts", fmt.Sprintf("These are %d hosts; the limit is %d.", len(hosts), MaxEmbedHosts), nil)
	}
	for _, host := range hosts {
		u, err := url.Parse(host)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Scheme+"://"+u.Host != host || strings.ContainsAny(host, " ;,'\"*") {
			return Invalid("body.embed_hosts", "Write the addresses of sites without a path, like https://wiki.example.org. This is none: "+host, host)
		}
	}
	return nil
}

// SplitList returns the words of a text that a person typed, which are separated
// by commas, spaces or lines; each once.
func SplitList(text string) []string {
	var words []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\r' || r == '\t' }) {
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

// Conditions are what holds for a person's programs.
type Conditions struct {
	Instance      Rules
	Class         *Rules // of the class that the person works in; nil for none
	Model         bool   // whether their code may be given to the model
	RunsPerMinute *int   // nil for CODEREMOTE_RUNS_PER_MINUTE
}

// Conditions returns what holds for a person who works in c, nil for no class.
func (s Settings) Conditions(c *Class) Conditions {
	holds := Conditions{Instance: Rules{s.Policy, s.Modules}, Model: s.Model, RunsPerMinute: s.RunsPerMinute}
	if c == nil {
		return holds
	}
	holds.Class = &Rules{c.Policy, c.Modules}
	if c.Policy == "" {
		holds.Class.Policy = s.Policy
	}
	holds.Model = s.Model && c.Model
	return holds
}

// validName reports whether name is one line of text with at most limit characters.
func validName(name string, limit int) bool {
	return utf8.ValidString(name) && utf8.RuneCountInString(name) <= limit && !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f })
}
