package auth

import (
	"testing"

	"coderemote"
)

func TestSetup(t *testing.T) {
	a := newAccounts(t)
	link := func() string {
		t.Helper()
		token, err := a.SetupLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	complete := func(token, email, password string) error {
		_, err := a.CompleteSetup(t.Context(), token, email, password)
		return err
	}
	addUser(t, a, "student@example.org", coderemote.RoleStudent)
	older, token := link(), link()
	if older == "" || older == token {
		t.Fatalf("the links are %q and %q", older, token)
	}
	wantCode(t, a.CheckSetup(t.Context(), older), coderemote.CodeNotFound)
	wantCode(t, complete(older, "admin@example.org", goodPassword), coderemote.CodeNotFound)
	wantCode(t, complete("", "admin@example.org", goodPassword), coderemote.CodeNotFound)
	wantCode(t, complete(token, "admin", goodPassword), coderemote.CodeInvalid)
	wantCode(t, complete(token, "admin@example.org", "password"), coderemote.CodeInvalid)
	wantCode(t, complete(token, "student@example.org", goodPassword), coderemote.CodeConflict)
	wantCode(t, a.CheckSetup(t.Context(), token), "")

	admin, err := a.CompleteSetup(t.Context(), token, "Admin@example.org", goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	if admin.Role != coderemote.RoleAdmin || admin.Email != "admin@example.org" {
		t.Errorf("made %+v", admin)
	}
	wantCode(t, a.CheckSetup(t.Context(), token), coderemote.CodeNotFound)
	wantCode(t, complete(token, "second@example.org", goodPassword), coderemote.CodeNotFound)
	if again := link(); again != "" {
		t.Error("there is a link beside an administrator")
	}
	logIn(t, a, Attempt{Login: "admin@example.org", Addr: address(1)})
}

func TestSetupLinkEndsAtTheStartAfterAnAdministratorWasMade(t *testing.T) {
	a := newAccounts(t)
	token, err := a.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	addUser(t, a, "admin@example.org", coderemote.RoleAdmin)
	if _, err := a.SetupLink(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantCode(t, a.CheckSetup(t.Context(), token), coderemote.CodeNotFound)
}
