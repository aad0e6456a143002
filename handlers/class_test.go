package handlers

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"coderemote"
)

// addPerson makes an account with a role and logs it in.
func (s *accountSite) addPerson(t *testing.T, email string, role coderemote.Role) (*person, *coderemote.User) {
	t.Helper()
	user, err := s.accounts.CreateUser(t.Context(), email, role, goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	p := s.person(t)
	p.logIn(email)
	return p, user
}

// makeClass makes a class and returns its address and its join code.
func (p *person) makeClass(name string) (path, code string) {
	p.t.Helper()
	made := p.post("/classes", "name", name)
	made.want(p.t, http.StatusSeeOther)
	path = made.Header.Get("Location")
	shown := p.get(path)
	shown.want(p.t, http.StatusOK, name)
	return path, joinCodeOn(shown.text)
}

func TestClass(t *testing.T) {
	s := newAccountSite(t, false)
	teacher, _ := s.addPerson(t, "teacher@example.org", coderemote.RoleTeacher)
	ada, adaUser := s.addPerson(t, "ada@example.org", coderemote.RoleStudent)
	path, code := teacher.makeClass("CS 101")

	ada.post("/classes", "name", "Mine").want(t, http.StatusForbidden)
	ada.get(path).want(t, http.StatusNotFound)
	ada.post("/classes/join", "code", "ABCD-EFGH").want(t, http.StatusNotFound, "No class has this code", `value="ABCD-EFGH"`)
	ada.post("/classes/join", "code", " "+strings.ToLower(code)).wantTo(t, path)
	ada.post("/classes/join", "code", code).wantTo(t, path)
	seen := ada.get(path)
	seen.want(t, http.StatusOK, "CS 101", "student")
	if strings.Contains(seen.text, "teacher@example.org") || strings.Contains(seen.text, code) {
		t.Error("a student sees the roster or the code")
	}
	ada.get("/classes").want(t, http.StatusOK, "CS 101", "You work here")
	teacher.get(path).want(t, http.StatusOK, "ada@example.org", "Student")

	for _, action := range []string{"", "/code", "/close", "/delete", "/people/" + adaUser.ID + "/role", "/people/" + adaUser.ID + "/remove"} {
		ada.post(path+action, "name", "x", "role", "teacher").want(t, http.StatusForbidden)
	}
	teacher.post(path+"/people/"+adaUser.ID+"/role", "role", "assistant").wantTo(t, path)
	ada.get(path).want(t, http.StatusOK, "teacher@example.org", code)
	ada.post(path+"/code").want(t, http.StatusForbidden)
	teacher.post(path+"/people/"+adaUser.ID+"/role", "role", "owner").want(t, http.StatusUnprocessableEntity)
	teacher.post(path+"/people/"+adaUser.ID+"/remove").wantTo(t, path)
	ada.get(path).want(t, http.StatusNotFound)
}

func TestClassSettingsHoldForPrograms(t *testing.T) {
	s := newAccountSite(t, false)
	teacher, _ := s.addPerson(t, "teacher@example.org", coderemote.RoleTeacher)
	ada, adaUser := s.addPerson(t, "ada@example.org", coderemote.RoleStudent)
	path, code := teacher.makeClass("CS 101")
	ada.post("/classes/join", "code", code)
	teacher.post(path, "name", "CS 102", "policy", "loose").want(t, http.StatusUnprocessableEntity, "strict or open")
	teacher.post(path, "name", "", "policy", "open").want(t, http.StatusUnprocessableEntity, "1 to 100 characters")
	teacher.post(path, "name", "CS 102", "policy", "open", "modules", "numpy; drop").want(t, http.StatusUnprocessableEntity, "names of modules", "numpy;")
	teacher.post(path, "name", "CS 102", "policy", "open", "modules", "numpy, wave").wantTo(t, path)
	teacher.get(path).want(t, http.StatusOK, "CS 102", "numpy, wave", "no code is given to the model")

	rules := func() *coderemote.Rules {
		t.Helper()
		holds, err := s.door.Rules().Of(t.Context(), adaUser.ID)
		if err != nil {
			t.Fatal(err)
		}
		return holds.Class
	}
	if got := rules(); got == nil || got.Policy != coderemote.PolicyOpen || len(got.Modules) != 2 {
		t.Errorf("in the class: %+v", got)
	}
	ada.post("/classes/none").wantTo(t, "/classes")
	if got := rules(); got != nil {
		t.Errorf("outside of it: %+v", got)
	}
	ada.post(path+"/work").wantTo(t, "/classes")
	if got := rules(); got == nil {
		t.Error("the class does not hold again")
	}
	ada.post(path+"/leave").wantTo(t, "/classes")
	if got := rules(); got != nil {
		t.Errorf("after leaving: %+v", got)
	}
}

// joinCodeOn is the code that a page of a class shows. Its element is looked for:
// two parts of an id may look like a code.
func joinCodeOn(page string) string {
	if found := regexp.MustCompile(`class="join-code">([A-Z2-9]{4}-[A-Z2-9]{4})<`).FindStringSubmatch(page); found != nil {
		return found[1]
	}
	return ""
}

func TestClassIsClosedAndDeleted(t *testing.T) {
	s := newAccountSite(t, false)
	teacher, teacherUser := s.addPerson(t, "teacher@example.org", coderemote.RoleTeacher)
	ada, adaUser := s.addPerson(t, "ada@example.org", coderemote.RoleStudent)
	path, first := teacher.makeClass("CS 101")
	teacher.post(path+"/code").wantTo(t, path)
	ada.post("/classes/join", "code", first).want(t, http.StatusNotFound)
	teacher.post(path+"/close").wantTo(t, path)
	teacher.get(path).want(t, http.StatusOK, "Nobody can join now")
	ada.post("/classes/join", "code", "").want(t, http.StatusNotFound)

	teacher.post(path+"/leave").want(t, http.StatusConflict, "needs a teacher")
	teacher.post(path+"/people/"+teacherUser.ID+"/role", "role", "student").want(t, http.StatusConflict, "needs a teacher")
	teacher.post(path+"/people/"+adaUser.ID+"/role", "role", "teacher").want(t, http.StatusNotFound)
	teacher.post(path+"/code").wantTo(t, path)
	code := joinCodeOn(teacher.get(path).text)
	ada.post("/classes/join", "code", code).wantTo(t, path)
	teacher.post(path+"/people/"+adaUser.ID+"/role", "role", "teacher").wantTo(t, path)
	teacher.post(path+"/leave").wantTo(t, "/classes")
	ada.post(path+"/delete").wantTo(t, "/classes")
	ada.get(path).want(t, http.StatusNotFound)
	ada.get("/classes").want(t, http.StatusOK, "in no class")

	var actions string
	const log = `SELECT string_agg(action, ' ' ORDER BY id) FROM audit_log WHERE action LIKE 'class.%' AND subject IS NOT NULL`
	if err := s.store.Pool().QueryRow(t.Context(), log).Scan(&actions); err != nil {
		t.Fatal(err)
	}
	if want := "class.create class.code class.close class.code class.join class.role class.leave class.delete"; actions != want {
		t.Errorf("audited %q, want %q", actions, want)
	}
}

func TestJoinCodesAreNotGuessed(t *testing.T) {
	s := newAccountSite(t, false)
	ada, _ := s.addPerson(t, "ada@example.org", coderemote.RoleStudent)
	for range joinRate().Burst {
		ada.post("/classes/join", "code", "AAAA-AAAA").want(t, http.StatusNotFound)
	}
	refused := ada.post("/classes/join", "code", "AAAA-AAAA")
	refused.want(t, http.StatusTooManyRequests, "many codes")
	if refused.Header.Get("Retry-After") == "" {
		t.Error("nobody is told when to try again")
	}
}
