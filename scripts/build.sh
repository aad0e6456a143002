#!/usr/bin/env bash
# Builds bin/coderemote and bin/boxinit; --image: and the image of the boxes;
# --data-image: and that of the boxes for numpy and its friends;
# --images: and those of web and worker.
set -euo pipefail
cd "$(dirname "$0")/.."

version=${BUILD_VERSION:-$(git describe --tags --always --dirty 2>/dev/null || echo unknown)}
image=$(scripts/image-name.sh)
data_image=$(scripts/image-name.sh data)
export CGO_ENABLED=0
go build -trimpath -o bin/coderemote -ldflags "-X main.version=$version -X main.sandboxImage=$image -X main.dataImage=$data_image" ./cmd/coderemote
# It is the same in every build of the same source: the image has its sum in its name.
go build -trimpath -buildvcs=false -o bin/boxinit -ldflags "-s -w -buildid=" ./cmd/boxinit
case ${1:-} in
--image) scripts/image.sh ;;
--data-image) scripts/image.sh data ;;
--images) scripts/image.sh && scripts/images.sh ;;
esac
