package store

import (
	"context"
	"encoding/json"

	"coderemote"
)

const qRunFiles = `SELECT name, content FROM run_files WHERE run_id = $1 ORDER BY n`

// RunFiles returns the files beside the program of a run.
func (s *Store) RunFiles(ctx context.Context, id string) ([]coderemote.File, error) {
	var rows []struct {
		Name    string `db:"name"`
		Content []byte `db:"content"`
	}
	if err := s.db.SelectContext(ctx, &rows, qRunFiles, id); err != nil {
		return nil, translate("files of run "+id, err)
	}
	files := make([]coderemote.File, len(rows))
	for i, r := range rows {
		files[i] = coderemote.File{Name: r.Name, Content: r.Content}
	}
	return files, nil
}

// fileArrays are names and contents as the statement wants them.
func fileArrays(files []coderemote.File) (names []string, contents [][]byte) {
	names, contents = []string{}, [][]byte{}
	for _, f := range files {
		names = append(names, f.Name)
		contents = append(contents, append([]byte{}, f.Content...))
	}
	return names, contents
}

const qStoreArtifacts = `
WITH r AS (
	SELECT id FROM runs WHERE id = $1 AND attempt = $2 AND status = 'running' FOR SHARE
), a AS (
	INSERT INTO run_artifacts (id, run_id, content)
	SELECT x.id::uuid, r.id, x.content FROM r, unnest($3::text[], $4::bytea[]) AS x (id, content)
	ON CONFLICT (id) DO NOTHING
)
SELECT id FROM r`

// StoreArtifacts keeps what is in the artifacts of a claimed run. They are the
// run's once FinishRun names them. It fails with CodeNotFound when the run is no
// longer the worker's.
func (s *Store) StoreArtifacts(ctx context.Context, c *Claim, artifacts []coderemote.Artifact) error {
	ids, contents := []string{}, [][]byte{}
	for _, a := range artifacts {
		ids, contents = append(ids, a.ID), append(contents, a.Content)
	}
	var id string
	err := s.db.GetContext(ctx, &id, qStoreArtifacts, c.Run.ID, c.Run.Attempt, ids, contents)
	return translate("store artifacts of run "+c.Run.ID, err)
}

const qArtifact = `
SELECT r.artifacts, a.content FROM run_artifacts a JOIN runs r ON r.id = a.run_id WHERE a.id = $1 AND r.id = $2 AND r.user_id = $3`

// Artifact returns a file that a run of userID left; somebody else's is not found.
func (s *Store) Artifact(ctx context.Context, runID, id, userID string) (coderemote.Artifact, error) {
	var row struct {
		Artifacts []byte `db:"artifacts"`
		Content   []byte `db:"content"`
	}
	if err := s.db.GetContext(ctx, &row, qArtifact, id, runID, userID); err != nil {
		return coderemote.Artifact{}, translate("artifact", err)
	}
	for _, a := range artifactsOf(row.Artifacts) {
		if a.ID == id {
			a.Content = row.Content
			return a, nil
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
