package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/multitracer"
	"github.com/jackc/pgx/v5/pgxpool"
)

// A PostgreSQL that is there and silent is waited for so long, and then counts
// as one that cannot be reached.
const (
	pingPatience    = 2 * time.Second
	acquirePatience = 10 * time.Second
)

// boundWaits has nobody wait without end for a connection that answers. Only
// getting one is bounded, never a statement: some take long by right.
func boundWaits(config *pgxpool.Config) {
	config.PingTimeout = pingPatience // before a connection that was idle is used
	config.ConnConfig.ConnectTimeout = acquirePatience
	var given []pgx.QueryTracer
	if config.ConnConfig.Tracer != nil {
		given = append(given, config.ConnConfig.Tracer)
	}
	tracer := multitracer.New(given...)
	tracer.PoolAcquireTracers = append([]pgxpool.AcquireTracer{patience{}}, tracer.PoolAcquireTracers...)
	config.ConnConfig.Tracer = tracer
}

// patience ends a wait for a connection: what a tracer returns at its start is
// the context of the rest of it.
type patience struct{}

type cancelKey struct{}

func (patience) TraceAcquireStart(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireStartData) context.Context {
	ctx, cancel := context.WithTimeout(ctx, acquirePatience)
	return context.WithValue(ctx, cancelKey{}, cancel)
}

func (patience) TraceAcquireEnd(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireEndData) {
	ctx.Value(cancelKey{}).(context.CancelFunc)()
}
