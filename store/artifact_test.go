package store_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"coderemote"
	"coderemote/internal/tests3"
	"coderemote/objects"
	"coderemote/store"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// TestArtifacts keeps them in PostgreSQL and in a bucket: nobody sees a difference.
func TestArtifacts(t *testing.T) {
	t.Run("in PostgreSQL", func(t *testing.T) { artifacts(t, newRunner(t)) })
	t.Run("in a bucket", func(t *testing.T) {
		r := newRunner(t)
		s := r.keepElsewhere(t)
		artifacts(t, r)
		if n := len(s.Keys()); n != 1 {
			t.Errorf("%d objects are in the bucket", n)
		}
	})
}

func (r runner) keepElsewhere(t *testing.T) *tests3.Server {
	t.Helper()
	s := tests3.New(t)
	b, err := objects.Open(t.Context(), objects.Config{Bucket: tests3.Bucket, Endpoint: s.URL})
	if err != nil {
		t.Fatal(err)
	}
	r.KeepArtifactsIn(b)
	return s
}

func artifacts(t *testing.T, r runner) {
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

// leave ends a run of r that has left files, one of them empty.
func (r runner) leave(t *testing.T) (runID string, left []coderemote.Artifact) {
	t.Helper()
	claim := r.claimed()
	for n := range 12 {
		left = append(left, coderemote.NewArtifact(uuid.Must(uuid.NewV7()).String(), fmt.Sprint(n), bytes.Repeat([]byte{255}, n*1000)))
	}
	r.wantCode(r.StoreArtifacts(t.Context(), claim, left), "")
	named := append([]coderemote.Artifact{}, left...)
	for i := range named {
		named[i].Content = nil
	}
	if _, err := r.FinishRun(t.Context(), claim, coderemote.Result{Status: coderemote.StatusSucceeded, Artifacts: named}, nil); err != nil {
		t.Fatal(err)
	}
	return claim.Run.ID, left
}

// However a run goes, what it left is gone from the bucket at the next sweep, and
// nothing else is.
func TestSweepArtifacts(t *testing.T) {
	for name, remove := range map[string]func(*testing.T, runner) error{
		"the account is deleted": func(t *testing.T, r runner) error { return r.DeleteUser(t.Context(), r.user) },
		"the run is old": func(t *testing.T, r runner) error {
			_, err := r.DropRuns(t.Context(), time.Now().Add(time.Hour))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRunner(t)
			s := r.keepElsewhere(t)
			r.leave(t)
			if removed, err := r.SweepArtifacts(t.Context()); removed != 0 || err != nil || len(s.Keys()) != 12 {
				t.Fatalf("before: %d removed, %v, %d are there", removed, err, len(s.Keys()))
			}
			r.wantCode(remove(t, r), "")
			if removed, err := r.SweepArtifacts(t.Context()); removed != 12 || err != nil || len(s.Keys()) != 0 {
				t.Errorf("%d removed, %v, and %v is left", removed, err, s.Keys())
			}
			if n := count(t, r.Store, "artifact_removals"); n != 0 {
				t.Errorf("%d removals are still to be done", n)
			}
		})
	}
}

// While the bucket is away no artifact is kept, none is half kept, and what is to
// be removed waits.
func TestBucketIsAway(t *testing.T) {
	r := newRunner(t)
	s := r.keepElsewhere(t)
	runID, left := r.leave(t)
	s.Close()
	claim := r.claimed()
	r.wantCode(r.StoreArtifacts(t.Context(), claim, []coderemote.Artifact{coderemote.NewArtifact(uuid.Must(uuid.NewV7()).String(), "a", []byte("a"))}), coderemote.CodeUnavailable)
	if n := count(t, r.Store, "run_artifacts"); n != len(left) {
		t.Errorf("%d artifacts are in the table, want the %d of before", n, len(left))
	}
	_, err := r.Artifact(t.Context(), runID, left[1].ID, r.user)
	r.wantCode(err, coderemote.CodeUnavailable)
	if _, err := r.SweepArtifacts(t.Context()); err == nil || count(t, r.Store, "artifact_removals") == 0 {
		t.Errorf("the sweep: %v, and it has forgotten what was to be removed", err)
	}
	r.KeepArtifactsIn(nil)
	_, err = r.Artifact(t.Context(), runID, left[1].ID, r.user)
	r.wantCode(err, coderemote.CodeUnavailable)
}

func TestExportHasWhatIsInTheBucket(t *testing.T) {
	r := newRunner(t)
	r.keepElsewhere(t)
	runID, left := r.leave(t)
	got := map[string]string{}
	r.wantCode(r.Export(t.Context(), r.user, func(f store.Exported) error {
		if f.Part == "/artifacts/" {
			got[string(f.Content)] = f.Folder + "/" + f.ID
		}
		return nil
	}), "")
	want := map[string]string{}
	for _, a := range left {
		want[string(a.Content)] = "runs/" + runID
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
