// Package jobs is the one door by which work is enqueued, and the workers that
// do it. River carries every job; a run's own lease and attempt number, not
// River's bookkeeping, decide who may write to it.
package jobs

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"sync/atomic"
	"time"

	"coderemote"
	"coderemote/store"

	"github.com/google/uuid"
)

// RunArgs are the arguments of the job that executes a run.
type RunArgs struct {
	RunID string `json:"run_id"`
}

// Kind returns River's name of the job.
func (RunArgs) Kind() string { return "run" }

// The queue of runs: as many workers as warm boxes.
const queueRun = "run"

// Door accepts runs. It is safe for use by many goroutines.
type Door struct {
	store         *store.Store
	runsPerMinute int
	rules         *RuleBook
	workers       atomic.Pointer[[]store.Worker]
	local         atomic.Pointer[Worker]
}

// NewDoor makes a Door. The limit of runs a minute and user (0 means none) holds
// where the settings have none; operator is what NewRuleBook takes.
func NewDoor(s *store.Store, runsPerMinute int, operator coderemote.Rules) *Door {
	return &Door{store: s, runsPerMinute: runsPerMinute, rules: NewRuleBook(s, operator)}
}

// Rules returns the book of what programs are held to.
func (d *Door) Rules() *RuleBook { return d.rules }

// Serve hands runs directly to a worker in this process while it has a box free
// and nobody waits for one. (Measured: it takes a fifth off the time of a run.)
func (d *Door) Serve(w *Worker) { d.local.Store(w) }

// NewRunID returns a fresh id, so that a caller can subscribe to a run's bell
// before the run is there.
func NewRunID() string { return uuid.Must(uuid.NewV7()).String() }

// Submit checks n and stores it as a queued run of userID under id, together
// with its job. The same idempotency key within 24 hours returns the first run.
func (d *Door) Submit(ctx context.Context, id, userID string, n coderemote.NewRun) (*coderemote.Run, store.Allowance, error) {
	n, err := n.Validate()
	if err != nil {
		return nil, store.Allowance{}, err
	}
	holds, err := d.rules.Of(ctx, userID)
	if err != nil {
		return nil, store.Allowance{}, err
	}
	rules, err := coderemote.EffectiveRules(holds.Instance, holds.Class, n.Policy)
	if err != nil {
		return nil, store.Allowance{}, err
	}
	hash := requestHash(n)
	if n.IdempotencyKey != "" {
		if run, err := d.first(ctx, userID, n.IdempotencyKey, hash); run != nil || err != nil {
			return run, store.Allowance{}, err
		}
	}
	if err := d.ownSnippet(ctx, userID, n); err != nil {
		return nil, store.Allowance{}, err
	}
	if problem := d.Problem(); problem != "" {
		return nil, store.Allowance{}, &coderemote.Error{Code: coderemote.CodeUnavailable, RetryAfter: 10 * time.Second, Message: problem}
	}
	run := &coderemote.Run{
		ID: id, UserID: userID, Code: n.Code, Stdin: n.Stdin, Interactive: n.Interactive, Policy: rules.Policy, Modules: rules.Modules,
		Timeout: time.Duration(*n.TimeoutSeconds * float64(time.Second)), SnippetID: n.SnippetID, FileCount: len(n.Files), Files: n.Files,
	}
	left, err := d.create(ctx, store.NewRun{Run: run, PerMinute: d.perMinute(holds), IdempotencyKey: n.IdempotencyKey, RequestHash: hash, Trace: traceOf(ctx)})
	if coderemote.CodeOf(err) == coderemote.CodeConflict { // the same key at the same moment
		run, err = d.first(ctx, userID, n.IdempotencyKey, hash)
	}
	return run, left, err
}

func (d *Door) perMinute(holds coderemote.Conditions) int {
	if holds.RunsPerMinute != nil {
		return *holds.RunsPerMinute
	}
	return d.runsPerMinute
}

// ownSnippet checks that the run's snippet, if it has one, is userID's.
func (d *Door) ownSnippet(ctx context.Context, userID string, n coderemote.NewRun) error {
	if n.SnippetID == "" {
		return nil
	}
	missing := coderemote.Invalid("body.snippet_id", "You have no such snippet.", n.SnippetID)
	if uuid.Validate(n.SnippetID) != nil || len(n.SnippetID) != 36 {
		return missing
	}
	err := d.store.SnippetForRun(ctx, n.SnippetID, userID, n.Code)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return missing
	}
	return err
}

// create stores the run, and starts it when the worker of this process may have it.
func (d *Door) create(ctx context.Context, n store.NewRun) (store.Allowance, error) {
	local := d.local.Load()
	if local != nil && local.reserve() {
		n.Worker = local.config.Name
	}
	claim, left, err := d.store.CreateRun(ctx, n)
	switch {
	case claim != nil:
		local.start(claim)
	case n.Worker != "":
		local.release()
	}
	return left, err
}

// first returns the run that this key made before, nil for none.
func (d *Door) first(ctx context.Context, userID, key string, hash []byte) (*coderemote.Run, error) {
	run, firstHash, err := d.store.RunByKey(ctx, userID, key)
	if coderemote.CodeOf(err) == coderemote.CodeNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if string(hash) != string(firstHash) {
		return nil, coderemote.Errorf(coderemote.CodeConflict, "This Idempotency-Key was used for a different request in the last 24 hours. Use a new key.")
	}
	return run, nil
}

func requestHash(n coderemote.NewRun) []byte {
	n.IdempotencyKey = ""
	data, err := json.Marshal(n)
	if err != nil {
		return nil // a NewRun holds strings and numbers only: it can always be encoded
	}
	sum := sha256.Sum256(data)
	return sum[:]
}

// Problem says why no run can be executed now, in a sentence for people; empty
// when one can. It is unknown, and so fails closed, until Watch has looked once.
func (d *Door) Problem() string {
	workers := d.workers.Load()
	if workers == nil || len(*workers) == 0 {
		return "Programs cannot run now: no worker is connected. An operator can start one with: coderemote worker"
	}
	for _, w := range *workers {
		if w.Problem == "" {
			return ""
		}
	}
	return "Programs cannot run now: " + (*workers)[0].Problem
}

// Degraded reports whether a worker runs programs under the weaker limits that
// an operator chose for a host without cgroup v2.
func (d *Door) Degraded() bool {
	workers := d.workers.Load()
	if workers == nil {
		return false
	}
	for _, w := range *workers {
		if w.Limits == "rlimit" {
			return true
		}
	}
	return false
}

// Refresh looks at the workers once.
func (d *Door) Refresh(ctx context.Context) error {
	workers, err := d.store.Workers(ctx)
	if err != nil {
		return err
	}
	d.workers.Store(&workers)
	return nil
}

// Watch looks at the workers each second until ctx ends.
func (d *Door) Watch(ctx context.Context) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		// While PostgreSQL is away the last answer stands; nothing can be submitted then.
		_ = d.Refresh(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
