package store_test

import (
	"testing"
	"time"

	"coderemote"
)

func (r runner) class(name string, people ...runner) *coderemote.Class {
	r.Helper()
	c := &coderemote.Class{ID: newID(), Name: name, JoinCode: name + "CODE"}
	if err := r.CreateClass(r.Context(), c, r.user); err != nil {
		r.Fatal(err)
	}
	for _, p := range people {
		if _, err := r.JoinClass(r.Context(), c.JoinCode, p.user); err != nil {
			r.Fatal(err)
		}
	}
	return c
}

func (r runner) shares(s *coderemote.Snippet, classID string, expires *time.Time) *coderemote.Share {
	r.Helper()
	version, err := r.KeepVersion(r.Context(), s.ID, r.user, "", true)
	if err != nil {
		r.Fatal(err)
	}
	share := &coderemote.Share{SnippetID: s.ID, Token: newID(), Version: version, ClassID: classID, ExpiresAt: expires}
	if err := r.ShareSnippet(r.Context(), r.user, share); err != nil {
		r.Fatal(err)
	}
	return share
}

// seen says who may see what the token shows.
func (r runner) seen(token string, version int, viewers map[string]string) (names string) {
	r.Helper()
	for _, name := range []string{"guest", "owner", "mate", "stranger"} {
		_, err := r.Shared(r.Context(), token, viewers[name], version)
		switch coderemote.CodeOf(err) {
		case "":
			names += name + " "
		case coderemote.CodeNotFound:
		default:
			r.Fatal(err)
		}
	}
	return names
}

func TestWhoSeesASharedSnippet(t *testing.T) {
	r := newRunner(t)
	mate := r.another()
	user := account("eve@example.org", coderemote.RoleStudent)
	if err := r.CreateUser(t.Context(), user); err != nil {
		t.Fatal(err)
	}
	stranger := runner{t, r.Store, user.ID}
	class := r.class("CS", mate)
	viewers := map[string]string{"owner": r.user, "mate": mate.user, "stranger": stranger.user}
	s := r.snippet(coderemote.NewSnippet{Code: "secret", Title: "t"})
	want := func(when, token string, version int, want string) {
		t.Helper()
		if got := r.seen(token, version, viewers); got != want {
			t.Errorf("%s: seen by %q, want %q", when, got, want)
		}
	}
	byLink := r.shares(s, "", nil)
	want("by link", byLink.Token, 0, "guest owner mate stranger ")
	want("a version that is not there", byLink.Token, 2, "")
	want("another token", newID(), 0, "")

	again := r.shares(s, class.ID, nil)
	if again.Token != byLink.Token {
		t.Error("sharing again changes the address")
	}
	want("with the class", again.Token, 0, "owner mate ")
	if shared, err := r.SharedWith(t.Context(), mate.user); err != nil || len(shared) != 1 || shared[0].Version.Title != "t" || shared[0].Share.ClassName != "CS" {
		t.Errorf("shared with the class-mate: %+v, %v", shared, err)
	}
	for name, id := range map[string]string{"owner": r.user, "stranger": stranger.user} {
		if shared, err := r.SharedWith(t.Context(), id); err != nil || len(shared) != 0 {
			t.Errorf("shared with the %s: %+v, %v", name, shared, err)
		}
	}
	if err := r.Unenroll(t.Context(), class.ID, mate.user, r.user); err != nil {
		t.Fatal(err)
	}
	want("after the class-mate has left", again.Token, 0, "owner ")

	// What was not shared is not seen, whatever its number.
	if _, err := r.UpdateSnippet(t.Context(), s.ID, r.user, coderemote.SnippetChange{Code: pointer("private")}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.KeepVersion(t.Context(), s.ID, r.user, "mine", false); err != nil {
		t.Fatal(err)
	}
	r.shares2(s, again.Token, 1)
	want("a version that was kept and not shared", again.Token, 2, "")
	if found, err := r.Shared(t.Context(), again.Token, "", 0); err != nil || found.Version.Code != "secret" {
		t.Errorf("the link shows %+v, %v", found, err)
	}

	past, future := time.Now().Add(-time.Second), time.Now().Add(time.Hour)
	r.shares(s, "", &future)
	want("before it expires", again.Token, 0, "guest owner mate stranger ")
	r.shares(s, "", &past)
	want("after it has expired", again.Token, 0, "")
	_, err := r.ShareOfSnippet(t.Context(), s.ID, r.user)
	r.wantCode(err, coderemote.CodeNotFound)
	r.shares(s, "", nil)
	if err := r.DeleteSnippet(t.Context(), s.ID, r.user); err != nil {
		t.Fatal(err)
	}
	want("after it was deleted", again.Token, 0, "")
	if err := r.RestoreSnippet(t.Context(), s.ID, r.user); err != nil {
		t.Fatal(err)
	}
	if err := r.UnshareSnippet(t.Context(), s.ID, stranger.user); err != nil {
		t.Fatal(err)
	}
	want("after somebody else made it private", again.Token, 0, "guest owner mate stranger ")
	if err := r.UnshareSnippet(t.Context(), s.ID, r.user); err != nil {
		t.Fatal(err)
	}
	want("private", again.Token, 0, "")
	if fresh := r.shares(s, "", nil); fresh.Token == again.Token {
		t.Error("an address that led nowhere leads somewhere again")
	}
}

// shares2 shows a version that is kept already.
func (r runner) shares2(s *coderemote.Snippet, token string, version int) {
	r.Helper()
	if err := r.ShareSnippet(r.Context(), r.user, &coderemote.Share{SnippetID: s.ID, Token: token, Version: version}); err != nil {
		r.Fatal(err)
	}
}

func TestOnlyTheOwnerSharesAndOnlyWithTheirClasses(t *testing.T) {
	r := newRunner(t)
	other := r.another()
	s := r.snippet(coderemote.NewSnippet{Code: "a"})
	class := other.class("Other")
	if _, err := r.KeepVersion(t.Context(), s.ID, r.user, "", true); err != nil {
		t.Fatal(err)
	}
	r.wantCode(r.ShareSnippet(t.Context(), other.user, &coderemote.Share{SnippetID: s.ID, Token: "x", Version: 1}), coderemote.CodeNotFound)
	r.wantCode(r.ShareSnippet(t.Context(), r.user, &coderemote.Share{SnippetID: s.ID, Token: "x", Version: 1, ClassID: class.ID}), coderemote.CodeNotFound)
	_, err := r.KeepVersion(t.Context(), s.ID, other.user, "", true)
	r.wantCode(err, coderemote.CodeNotFound)
	_, err = r.Version(t.Context(), s.ID, other.user, 1)
	r.wantCode(err, coderemote.CodeNotFound)
	if versions, err := r.Versions(t.Context(), s.ID, other.user); err != nil || len(versions) != 0 {
		t.Errorf("versions of somebody else: %v, %v", versions, err)
	}
}
