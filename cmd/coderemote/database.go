package main

import (
	"errors"
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

// openDatabase connects a short command to DATABASE_URL, or to the embedded
// cluster: one that a server already runs, or else one of its own.
func openDatabase(in *instance) (*database, error) {
	dir := filepath.Join(in.config.DataDir, "postgres")
	if url, running, err := localpg.Find(dir); err == nil && running && in.config.DatabaseURL == "" {
		return connect(in, url, nil)
	}
	return serveDatabase(in)
}

// locate returns the address of the database, for a command that copies it as it
// is: nothing is migrated. stop ends the cluster if this process had to start it.
func locate(in *instance) (url string, stop func(), err error) {
	if url := in.config.DatabaseURL.Reveal(); url != "" {
		return url, func() {}, nil
	}
	dir := filepath.Join(in.config.DataDir, "postgres")
	if url, running, err := localpg.Find(dir); err == nil && running {
		return url, func() {}, nil
	}
	cluster, err := localpg.Start(in, dir, in.logger)
	if err != nil {
		return "", nil, err
	}
	return cluster.URL(), cluster.Stop, nil
}

// serveDatabase connects a server. It runs the embedded cluster itself, unless
// another server does: one that a short command runs would soon be gone.
func serveDatabase(in *instance) (*database, error) {
	if url := in.config.DatabaseURL.Reveal(); url != "" {
		return connect(in, url, nil)
	}
	dir := filepath.Join(in.config.DataDir, "postgres")
	cluster, err := localpg.Start(in, dir, in.logger)
	if err == nil {
		return connect(in, cluster.URL(), cluster)
	}
	url, running, _ := localpg.Find(dir)
	if !errors.Is(err, localpg.ErrInUse) || !running {
		return nil, err
	}
	return connect(in, url, nil)
}

// connect opens the database and brings its schema up to date.
func connect(in *instance, url string, cluster *localpg.Cluster) (*database, error) {
	var err error
	d := &database{cluster: cluster}
	if err := store.Migrate(in, url); err != nil {
		d.Close()
		return nil, err
	}
	if d.Store, err = store.Open(in, url, in.storeOptions()...); err != nil {
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

// Close ends the connections, and the cluster if this process runs it.
func (d *database) Close() {
	if d.Store != nil {
		d.Store.Close()
	}
	if d.cluster != nil {
		d.cluster.Stop()
	}
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
	return nil
}
