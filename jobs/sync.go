package jobs

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"coderemote"
	"coderemote/graph"
	"coderemote/search"
	"coderemote/store"

	"github.com/google/uuid"
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

// Projector keeps what the search reads in step with the snippets: vectors and
// terms in PostgreSQL, and the graph where there is one.
type Projector struct {
	Store    *store.Store
	Embedder search.Embedder
	Graph    *graph.Graph // nil for none
	Logger   *slog.Logger
}

// syncWorker brings one snippet up to date.
type syncWorker struct {
	river.WorkerDefaults[SyncArgs]
	Projector
}

// Timeout is far more than a model needs for one snippet.
func (w *syncWorker) Timeout(*river.Job[SyncArgs]) time.Duration { return time.Minute }

// graphPause is how long a job waits for a graph that is down. Such a wait is no
// attempt: an hour without Neo4j loses nothing.
const graphPause = 15 * time.Second

// Work is done at once for a snippet that is up to date.
func (w *syncWorker) Work(ctx context.Context, job *river.Job[SyncArgs]) error {
	err := w.Sync(ctx, job.Args)
	if errors.Is(err, graph.ErrDown) {
		return river.JobSnooze(graphPause)
	}
	return err
}

// Sync reads the row as it is now, so that it may come twice and in any order.
func (p *Projector) Sync(ctx context.Context, args SyncArgs) error {
	s, err := p.embed(ctx, args.SnippetID)
	if err == nil && s != nil {
		err = p.embedShare(ctx, s)
	}
	if err != nil || p.Graph == nil {
		return err
	}
	return p.Store.OneSync(ctx, args.SnippetID, func() error { return p.project(ctx, args) })
}

// project writes the node of a snippet. It holds the lock of OneSync.
func (p *Projector) project(ctx context.Context, args SyncArgs) error {
	s, err := p.embed(ctx, args.SnippetID)
	if err != nil {
		return err
	}
	if s != nil {
		return p.Graph.Put(ctx, coderemote.SearchNode{Snippet: s.Snippet, Explanation: s.Explanation, Backend: s.Backend, Vector: s.Vector, Terms: s.Terms})
	}
	if there, err := p.Store.UserExists(ctx, args.UserID); err != nil {
		return err
	} else if !there {
		return p.Graph.RemoveUser(ctx, args.UserID)
	}
	return p.Graph.Remove(ctx, args.SnippetID)
}

// embed returns the snippet with a fresh vector, nil for one that is gone.
func (p *Projector) embed(ctx context.Context, id string) (*store.SyncSnippet, error) {
	s, err := p.Store.SnippetToSync(ctx, id)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil, nil
	}
	backend := search.Backend(p.Embedder)
	if err != nil || s.VectorVersion == s.Version && s.Backend == backend {
		return s, err
	}
	document := search.DocumentOf(s.Snippet)
	vectors, err := p.Embedder.EmbedDocuments(ctx, []search.Document{document})
	if err != nil {
		return nil, err
	}
	s.VectorVersion, s.Backend, s.Vector, s.Terms = s.Snippet.Version, backend, vectors[0], search.DocumentTerms(document).Written()
	return s, p.Store.KeepVector(ctx, id, s.VectorVersion, backend, s.Vector, s.Terms)
}

// embedShare makes the vector of what others see of s. It is that of s while it
// shows the same version.
func (p *Projector) embedShare(ctx context.Context, s *store.SyncSnippet) error {
	share, err := p.Store.ShareToSync(ctx, s.ID)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil
	}
	backend := search.Backend(p.Embedder)
	if err != nil || share.VectorVersion == share.Version && share.Backend == backend {
		return err
	}
	if share.Version == s.Version && s.Backend == backend {
		return p.Store.KeepShareVector(ctx, s.ID, share.Version, backend, s.Vector, s.Terms)
	}
	document := search.Document{Title: share.Title, Description: share.Description, Language: share.Language, Code: share.Code}
	vectors, err := p.Embedder.EmbedDocuments(ctx, []search.Document{document})
	if err != nil {
		return err
	}
	return p.Store.KeepShareVector(ctx, s.ID, share.Version, backend, vectors[0], search.DocumentTerms(document).Written())
}

// Drift is where the graph and PostgreSQL differ.
type Drift struct {
	Snippets int        // in PostgreSQL
	Missing  []SyncArgs // what the graph lacks
	Changed  []SyncArgs // what it has as it was
	Extra    []SyncArgs // what is no longer in PostgreSQL
	Stale    []SyncArgs // whose vectors are missing, old or of another backend
}

// All returns every snippet that differs, some twice.
func (d Drift) All() []SyncArgs { return slices.Concat(d.Stale, d.Missing, d.Changed, d.Extra) }

