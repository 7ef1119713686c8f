# nova-quadlet: every task of a developer and of CI. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := build

GO ?= go

.PHONY: build
build: ## build ./nova-quadlet
	CGO_ENABLED=0 $(GO) build -trimpath -o nova-quadlet ./cmd/nova-quadlet

.PHONY: test
test: tools ## run every test, against the real generators
	$(GO) test ./...

.PHONY: tools
tools: ## fetch the real Quadlet generators, systemd-analyze, shellcheck and busybox into .cache/
	@scripts/fetch-tools

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
