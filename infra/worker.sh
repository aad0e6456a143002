#!/bin/bash
# What a new worker machine does once: takes the program and the image of the
# boxes out of the worker's image, and runs them under systemd.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get -q -y update
apt-get -q -y install --no-install-recommends awscli podman uidmap crun slirp4netns fuse-overlayfs ca-certificates

useradd --system --user-group --create-home --home-dir /var/lib/coderemote --shell /usr/sbin/nologin coderemote
usermod --add-subuids 100000-1148575 --add-subgids 100000-1148575 coderemote
install -d -m 700 -o coderemote -g coderemote /var/lib/coderemote/data
install -d -m 755 /usr/local/lib/coderemote/current /etc/coderemote

aws ecr get-login-password --region @REGION@ | podman login --username AWS --password-stdin "$(cut -d/ -f1 <<<@REPOSITORY@)"
podman pull --quiet @REPOSITORY@:@VERSION@
box=$(podman create @REPOSITORY@:@VERSION@)
podman cp "$box:/usr/bin/coderemote" /usr/local/lib/coderemote/current/coderemote
podman cp "$box:/usr/share/coderemote" /usr/share/coderemote
podman rm "$box" && podman rmi @REPOSITORY@:@VERSION@

# A secret is in a file of the user's and in no template.
secret() {
	(umask 077 && aws secretsmanager get-secret-value --region @REGION@ --secret-id "$1" --query SecretString --output text >"$2")
	chown coderemote: "$2"
}
secret @DATABASE_SECRET@ /etc/coderemote/database-url
cat >/etc/coderemote/env <<-END
	CODEREMOTE_DATA_DIR=/var/lib/coderemote/data
	CODEREMOTE_METRICS_ADDR=127.0.0.1:9100
	CODEREMOTE_LOG=json
	DATABASE_URL_FILE=/etc/coderemote/database-url
	CODEREMOTE_S3_BUCKET=@ARTIFACTS@
	CODEREMOTE_S3_REGION=@REGION@
END
graph="@GRAPH@"
if [ -n "$graph" ]; then
	secret "@GRAPH_SECRET@" /etc/coderemote/graph-password
	printf 'NEO4J_URI=%s\nNEO4J_PASSWORD_FILE=/etc/coderemote/graph-password\n' "$graph" >>/etc/coderemote/env
fi
cat >/etc/systemd/system/coderemote-worker.service <<-END
	[Unit]
	Description=Code Remote, worker
	Wants=network-online.target
	After=network-online.target
	[Service]
	Type=exec
	User=coderemote
	EnvironmentFile=/etc/coderemote/env
	ExecStartPre=/bin/sh -c 'for a in /usr/share/coderemote/sandbox*.tar; do /usr/local/lib/coderemote/current/coderemote podman -- load --quiet --input "\$a"; done'
	ExecStart=/usr/local/lib/coderemote/current/coderemote worker
	Restart=always
	RestartSec=1
	TimeoutStartSec=300
	TimeoutStopSec=60
	KillMode=mixed
	Delegate=cpu memory pids
	OOMPolicy=continue
	TasksMax=infinity
	[Install]
	WantedBy=multi-user.target
END

# CloudWatch gets the logs and the few numbers that scale the group.
curl -fsSLo /tmp/agent.deb https://amazoncloudwatch-agent.s3.amazonaws.com/debian/amd64/latest/amazon-cloudwatch-agent.deb
dpkg -i /tmp/agent.deb
cat >/etc/coderemote/prometheus.yaml <<-END
	scrape_configs:
	  - job_name: coderemote
	    scrape_interval: 15s
	    static_configs: [{targets: ["127.0.0.1:9100"], labels: {stack: "@STACK@"}}]
END
cat >/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json <<-END
	{"logs": {
	  "logs_collected": {"files": {"collect_list": [{"file_path": "/var/log/coderemote.log", "log_group_name": "@LOGS@", "log_stream_name": "{instance_id}"}]}},
	  "metrics_collected": {"prometheus": {"prometheus_config_path": "/etc/coderemote/prometheus.yaml", "log_group_name": "@LOGS@", "emf_processor": {
	    "metric_namespace": "CodeRemote",
	    "metric_declaration": [{"source_labels": ["job"], "label_matcher": "^coderemote\$", "dimensions": [["stack"]],
	      "metric_selectors": ["^coderemote_queue_oldest_seconds\$", "^coderemote_boxes_busy\$", "^coderemote_workers_unsafe\$", "^coderemote_runs\$"]}]}}}}}
END
install -d /etc/systemd/system/coderemote-worker.service.d
printf '[Service]\nStandardOutput=append:/var/log/coderemote.log\nStandardError=inherit\n' >/etc/systemd/system/coderemote-worker.service.d/log.conf
install -m 640 -o coderemote -g adm /dev/null /var/log/coderemote.log
systemctl daemon-reload
systemctl enable --now coderemote-worker amazon-cloudwatch-agent