// Compare finds where vectors and the graph are not what the snippets are.
func (p *Projector) Compare(ctx context.Context) (Drift, error) {
	want, owners, err := p.Store.SearchStates(ctx)
	if err != nil {
		return Drift{}, err
	}
	d := Drift{Snippets: len(want)}
	backend := search.Backend(p.Embedder)
	for id, state := range want {
		if state.Backend != backend {
			d.Stale = append(d.Stale, SyncArgs{id, owners[id]})
		}
	}
	if p.Graph == nil {
		return d, nil
	}
	has, hasOwners, err := p.Graph.States(ctx)
	if err != nil {
		return Drift{}, err
	}
	for id, state := range want {
		switch now, ok := has[id]; {
		case !ok:
			d.Missing = append(d.Missing, SyncArgs{id, owners[id]})
		case now != state:
			d.Changed = append(d.Changed, SyncArgs{id, owners[id]})
		}
	}
	for id := range has {
		if _, ok := want[id]; !ok {
			d.Extra = append(d.Extra, SyncArgs{id, hasOwners[id]})
		}
	}
	return d, nil
}

// Repair mends what Compare finds, and returns what it was.
func (p *Projector) Repair(ctx context.Context) (Drift, error) {
	d, err := p.Compare(ctx)
	if err != nil {
		return d, err
	}
	for _, args := range d.All() {
		if err := p.Sync(ctx, args); err != nil {
			return d, err
		}
	}
	return d, nil
}

// Reindex is Repair, or Compare alone with dryRun; with an id it looks at that
// snippet alone, and makes what is kept of it again whether it differs or not.
func (p *Projector) Reindex(ctx context.Context, id string, dryRun bool) (Drift, error) {
	if id == "" && !dryRun {
		return p.Repair(ctx)
	}
	d, err := p.Compare(ctx)
	if err != nil || id == "" {
		return d, err
	}
	if err := uuid.Validate(id); err != nil {
		return Drift{}, coderemote.Errorf(coderemote.CodeInvalid, "The id of a snippet is a UUID.")
	}
	others := func(args SyncArgs) bool { return args.SnippetID != id }
	for _, part := range []*[]SyncArgs{&d.Missing, &d.Changed, &d.Extra, &d.Stale} {
		*part = slices.DeleteFunc(*part, others)
	}
	d.Snippets = 1
	if dryRun {
		return d, nil
	}
	args := SyncArgs{SnippetID: id}
	if all := d.All(); len(all) > 0 {
		args = all[0]
	} else if s, err := p.Store.SnippetToSync(ctx, id); err == nil {
		args.UserID = s.UserID
	} else {
		return d, err
	}
	return d, p.Sync(ctx, args)
}

// DriftArgs are the arguments of the job that compares the graph with PostgreSQL.
type DriftArgs struct{}

// Kind returns River's name of the job.
func (DriftArgs) Kind() string { return "check_graph" }

// driftWorker mends what no job has: a graph that was restored or emptied.
type driftWorker struct {
	river.WorkerDefaults[DriftArgs]
	Projector
}

// driftEvery is how often graph and PostgreSQL are compared.
const driftEvery = 10 * time.Minute

// Timeout leaves a whole graph the time to be made again.
func (w *driftWorker) Timeout(*river.Job[DriftArgs]) time.Duration { return time.Hour }

// Work does nothing without a graph, and leaves one that is down to the next time.
func (w *driftWorker) Work(ctx context.Context, _ *river.Job[DriftArgs]) error {
	if w.Graph == nil {
		return nil
	}
	err := w.Graph.Migrate(ctx)
	if err == nil {
		var d Drift
		if d, err = w.Repair(ctx); len(d.All()) > 0 {
			w.Logger.Info("graph differed from the database", "snippets", d.Snippets, "missing", len(d.Missing), "changed", len(d.Changed), "extra", len(d.Extra))
		}
	}
	if errors.Is(err, graph.ErrDown) {
		w.Logger.Warn("graph is down, searches are answered from the database", "err", err)
		return nil
	}
	return err
}

func driftJob() *river.PeriodicJob {
	construct := func() (river.JobArgs, *river.InsertOpts) {
		return DriftArgs{}, &river.InsertOpts{Queue: queueMaintenance, MaxAttempts: 1}
	}
	return river.NewPeriodicJob(river.PeriodicInterval(driftEvery), construct, &river.PeriodicJobOpts{RunOnStart: true})
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
	Projector
}

// How many snippets are read again at a time, and how often it is looked for more.
const (
	staleBatch = 1000
	staleEvery = time.Minute
)

// Work enqueues a batch.
func (w *staleWorker) Work(ctx context.Context, _ *river.Job[StaleArgs]) error {
	n, err := w.Store.EnqueueStale(ctx, search.Backend(w.Embedder), staleBatch)
	if n > 0 {
		w.Logger.Info("snippets will be read again for the search", "count", n, "backend", search.Backend(w.Embedder))
	}
	return err
}

func staleJob() *river.PeriodicJob {
	construct := func() (river.JobArgs, *river.InsertOpts) {
		return StaleArgs{}, &river.InsertOpts{Queue: queueSync, MaxAttempts: 1}
	}
	return river.NewPeriodicJob(river.PeriodicInterval(staleEvery), construct, &river.PeriodicJobOpts{RunOnStart: true})
}
