#!/usr/bin/env bash
# Puts a version on the web servers and workers of a stack and waits until they
# are steady. Rolling back is the same command with the version before.
set -euo pipefail
cd "$(dirname "$0")/../../infra"
stack=$1 version=$2

pulumi stack select "$stack"
pulumi config set version "$version"
pulumi up --yes --skip-preview
cluster=$(pulumi stack output cluster)
aws ecs wait services-stable --cluster "$cluster" --services "$(pulumi stack output webService)" "$(pulumi stack output workerService)"
