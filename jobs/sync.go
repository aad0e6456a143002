package jobs

import (
	"context"
	"log/slog"
	"time"

	"coderemote"
	"coderemote/search"
	"coderemote/store"

	"github.com/riverqueue/river"
)

// SyncArgs are the arguments of the job that brings a snippet's projections up
// to date. A trigger enqueues it in the transaction that changed the row.
type SyncArgs struct {
	SnippetID string `json:"snippet_id"`
	UserID    string `json:"user_id"`
}

// Kind returns River's name of the job.
func (SyncArgs) Kind() string { return "sync_snippet" }

// The queue of projections. Nobody waits for it.
const queueSync = "sync"

// syncWorker makes the vector and the terms of a snippet. It reads the row as it
// is now, so that jobs may come twice and in any order.
type syncWorker struct {
	river.WorkerDefaults[SyncArgs]
	store    *store.Store
	embedder search.Embedder
}

// Timeout is far more than a model needs for one snippet.
func (w *syncWorker) Timeout(*river.Job[SyncArgs]) time.Duration { return time.Minute }

// Work is done at once for a snippet that is gone, or has its vector already.
func (w *syncWorker) Work(ctx context.Context, job *river.Job[SyncArgs]) error {
	_, err := w.embed(ctx, job.Args.SnippetID)
	return err
}

// embed returns the snippet with a fresh vector, nil for one that is gone.
func (w *syncWorker) embed(ctx context.Context, id string) (*store.SyncSnippet, error) {
	s, err := w.store.SnippetToSync(ctx, id)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil, nil
	}
	backend := search.Backend(w.embedder)
	if err != nil || s.VectorVersion == s.Version && s.Backend == backend {
		return s, err
	}
	document := search.DocumentOf(s.Snippet)
	vectors, err := w.embedder.EmbedDocuments(ctx, []search.Document{document})
	if err != nil {
		return nil, err
	}
	s.VectorVersion, s.Backend, s.Vector, s.Terms = s.Version, backend, vectors[0], search.DocumentTerms(document).Written()
	return s, w.store.KeepVector(ctx, id, s.Version, backend, s.Vector, s.Terms)
}

// StaleArgs are the arguments of the job that looks for snippets without a
// vector of the present backend.
type StaleArgs struct{}

// Kind returns River's name of the job.
func (StaleArgs) Kind() string { return "sync_stale" }

// staleWorker finds what the search has not read yet: all of it after a change of
// the backend or the lexicon, and what was there before the search was.
type staleWorker struct {
	river.WorkerDefaults[StaleArgs]
	store    *store.Store
	embedder search.Embedder
	logger   *slog.Logger
}

// How many snippets are read again at a time, and how often it is looked for more.
const (
	staleBatch = 1000
	staleEvery = time.Minute
)

// Work enqueues a batch.
func (w *staleWorker) Work(ctx context.Context, _ *river.Job[StaleArgs]) error {
	n, err := w.store.EnqueueStale(ctx, search.Backend(w.embedder), staleBatch)
	if n > 0 {
		w.logger.Info("snippets will be read again for the search", "count", n, "backend", search.Backend(w.embedder))
	}
	return err
}

func staleJob() *river.PeriodicJob {
	construct := func() (river.JobArgs, *river.InsertOpts) {
		return StaleArgs{}, &river.InsertOpts{Queue: queueSync, MaxAttempts: 1}
	}
	return river.NewPeriodicJob(river.PeriodicInterval(staleEvery), construct, &river.PeriodicJobOpts{RunOnStart: true})
}
