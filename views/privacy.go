package views

import "fmt"

// PrivacyPage says what is kept.
type PrivacyPage struct {
	Chrome       Chrome
	KeepRunsDays *int // nil for ever
	Model        bool // an administrator lets code be given to the model
}

func (p PrivacyPage) keep() string {
	if p.KeepRunsDays == nil {
		return "until you delete your account"
	}
	return fmt.Sprintf("for %d %s", *p.KeepRunsDays, noun(*p.KeepRunsDays, "day"))
}

func (p PrivacyPage) model() string {
	if p.Model {
		return ""
	}
	return " (switched off here)"
}
