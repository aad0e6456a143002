package views

import (
	"strings"

	"coderemote"
)

// ClassesPage lists the classes of the person logged in.
type ClassesPage struct {
	Chrome  Chrome
	Classes []coderemote.Enrollment
	Message string // why the last form was refused
	Code    string // that was typed
	Name    string // that was typed
}

// working reports whether one of the classes decides what programs may do.
func (p ClassesPage) working() bool {
	for _, e := range p.Classes {
		if e.Current {
			return true
		}
	}
	return false
}

// ClassPage is one class.
type ClassPage struct {
	Chrome  Chrome
	Mine    coderemote.Enrollment // the place of the person logged in
	Class   coderemote.Class      // as the form shows it: what was typed, after a refusal
	Roster  []coderemote.Enrollment
	Hints   bool   // the model may explain errors to the class
	Invite  string // address of the invitation just made; shown this once
	Message string // why the last change was refused
}

func classRoleName(r coderemote.ClassRole) string {
	return map[coderemote.ClassRole]string{coderemote.ClassStudent: "Student", coderemote.ClassAssistant: "Assistant", coderemote.ClassTeacher: "Teacher"}[r]
}

// personName is what a roster shows: the name, else the address.
func personName(e coderemote.Enrollment) string {
	u := coderemote.User{ID: e.UserID, Name: e.Name, Email: e.Email}
	return u.DisplayName()
}

// classRules says in one sentence what programs may do in c.
func classRules(c coderemote.Class) string {
	sentence := "Programs run as everywhere on this server"
	switch c.Policy {
	case coderemote.PolicyStrict:
		sentence = "Programs run under the strict policy"
	case coderemote.PolicyOpen:
		sentence = "Programs run under the open policy"
	}
	if len(c.Modules) > 0 {
		sentence += ", with " + strings.Join(c.Modules, ", ")
	}
	if !c.Model {
		sentence += "; no code is given to the model"
	}
	return sentence + "."
}

type option struct{ value, label string }

func classRoles() []option {
	return []option{{"student", "Student"}, {"assistant", "Assistant"}, {"teacher", "Teacher"}}
}

func classPolicies() []option {
	return []option{{"", "As on this server"}, {"strict", "Strict"}, {"open", "Open"}}
}

// besideName is the address of a person whose name stands above it; without a
// name the address stands there.
func besideName(name, email string) string {
	if name == "" || email == "" {
		return ""
	}
	return email + " "
}
