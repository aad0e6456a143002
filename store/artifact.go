package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"coderemote"
	"coderemote/objects"

	"golang.org/x/sync/errgroup"
)

const qStoreArtifacts = `
WITH r AS (
	SELECT id FROM runs WHERE id = $1 AND attempt = $2 AND status = 'running' FOR SHARE
), a AS (
	INSERT INTO run_artifacts (id, run_id, content)
	SELECT x.id::uuid, r.id, x.content FROM r, unnest($3::text[], $4::bytea[]) AS x (id, content)
	ON CONFLICT (id) DO NOTHING
)
SELECT id FROM r`

// storePatience is how long a run waits for its artifacts to be in the bucket.
const storePatience = 20 * time.Second

// StoreArtifacts keeps what is in the artifacts of a claimed run, all of them or
// none. They are the run's once FinishRun names them. It fails with CodeNotFound
// when the run is no longer the worker's.
func (s *Store) StoreArtifacts(ctx context.Context, c *Claim, artifacts []coderemote.Artifact) error {
	ids, contents := []string{}, [][]byte{}
	for _, a := range artifacts {
		content := append([]byte{}, a.Content...)
		if s.bucket != nil {
			content = nil
		}
		ids, contents = append(ids, a.ID), append(contents, content)
	}
	var id string
	if err := s.db.GetContext(ctx, &id, qStoreArtifacts, c.Run.ID, c.Run.Attempt, ids, contents); err != nil || s.bucket == nil {
		return translate("store artifacts of run "+c.Run.ID, err)
	}
	// The rows are there first: whatever happens now, their end is the objects' end.
	err := s.putArtifacts(ctx, c.Run.ID, artifacts)
	if err != nil {
		_, gone := s.db.ExecContext(ctx, qDropArtifacts, c.Run.ID, ids)
		err = errors.Join(err, translate("drop artifacts", gone))
	}
	return err
}

const qDropArtifacts = `DELETE FROM run_artifacts WHERE run_id = $1 AND id = ANY ($2::text[]::uuid[])`

func (s *Store) putArtifacts(ctx context.Context, runID string, artifacts []coderemote.Artifact) error {
	ctx, cancel := context.WithTimeout(ctx, storePatience)
	defer cancel()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(8)
	for _, a := range artifacts {
		group.Go(func() error { return s.bucket.Put(ctx, objects.ArtifactKey(runID, a.ID), a.Content) })
	}
	return group.Wait()
}

// errNoBucket is what a server says that has not the settings of the others.
var errNoBucket = &coderemote.Error{Code: coderemote.CodeUnavailable, Err: errors.New("store: the artifact is in a bucket, and CODEREMOTE_S3_BUCKET is not set"),
	Message: "The place where the files of programs are kept does not answer. Try again in a minute."}

func (s *Store) fromBucket(ctx context.Context, runID, id string) ([]byte, error) {
	if s.bucket == nil {
		return nil, errNoBucket
	}
	return s.bucket.Get(ctx, objects.ArtifactKey(runID, id), coderemote.MaxArtifactBytes)
}

const qArtifactRemovals = `SELECT id, run_id FROM artifact_removals LIMIT $1`

const qArtifactsRemoved = `DELETE FROM artifact_removals WHERE id = ANY ($1::text[]::uuid[])`

// SweepArtifacts removes from the bucket what no row leads to any more.
func (s *Store) SweepArtifacts(ctx context.Context) (removed int, err error) {
	for s.bucket != nil {
		var gone []struct {
			ID    string `db:"id"`
			RunID string `db:"run_id"`
		}
		if err := s.db.SelectContext(ctx, &gone, qArtifactRemovals, objects.MostDeleted); err != nil || len(gone) == 0 {
			return removed, translate("artifact removals", err)
		}
		var keys, ids []string
		for _, a := range gone {
			keys, ids = append(keys, objects.ArtifactKey(a.RunID, a.ID)), append(ids, a.ID)
		}
		if err := s.bucket.Delete(ctx, keys); err != nil {
			return removed, err
		}
		if _, err := s.db.ExecContext(ctx, qArtifactsRemoved, ids); err != nil {
			return removed, translate("artifact removals", err)
		}
		removed += len(gone)
	}
	return removed, nil
}

const qArtifact = `
SELECT r.artifacts, a.content, a.content IS NULL AS elsewhere FROM run_artifacts a JOIN runs r ON r.id = a.run_id WHERE a.id = $1 AND r.id = $2 AND r.user_id = $3`

// Artifact returns a file that a run of userID left; somebody else's is not found.
func (s *Store) Artifact(ctx context.Context, runID, id, userID string) (coderemote.Artifact, error) {
	var row struct {
		Artifacts []byte `db:"artifacts"`
		Content   []byte `db:"content"`
		Elsewhere bool   `db:"elsewhere"`
	}
	if err := s.db.GetContext(ctx, &row, qArtifact, id, runID, userID); err != nil {
		return coderemote.Artifact{}, translate("artifact", err)
	}
	for _, a := range artifactsOf(row.Artifacts) {
		if a.ID == id {
			a.Content = row.Content
			var err error
			if row.Elsewhere {
				a.Content, err = s.fromBucket(ctx, runID, id)
			}
			return a, err
		}
	}
	return coderemote.Artifact{}, coderemote.Errorf(coderemote.CodeNotFound, "There is no such file.")
}

// artifactsOf reads the column that finish alone writes; what it cannot hold is
// shown as no artifact.
func artifactsOf(column []byte) (artifacts []coderemote.Artifact) {
	if len(column) > 0 {
		_ = json.Unmarshal(column, &artifacts)
	}
	return artifacts
}

// orNull is value as JSON, nil for an empty list.
func orNull[T any](list []T) ([]byte, error) {
	if len(list) == 0 {
		return nil, nil
	}
	return json.Marshal(list)
}
