# Two commands: `make run` and `make test`. Both set the machine up first
# (scripts/setup.sh says what it installs) and need no terminal. When root calls
# them, everything of ours runs as the system user coderemote (scripts/enter.sh).
.PHONY: help run test bench-scale test-images test-upgrade test-infra test-cgroup2 build image data-image images bench generate generate-diagrams check setup setup-test
.NOTPARALLEL:
.DEFAULT_GOAL := help

PKG ?= ./...
RUN ?=
export PKG RUN

help:
	@echo "make run        set up, build and start Code Remote"
	@echo "make test       every check and test; PKG=./store RUN=TestName for some"
	@echo "make test-images   the images of web and worker, built and run"
	@echo "make test-upgrade  the release before this one, on the schema of this tree"
	@echo "make test-infra    the policies of the AWS stacks"
	@echo "make test-cgroup2  the limits of a box in a virtual machine with cgroup v2; ten minutes"
	@echo "make build      bin/coderemote and bin/boxinit"
	@echo "make image      the image of the boxes, in the store of CODEREMOTE_DATA_DIR"
	@echo "make data-image the image of the boxes for numpy and its friends, in the same store"
	@echo "make images     the images of web and worker, in the same store"
	@echo "make bench-scale  several web servers and workers, for docs/architecture/scaling.md"
	@echo "make bench      the benchmarks of docs/benchmarks.md"
	@echo "make check      formatting, generated files, vet, staticcheck"
	@echo "make generate-diagrams  the pictures of docs/diagrams, by the Chromium of the tests"
	@echo "make generate   templ components and documentation tables"

run: image
	@exec scripts/enter.sh -e scripts/serve.sh

build: setup
	@scripts/enter.sh scripts/build.sh

image: setup
	@scripts/enter.sh scripts/build.sh --image

data-image: setup
	@scripts/enter.sh scripts/build.sh --data-image

images: setup
	@scripts/enter.sh scripts/build.sh --images

test-images: setup-test
	@scripts/enter.sh scripts/test-images.sh

test-upgrade: setup-test
	@scripts/previous.sh scripts/enter.sh scripts/test-upgrade.sh

test-infra: setup-test
	@scripts/enter.sh scripts/test-infra.sh

test: setup-test
	@scripts/enter.sh scripts/test.sh

bench-scale: setup-test
	@scripts/enter.sh scripts/bench-scale.sh

test-cgroup2:
	@scripts/setup.sh --cgroup2
	@setpriv --pdeathsig TERM scripts/enter.sh scripts/cgroup2.sh

bench: setup-test
	@scripts/enter.sh scripts/bench.sh

generate-diagrams: setup-test
	@scripts/enter.sh -w scripts/diagrams.sh

generate: setup
	@scripts/enter.sh -w scripts/generate.sh

check: setup-test
	@scripts/enter.sh scripts/check.sh

setup:
	@scripts/setup.sh

setup-test:
	@scripts/setup.sh --test
