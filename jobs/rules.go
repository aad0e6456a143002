package jobs

import (
	"context"
	"sync"
	"time"

	"coderemote"
	"coderemote/store"
)

// rulesTTL is how long another process may still go by settings that have
// changed; this one is told by Forget.
const rulesTTL = 5 * time.Second

const maxKnownRules = 4096

// RuleBook knows what each person's programs are held to: the settings of the
// instance, what the operator fixed, and the class that the person works in. It
// puts these together; coderemote.EffectiveRules decides between them.
type RuleBook struct {
	store    *store.Store
	operator coderemote.Rules

	mu     sync.Mutex
	known  map[string]knownRules // by user id
	forgot int                   // how often Forget was called
}

type knownRules struct {
	holds coderemote.Conditions
	until time.Time
}

// NewRuleBook makes a RuleBook. The operator's policy, unless it is "", holds
// whatever the settings say; the operator's modules are allowed besides theirs.
func NewRuleBook(s *store.Store, operator coderemote.Rules) *RuleBook {
	return &RuleBook{store: s, operator: operator, known: map[string]knownRules{}}
}

// Operator returns the rules that the operator gave the process.
func (b *RuleBook) Operator() coderemote.Rules { return b.operator }

// Of returns what holds for a user. It costs one query, and none within five
// seconds of the last. The answer is shared and must not be changed.
func (b *RuleBook) Of(ctx context.Context, userID string) (coderemote.Conditions, error) {
	holds, began, ok := b.find(userID)
	if ok {
		return holds, nil
	}
	settings, class, err := b.store.SettingsOf(ctx, userID)
	if err != nil {
		return coderemote.Conditions{}, err
	}
	if b.operator.Policy != "" {
		settings.Policy = b.operator.Policy
	}
	settings.Modules = append(settings.Modules, b.operator.Modules...)
	holds = settings.Conditions(class)
	b.keep(userID, holds, began)
	return holds, nil
}

func (b *RuleBook) find(userID string) (holds coderemote.Conditions, forgot int, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	known, ok := b.known[userID]
	return known.holds, b.forgot, ok && time.Now().Before(known.until)
}

// keep remembers what holds unless something changed since they were asked for.
func (b *RuleBook) keep(userID string, holds coderemote.Conditions, began int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.forgot != began {
		return
	}
	if len(b.known) >= maxKnownRules {
		clear(b.known)
	}
	b.known[userID] = knownRules{holds, time.Now().Add(rulesTTL)}
}

// Forget makes the next question of each user ask the store: settings or a class
// have changed.
func (b *RuleBook) Forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forgot++
	clear(b.known)
}
