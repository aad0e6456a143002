package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// thing is a resource as the stack asks for it.
type thing struct {
	kind, name string
	inputs     resource.PropertyMap
}

// cloud is a mock of AWS: it takes every resource and gives it an id.
type cloud struct {
	mu     sync.Mutex
	things []thing
}

func (c *cloud) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.things = append(c.things, thing{args.TypeToken, args.Name, args.Inputs})
	out := args.Inputs.Copy()
	for key, value := range map[string]string{
		"arn": "arn:aws:test:eu-central-1:1:" + args.Name, "endpoint": "db.test", "repositoryUrl": "1.dkr.ecr.test/" + args.Name,
		"dnsName": "web.test", "clientSecret": "CLIENTSECRET", "arnSuffix": "app/web/1", "bucket": args.Name, "clusterIdentifier": args.Name,
	} {
		if _, ok := out[resource.PropertyKey(key)]; !ok {
			out[resource.PropertyKey(key)] = resource.NewStringProperty(value)
		}
	}
	if _, ok := out["name"]; !ok {
		out["name"] = resource.NewStringProperty(args.Name)
	}
	out["latestVersion"] = resource.NewNumberProperty(1)
	return args.Name + "-id", out, nil
}

func (c *cloud) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	return nil, fmt.Errorf("the stack asks AWS: %s", args.Token)
}

const (
	password      = "THEPASSWORD"
	serving       = "SERVINGPASSWORD"
	graphPassword = "GRAPHPASSWORD"
)

