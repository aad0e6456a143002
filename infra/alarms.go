package main

import (
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/sns"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// newAlarms has somebody told when people notice something, or are about to.
func newAlarms(ctx *pulumi.Context, s *settings, w *web, d *database) error {
	topic, err := sns.NewTopic(ctx, "alarms", &sns.TopicArgs{Name: pulumi.String(s.name("alarms")), KmsMasterKeyId: pulumi.String("alias/aws/sns"), Tags: s.tags})
	if err != nil {
		return err
	}
	if s.alarmEmail != "" {
		if _, err := sns.NewTopicSubscription(ctx, "alarms", &sns.TopicSubscriptionArgs{Topic: topic.Arn, Protocol: pulumi.String("email"), Endpoint: pulumi.String(s.alarmEmail)}); err != nil {
			return err
		}
	}
	balancer := pulumi.StringMap{"LoadBalancer": w.balancer.ArnSuffix}
	cluster := pulumi.StringMap{"DBClusterIdentifier": d.cluster.ClusterIdentifier}
	stack := pulumi.StringMap{"stack": pulumi.String(s.stack)}
	for _, a := range []struct {
		name, namespace, metric, statistic, says string
		dimensions                               pulumi.StringMap
		threshold                                float64
	}{
		{"requests-fail", "AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "Sum", "Requests fail: docs/runbook.md#requests-fail", balancer, 20},
		{"nobody-answers", "AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", "Sum", "The load balancer finds no web server: docs/runbook.md#requests-fail", balancer, 20},
		{"database-busy", "AWS/RDS", "ACUUtilization", "Average", "PostgreSQL is at its limit: docs/runbook.md#postgresql-is-away-or-full", cluster, 90},
		{"people-wait", "CodeRemote", "coderemote_queue_oldest_seconds", "Maximum", "Somebody waits for a box: docs/runbook.md#the-queue-grows", stack, 30},
		{"no-sandbox", "CodeRemote", "coderemote_workers_unsafe", "Maximum", "A worker has no safe sandbox: docs/runbook.md#no-worker-runs-programs", stack, 0},
	} {
		if _, err := cloudwatch.NewMetricAlarm(ctx, a.name, &cloudwatch.MetricAlarmArgs{
			Name: pulumi.String(s.name(a.name)), AlarmDescription: pulumi.String(a.says), Namespace: pulumi.String(a.namespace), MetricName: pulumi.String(a.metric), Statistic: pulumi.String(a.statistic),
			Dimensions: a.dimensions, ComparisonOperator: pulumi.String("GreaterThanThreshold"), Threshold: pulumi.Float64(a.threshold), Period: pulumi.Int(60), EvaluationPeriods: pulumi.Int(3),
			TreatMissingData: pulumi.String("notBreaching"), AlarmActions: pulumi.Array{topic.Arn}, OkActions: pulumi.Array{topic.Arn}, Tags: s.tags,
		}); err != nil {
			return err
		}
	}
	return nil
}
