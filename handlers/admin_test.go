package handlers

import (
	"net/http"
	"strings"
	"testing"

	"coderemote"
)

func TestAdministration(t *testing.T) {
	s := newAccountSite(t, false)
	admin, me := s.addPerson(t, "admin@example.org", coderemote.RoleAdmin)
	teacher, other := s.addPerson(t, "teacher@example.org", coderemote.RoleTeacher)
	for _, path := range []string{"/admin", "/admin/users", "/admin/settings", "/admin/audit"} {
		admin.get(path).want(t, http.StatusOK, "Audit log")
		teacher.get(path).want(t, http.StatusNotFound)
	}
	admin.get("/admin/users?q=TEACHER").want(t, http.StatusOK, "teacher@example.org")
	if shown := admin.get("/admin/users?q=nobody&page=x"); strings.Contains(shown.text, "teacher@example.org") {
		t.Error("the list does not look for what it is asked")
	}
	admin.get("/admin/users?q=%00%ff%27%25_").want(t, http.StatusOK)

	admin.post("/admin/users/"+other.ID+"/role", "role", "root").want(t, http.StatusUnprocessableEntity, "student, teacher or admin")
	admin.post("/admin/users/"+other.ID+"/role", "role", "student").wantTo(t, "/admin/users")
	teacher.get("/settings").want(t, http.StatusOK, "Student")
	admin.post("/admin/users/"+other.ID+"/disable").wantTo(t, "/admin/users")
	teacher.get("/settings").wantTo(t, "/login?next=%2Fsettings")
	admin.get("/admin/users").want(t, http.StatusOK, "disabled since")
	admin.post("/admin/users/"+other.ID+"/enable").wantTo(t, "/admin/users")
	teacher.logIn("teacher@example.org")
	for _, action := range []string{"role", "disable", "enable", "approve", "reset"} {
		admin.post("/admin/users/"+me.ID+"/"+action, "role", "student").want(t, http.StatusConflict, "to yourself")
		admin.post("/admin/users/x/"+action, "role", "student").want(t, http.StatusNotFound)
		teacher.post("/admin/users/"+me.ID+"/"+action, "role", "student").want(t, http.StatusNotFound)
	}

	link := linkIn(t, admin.post("/admin/users/"+other.ID+"/reset").text, "/reset/")
	s.person(t).post(link, "password", "another good one of three").want(t, http.StatusOK)
	teacher.get("/settings").wantTo(t, "/login?next=%2Fsettings")

	admin.get("/admin/audit").want(t, http.StatusOK, "user.role", "user.disable", "user.enable", "link.reset", "password.reset", "admin@example.org")
}

func TestPeopleAreAddedInvitedAndApproved(t *testing.T) {
	s := newAccountSite(t, false)
	admin, _ := s.addPerson(t, "admin@example.org", coderemote.RoleAdmin)
	admin.post("/admin/users", "email", "ada lovelace", "role", "teacher").want(t, http.StatusUnprocessableEntity)
	admin.post("/admin/users", "email", "admin@example.org", "role", "teacher").want(t, http.StatusConflict, "already an account")
	link := linkIn(t, admin.post("/admin/users", "email", "ada@example.org", "role", "teacher").text, "/reset/")
	ada := s.person(t)
	ada.post("/login", "email", "ada@example.org", "password", "").want(t, http.StatusUnauthorized)
	ada.post(link, "password", goodPassword).want(t, http.StatusOK)
	ada.logIn("ada@example.org")
	ada.get("/settings").want(t, http.StatusOK, "Teacher")

	admin.post("/admin/invitations", "role", "teacher", "uses", "501").want(t, http.StatusUnprocessableEntity, "1 to 500")
	invited := admin.post("/admin/invitations", "role", "teacher", "uses", "500")
	link = linkIn(t, invited.text, "/invite/")
	end := strings.Split(strings.Split(invited.text, `action="/admin/invitations/`)[1], `"`)[0]
	s.person(t).get(link).want(t, http.StatusOK)
	ada.post("/admin/invitations/"+end).want(t, http.StatusNotFound)
	admin.post("/admin/invitations/"+end).wantTo(t, "/admin/users")
	s.person(t).get(link).want(t, http.StatusNotFound)

	s.set(t, `UPDATE settings SET registration = 'open'`)
	s.person(t).post("/register", "email", "ben@example.org", "password", goodPassword).want(t, http.StatusOK)
	shown := admin.get("/admin/users")
	shown.want(t, http.StatusOK, "waits for approval")
	approve := "/admin/users/" + strings.Split(strings.Split(shown.text, `action="/admin/users/`)[1], `"`)[0]
	admin.post(approve).wantTo(t, "/admin/users")
	s.person(t).logIn("ben@example.org")
}