// stack deploys one stack, with the configuration of its file, to a mock.
func stack(t *testing.T, name string) *cloud {
	t.Helper()
	text, err := os.ReadFile("Pulumi." + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{
		"coderemote:certificate": "arn:aws:acm:here", "coderemote:edgeCertificate": "arn:aws:acm:us-east-1", "coderemote:version": "v1.2.3",
		"coderemote:databasePassword": password, "coderemote:servingPassword": serving, "coderemote:alarmEmail": "ops@example.org",
		"coderemote:graphURI": "neo4j+s://graph.test", "coderemote:graphPassword": graphPassword,
	}
	for _, line := range regexp.MustCompile(`(?m)^  ([a-z]+:[A-Za-z]+): (.+)$`).FindAllStringSubmatch(string(text), -1) {
		values[line[1]] = line[2]
	}
	c := &cloud{}
	err = pulumi.RunErr(deploy, pulumi.WithMocks("coderemote", name, c), func(info *pulumi.RunInfo) {
		info.Config, info.ConfigSecretKeys = values, []string{"coderemote:databasePassword", "coderemote:servingPassword", "coderemote:graphPassword"}
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *cloud) of(kind string) (found []thing) {
	for _, x := range c.things {
		if x.kind == kind {
			found = append(found, x)
		}
	}
	return found
}

// at returns the value of a path like "healthCheck.path", nil for none. A list
// gives the values of all its elements.
func (x thing) at(path string) any {
	value := resource.NewObjectProperty(x.inputs).Mappable()
	for _, key := range strings.Split(path, ".") {
		m, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = m[key]
	}
	return value
}

func (x thing) list(path string) (all []map[string]any) {
	values, _ := x.at(path).([]any)
	for _, v := range values {
		m, _ := v.(map[string]any)
		all = append(all, m)
	}
	return all
}

// a policy returns what is wrong with a stack.
type policy func(c *cloud, production bool) []string

func every(kind string, check func(thing) string) policy {
	return func(c *cloud, _ bool) (problems []string) {
		things := c.of(kind)
		if len(things) == 0 {
			return []string{"there is no " + kind}
		}
		for _, x := range things {
			if problem := check(x); problem != "" {
				problems = append(problems, x.kind+" "+x.name+": "+problem)
			}
		}
		return problems
	}
}

func has(path string, want any) func(thing) string {
	return func(x thing) string {
		if got := x.at(path); got != want {
			return fmt.Sprintf("%s is %v, want %v", path, got, want)
		}
		return ""
	}
}

func inProduction(p policy) policy {
	return func(c *cloud, production bool) []string {
		if !production {
			return nil
		}
		return p(c, production)
	}
}

var policies = map[string]policy{
	"only 80 and 443 of the load balancer are open to the world": every("aws:ec2/securityGroup:SecurityGroup", func(x thing) string {
		for _, rule := range x.list("ingress") {
			if rule["cidrBlocks"] == nil {
				continue
			}
			if x.name != "edge" || rule["fromPort"] != rule["toPort"] || rule["fromPort"] != 80.0 && rule["fromPort"] != 443.0 {
				return fmt.Sprintf("is open: %v", rule)
			}
		}
		return ""
	}),
	"the database is reached from web servers and workers only": func(c *cloud, _ bool) []string {
		for _, x := range c.of("aws:ec2/securityGroup:SecurityGroup") {
			if x.name != "database" {
				continue
			}
			from := fmt.Sprint(x.list("ingress"))
			if len(x.list("ingress")) == 1 && strings.Contains(from, "web-id worker-id") && len(x.list("egress")) == 0 {
				return nil
			}
			return []string{"it is reached from " + from}
		}
		return []string{"the database has no group"}
	},
	"nobody reaches a worker": func(c *cloud, _ bool) []string {
		for _, x := range c.of("aws:ec2/securityGroup:SecurityGroup") {
			if x.name == "worker" && len(x.list("ingress")) > 0 {
				return []string{fmt.Sprint(x.list("ingress"))}
			}
		}
		return nil
	},
	"the database is encrypted":               every("aws:rds/cluster:Cluster", has("storageEncrypted", true)),
	"the database is not public":              every("aws:rds/clusterInstance:ClusterInstance", has("publiclyAccessible", false)),
	"the database does not pause":             every("aws:rds/cluster:Cluster", func(x thing) string { return minimum(x, "serverlessv2ScalingConfiguration.minCapacity", 0.5) }),
	"production's database cannot be deleted": inProduction(every("aws:rds/cluster:Cluster", has("deletionProtection", true))),
	"production leaves a last snapshot":       inProduction(every("aws:rds/cluster:Cluster", has("skipFinalSnapshot", false))),
	"production's database has a second instance": inProduction(func(c *cloud, _ bool) []string {
		if n := len(c.of("aws:rds/clusterInstance:ClusterInstance")); n < 2 {
			return []string{fmt.Sprintf("%d instances", n)}
		}
		return nil
	}),
	"production's people cannot be deleted":   inProduction(every("aws:cognito/userPool:UserPool", has("deletionProtection", "ACTIVE"))),
	"production's entrance cannot be deleted": inProduction(every("aws:lb/loadBalancer:LoadBalancer", has("enableDeletionProtection", true))),
	"backups are kept a week at least":        every("aws:rds/cluster:Cluster", func(x thing) string { return minimum(x, "backupRetentionPeriod", 7) }),
	"logs end":                                every("aws:cloudwatch/logGroup:LogGroup", func(x thing) string { return minimum(x, "retentionInDays", 1) }),
	"images do not change":                    every("aws:ecr/repository:Repository", has("imageTagMutability", "IMMUTABLE")),
	"images are scanned":                      every("aws:ecr/repository:Repository", has("imageScanningConfiguration.scanOnPush", true)),
	"buckets are nobody else's": every("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", func(x thing) string {
		for _, key := range []string{"blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"} {
			if problem := has(key, true)(x); problem != "" {
				return problem
			}
		}
		return ""
	}),
	"buckets are encrypted, blocked and versioned": func(c *cloud, _ bool) []string {
		n := len(c.of("aws:s3/bucket:Bucket"))
		for _, kind := range []string{"bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "bucketPublicAccessBlock:BucketPublicAccessBlock", "bucketVersioning:BucketVersioning"} {
			if got := len(c.of("aws:s3/" + kind)); got != n || n == 0 {
				return []string{fmt.Sprintf("%d buckets and %d of %s", n, got, kind)}
			}
		}
		return nil
	},
	"what programs leave is kept in the bucket by web servers and workers alike": func(c *cloud, _ bool) (problems []string) {
		told := 0
		for _, x := range slices.Concat(c.of("aws:ecs/taskDefinition:TaskDefinition"), c.of("aws:ec2/launchTemplate:LaunchTemplate")) {
			text := fmt.Sprint(x.at("containerDefinitions"))
			if data, ok := x.at("userData").(string); ok {
				script, err := base64.StdEncoding.DecodeString(data)
				if err != nil {
					problems = append(problems, err.Error())
				}
				text = string(script)
			}
			if strings.Contains(text, "CODEREMOTE_S3_BUCKET") && strings.Contains(text, "NEO4J_URI") && !unfilled.MatchString(text) {
				told++
			}
		}
		for _, role := range []string{"web", "worker"} {
			if !slices.ContainsFunc(c.of("aws:iam/rolePolicy:RolePolicy"), func(x thing) bool {
				return x.name == role && strings.Contains(fmt.Sprint(x.at("policy")), "s3:PutObject")
			}) {
				problems = append(problems, role+" may not write to the bucket")
			}
		}
		if told != 2 {
			problems = append(problems, fmt.Sprintf("%d of web and worker know the bucket and the graph", told))
		}
		return problems
	},
	"what is deleted is gone a day later": func(c *cloud, _ bool) []string {
		if rules := c.of("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"); len(rules) != 1 || rules[0].name != "artifacts" {
			return []string{fmt.Sprintf("%d buckets forget old versions", len(rules))}
		}
		return nil
	},
	"http leads to https": func(c *cloud, _ bool) []string {
		for _, x := range c.of("aws:lb/listener:Listener") {
			if x.at("port") == 80.0 && (len(x.list("defaultActions")) != 1 || x.list("defaultActions")[0]["type"] != "redirect") {
				return []string{fmt.Sprint(x.list("defaultActions"))}
			}
		}
		return nil
	},
	"event streams live on": every("aws:lb/loadBalancer:LoadBalancer", func(x thing) string { return minimum(x, "idleTimeout", 300) }),
	"event streams are not kept or compressed at the edge": every("aws:cloudfront/distribution:Distribution", func(x thing) string {
		if x.at("defaultCacheBehavior.compress") != false || x.at("defaultCacheBehavior.cachePolicyId") != cachingDisabled {
			return fmt.Sprint(x.at("defaultCacheBehavior"))
		}
		return ""
	}),
	"a machine's credentials are not for its programs": every("aws:ec2/launchTemplate:LaunchTemplate", func(x thing) string {
		return has("metadataOptions.httpTokens", "required")(x) + has("metadataOptions.httpPutResponseHopLimit", 1.0)(x)
	}),
	"machines have encrypted disks": every("aws:ec2/launchTemplate:LaunchTemplate", func(x thing) string {
		for _, disk := range x.list("blockDeviceMappings") {
			if ebs, _ := disk["ebs"].(map[string]any); ebs["encrypted"] == "true" {
				return ""
			}
		}
		return "a disk is not encrypted"
	}),
	"a rollout takes no server away before another is there": every("aws:ecs/service:Service", has("deploymentMinimumHealthyPercent", 100.0)),
	"no role may do anything to everything":                  every("aws:iam/rolePolicy:RolePolicy", func(x thing) string { return wide(fmt.Sprint(x.at("policy"))) }),
	"no secret is in the plain":                              secretsAreHidden,
	"who serves does not own the tables":                     ownerIsApart,
	"everything that can be is tagged":                       tagged,
}

// unfilled is a place in the script of a machine that nothing was put into.
var unfilled = regexp.MustCompile(`@[A-Z_]+@`)

func minimum(x thing, path string, least float64) string {
	if n, ok := x.at(path).(float64); !ok || n < least {
		return fmt.Sprintf("%s is %v, want %v or more", path, x.at(path), least)
	}
	return ""
}

// resourceless are the calls that AWS ties to no resource.
var resourceless = []string{"ecr:GetAuthorizationToken", "cloudwatch:PutMetricData"}

func wide(text string) string {
	var policy struct {
		Statement []struct {
			Effect           string
			Action, Resource any
		}
	}
	if err := json.Unmarshal([]byte(text), &policy); err != nil || len(policy.Statement) == 0 {
		return "the policy cannot be read: " + text
	}
	for _, s := range policy.Statement {
		actions := strings.Fields(strings.Trim(fmt.Sprint(s.Action), "[]"))
		everything := strings.Contains(" "+strings.Trim(fmt.Sprint(s.Resource), "[]")+" ", " * ")
		for _, action := range actions {
			if strings.Contains(action, "*") || everything && !slices.Contains(resourceless, action) {
				return fmt.Sprintf("%s on %v", action, s.Resource)
			}
		}
	}
	return ""
}

// ownerSecret is the name of the secret by which the owner of the tables comes in.
const ownerSecret = "database-owner-url"

// ownerIsApart wants nobody but the task that migrates to be given it, or to be
// allowed to read it.
func ownerIsApart(c *cloud, _ bool) (problems []string) {
	migrates := false
	for _, x := range c.things {
		if x.kind == "aws:secretsmanager/secret:Secret" || x.kind == "aws:secretsmanager/secretVersion:SecretVersion" {
			continue
		}
		named := strings.Contains(fmt.Sprint(resource.NewObjectProperty(x.inputs).Mappable()), ownerSecret)
		if named && !strings.HasPrefix(x.name, "migration") {
			problems = append(problems, x.kind+" "+x.name+" names the owner's secret")
		}
		migrates = migrates || named && x.kind == "aws:ecs/taskDefinition:TaskDefinition"
	}
	if !migrates {
		problems = append(problems, "nothing migrates as the owner")
	}
	return problems
}

func secretsAreHidden(c *cloud, _ bool) (problems []string) {
	for _, x := range c.things {
		if x.kind == "aws:secretsmanager/secretVersion:SecretVersion" || x.kind == "aws:rds/cluster:Cluster" {
			continue // where they belong
		}
		text := fmt.Sprint(resource.NewObjectProperty(x.inputs).Mappable())
		if data, ok := x.at("userData").(string); ok {
			script, err := base64.StdEncoding.DecodeString(data)
			if err != nil {
				problems = append(problems, err.Error())
			}
			text += string(script)
		}
		if strings.Contains(text, password) || strings.Contains(text, serving) || strings.Contains(text, graphPassword) || strings.Contains(text, "CLIENTSECRET") {
			problems = append(problems, x.kind+" "+x.name+" holds a secret")
		}
	}
	return problems
}

// untagged are kinds that have no tags.
var untagged = regexp.MustCompile(`^coderemote:|^pulumi:|routeTableAssociation|secretVersion|lifecyclePolicy|rolePolicy|bucket(Public|Versioning|Server|Lifecycle)|userPool(Domain|Client)|appautoscaling/policy|autoscaling/policy|topicSubscription`)

func tagged(c *cloud, _ bool) (problems []string) {
	for _, x := range c.things {
		if untagged.MatchString(x.kind) {
			continue
		}
		if !strings.Contains(fmt.Sprint(x.at("tags")), "coderemote") {
			problems = append(problems, x.kind+" "+x.name+" has no tags")
		}
	}
	return problems
}

func TestPolicies(t *testing.T) {
	for _, name := range []string{"dev", "staging", "prod"} {
		t.Run(name, func(t *testing.T) {
			c := stack(t, name)
			t.Logf("%d resources", len(c.things))
			for what, policy := range policies {
				for _, problem := range policy(c, name == "prod") {
					t.Errorf("%s: %s", what, problem)
				}
			}
		})
	}
}

// TestPoliciesFail shows that each policy can: an empty or a careless stack does
// not pass.
func TestPoliciesFail(t *testing.T) {
	careless := func(kind, name string, inputs map[string]any) *cloud {
		return &cloud{things: []thing{{kind, name, resource.NewPropertyMapFromMap(inputs)}}}
	}
	for what, c := range map[string]*cloud{
		"only 80 and 443 of the load balancer are open to the world": careless("aws:ec2/securityGroup:SecurityGroup", "edge", map[string]any{"ingress": []any{map[string]any{"cidrBlocks": []any{"0.0.0.0/0"}, "fromPort": 22.0, "toPort": 22.0}}}),
		"the database is reached from web servers and workers only":  careless("aws:ec2/securityGroup:SecurityGroup", "database", map[string]any{"ingress": []any{map[string]any{"securityGroups": []any{"edge-id"}}}}),
		"nobody reaches a worker":                                    careless("aws:ec2/securityGroup:SecurityGroup", "worker", map[string]any{"ingress": []any{map[string]any{"fromPort": 22.0}}}),
		"no role may do anything to everything":                      careless("aws:iam/rolePolicy:RolePolicy", "x", map[string]any{"policy": `{"Statement":[{"Effect":"Allow","Action":["s3:GetObject"],"Resource":["*"]}]}`}),
		"no secret is in the plain":                                  careless("aws:ecs/taskDefinition:TaskDefinition", "web", map[string]any{"containerDefinitions": "postgres://x:" + password + "@y"}),
		"who serves does not own the tables":                         careless("aws:ecs/taskDefinition:TaskDefinition", "web", map[string]any{"containerDefinitions": "arn:" + ownerSecret}),
		"everything that can be is tagged":                           careless("aws:ec2/vpc:Vpc", "vpc", nil),
		"http leads to https":                                        careless("aws:lb/listener:Listener", "http", map[string]any{"port": 80.0, "defaultActions": []any{map[string]any{"type": "forward"}}}),
	} {
		if len(policies[what](c, true)) == 0 {
			t.Errorf("%s: a careless stack passes", what)
		}
	}
	for what, policy := range policies {
		quiet := []string{"nobody reaches a worker", "no secret is in the plain", "everything that can be is tagged", "http leads to https"}
		if !slices.Contains(quiet, what) && len(policy(&cloud{}, true)) == 0 {
			t.Errorf("%s: a stack without anything passes", what)
		}
	}
}

// TestStacksDiffer wants production to be the one that is protected.
func TestStacksDiffer(t *testing.T) {
	count := func(name, kind string) int { return len(stack(t, name).of(kind)) }
	if dev, prod := count("dev", "aws:ec2/natGateway:NatGateway"), count("prod", "aws:ec2/natGateway:NatGateway"); dev != 1 || prod != 3 {
		t.Errorf("dev has %d ways out and prod %d, want 1 and 3", dev, prod)
	}
}
