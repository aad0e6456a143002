package coderemote

import (
	"fmt"
	"strings"
	"time"
)

// MaxClassName is the longest name of a class in characters.
const MaxClassName = 100

// Class is a group of people who learn together, and what their programs may do.
type Class struct {
	ID        string // UUIDv7
	Name      string
	JoinCode  string   // "" while nobody can join
	Policy    Policy   // "" for the instance's
	Modules   []string // besides those of the instance
	Model     bool     // false where code must not be given to the model
	CreatedAt time.Time
}

// Validate returns c with its name trimmed, or an error that says what is wrong.
func (c Class) Validate() (Class, error) {
	c.Name = strings.TrimSpace(c.Name)
	if c.Name == "" || !validName(c.Name, MaxClassName) {
		return c, Invalid("body.name", fmt.Sprintf("The name of a class is one line of 1 to %d characters.", MaxClassName), nil)
	}
	if c.Policy != "" && !c.Policy.Valid() {
		return c, Invalid("body.policy", "The policy is strict or open, or that of the instance.", c.Policy)
	}
	return c, ValidateModules(c.Modules)
}

// ClassRole is what somebody is in a class.
type ClassRole string

// The roles in a class.
const (
	ClassStudent   ClassRole = "student"
	ClassAssistant ClassRole = "assistant" // sees the roster, changes nothing
	ClassTeacher   ClassRole = "teacher"
)

// Valid reports whether r is a known role.
func (r ClassRole) Valid() bool { return r == ClassStudent || r == ClassAssistant || r == ClassTeacher }

// Teaches reports whether r may change the class and its roster.
func (r ClassRole) Teaches() bool { return r == ClassTeacher }

// SeesRoster reports whether r may see who is in the class.
func (r ClassRole) SeesRoster() bool { return r == ClassTeacher || r == ClassAssistant }

// Enrollment is a person in a class.
type Enrollment struct {
	Class    Class
	UserID   string
	Name     string // of the person, as others read it
	Email    string
	Role     ClassRole
	JoinedAt time.Time
	Current  bool // the person works in this class now: its rules hold for their programs
}

// joinLetters leaves out what people mistake for each other: 0 and O, 1, I and L.
const joinLetters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"

// JoinCodeLength is the length of a join code without its hyphen: 31^8 are
// 8.5e11, so that nobody guesses one through the throttle.
const JoinCodeLength = 8

// NewJoinCode makes a join code from JoinCodeLength random bytes or more.
func NewJoinCode(random []byte) string {
	code := make([]byte, 0, JoinCodeLength)
	for _, b := range random {
		// The bytes past the last whole multiple would favor the first letters.
		if int(b) < 256/len(joinLetters)*len(joinLetters) && len(code) < JoinCodeLength {
			code = append(code, joinLetters[int(b)%len(joinLetters)])
		}
	}
	return string(code)
}

// NormalizeJoinCode returns code as it is stored, however a person typed it.
func NormalizeJoinCode(code string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(code)))
}

// ShowJoinCode returns code as people read it out: ABCD-EFGH.
func ShowJoinCode(code string) string {
	if len(code) != JoinCodeLength {
		return code
	}
	return code[:JoinCodeLength/2] + "-" + code[JoinCodeLength/2:]
}
