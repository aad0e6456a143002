package store

import (
	"context"

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
