// Command infra describes Code Remote on AWS for Pulumi: one stack for each of
// dev, staging and prod, which differ by their configuration only. It imports
// nothing of the program, and needs no account for its tests.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() { pulumi.Run(deploy) }

// deploy puts the parts together.
func deploy(ctx *pulumi.Context) error {
	s, err := readSettings(ctx)
	if err != nil {
		return err
	}
	network, err := newNetwork(ctx, s)
	if err != nil {
		return err
	}
	people, err := newPeople(ctx, s)
	if err != nil {
		return err
	}
	database, err := newDatabase(ctx, s, network)
	if err != nil {
		return err
	}
	registry, err := newRegistry(ctx, s)
	if err != nil {
		return err
	}
	web, err := newWeb(ctx, s, network, database, registry, people)
	if err != nil {
		return err
	}
	workers, err := newWorkers(ctx, s, network, database, registry)
	if err != nil {
		return err
	}
	if err := newAlarms(ctx, s, web, database); err != nil {
		return err
	}
	ctx.Export("cluster", web.cluster.Name)
	ctx.Export("webService", web.service.Name)
	ctx.Export("migrationTask", web.migration.Arn)
	ctx.Export("workerGroup", workers.group.Name)
	ctx.Export("appSubnets", joined(network.app))
	ctx.Export("webSecurityGroup", network.webGroup.ID())
	ctx.Export("registry", registry.web.RepositoryUrl)
	ctx.Export("address", pulumi.String("https://"+s.domain))
	return nil
}
