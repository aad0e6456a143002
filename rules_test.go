package coderemote

import (
	"slices"
	"strings"
	"testing"
)

func TestEffectiveRules(t *testing.T) {
	strict := Rules{PolicyStrict, []string{"turtle", "numpy"}}
	open := Rules{Policy: PolicyOpen}
	for _, test := range []struct {
		name     string
		instance Rules
		class    *Rules
		asked    Policy
		want     Policy // "" means refused
		modules  string
	}{
		{"the instance's", strict, nil, "", PolicyStrict, "numpy turtle"},
		{"the same as the instance's", strict, nil, PolicyStrict, PolicyStrict, "numpy turtle"},
		{"looser than the instance's", strict, nil, PolicyOpen, "", ""},
		{"stricter than the instance's", open, nil, PolicyStrict, PolicyStrict, ""},
		{"the class's modules are added", strict, &Rules{PolicyStrict, []string{"wave", "numpy"}}, "", PolicyStrict, "numpy turtle wave"},
		{"a class that is open", strict, &open, "", PolicyOpen, "numpy turtle"},
		{"a run of it that asks for strict", strict, &open, PolicyStrict, PolicyStrict, "numpy turtle"},
		{"a strict class on an open instance", open, &strict, "", PolicyStrict, "numpy turtle"},
		{"looser than the class's", open, &strict, PolicyOpen, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := EffectiveRules(test.instance, test.class, test.asked)
			if test.want == "" {
				if CodeOf(err) != CodeForbidden {
					t.Errorf("got %v, %v, want forbidden", got, err)
				}
				return
			}
			if err != nil || got.Policy != test.want || strings.Join(got.Modules, " ") != test.modules {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
	if !slices.Equal(strict.Modules, []string{"turtle", "numpy"}) {
		t.Errorf("the instance's own rules were changed: %v", strict.Modules)
	}
}
