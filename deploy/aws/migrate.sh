#!/usr/bin/env bash
# Brings the database of a stack to the schema of a version, while the servers of
# the version before go on: migrations are compatible with those.
set -euo pipefail
cd "$(dirname "$0")/../../infra"
stack=$1 version=$2

pulumi stack select "$stack"
# Only the task that migrates gets the new image now; the servers keep theirs.
pulumi config set migrationVersion "$version"
pulumi up --yes --skip-preview

output() { pulumi stack output "$1"; }
task=$(aws ecs run-task --cluster "$(output cluster)" --task-definition "$(output migrationTask)" --launch-type FARGATE \
	--network-configuration "awsvpcConfiguration={subnets=[$(output appSubnets)],securityGroups=[$(output webSecurityGroup)],assignPublicIp=DISABLED}" \
	--query 'tasks[0].taskArn' --output text)
aws ecs wait tasks-stopped --cluster "$(output cluster)" --tasks "$task"
code=$(aws ecs describe-tasks --cluster "$(output cluster)" --tasks "$task" --query 'tasks[0].containers[0].exitCode' --output text)
if [ "$code" != 0 ]; then
	echo "the migration ended with exit status $code: nothing was rolled out; its log is in CloudWatch" >&2
	exit 1
fi
