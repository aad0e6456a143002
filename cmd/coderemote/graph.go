package main

import (
	"context"
	"errors"
	"fmt"

	"coderemote/graph"
	"coderemote/jobs"
)

// projection is the graph of an instance; its Graph is nil where none is set.
type projection struct{ *graph.Graph }

func (p projection) close(ctx context.Context) {
	if p.Graph != nil {
		// The process ends; a connection that cannot be closed well ends with it.
		_ = p.Close(context.WithoutCancel(ctx))
	}
}

// openGraph does not connect: an instance works while Neo4j is down.
func (in *instance) openGraph() (projection, error) {
	if in.config.Neo4jURI == "" {
		return projection{}, nil
	}
	g, err := graph.Open(graph.Config{
		URI: in.config.Neo4jURI, User: in.config.Neo4jUser, Password: in.config.Neo4jPassword.Reveal(), Database: in.config.Neo4jDatabase,
	})
	return projection{g}, err
}

var errNoGraph = errors.New("there is no graph: set NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD")

func migrateGraph(in *instance, statusOnly bool) error {
	g, err := in.openGraph()
	if err != nil {
		return err
	}
	defer g.close(in)
	if g.Graph == nil {
		return errNoGraph
	}
	if !statusOnly {
		if err := g.Migrate(in); err != nil {
			return err
		}
	}
	all, err := g.Graph.Status(in)
	if err != nil {
		return err
	}
	for _, m := range all {
		fmt.Printf("%s\t%s\n", map[bool]string{true: "applied", false: "missing"}[m.Applied], m.Name)
	}
	return nil
}

type reindexCommand struct {
	DryRun    bool   `help:"Say what differs and change nothing."`
	SnippetID string `help:"Only the snippet of this id." name:"snippet-id"`
}

// Run makes what the search reads again from the snippets. It may run beside
// servers and workers.
func (c reindexCommand) Run(in *instance) error {
	d, err := openDatabase(in)
	if err != nil {
		return err
	}
	defer d.Close()
	embedder, err := in.embedder(d.Store)
	if err != nil {
		return err
	}
	g, err := in.openGraph()
	if err != nil {
		return err
	}
	defer g.close(in)
	p := &jobs.Projector{Store: d.Store, Embedder: embedder, Graph: g.Graph, Logger: in.logger}
	if g.Graph != nil && !c.DryRun {
		if err := g.Migrate(in); err != nil {
			return err
		}
	}
	drift, err := p.Reindex(in, c.SnippetID, c.DryRun)
	if err != nil {
		return err
	}
	verb := map[bool]string{true: "would be", false: "were"}[c.DryRun]
	fmt.Printf("%d snippets: %d vectors %s made", drift.Snippets, len(drift.Stale), verb)
	if g.Graph != nil {
		fmt.Printf("; in the graph %d %s added, %d changed, %d removed", len(drift.Missing), verb, len(drift.Changed), len(drift.Extra))
	}
	fmt.Println()
	return nil
}
