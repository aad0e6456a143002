package jobs

import (
	"context"
	"errors"
	"fmt"
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
	// Quiet is for how long a snippet must not have changed before a remote backend
	// reads it: it is saved each time that somebody stops typing.
	Quiet time.Duration
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
	if wait, ok := notNow(err); ok { // the longer it has waited, the longer it can
		return river.JobSnooze(wait + time.Since(job.CreatedAt)/10)
	}
	return err
}

// Sync reads the row as it is now, so that it may come twice and in any order.
// What a remote backend does not read now is found by its words, in the graph too.
func (p *Projector) Sync(ctx context.Context, args SyncArgs) error {
	s, err := p.embed(ctx, args.SnippetID)
	if s == nil && err != nil {
		return err
	}
	if s != nil {
		err = errors.Join(err, p.embedShare(ctx, s))
	}
	if p.Graph == nil {
		return err
	}
	return errors.Join(err, p.Store.OneSync(ctx, args.SnippetID, func() error { return p.project(ctx, args) }))
}

// project writes the node of a snippet. It holds the lock of OneSync.
func (p *Projector) project(ctx context.Context, args SyncArgs) error {
	s, err := p.Store.SnippetToSync(ctx, args.SnippetID)
	switch {
	case coderemote.CodeOf(err) == coderemote.CodeNotFound:
		return p.remove(ctx, args)
	case err != nil:
		return err
	case s.VectorVersion != s.Version:
		return nil // it has changed just now, and that change has a job
	}
	return p.Graph.Put(ctx, coderemote.SearchNode{Snippet: s.Snippet, Explanation: s.Explanation, Backend: s.Backend, Vector: s.Vector, Terms: s.Terms})
}

// remove takes what is gone out of the graph: the snippet, or its owner too.
func (p *Projector) remove(ctx context.Context, args SyncArgs) error {
	if there, err := p.Store.UserExists(ctx, args.UserID); err != nil {
		return err
	} else if !there {
		return p.Graph.RemoveUser(ctx, args.UserID)
	}
	return p.Graph.Remove(ctx, args.SnippetID)
}

// embed returns the snippet with fresh terms, and a fresh vector unless there is
// an error; nil without an error for one that is gone.
func (p *Projector) embed(ctx context.Context, id string) (*store.SyncSnippet, error) {
	s, err := p.Store.SnippetToSync(ctx, id)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil, nil
	}
	backend := search.Backend(p.Embedder)
	read := err == nil && s.VectorVersion == s.Version && s.Backend == backend
	if err != nil || read && len(s.Vector) > 0 {
		return s, err
	}
	s.VectorVersion, s.Backend = s.Version, backend
	err = p.read(ctx, reading{s.UserID, search.DocumentOf(s.Snippet), s.UpdatedAt, read}, func(vector []float32, terms string) error {
		s.Vector, s.Terms = vector, terms
		return p.Store.KeepVector(ctx, id, s.VectorVersion, backend, vector, terms)
	})
	return s, err
}

// embedShare makes the vector of what others see of s. It is that of s while it
// shows the same version.
func (p *Projector) embedShare(ctx context.Context, s *store.SyncSnippet) error {
	share, err := p.Store.ShareToSync(ctx, s.ID)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil
	}
	backend := search.Backend(p.Embedder)
	read := err == nil && share.VectorVersion == share.Version && share.Backend == backend
	if err != nil || read && !share.Pending {
		return err
	}
	keep := func(vector []float32, terms string) error {
		return p.Store.KeepShareVector(ctx, s.ID, share.Version, backend, vector, terms)
	}
	if share.Version == s.Version {
		return keep(s.Vector, s.Terms)
	}
	document := search.Document{Title: share.Title, Description: share.Description, Language: share.Language, Code: share.Code}
	return p.read(ctx, reading{s.UserID, document, time.Time{}, read}, keep)
}

// reading is a text to read for the search.
type reading struct {
	userID   string
	document search.Document
	changed  time.Time // by its owner
	words    bool      // its terms are kept already
}

// later says that a text is to be read when some time has passed.
type later time.Duration

func (l later) Error() string { return "jobs: the snippet has changed a moment ago" }

// embedTime is how long a backend may take for one text.
const embedTime = 10 * time.Second

// read makes the terms and the vector of a text. Where the vector may take its
// time, or never come, the terms are kept before it.
func (p *Projector) read(ctx context.Context, r reading, keep func(vector []float32, terms string) error) error {
	terms := search.DocumentTerms(r.document).Written()
	if p.Embedder.Remote() && !r.words {
		if err := keep(nil, terms); err != nil {
			return err
		}
	}
	if wait := p.Quiet - time.Since(r.changed); p.Embedder.Remote() && wait > 0 {
		return later(wait)
	}
	limited, cancel := context.WithTimeout(ctx, embedTime)
	defer cancel()
	vectors, err := p.Embedder.For(r.userID).EmbedDocuments(limited, []search.Document{r.document})
	if errors.Is(err, search.ErrNotAllowed) {
		return nil
	}
	if err != nil {
		return err
	}
	return keep(vectors[0], terms)
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
		if state.Backend != backend || state.Pending {
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
		state.Pending = false // which the graph does not know
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
	return d, p.mend(ctx, d.All())
}

// mend syncs snippets. One that its backend does not read keeps no other waiting.
func (p *Projector) mend(ctx context.Context, all []SyncArgs) error {
	var last error
	failed := 0
	for _, args := range all {
		err := p.Sync(ctx, args)
		if errors.Is(err, graph.ErrDown) || ctx.Err() != nil {
			return err
		}
		if err != nil {
			failed, last = failed+1, err
		}
	}
	if last != nil {
		return fmt.Errorf("jobs: %d of %d snippets not brought up to date: %w", failed, len(all), last)
	}
	return nil
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
		if d, err = w.repairGraph(ctx); len(d.All()) > 0 {
			w.Logger.Info("graph differed from the database", "snippets", d.Snippets, "missing", len(d.Missing), "changed", len(d.Changed), "extra", len(d.Extra))
		}
	}
	if errors.Is(err, graph.ErrDown) {
		w.Logger.Warn("graph is down, searches are answered from the database", "err", err)
		return nil
	}
	return err
}

// repairGraph leaves vectors to staleWorker, whose jobs wait for their backend.
func (w *driftWorker) repairGraph(ctx context.Context) (Drift, error) {
	d, err := w.Compare(ctx)
	if err != nil {
		return d, err
	}
	d.Stale = nil
	err = w.mend(ctx, d.All())
	if _, ok := notNow(err); ok {
		err = nil
	}
	return d, err
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
