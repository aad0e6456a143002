#!/usr/bin/env bash
# Puts a version on the web servers and workers of a stack and waits until they
# are steady. Rolling back is the same command with the version before.
set -euo pipefail
cd "$(dirname "$0")/../../infra"
stack=$1 version=$2

pulumi stack select "$stack"
pulumi config set version "$version"
pulumi up --yes --skip-preview
output() { pulumi stack output "$1"; }
aws ecs wait services-stable --cluster "$(output cluster)" --services "$(output webService)"

# Workers are new machines: each starts before an old one drains.
group=$(output workerGroup)
while :; do
	state=$(aws autoscaling describe-instance-refreshes --auto-scaling-group-name "$group" --max-records 1 --query 'InstanceRefreshes[0].Status' --output text)
	case $state in
	Successful | None) break ;;
	Pending | InProgress | Baking) sleep 15 ;;
	*) echo "the workers' rollout ended with $state" >&2; exit 1 ;;
	esac
done
