package main

import (
	_ "embed"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/autoscaling"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// workers are machines of their own, because Fargate cannot run rootless Podman
// (no user namespaces): an Auto Scaling group whose machines run the worker under
// systemd, with delegated control groups.
type workers struct {
	pulumi.ResourceState
	group *autoscaling.Group
}

//go:embed worker.sh
var bootScript string

func newWorkers(ctx *pulumi.Context, s *settings, n *network, d *database, r *registry) (*workers, error) {
	w := &workers{}
	if err := ctx.RegisterComponentResource("coderemote:aws:Workers", "workers", w); err != nil {
		return nil, err
	}
	in := pulumi.Parent(w)
	logs, err := newLogs(ctx, s, "worker", in)
	if err != nil {
		return nil, err
	}
	metrics := permission{[]string{"cloudwatch:PutMetricData"}, pulumi.StringArray{pulumi.String("*")}}
	permissions := append(use(d.artifacts), pull(r.worker), write(logs), metrics)
	for _, name := range sortedKeys(d.secrets()) {
		permissions = append(permissions, readSecrets(d.secrets()[name]))
	}
	role, err := newRole(ctx, s, "worker", "ec2.amazonaws.com", in, permissions...)
	if err != nil {
		return nil, err
	}
	profile, err := iam.NewInstanceProfile(ctx, "worker", &iam.InstanceProfileArgs{Role: role.Name, Tags: s.tags}, in)
	if err != nil {
		return nil, err
	}
	template, err := ec2.NewLaunchTemplate(ctx, "worker", &ec2.LaunchTemplateArgs{
		ImageId: pulumi.String("resolve:ssm:/aws/service/debian/release/13/latest/amd64"), InstanceType: pulumi.String(s.workerType),
		IamInstanceProfile: &ec2.LaunchTemplateIamInstanceProfileArgs{Arn: profile.Arn}, VpcSecurityGroupIds: pulumi.StringArray{n.workerGroup.ID()},
		MetadataOptions: &ec2.LaunchTemplateMetadataOptionsArgs{HttpTokens: pulumi.String("required"), HttpPutResponseHopLimit: pulumi.Int(1), HttpEndpoint: pulumi.String("enabled")},
		BlockDeviceMappings: ec2.LaunchTemplateBlockDeviceMappingArray{&ec2.LaunchTemplateBlockDeviceMappingArgs{DeviceName: pulumi.String("/dev/xvda"),
			Ebs: &ec2.LaunchTemplateBlockDeviceMappingEbsArgs{VolumeSize: pulumi.Int(40), VolumeType: pulumi.String("gp3"), Encrypted: pulumi.String("true"), DeleteOnTermination: pulumi.String("true")}}},
		UserData: boot(s, d, r, logs), UpdateDefaultVersion: pulumi.Bool(true), Tags: s.tags,
	}, in)
	if err != nil {
		return nil, err
	}
	if w.group, err = autoscaling.NewGroup(ctx, "worker", &autoscaling.GroupArgs{
		Name: pulumi.String(s.name("worker")), MinSize: pulumi.Int(s.workersMin), MaxSize: pulumi.Int(s.workersMax), VpcZoneIdentifiers: n.app, HealthCheckType: pulumi.String("EC2"),
		HealthCheckGracePeriod: pulumi.Int(300), DefaultInstanceWarmup: pulumi.Int(180),
		LaunchTemplate: &autoscaling.GroupLaunchTemplateArgs{Id: template.ID(), Version: template.LatestVersion.ApplyT(text).(pulumi.StringOutput)},
		// A new version is a new machine: it starts first, and the old one drains.
		InstanceRefresh: &autoscaling.GroupInstanceRefreshArgs{Strategy: pulumi.String("Rolling"),
			Preferences: &autoscaling.GroupInstanceRefreshPreferencesArgs{MinHealthyPercentage: pulumi.Int(100), MaxHealthyPercentage: pulumi.Int(200), AutoRollback: pulumi.Bool(true)}},
		Tags: groupTags(s),
	}, in); err != nil {
		return nil, err
	}
	return w, w.scale(ctx, s, in)
}

func groupTags(s *settings) (tags autoscaling.GroupTagArray) {
	for _, key := range sortedKeys(s.tags) {
		tags = append(tags, &autoscaling.GroupTagArgs{Key: pulumi.String(key), Value: s.tags[key], PropagateAtLaunch: pulumi.Bool(true)})
	}
	return tags
}

// boot is the script of a new machine. It reads the secret itself: what is in a
// launch template can be read by whoever may describe it.
func boot(s *settings, d *database, r *registry, logs *cloudwatch.LogGroup) pulumi.StringOutput {
	graphSecret := pulumi.String("").ToStringOutput()
	if d.graph != nil {
		graphSecret = d.graph.Arn
	}
	return pulumi.All(r.worker.RepositoryUrl, d.address.Arn, logs.Name, d.artifacts.Bucket, graphSecret).ApplyT(func(all []any) string {
		values := []string{"@REGION@", s.region, "@STACK@", s.stack, "@VERSION@", s.version, "@GRAPH@", s.graphURI}
		for i, key := range []string{"@REPOSITORY@", "@DATABASE_SECRET@", "@LOGS@", "@ARTIFACTS@", "@GRAPH_SECRET@"} {
			value, _ := all[i].(string)
			values = append(values, key, value)
		}
		return base64.StdEncoding.EncodeToString([]byte(strings.NewReplacer(values...).Replace(bootScript)))
	}).(pulumi.StringOutput)
}

// scale adds a machine while somebody waits for a box, and two when they wait
// long; it takes one away where boxes have been idle for a quarter of an hour.
func (w *workers) scale(ctx *pulumi.Context, s *settings, in pulumi.ResourceOption) error {
	more, err := autoscaling.NewPolicy(ctx, "more", &autoscaling.PolicyArgs{
		AutoscalingGroupName: w.group.Name, PolicyType: pulumi.String("StepScaling"), AdjustmentType: pulumi.String("ChangeInCapacity"), EstimatedInstanceWarmup: pulumi.Int(180),
		StepAdjustments: autoscaling.PolicyStepAdjustmentArray{
			&autoscaling.PolicyStepAdjustmentArgs{ScalingAdjustment: pulumi.Int(1), MetricIntervalLowerBound: pulumi.String("0"), MetricIntervalUpperBound: pulumi.String("20")},
			&autoscaling.PolicyStepAdjustmentArgs{ScalingAdjustment: pulumi.Int(2), MetricIntervalLowerBound: pulumi.String("20")}},
	}, in)
	if err != nil {
		return err
	}
	less, err := autoscaling.NewPolicy(ctx, "less", &autoscaling.PolicyArgs{
		AutoscalingGroupName: w.group.Name, PolicyType: pulumi.String("SimpleScaling"), AdjustmentType: pulumi.String("ChangeInCapacity"), ScalingAdjustment: pulumi.Int(-1), Cooldown: pulumi.Int(600)}, in)
	if err != nil {
		return err
	}
	if _, err := w.alarm(ctx, s, "queue", "coderemote_queue_oldest_seconds", "GreaterThanThreshold", 5, 60, 1, more.Arn, in); err != nil {
		return err
	}
	_, err = w.alarm(ctx, s, "idle", "coderemote_boxes_busy", "LessThanThreshold", 1, 300, 3, less.Arn, in)
	return err
}

func (w *workers) alarm(ctx *pulumi.Context, s *settings, name, metric, comparison string, threshold float64, period, times int, action pulumi.StringInput, in pulumi.ResourceOption) (*cloudwatch.MetricAlarm, error) {
	return cloudwatch.NewMetricAlarm(ctx, name, &cloudwatch.MetricAlarmArgs{
		Name: pulumi.String(s.name(name)), Namespace: pulumi.String("CodeRemote"), MetricName: pulumi.String(metric), Dimensions: pulumi.StringMap{"stack": pulumi.String(s.stack)},
		Statistic: pulumi.String("Maximum"), ComparisonOperator: pulumi.String(comparison), Threshold: pulumi.Float64(threshold), Period: pulumi.Int(period), EvaluationPeriods: pulumi.Int(times),
		AlarmActions: pulumi.Array{action}, Tags: s.tags,
	}, in)
}

func text(n int) string { return strings.TrimSpace(mustJSON(n)) }

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
