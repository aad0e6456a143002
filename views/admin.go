package views

import (
	"strconv"
	"strings"
	"time"

	"coderemote"
)

// InstancePage is how the instance is doing.
type InstancePage struct {
	Chrome   Chrome
	Version  string
	Load     LoadLine
	Workers  []WorkerLine
	Failures []FailureLine
}

// LoadLine is how busy the instance is.
type LoadLine struct{ Queued, Running, Waiting, Hour int }

// WorkerLine is one worker process.
type WorkerLine struct {
	Name      string
	Boxes     int
	DataBoxes int // of the image with numpy
	Limits    string
	Problem   string // "" when all is well
}

// FailureLine is a run that ended by our fault.
type FailureLine struct {
	RunID   string
	At      time.Time
	Worker  string
	Message string
}

// InstanceSettingsPage is what an administrator may set.
type InstanceSettingsPage struct {
	Chrome          Chrome
	Settings        coderemote.Settings
	Fixed           coderemote.Policy // by CODEREMOTE_POLICY; "" for not
	OperatorModules []string          // by CODEREMOTE_STRICT_MODULES
	Mails           bool
	Message         string // why the last change was refused
}

func (p InstanceSettingsPage) modulesHint() string {
	if len(p.OperatorModules) == 0 {
		return "Names as in an import, separated by commas."
	}
	return "Besides " + strings.Join(p.OperatorModules, ", ") + ", which CODEREMOTE_STRICT_MODULES allows."
}

func (p InstanceSettingsPage) openHint() string {
	if p.Mails {
		return "Where it is open, people confirm their address by mail."
	}
	return "Where it is open, you approve each account on the page Users: this server sends no mail."
}

// UsersPage lists the users.
type UsersPage struct {
	Chrome      Chrome
	Query       string
	Page        int // from 1
	More        bool
	Users       []coderemote.User
	Invitations []InvitationLine
	NewLink     string // just made; shown this once
	LinkText    string // what it is for
	Message     string // why the last change was refused
}

// InvitationLine is an invitation that still works.
type InvitationLine struct {
	ID    string
	Role  coderemote.Role
	Class string // that people join by it; "" for none
	Uses  int
	Ends  time.Time
}

// AuditPage is a part of the audit log.
type AuditPage struct {
	Chrome  Chrome
	Runs    bool // the ends of runs are among the lines
	Entries []AuditLine
}

// AuditLine is a line of the audit log.
type AuditLine struct {
	ID     int64
	At     time.Time
	Actor  string
	Action string
	Target string
	Detail string
	Status string
}

func (p AuditPage) olderURL() string {
	address := AuditURL() + "?before=" + strconv.FormatInt(p.Entries[len(p.Entries)-1].ID, 10)
	if p.Runs {
		address += "&runs=on"
	}
	return address
}

func roles() []option {
	return []option{{"student", "Student"}, {"teacher", "Teacher"}, {"admin", "Administrator"}}
}

func registrations() []option {
	return []option{{"closed", "Closed"}, {"invited", "By invitation"}, {"open", "Open"}}
}

func policies() []option { return []option{{"strict", "Strict"}, {"open", "Open"}} }

func optionalInt(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") }

// userState says what is special about a user, "" for nothing.
func userState(u coderemote.User) string {
	switch {
	case u.PendingSince != nil:
		return "waits for approval"
	case u.DisabledAt != nil:
		return "disabled since " + date(*u.DisabledAt)
	}
	return ""
}
