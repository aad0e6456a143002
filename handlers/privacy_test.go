package handlers

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"coderemote"
)

func TestExport(t *testing.T) {
	m := newMatrix(t)
	me := m.actor("owner")
	runID := m.thing(t, "run")
	m.thing(t, "snippet")
	m.set(t, `UPDATE runs SET created_at = '2026-11-25 17:20:03Z' WHERE id = $1`, runID)
	m.thing(t, "token")
	m.set(t, `INSERT INTO run_events (run_id, seq, type, stream, text) VALUES ($1, 2, 'output', 'stdout', 'héllo '), ($1, 3, 'output', 'stdout', 'world')`, runID)
	answer, err := me.person.browser.Get(m.URL + "/settings/export")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	for name, part := range map[string]string{
		"account.json": "owner@example.org", "snippets/a.py": "print(1)", "snippets/a.json": `"versions"`,
		"runs/2026-11-25 17.20.03/main.py": "print(1)", "runs/2026-11-25 17.20.03/output.txt": "héllo world", "runs/2026-11-25 17.20.03/run.json": runID,
	} {
		if !strings.Contains(files[name], part) {
			t.Errorf("%s is %q and lacks %q", name, files[name], part)
		}
	}
	for name, text := range files {
		if strings.Contains(text, "argon2id") || strings.Contains(text, "token_hash") || strings.Contains(text, "password_hash") {
			t.Errorf("%s holds a hash of a secret", name)
		}
	}
	if theirs, err := m.actor("other").person.browser.Get(m.URL + "/settings/export"); err != nil {
		t.Fatal(err)
	} else if all, err := io.ReadAll(theirs.Body); err != nil || bytes.Contains(all, []byte(runID)) {
		t.Errorf("another's archive holds it too, error %v", err)
	}
}

// After an account is gone no table has a row of it, whatever tables there are.
func TestDeleteAccount(t *testing.T) {
	m := newMatrix(t)
	me := m.actor("owner")
	for _, kind := range []string{"run", "snippet", "analysis", "token", "session"} {
		m.thing(t, kind)
	}
	me.person.makeClassAs(t, m, me.id)
	var subject string
	if err := m.store.Pool().QueryRow(t.Context(), `SELECT subject FROM users WHERE id = $1`, me.id).Scan(&subject); err != nil {
		t.Fatal(err)
	}
	me.person.get("/settings/delete").want(t, http.StatusOK, "Download everything first")
	me.person.post("/settings/delete", "password", "wrong", "sure", "on").want(t, http.StatusUnprocessableEntity, "not your present password")
	me.person.post("/settings/delete", "password", goodPassword).want(t, http.StatusUnprocessableEntity, "Tick that")
	me.person.post("/settings/delete", "password", goodPassword, "sure", "on").wantTo(t, "/")
	me.person.get("/settings").wantTo(t, "/login?next=%2Fsettings")
	me.person.post("/login", "email", me.email, "password", goodPassword).want(t, http.StatusUnauthorized)

	rows, err := m.store.Pool().Query(t.Context(), `
		SELECT table_name, column_name FROM information_schema.columns
		WHERE table_schema = 'public' AND data_type = 'uuid' AND table_name NOT LIKE 'run_events%'`)
	if err != nil {
		t.Fatal(err)
	}
	var columns [][2]string
	for rows.Next() {
		var c [2]string
		if err := rows.Scan(&c[0], &c[1]); err != nil {
			t.Fatal(err)
		}
		columns = append(columns, c)
	}
	if len(columns) < 30 {
		t.Errorf("only %d columns looked at", len(columns))
	}
	for _, c := range columns {
		var left int
		if err := m.store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM `+c[0]+` WHERE `+c[1]+` = $1`, me.id).Scan(&left); err != nil || left != 0 {
			t.Errorf("%s.%s: %d rows are left, error %v", c[0], c[1], left, err)
		}
	}
	var events, log, classes int
	const sql = `SELECT (SELECT count(*) FROM run_events), (SELECT count(*) FROM audit_log WHERE subject = $1 AND action = 'user.delete'), (SELECT count(*) FROM classes)`
	if err := m.store.Pool().QueryRow(t.Context(), sql, subject).Scan(&events, &log, &classes); err != nil || events != 0 || log != 1 || classes != 0 {
		t.Errorf("%d events, %d lines and %d classes are left, error %v", events, log, classes, err)
	}
}

// makeClassAs gives a user a class that nobody else teaches.
func (p *person) makeClassAs(t *testing.T, m *matrix, userID string) {
	t.Helper()
	id := m.thing(t, "class")
	m.set(t, `DELETE FROM enrollments`)
	m.set(t, `INSERT INTO enrollments (class_id, user_id, role) VALUES ($1, $2, 'teacher')`, id, userID)
}

func TestLastAdministratorStays(t *testing.T) {
	s := newAccountSite(t, false)
	admin, _ := s.addPerson(t, "admin@example.org", coderemote.RoleAdmin)
	admin.post("/settings/delete", "password", goodPassword, "sure", "on").want(t, http.StatusConflict, "last administrator")
	s.addPerson(t, "second@example.org", coderemote.RoleAdmin)
	admin.post("/settings/delete", "password", goodPassword, "sure", "on").wantTo(t, "/")
}
