package jobs

import (
	"fmt"
	"log/slog"

	"coderemote/store"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// NewConsole returns a client of the queue for administrators: it works on no
// job, but can look at all of them, and retry, cancel or delete one.
func NewConsole(st *store.Store, logger *slog.Logger) (*river.Client[pgx.Tx], error) {
	client, err := river.NewClient(riverpgxv5.New(st.Pool()), &river.Config{Logger: logger})
	if err != nil {
		return nil, fmt.Errorf("jobs: console: %w", err)
	}
	return client, nil
}
