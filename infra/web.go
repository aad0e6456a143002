package main

import (
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/appautoscaling"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/cloudfront"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/ecr"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/ecs"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/lb"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/s3"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/secretsmanager"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// callbackPath is where the issuer sends people back to.
const callbackPath = "/login/oidc/callback"

// idleTimeout is longer than the 15 s between two comments of an event stream,
// by far: a slow network may not end one. In seconds.
const idleTimeout = 300

// web is the web servers on Fargate, what stands before them, and the task that
// migrates.
type web struct {
	pulumi.ResourceState
	cluster   *ecs.Cluster
	service   *ecs.Service
	migration *ecs.TaskDefinition
	balancer  *lb.LoadBalancer
	targets   *lb.TargetGroup
}

func newWeb(ctx *pulumi.Context, s *settings, n *network, d *database, r *registry, p *people) (*web, error) {
	w := &web{}
	if err := ctx.RegisterComponentResource("coderemote:aws:Web", "web", w); err != nil {
		return nil, err
	}
	in := pulumi.Parent(w)
	var err error
	if w.cluster, err = ecs.NewCluster(ctx, "coderemote", &ecs.ClusterArgs{Name: pulumi.String(s.name("cluster")), Tags: s.tags,
		Settings: ecs.ClusterSettingArray{&ecs.ClusterSettingArgs{Name: pulumi.String("containerInsights"), Value: pulumi.String("enabled")}}}, in); err != nil {
		return nil, err
	}
	if err := w.entrance(ctx, s, n, in); err != nil {
		return nil, err
	}
	if err := w.tasks(ctx, s, n, d, r, p, in); err != nil {
		return nil, err
	}
	return w, w.edge(ctx, s, in)
}

// entrance is the load balancer: 443, and 80 that sends people there.
func (w *web) entrance(ctx *pulumi.Context, s *settings, n *network, in pulumi.ResourceOption) (err error) {
	if w.balancer, err = lb.NewLoadBalancer(ctx, "web", &lb.LoadBalancerArgs{
		Name: pulumi.String(s.name("web")), LoadBalancerType: pulumi.String("application"), Subnets: n.public, SecurityGroups: pulumi.StringArray{n.edgeGroup.ID()},
		IdleTimeout: pulumi.Int(idleTimeout), EnableDeletionProtection: pulumi.Bool(s.protect), DropInvalidHeaderFields: pulumi.Bool(true), Tags: s.tags,
	}, in); err != nil {
		return err
	}
	if w.targets, err = lb.NewTargetGroup(ctx, "web", &lb.TargetGroupArgs{
		Name: pulumi.String(s.name("web")), VpcId: n.vpc.ID(), TargetType: pulumi.String("ip"), Protocol: pulumi.String("HTTP"), Port: pulumi.Int(8080),
		DeregistrationDelay: pulumi.Int(30),
		HealthCheck:         &lb.TargetGroupHealthCheckArgs{Path: pulumi.String("/readyz"), Interval: pulumi.Int(10), Timeout: pulumi.Int(5), HealthyThreshold: pulumi.Int(2), UnhealthyThreshold: pulumi.Int(2), Matcher: pulumi.String("200")},
		Tags:                s.tags,
	}, in); err != nil {
		return err
	}
	if _, err = lb.NewListener(ctx, "https", &lb.ListenerArgs{
		LoadBalancerArn: w.balancer.Arn, Port: pulumi.Int(443), Protocol: pulumi.String("HTTPS"), CertificateArn: pulumi.String(s.certificate),
		SslPolicy:      pulumi.String("ELBSecurityPolicy-TLS13-1-2-2021-06"),
		DefaultActions: lb.ListenerDefaultActionArray{&lb.ListenerDefaultActionArgs{Type: pulumi.String("forward"), TargetGroupArn: w.targets.Arn}}, Tags: s.tags,
	}, in); err != nil {
		return err
	}
	_, err = lb.NewListener(ctx, "http", &lb.ListenerArgs{
		LoadBalancerArn: w.balancer.Arn, Port: pulumi.Int(80), Protocol: pulumi.String("HTTP"),
		DefaultActions: lb.ListenerDefaultActionArray{&lb.ListenerDefaultActionArgs{Type: pulumi.String("redirect"),
			Redirect: &lb.ListenerDefaultActionRedirectArgs{Port: pulumi.String("443"), Protocol: pulumi.String("HTTPS"), StatusCode: pulumi.String("HTTP_301")}}}, Tags: s.tags,
	}, in)
	return err
}

// AWS's own policies of CloudFront, by their fixed ids.
const (
	cachingDisabled  = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
	cachingOptimized = "658327ea-f89d-4fab-a63d-7e88639e58f6"
	allViewer        = "216adef6-5c7f-47e4-b989-5492eafa07d3"
)

// edge is CloudFront: assets, whose address names their content, are kept there;
// pages, the API and event streams go through untouched and uncompressed.
func (w *web) edge(ctx *pulumi.Context, s *settings, in pulumi.ResourceOption) error {
	everything := pulumi.ToStringArray([]string{"GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"})
	read := pulumi.ToStringArray([]string{"GET", "HEAD"})
	_, err := cloudfront.NewDistribution(ctx, "edge", &cloudfront.DistributionArgs{
		Enabled: pulumi.Bool(true), Aliases: pulumi.ToStringArray([]string{s.domain}), HttpVersion: pulumi.String("http2and3"), IsIpv6Enabled: pulumi.Bool(true), PriceClass: pulumi.String("PriceClass_100"),
		Origins: cloudfront.DistributionOriginArray{&cloudfront.DistributionOriginArgs{
			OriginId: pulumi.String("web"), DomainName: w.balancer.DnsName,
			CustomOriginConfig: &cloudfront.DistributionOriginCustomOriginConfigArgs{HttpPort: pulumi.Int(80), HttpsPort: pulumi.Int(443), OriginProtocolPolicy: pulumi.String("https-only"),
				OriginSslProtocols: pulumi.ToStringArray([]string{"TLSv1.2"}), OriginReadTimeout: pulumi.Int(60), OriginKeepaliveTimeout: pulumi.Int(60)},
		}},
		DefaultCacheBehavior: &cloudfront.DistributionDefaultCacheBehaviorArgs{
			TargetOriginId: pulumi.String("web"), ViewerProtocolPolicy: pulumi.String("redirect-to-https"), AllowedMethods: everything, CachedMethods: read,
			CachePolicyId: pulumi.String(cachingDisabled), OriginRequestPolicyId: pulumi.String(allViewer), Compress: pulumi.Bool(false)},
		OrderedCacheBehaviors: cloudfront.DistributionOrderedCacheBehaviorArray{&cloudfront.DistributionOrderedCacheBehaviorArgs{
			PathPattern: pulumi.String("/assets/*"), TargetOriginId: pulumi.String("web"), ViewerProtocolPolicy: pulumi.String("redirect-to-https"), AllowedMethods: read, CachedMethods: read,
			CachePolicyId: pulumi.String(cachingOptimized), OriginRequestPolicyId: pulumi.String(allViewer), Compress: pulumi.Bool(true)}},
		Restrictions: &cloudfront.DistributionRestrictionsArgs{GeoRestriction: &cloudfront.DistributionRestrictionsGeoRestrictionArgs{RestrictionType: pulumi.String("none")}},
		ViewerCertificate: &cloudfront.DistributionViewerCertificateArgs{AcmCertificateArn: pulumi.String(s.edgeCertificate), SslSupportMethod: pulumi.String("sni-only"),
			MinimumProtocolVersion: pulumi.String("TLSv1.2_2021")},
		Tags: s.tags,
	}, in)
	return err
}

// tasks are the service of web servers and the definition that migrates.
func (w *web) tasks(ctx *pulumi.Context, s *settings, n *network, d *database, r *registry, p *people, in pulumi.ResourceOption) error {
	logs, err := newLogs(ctx, s, "web", in)
	if err != nil {
		return err
	}
	hidden, read := pulumi.StringMap{"CODEREMOTE_OIDC_CLIENT_SECRET": p.secret.Arn}, []*secretsmanager.Secret{p.secret}
	for _, name := range sortedKeys(d.secrets()) {
		secret := d.secrets()[name]
		hidden[name], read = secret.Arn, append(read, secret)
	}
	start, err := newRole(ctx, s, "web-start", "ecs-tasks.amazonaws.com", in, readSecrets(read...), pull(r.web), write(logs))
	if err != nil {
		return err
	}
	own, err := newRole(ctx, s, "web", "ecs-tasks.amazonaws.com", in, use(d.artifacts)...)
	if err != nil {
		return err
	}
	// Only who starts the task that migrates reads how the owner of the tables comes in.
	startMigration, err := newRole(ctx, s, "migration-start", "ecs-tasks.amazonaws.com", in, readSecrets(d.owner, d.address), pull(r.web), write(logs))
	if err != nil {
		return err
	}
	define := func(name, version, command string, start *iam.Role, environment, secrets pulumi.StringMap) (*ecs.TaskDefinition, error) {
		return ecs.NewTaskDefinition(ctx, name, &ecs.TaskDefinitionArgs{
			Family: pulumi.String(s.name(name)), RequiresCompatibilities: pulumi.ToStringArray([]string{"FARGATE"}), NetworkMode: pulumi.String("awsvpc"),
			Cpu: pulumi.String("512"), Memory: pulumi.String("1024"), ExecutionRoleArn: start.Arn, TaskRoleArn: own.Arn,
			ContainerDefinitions: container(s, command, pulumi.Sprintf("%s:%s", r.web.RepositoryUrl, version), logs, environment, secrets), Tags: s.tags,
		}, in)
	}
	if w.migration, err = define("migration", s.migrationVersion, "migrate", startMigration, nil, pulumi.StringMap{"DATABASE_OWNER_URL": d.owner.Arn, "DATABASE_URL": d.address.Arn}); err != nil {
		return err
	}
	plain := d.settings(s)
	plain["CODEREMOTE_PUBLIC_URL"], plain["CODEREMOTE_OIDC_ISSUER"], plain["CODEREMOTE_OIDC_CLIENT_ID"] = pulumi.String("https://"+s.domain), p.issuer(s), p.client.ID().ToStringOutput()
	task, err := define("web", s.version, "web", start, plain, hidden)
	if err != nil {
		return err
	}
	if w.service, err = ecs.NewService(ctx, "web", &ecs.ServiceArgs{
		Name: pulumi.String(s.name("web")), Cluster: w.cluster.Arn, TaskDefinition: task.Arn, LaunchType: pulumi.String("FARGATE"), DesiredCount: pulumi.Int(s.webCount),
		DeploymentMinimumHealthyPercent: pulumi.Int(100), DeploymentMaximumPercent: pulumi.Int(200),
		DeploymentCircuitBreaker: &ecs.ServiceDeploymentCircuitBreakerArgs{Enable: pulumi.Bool(true), Rollback: pulumi.Bool(true)},
		LoadBalancers:            ecs.ServiceLoadBalancerArray{&ecs.ServiceLoadBalancerArgs{TargetGroupArn: w.targets.Arn, ContainerName: pulumi.String("web"), ContainerPort: pulumi.Int(8080)}},
		NetworkConfiguration:     &ecs.ServiceNetworkConfigurationArgs{Subnets: n.app, SecurityGroups: pulumi.StringArray{n.webGroup.ID()}, AssignPublicIp: pulumi.Bool(false)}, Tags: s.tags,
	}, in, pulumi.IgnoreChanges([]string{"desiredCount"})); err != nil {
		return err
	}
	return w.scale(ctx, s, in)
}

// scale adds web servers where the processors of those there are busy.
func (w *web) scale(ctx *pulumi.Context, s *settings, in pulumi.ResourceOption) error {
	target, err := appautoscaling.NewTarget(ctx, "web", &appautoscaling.TargetArgs{
		MinCapacity: pulumi.Int(s.webCount), MaxCapacity: pulumi.Int(s.webCount * 5), ServiceNamespace: pulumi.String("ecs"), ScalableDimension: pulumi.String("ecs:service:DesiredCount"),
		ResourceId: pulumi.Sprintf("service/%s/%s", w.cluster.Name, w.service.Name), Tags: s.tags}, in)
	if err != nil {
		return err
	}
	_, err = appautoscaling.NewPolicy(ctx, "web", &appautoscaling.PolicyArgs{
		PolicyType: pulumi.String("TargetTrackingScaling"), ResourceId: target.ResourceId, ScalableDimension: target.ScalableDimension, ServiceNamespace: target.ServiceNamespace,
		TargetTrackingScalingPolicyConfiguration: &appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs{TargetValue: pulumi.Float64(60),
			PredefinedMetricSpecification: &appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs{PredefinedMetricType: pulumi.String("ECSServiceAverageCPUUtilization")}},
	}, in)
	return err
}

// container is the one of a task. Secrets are named by their ARN; their values
// are in no definition.
func container(s *settings, name string, image pulumi.StringInput, logs *cloudwatch.LogGroup, environment, secrets pulumi.StringMap) pulumi.StringOutput {
	return pulumi.All(image, logs.Name, environment.ToStringMapOutput(), secrets.ToStringMapOutput()).ApplyT(func(all []any) string {
		var variables, hidden []any
		values, _ := all[2].(map[string]string)
		for _, key := range sortedKeys(values) {
			variables = append(variables, map[string]any{"name": key, "value": values[key]})
		}
		arns, _ := all[3].(map[string]string)
		for _, key := range sortedKeys(arns) {
			hidden = append(hidden, map[string]any{"name": key, "valueFrom": arns[key]})
		}
		return mustJSON([]any{map[string]any{
			"name": name, "image": all[0], "command": []string{name}, "essential": true, "readonlyRootFilesystem": name != "web", "stopTimeout": 60,
			"environment": variables, "secrets": hidden, "portMappings": []any{map[string]any{"containerPort": 8080}},
			"logConfiguration": map[string]any{"logDriver": "awslogs", "options": map[string]any{"awslogs-group": all[1], "awslogs-region": s.region, "awslogs-stream-prefix": name}},
		}})
	}).(pulumi.StringOutput)
}

func newLogs(ctx *pulumi.Context, s *settings, name string, in pulumi.ResourceOption) (*cloudwatch.LogGroup, error) {
	return cloudwatch.NewLogGroup(ctx, name, &cloudwatch.LogGroupArgs{Name: pulumi.String("/coderemote/" + s.stack + "/" + name), RetentionInDays: pulumi.Int(s.logDays), Tags: s.tags}, in)
}

// A permission is a statement of a role: these actions, on these resources only.
type permission struct {
	actions   []string
	resources pulumi.StringArray
}

func readSecrets(secrets ...*secretsmanager.Secret) permission {
	p := permission{actions: []string{"secretsmanager:GetSecretValue"}}
	for _, secret := range secrets {
		p.resources = append(p.resources, secret.Arn)
	}
	return p
}

// use lets what programs leave be kept in a bucket. Listing is what tells a file
// that is not there from one that may not be seen.
func use(bucket *s3.Bucket) []permission {
	return []permission{
		{[]string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject"}, pulumi.StringArray{pulumi.Sprintf("%s/artifacts/*", bucket.Arn)}},
		{[]string{"s3:ListBucket"}, pulumi.StringArray{bucket.Arn}},
	}
}

func pull(r *ecr.Repository) permission {
	return permission{[]string{"ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"}, pulumi.StringArray{r.Arn}}
}

func write(logs *cloudwatch.LogGroup) permission {
	return permission{[]string{"logs:CreateLogStream", "logs:PutLogEvents"}, pulumi.StringArray{pulumi.Sprintf("%s:*", logs.Arn)}}
}

// newRole may do what the permissions say. Getting a token of the registry is the
// one call that AWS ties to no resource.
func newRole(ctx *pulumi.Context, s *settings, name, service string, in pulumi.ResourceOption, permissions ...permission) (*iam.Role, error) {
	role, err := iam.NewRole(ctx, name, &iam.RoleArgs{Name: pulumi.String(s.name(name)), Tags: s.tags, AssumeRolePolicy: pulumi.String(mustJSON(map[string]any{
		"Version": "2012-10-17", "Statement": []any{map[string]any{"Effect": "Allow", "Principal": map[string]any{"Service": service}, "Action": "sts:AssumeRole"}}}))}, in)
	if err != nil || len(permissions) == 0 {
		return role, err
	}
	var resources pulumi.ArrayArray
	for _, p := range permissions {
		var all pulumi.Array
		for _, r := range p.resources {
			all = append(all, r)
		}
		resources = append(resources, all)
	}
	policy := resources.ToArrayArrayOutput().ApplyT(func(all [][]any) string {
		statements := []any{map[string]any{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}}
		for i, p := range permissions {
			statements = append(statements, map[string]any{"Effect": "Allow", "Action": p.actions, "Resource": all[i]})
		}
		return mustJSON(map[string]any{"Version": "2012-10-17", "Statement": statements})
	}).(pulumi.StringOutput)
	_, err = iam.NewRolePolicy(ctx, name, &iam.RolePolicyArgs{Role: role.ID(), Policy: policy}, in)
	return role, err
}
