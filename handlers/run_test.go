package handlers

import (
	"net/http/httptest"
	"testing"
	"time"

	"coderemote"
	"coderemote/internal/testpg"
	"coderemote/jobs"
	"coderemote/store"

	"github.com/google/uuid"
)

// A page reads the run and then its events. When the run ends between the two,
// the page shows the end whole: its figures and files, and not its status alone.
func TestPageOfARunThatEndsWhileItIsRead(t *testing.T) {
	st := testpg.New(t)
	user := &coderemote.User{ID: uuid.NewString(), Email: "ada@example.org", Role: coderemote.RoleStudent}
	if err := st.CreateUser(t.Context(), user); err != nil {
		t.Fatal(err)
	}
	run := &coderemote.Run{ID: jobs.NewRunID(), UserID: user.ID, Code: "print(1)", Policy: coderemote.PolicyOpen}
	if _, _, err := st.CreateRun(t.Context(), store.NewRun{Run: run}); err != nil {
		t.Fatal(err)
	}
	claim, err := st.ClaimRun(t.Context(), run.ID, "w")
	if err != nil {
		t.Fatal(err)
	}
	before, err := st.Run(t.Context(), run.ID, user.ID)
	if err != nil {
		t.Fatal(err)
	}
	result := coderemote.Result{Status: coderemote.StatusSucceeded, Usage: coderemote.Usage{Wall: 12 * time.Millisecond}}
	if _, err := st.FinishRun(t.Context(), claim, result, nil); err != nil {
		t.Fatal(err)
	}
	s := &Server{Config: Config{Store: st}}
	view, err := s.replay(httptest.NewRequestWithContext(t.Context(), "GET", "/", nil), before)
	if err != nil {
		t.Fatal(err)
	}
	if got := view.Run; got.Status != coderemote.StatusSucceeded || got.FinishedAt == nil || got.Result.Usage.Wall != result.Usage.Wall {
		t.Errorf("the page shows %s with %s, want succeeded with %s", got.Status, got.Result.Usage.Wall, result.Usage.Wall)
	}
}
