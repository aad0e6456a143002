package coderemote

import "slices"

// Rules are what a program may use: a policy and, where that is strict, the
// modules that it allows beside its own list.
type Rules struct {
	Policy  Policy
	Modules []string // top-level names
}

// EffectiveRules is the one place that decides under which rules a run goes.
// Those of the class, where the run belongs to one that has its own, stand for
// the instance's; modules of both are allowed. What the run asks for, "" for
// nothing, may be stricter than that and never looser.
func EffectiveRules(instance Rules, class *Rules, asked Policy) (Rules, error) {
	rules, whose := instance, "instance"
	if class != nil {
		rules, whose = Rules{class.Policy, append(slices.Clone(instance.Modules), class.Modules...)}, "class"
	}
	if asked.Looser(rules.Policy) {
		return Rules{}, Errorf(CodeForbidden, "This "+whose+" runs programs under the strict policy; ask whoever leads it for the open one.")
	}
	if asked != "" {
		rules.Policy = asked
	}
	rules.Modules = slices.Compact(slices.Sorted(slices.Values(rules.Modules)))
	return rules, nil
}
