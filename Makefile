# Two commands: `make run` and `make test`. Both set the machine up first
# (scripts/setup.sh says what it installs) and need no terminal. When root calls
# them, everything of ours runs as the system user coderemote (scripts/enter.sh).
.PHONY: help run test build image images bench generate check setup setup-test
.NOTPARALLEL:
.DEFAULT_GOAL := help

PKG ?= ./...
RUN ?=
export PKG RUN

help:
	@echo "make run        set up, build and start Code Remote"
	@echo "make test       every check and test; PKG=./store RUN=TestName for some"
	@echo "make build      bin/coderemote and bin/boxinit"
	@echo "make image      the image of the boxes, in the store of CODEREMOTE_DATA_DIR"
	@echo "make images     the images of web and worker, in the same store"
	@echo "make bench      the benchmarks of docs/benchmarks.md"
	@echo "make check      formatting, generated files, vet, staticcheck"
	@echo "make generate   templ components and documentation tables"

run: image
	@exec scripts/enter.sh -e scripts/serve.sh

build: setup
	@scripts/enter.sh scripts/build.sh

image: setup
	@scripts/enter.sh scripts/build.sh --image

images: setup
	@scripts/enter.sh scripts/build.sh --images

test: setup-test
	@scripts/enter.sh scripts/test.sh

bench: setup-test
	@scripts/enter.sh scripts/bench.sh

generate: setup
	@scripts/enter.sh -w scripts/generate.sh

check: setup-test
	@scripts/enter.sh scripts/check.sh

setup:
	@scripts/setup.sh

setup-test:
	@scripts/setup.sh --test
