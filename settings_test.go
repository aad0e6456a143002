package coderemote

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func goodSettings() Settings {
	return Settings{Registration: RegistrationInvited, Policy: PolicyOpen, MaxSnippets: 10_000}
}

func TestSettingsValidate(t *testing.T) {
	number := func(n int) *int { return &n }
	for name, c := range map[string]struct {
		change func(*Settings)
		ok     bool
	}{
		"as they are":           {func(*Settings) {}, true},
		"no registration":       {func(s *Settings) { s.Registration = "" }, false},
		"no policy":             {func(s *Settings) { s.Policy = "" }, false},
		"no limit of runs":      {func(s *Settings) { s.RunsPerMinute = number(0) }, true},
		"most runs":             {func(s *Settings) { s.RunsPerMinute = number(MaxRunsPerMinute) }, true},
		"too many runs":         {func(s *Settings) { s.RunsPerMinute = number(MaxRunsPerMinute + 1) }, false},
		"less than no run":      {func(s *Settings) { s.RunsPerMinute = number(-1) }, false},
		"kept for a day":        {func(s *Settings) { s.KeepRunsDays = number(1) }, true},
		"kept for no day":       {func(s *Settings) { s.KeepRunsDays = number(0) }, false},
		"kept for a century":    {func(s *Settings) { s.KeepRunsDays = number(MaxKeepRunsDays) }, true},
		"kept longer":           {func(s *Settings) { s.KeepRunsDays = number(MaxKeepRunsDays + 1) }, false},
		"modules":               {func(s *Settings) { s.Modules = []string{"numpy", "matplotlib.pyplot", "_a1"} }, true},
		"a path":                {func(s *Settings) { s.Modules = []string{"../x"} }, false},
		"a comma":               {func(s *Settings) { s.Modules = []string{"a,b"} }, false},
		"most modules":          {func(s *Settings) { s.Modules = slices.Repeat([]string{"m"}, MaxModules) }, true},
		"too many modules":      {func(s *Settings) { s.Modules = slices.Repeat([]string{"m"}, MaxModules+1) }, false},
		"hosts":                 {func(s *Settings) { s.EmbedHosts = []string{"https://a.example", "http://b.example:8080"} }, true},
		"a path of a host":      {func(s *Settings) { s.EmbedHosts = []string{"https://a.example/x"} }, false},
		"a host without scheme": {func(s *Settings) { s.EmbedHosts = []string{"a.example"} }, false},
		"every host":            {func(s *Settings) { s.EmbedHosts = []string{"https://*"} }, false},
		"another directive":     {func(s *Settings) { s.EmbedHosts = []string{"https://a.example;script-src"} }, false},
		"a script":              {func(s *Settings) { s.EmbedHosts = []string{"javascript:alert(1)"} }, false},
	} {
		s := goodSettings()
		c.change(&s)
		if err := s.Validate(); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestConditions(t *testing.T) {
	s := Settings{Policy: PolicyStrict, Modules: []string{"wave"}, Model: true}
	if got := s.Conditions(nil); got.Class != nil || got.Instance.Policy != PolicyStrict || len(got.Instance.Modules) != 1 || !got.Model {
		t.Errorf("without a class: %+v", got)
	}
	if got := s.Conditions(&Class{Policy: PolicyOpen, Model: true}); got.Class.Policy != PolicyOpen || !got.Model {
		t.Errorf("in a class with a policy: %+v", got)
	}
	if got := s.Conditions(&Class{Modules: []string{"numpy"}}); got.Class.Policy != PolicyStrict || got.Class.Modules[0] != "numpy" || got.Model {
		t.Errorf("in a class without a policy and model: %+v", got)
	}
	s.Model = false
	if s.Conditions(&Class{Model: true}).Model {
		t.Error("a class turns the model on that the instance has off")
	}
}

func TestSplitList(t *testing.T) {
	if got := SplitList(" a,b\r\nc, a\tb"); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("%q", got)
	}
}

func TestJoinCode(t *testing.T) {
	random := bytes.Repeat([]byte{255, 0, 30, 31}, 8)
	code := NewJoinCode(random)
	if code != "A9AA9AA9" {
		t.Errorf("made %q", code)
	}
	if shown := ShowJoinCode(code); shown != "A9AA-9AA9" || NormalizeJoinCode(" "+strings.ToLower(shown)+" ") != code {
		t.Errorf("shown as %q", shown)
	}
}

func TestClassValidate(t *testing.T) {
	for name, ok := range map[string]bool{"CS 101": true, " ": false, strings.Repeat("é", MaxClassName): true, strings.Repeat("é", MaxClassName+1): false, "a\nb": false, "\xff": false} {
		if _, err := (Class{Name: name}).Validate(); (err == nil) != ok {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := (Class{Name: "a", Policy: "loose"}).Validate(); err == nil {
		t.Error("an unknown policy is taken")
	}
}

func TestDisplayName(t *testing.T) {
	for want, u := range map[string]User{
		"Ada":             {ID: "0190a000-0000-7000-8000-000000000001", Name: "Ada", Email: "ada@example.org"},
		"ada@example.org": {ID: "0190a000-0000-7000-8000-000000000001", Email: "ada@example.org"},
		"Person 000001":   {ID: "0190a000-0000-7000-8000-000000000001"},
	} {
		if got := u.DisplayName(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
