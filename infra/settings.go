package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

// settings are what makes a stack different from another.
type settings struct {
	stack            string
	region           string
	domain           string // where people reach it
	certificate      string // ARN in the stack's region, for the load balancer
	edgeCertificate  string // ARN in us-east-1, for CloudFront
	version          string // image tag of web servers and workers
	migrationVersion string // image tag of the task that migrates: ahead during a rollout
	zones            int
	webCount         int
	minACU, maxACU   float64
	workerType       string
	workersMin       int
	workersMax       int
	logDays          int
	protect          bool // nothing that holds data can be deleted
	alarmEmail       string
	password         pulumi.StringOutput // of the role that owns the tables
	servingPassword  pulumi.StringOutput // of the one that web servers and workers use
	graphURI         string              // of an AuraDB, as neo4j+s://ID.databases.neo4j.io; "" for none
	graphPassword    pulumi.StringOutput
	tags             pulumi.StringMap
}

func readSettings(ctx *pulumi.Context) (*settings, error) {
	c := config.New(ctx, "")
	s := &settings{
		stack: ctx.Stack(), region: config.Require(ctx, "aws:region"), domain: c.Require("domain"),
		certificate: c.Require("certificate"), edgeCertificate: c.Require("edgeCertificate"), version: c.Require("version"),
		zones: c.RequireInt("zones"), webCount: c.RequireInt("webCount"), minACU: c.RequireFloat64("databaseMinACU"), maxACU: c.RequireFloat64("databaseMaxACU"),
		workerType: c.Require("workerType"), workersMin: c.RequireInt("workersMin"), workersMax: c.RequireInt("workersMax"),
		logDays: c.RequireInt("logDays"), protect: c.RequireBool("protect"), alarmEmail: c.Get("alarmEmail"),
		password: c.RequireSecret("databasePassword"), servingPassword: c.RequireSecret("servingPassword"), graphURI: c.Get("graphURI"),
	}
	if s.graphURI != "" {
		s.graphPassword = c.RequireSecret("graphPassword")
	}
	s.migrationVersion = c.Get("migrationVersion")
	if s.migrationVersion == "" {
		s.migrationVersion = s.version
	}
	s.tags = pulumi.StringMap{"project": pulumi.String("coderemote"), "stack": pulumi.String(s.stack), "managed-by": pulumi.String("pulumi")}
	return s, nil
}

// name returns the name of a thing of this stack.
func (s *settings) name(what string) string { return "coderemote-" + s.stack + "-" + what }

// joined puts ids together with commas.
func joined(ids pulumi.StringArray) pulumi.StringOutput {
	return ids.ToStringArrayOutput().ApplyT(func(all []string) string {
		text := ""
		for i, id := range all {
			if i > 0 {
				text += ","
			}
			text += id
		}
		return text
	}).(pulumi.StringOutput)
}
