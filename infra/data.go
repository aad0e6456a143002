package main

import (
	"encoding/json"

	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/ecr"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/rds"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/s3"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/secretsmanager"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// database is Aurora PostgreSQL Serverless v2, its addresses as secrets, and the
// buckets for what programs leave and for what `coderemote backup` writes. Aurora
// never pauses: River listens. The graph is an AuraDB elsewhere, if there is one.
type database struct {
	pulumi.ResourceState
	cluster   *rds.Cluster
	owner     *secretsmanager.Secret // DATABASE_OWNER_URL, of the task that migrates
	address   *secretsmanager.Secret // DATABASE_URL, of the role that serves, which that task makes
	graph     *secretsmanager.Secret // NEO4J_PASSWORD, nil without a graph
	artifacts *s3.Bucket
	backups   *s3.Bucket
}

func newDatabase(ctx *pulumi.Context, s *settings, n *network) (*database, error) {
	d := &database{}
	if err := ctx.RegisterComponentResource("coderemote:aws:Database", "database", d); err != nil {
		return nil, err
	}
	in := pulumi.Parent(d)
	subnets, err := rds.NewSubnetGroup(ctx, "database", &rds.SubnetGroupArgs{SubnetIds: n.data, Tags: s.tags}, in)
	if err != nil {
		return nil, err
	}
	if d.cluster, err = rds.NewCluster(ctx, "database", &rds.ClusterArgs{
		ClusterIdentifier: pulumi.String(s.name("database")), Engine: pulumi.String("aurora-postgresql"), EngineVersion: pulumi.String("17"),
		DatabaseName: pulumi.String("coderemote"), MasterUsername: pulumi.String("coderemote"), MasterPassword: s.password,
		Serverlessv2ScalingConfiguration: &rds.ClusterServerlessv2ScalingConfigurationArgs{MinCapacity: pulumi.Float64(s.minACU), MaxCapacity: pulumi.Float64(s.maxACU)},
		DbSubnetGroupName:                subnets.Name, VpcSecurityGroupIds: pulumi.StringArray{n.databaseGroup.ID()},
		StorageEncrypted: pulumi.Bool(true), DeletionProtection: pulumi.Bool(s.protect), SkipFinalSnapshot: pulumi.Bool(!s.protect),
		FinalSnapshotIdentifier: pulumi.String(s.name("database-last")), BackupRetentionPeriod: pulumi.Int(s.backupDays()), CopyTagsToSnapshot: pulumi.Bool(true),
		EnabledCloudwatchLogsExports: pulumi.ToStringArray([]string{"postgresql"}), Tags: s.tags,
	}, in, pulumi.Protect(s.protect)); err != nil {
		return nil, err
	}
	// A second instance in production: it takes over within a minute.
	for i := range s.databaseInstances() {
		if _, err := rds.NewClusterInstance(ctx, "database-"+string(rune('a'+i)), &rds.ClusterInstanceArgs{
			ClusterIdentifier: d.cluster.ID(), Engine: rds.EngineTypeAuroraPostgresql, InstanceClass: pulumi.String("db.serverless"),
			PubliclyAccessible: pulumi.Bool(false), PerformanceInsightsEnabled: pulumi.Bool(true), Tags: s.tags,
		}, in); err != nil {
			return nil, err
		}
	}
	if d.owner, err = newSecret(ctx, s, "database-owner-url", databaseURL("coderemote", s.password, d.cluster), in); err != nil {
		return nil, err
	}
	if d.address, err = newSecret(ctx, s, "database-url", databaseURL("coderemote_serving", s.servingPassword, d.cluster), in); err != nil {
		return nil, err
	}
	if s.graphURI != "" {
		if d.graph, err = newSecret(ctx, s, "graph-password", s.graphPassword, in); err != nil {
			return nil, err
		}
	}
	if d.artifacts, err = newBucket(ctx, s, "artifacts", in); err != nil {
		return nil, err
	}
	// What a person deletes is gone a day later, its older versions too.
	if _, err := s3.NewBucketLifecycleConfiguration(ctx, "artifacts", &s3.BucketLifecycleConfigurationArgs{Bucket: d.artifacts.ID(),
		Rules: s3.BucketLifecycleConfigurationRuleArray{&s3.BucketLifecycleConfigurationRuleArgs{Id: pulumi.String("deleted"), Status: pulumi.String("Enabled"),
			Filter:                      &s3.BucketLifecycleConfigurationRuleFilterArgs{Prefix: pulumi.String("")},
			NoncurrentVersionExpiration: &s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs{NoncurrentDays: pulumi.Int(1)}}}}, in); err != nil {
		return nil, err
	}
	d.backups, err = newBucket(ctx, s, "backups", in)
	return d, err
}

func databaseURL(role string, password pulumi.StringOutput, cluster *rds.Cluster) pulumi.StringOutput {
	return pulumi.Sprintf("postgres://"+role+":%s@%s/coderemote?sslmode=require", password, cluster.Endpoint)
}

// settings are what web servers and workers are told of it, without secrets.
func (d *database) settings(s *settings) pulumi.StringMap {
	all := pulumi.StringMap{"CODEREMOTE_S3_BUCKET": d.artifacts.Bucket, "CODEREMOTE_S3_REGION": pulumi.String(s.region)}
	if d.graph != nil {
		all["NEO4J_URI"] = pulumi.String(s.graphURI)
	}
	return all
}

// secrets are those of web servers and workers, by the settings that hold them.
func (d *database) secrets() map[string]*secretsmanager.Secret {
	all := map[string]*secretsmanager.Secret{"DATABASE_URL": d.address}
	if d.graph != nil {
		all["NEO4J_PASSWORD"] = d.graph
	}
	return all
}

func (s *settings) backupDays() int {
	if s.protect {
		return 30
	}
	return 7
}

func (s *settings) databaseInstances() int {
	if s.protect {
		return 2
	}
	return 1
}

func newSecret(ctx *pulumi.Context, s *settings, name string, value pulumi.StringInput, in pulumi.ResourceOption) (*secretsmanager.Secret, error) {
	secret, err := secretsmanager.NewSecret(ctx, name, &secretsmanager.SecretArgs{Name: pulumi.String(s.name(name)), Tags: s.tags}, in)
	if err != nil {
		return nil, err
	}
	_, err = secretsmanager.NewSecretVersion(ctx, name, &secretsmanager.SecretVersionArgs{SecretId: secret.ID(), SecretString: pulumi.ToSecret(value).(pulumi.StringOutput)}, in)
	return secret, err
}

// newBucket is encrypted, keeps old versions, and is nobody else's.
func newBucket(ctx *pulumi.Context, s *settings, name string, in pulumi.ResourceOption) (*s3.Bucket, error) {
	bucket, err := s3.NewBucket(ctx, name, &s3.BucketArgs{BucketPrefix: pulumi.String(s.name(name) + "-"), ForceDestroy: pulumi.Bool(!s.protect), Tags: s.tags}, in, pulumi.Protect(s.protect))
	if err != nil {
		return nil, err
	}
	if _, err := s3.NewBucketPublicAccessBlock(ctx, name, &s3.BucketPublicAccessBlockArgs{Bucket: bucket.ID(),
		BlockPublicAcls: pulumi.Bool(true), BlockPublicPolicy: pulumi.Bool(true), IgnorePublicAcls: pulumi.Bool(true), RestrictPublicBuckets: pulumi.Bool(true)}, in); err != nil {
		return nil, err
	}
	if _, err := s3.NewBucketVersioning(ctx, name, &s3.BucketVersioningArgs{Bucket: bucket.ID(),
		VersioningConfiguration: &s3.BucketVersioningVersioningConfigurationArgs{Status: pulumi.String("Enabled")}}, in); err != nil {
		return nil, err
	}
	_, err = s3.NewBucketServerSideEncryptionConfiguration(ctx, name, &s3.BucketServerSideEncryptionConfigurationArgs{Bucket: bucket.ID(),
		Rules: s3.BucketServerSideEncryptionConfigurationRuleArray{&s3.BucketServerSideEncryptionConfigurationRuleArgs{
			ApplyServerSideEncryptionByDefault: &s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs{SseAlgorithm: pulumi.String("AES256")}}}}, in)
	return bucket, err
}

// registry holds the two images.
type registry struct {
	pulumi.ResourceState
	web, worker *ecr.Repository
}

func newRegistry(ctx *pulumi.Context, s *settings) (*registry, error) {
	r := &registry{}
	if err := ctx.RegisterComponentResource("coderemote:aws:Registry", "registry", r); err != nil {
		return nil, err
	}
	var err error
	if r.web, err = r.repository(ctx, s, "web"); err != nil {
		return nil, err
	}
	r.worker, err = r.repository(ctx, s, "worker")
	return r, err
}

// repository keeps each version as it was pushed.
func (r *registry) repository(ctx *pulumi.Context, s *settings, name string) (*ecr.Repository, error) {
	in := pulumi.Parent(r)
	repository, err := ecr.NewRepository(ctx, name, &ecr.RepositoryArgs{
		Name: pulumi.String("coderemote-" + s.stack + "/coderemote-" + name), ImageTagMutability: pulumi.String("IMMUTABLE"), ForceDelete: pulumi.Bool(!s.protect),
		ImageScanningConfiguration: &ecr.RepositoryImageScanningConfigurationArgs{ScanOnPush: pulumi.Bool(true)},
		EncryptionConfigurations:   ecr.RepositoryEncryptionConfigurationArray{&ecr.RepositoryEncryptionConfigurationArgs{EncryptionType: pulumi.String("AES256")}}, Tags: s.tags,
	}, in)
	if err != nil {
		return nil, err
	}
	_, err = ecr.NewLifecyclePolicy(ctx, name, &ecr.LifecyclePolicyArgs{Repository: repository.Name, Policy: pulumi.String(mustJSON(map[string]any{
		"rules": []any{map[string]any{"rulePriority": 1, "description": "Enough to roll back to",
			"selection": map[string]any{"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 50}, "action": map[string]any{"type": "expire"}}},
	}))}, in)
	return repository, err
}

// mustJSON encodes what holds maps, lists, texts and numbers only, which can
// always be encoded.
func mustJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}
