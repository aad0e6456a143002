package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"coderemote"
	"coderemote/store"
)

func TestFilesOfARun(t *testing.T) {
	r := newRunner(t)
	for _, worker := range []string{"", "w1"} {
		run := r.newRun(false)
		run.Files = []coderemote.File{{Name: "b.csv", Content: []byte("a,b\x00\xff")}, {Name: "a", Content: []byte{}}}
		run.FileCount = 2
		claim, _, err := r.CreateRun(t.Context(), store.NewRun{Run: run, Worker: worker})
		if err == nil && claim == nil {
			claim, err = r.ClaimRun(t.Context(), run.ID, "w1")
		}
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(run.Files, claim.Run.Files); diff != "" || claim.Run.FileCount != 2 {
			t.Errorf("by worker %q: %s", worker, diff)
		}
		if files, err := r.RunFiles(t.Context(), run.ID); err != nil || cmp.Diff(run.Files, files) != "" {
			t.Errorf("read again: %v, %v", files, err)
		}
		if _, err := r.FinishRun(t.Context(), claim, coderemote.Result{Status: coderemote.StatusSucceeded}, nil); err != nil {
			t.Fatal(err)
		}
	}
}

func TestArtifacts(t *testing.T) {
	r := newRunner(t)
	claim := r.claimed()
	left := coderemote.NewArtifact(uuid.Must(uuid.NewV7()).String(), "out/a.csv", []byte("1,2\x00"))
	if _, err := r.Artifact(t.Context(), claim.Run.ID, left.ID, r.user); coderemote.CodeOf(err) != coderemote.CodeNotFound {
		t.Errorf("before it is stored: %v", err)
	}
	for range 2 { // the answer to the first may have been lost
		if err := r.StoreArtifacts(t.Context(), claim, []coderemote.Artifact{left}); err != nil {
			t.Fatal(err)
		}
	}
	lost := *claim.Run
	lost.Attempt++
	other := coderemote.NewArtifact(uuid.Must(uuid.NewV7()).String(), "b", nil)
	r.wantCode(r.StoreArtifacts(t.Context(), &store.Claim{Run: &lost}, []coderemote.Artifact{other}), coderemote.CodeNotFound)
	named := left
	named.Content = nil
	result := coderemote.Result{Status: coderemote.StatusSucceeded, Artifacts: []coderemote.Artifact{named}}
	if _, err := r.FinishRun(t.Context(), claim, result, nil); err != nil {
		t.Fatal(err)
	}
	run, err := r.Run(t.Context(), claim.Run.ID, r.user)
	if err != nil || cmp.Diff(result.Artifacts, run.Result.Artifacts) != "" {
		t.Errorf("the run names %v, %v", run.Result.Artifacts, err)
	}
	got, err := r.Artifact(t.Context(), claim.Run.ID, left.ID, r.user)
	if diff := cmp.Diff(left, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for name, id := range map[string][3]string{
		"somebody else's":    {claim.Run.ID, left.ID, uuid.NewString()},
		"another run's":      {r.queued().ID, left.ID, r.user},
		"a lost attempt's":   {claim.Run.ID, other.ID, r.user},
		"one that never was": {claim.Run.ID, uuid.NewString(), r.user},
	} {
		if _, err := r.Artifact(t.Context(), id[0], id[1], id[2]); coderemote.CodeOf(err) != coderemote.CodeNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}
