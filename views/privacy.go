package views

import "fmt"

// PrivacyPage says what is kept.
type PrivacyPage struct {
	Chrome       Chrome
	KeepRunsDays *int // nil for ever
	Model        bool // an administrator lets code be given to the model
	Compared     bool // a model elsewhere compares code for the search
}

func (p PrivacyPage) keep() string {
	if p.KeepRunsDays == nil {
		return "until you delete your account"
	}
	return fmt.Sprintf("for %d %s (what is left of their output on the disk, where nothing reads it, goes within a month after)", *p.KeepRunsDays, noun(*p.KeepRunsDays, "day"))
}

func (p PrivacyPage) model() string {
	switch {
	case p.Model && p.Compared:
		return ", and so are the code that you save and what you search for, to compare them by meaning"
	case p.Model:
		return ""
	}
	return " (switched off here)"
}

// DeleteAccountPage asks whether an account is to be deleted.
type DeleteAccountPage struct {
	Chrome   Chrome
	Password bool   // there is one to ask for
	Message  string // why the account is still there
}

// ExportURL is everything that is one's own, as a zip archive.
func ExportURL() string { return "/settings/export" }

// DeleteAccountURL deletes one's account, for GET and POST.
func DeleteAccountURL() string { return "/settings/delete" }