func TestInstanceSettings(t *testing.T) {
	s := newAccountSite(t, false)
	admin, _ := s.addPerson(t, "admin@example.org", coderemote.RoleAdmin)
	good := []string{"registration", "closed", "policy", "open", "modules", "numpy wave", "runs_per_minute", "20", "keep_runs_days", "", "embed_hosts", "https://wiki.example.org", "max_snippets", "500"}
	for i, c := range []struct{ value, message string }{
		{"soon", "open, invited or closed"}, {"", ""}, {"1;2", "names of modules"}, {"-1", "from 0"}, {"0", "for 1 to"}, {"javascript:x", "addresses of sites"}, {"0", "1 to 1000000"},
	} {
		if c.message == "" {
			continue // the policy is fixed here: what the form says of it is not looked at
		}
		form := append([]string{}, good...)
		form[2*i+1] = c.value
		admin.post("/admin/settings", form...).want(t, http.StatusUnprocessableEntity, c.message)
	}
	admin.post("/admin/settings", good...).wantTo(t, "/admin/settings")
	got, err := s.store.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.Registration != "closed" || got.Policy != coderemote.PolicyStrict || len(got.Modules) != 2 || got.Model || *got.RunsPerMinute != 20 || got.KeepRunsDays != nil || len(got.EmbedHosts) != 1 || got.MaxSnippets != 500 {
		t.Errorf("stored %+v", got)
	}
	admin.get("/admin/settings").want(t, http.StatusOK, "CODEREMOTE_POLICY fixes", "numpy, wave", `value="20"`)
}

// River UI is the administrator's, from this server only, and what it changes is
// in the audit log first.
func TestQueue(t *testing.T) {
	s := newAccountSite(t, false)
	admin, _ := s.addPerson(t, "admin@example.org", coderemote.RoleAdmin)
	teacher, _ := s.addPerson(t, "teacher@example.org", coderemote.RoleTeacher)
	shown := admin.get("/admin/jobs/")
	shown.want(t, http.StatusOK, "/admin/jobs/assets/")
	if policy := shown.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "script-src 'self';") || !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("the policy is %s", policy)
	}
	admin.get("/admin/users").want(t, http.StatusOK)
	if policy := admin.get("/admin/users").Header.Get("Content-Security-Policy"); strings.Contains(policy, "unsafe-inline") {
		t.Errorf("another page has the policy %s", policy)
	}
	teacher.get("/admin/jobs/api/jobs").want(t, http.StatusNotFound)
	s.set(t, `INSERT INTO river_job (id, args, kind, max_attempts, queue, state, finalized_at) OVERRIDING SYSTEM VALUE VALUES
		(7, '{}', 'run', 1, 'run', 'discarded', now()), (8, '{}', 'run', 1, 'run', 'available', NULL), (9, '{}', 'run', 1, 'run', 'completed', now())`)
	admin.get("/admin/jobs/api/jobs?state=discarded").want(t, http.StatusOK, `"id":7`)
	change := func(p *person, method, what, body string) page {
		return p.sendText(method, "/admin/jobs/api/"+what, body, http.Header{"Content-Type": {"application/json"}})
	}
	change(teacher, http.MethodPost, "jobs/delete", `{"ids":["9"]}`).want(t, http.StatusNotFound)
	change(admin, http.MethodPost, "jobs/retry", `{"ids":["7"]}`).want(t, http.StatusOK)
	change(admin, http.MethodPost, "jobs/cancel", `{"ids":["8"]}`).want(t, http.StatusOK)
	change(admin, http.MethodPost, "jobs/delete", `{"ids":["9"]}`).want(t, http.StatusOK)
	change(admin, http.MethodPost, "jobs/drop", `{"ids":["7"]}`).want(t, http.StatusNotFound)
	change(admin, http.MethodPatch, "queues/run", `{"concurrency":{}}`).want(t, http.StatusNotFound)
	change(admin, http.MethodDelete, "jobs/7", "").want(t, http.StatusNotFound)
	var states string
	if err := s.store.Pool().QueryRow(t.Context(), `SELECT string_agg(id || state::text, ' ' ORDER BY id) FROM river_job`).Scan(&states); err != nil || states != "7available 8cancelled" {
		t.Errorf("the jobs are %q, %v", states, err)
	}
	for _, line := range []string{"job.retry", "job.cancel", "job.delete", `{"ids":["9"]}`} {
		admin.get("/admin/audit").want(t, http.StatusOK, line)
	}
	if text := admin.get("/admin/audit").text; strings.Contains(text, "job.drop") {
		t.Error("the audit log has what was refused")
	}
}
