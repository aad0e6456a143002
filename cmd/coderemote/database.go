package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"coderemote/internal/localpg"
	"coderemote/objects"
	"coderemote/store"
)

// database is the PostgreSQL of an instance.
type database struct {
	*store.Store
	cluster *localpg.Cluster // nil when another process, or another machine, runs it
}

// addresses are two ways into one database: as the role that owns the tables and
// as the one that serves. They are the same where the operator has one role only.
type addresses struct{ owner, serving string }

// outside returns the addresses of DATABASE_URL, ok false where it is not set.
func outside(in *instance) (a addresses, ok bool) {
	a.serving = in.config.DatabaseURL.Reveal()
	a.owner = cmp.Or(in.config.OwnerURL.Reveal(), a.serving)
	return a, a.serving != ""
}

func clusterFolder(in *instance) string { return filepath.Join(in.config.DataDir, "postgres") }

// embedded returns the addresses of the embedded cluster whose owner comes in by
// url.
func embedded(in *instance, url string) (a addresses, err error) {
	a.owner = url
	a.serving, err = localpg.ServingURL(clusterFolder(in))
	return a, err
}

// locate returns the addresses of the database: those of DATABASE_URL, or of the
// embedded cluster, one that a server already runs or else one of its own.
// Nothing is migrated.
func locate(in *instance) (a addresses, cluster *localpg.Cluster, err error) {
	if a, ok := outside(in); ok {
		return a, nil, nil
	}
	if url, running, err := localpg.Find(clusterFolder(in)); err == nil && running {
		a, err := embedded(in, url)
		return a, nil, err
	}
	return startCluster(in)
}

// startCluster runs the embedded cluster itself, unless another server does: one
// that a short command runs would soon be gone.
func startCluster(in *instance) (a addresses, cluster *localpg.Cluster, err error) {
	url := ""
	if cluster, err = localpg.Start(in, clusterFolder(in), in.logger); err == nil {
		url = cluster.URL()
	} else {
		running := false
		url, running, _ = localpg.Find(clusterFolder(in))
		if !errors.Is(err, localpg.ErrInUse) || !running {
			return a, nil, err
		}
	}
	a, err = embedded(in, url)
	return a, cluster, err
}

// openDatabase connects a short command.
func openDatabase(in *instance) (*database, error) {
	a, cluster, err := locate(in)
	if err != nil {
		return nil, err
	}
	return connect(in, a, cluster)
}

// serveDatabase connects a server.
func serveDatabase(in *instance) (*database, error) {
	if a, ok := outside(in); ok {
		return connect(in, a, nil)
	}
	a, cluster, err := startCluster(in)
	if err != nil {
		return nil, err
	}
	return connect(in, a, cluster)
}

// connect brings the schema up to date as the owner and opens the database as
// the role that serves.
func connect(in *instance, a addresses, cluster *localpg.Cluster) (*database, error) {
	d := &database{cluster: cluster}
	if err := a.migrate(in); err != nil {
		d.Close()
		return nil, err
	}
	var err error
	if d.Store, err = store.Open(in, a.serving, in.storeOptions()...); err != nil {
		d.Close()
		return nil, err
	}
	bucket, err := in.bucket()
	if err != nil {
		d.Close()
		return nil, err
	}
	d.KeepArtifactsIn(bucket)
	if err := d.EnsurePartitions(in, time.Now()); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// bucket is where what programs leave is kept; nil when that is PostgreSQL.
func (in *instance) bucket() (*objects.Bucket, error) {
	c := in.config
	if c.S3Bucket == "" {
		return nil, nil
	}
	return objects.Open(in, objects.Config{Bucket: c.S3Bucket, Region: c.S3Region, Endpoint: c.S3Endpoint})
}

func (a addresses) migrate(ctx context.Context) error {
	if err := store.Migrate(ctx, a.owner); err != nil {
		return err
	}
	return a.grant(ctx)
}

// grant gives the role that serves its rights, where it is not the owner.
func (a addresses) grant(ctx context.Context) error {
	if a.owner == a.serving {
		return nil
	}
	role, err := store.ServingRole(a.serving)
	if err != nil {
		return err
	}
	return store.Grant(ctx, a.owner, role)
}

// Close ends the connections, and the cluster if this process runs it.
func (d *database) Close() {
	if d.Store != nil {
		d.Store.Close()
	}
	d.cluster.Stop()
}

type migrateCommand struct {
	Graph  bool `help:"Migrate Neo4j instead of PostgreSQL."`
	Status bool `help:"With --graph: say which migrations are applied, and change nothing."`
}

func (c migrateCommand) Run(in *instance) error {
	if c.Graph || c.Status {
		return migrateGraph(in, c.Status)
	}
	d, err := openDatabase(in)
	if err != nil {
		return err
	}
	d.Close()
	fmt.Printf("PostgreSQL has every migration up to %d, the newest that this program knows.\n", store.NewestSchema())
	return nil
}
