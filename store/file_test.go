package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

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
