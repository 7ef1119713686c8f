# nova-quadlet: every task of a developer and of CI. `make help` lists them.
#
# A task is one block: its name, what it needs, `##` and one line for the help.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := build

GO ?= go
PREFIX ?= /usr/local
DESTDIR ?=
# How long `make fuzz` spends on each fuzz target.
FUZZTIME ?= 30s

# golangci-lint takes minutes to build: once a version of it and of Go, then
# kept. It refuses sources newer than the Go that it was built with.
golangci := .cache/bin/golangci-lint-$(shell awk '$$1 ~ "/golangci-lint/v2$$" { print $$2 }' tools/go.mod)-$(shell $(GO) env GOVERSION)

.PHONY: build
build: ## build ./nova-quadlet
	CGO_ENABLED=0 $(GO) build -trimpath -o nova-quadlet ./cmd/nova-quadlet

.PHONY: test
test: tools ## run every test, against the real generators
	$(GO) test -timeout 20m ./...

.PHONY: lint
lint: tools $(golangci) ## vet, staticcheck, golangci-lint; shellcheck for the scripts
	$(GO) vet ./...
	$(GO) tool -modfile=tools/go.mod staticcheck ./...
	$(golangci) run ./...
	.cache/bin/shellcheck .ci/run scripts/* testdata/e2e/vm/prepare testdata/e2e/vm/build.sh

.PHONY: difftest
difftest: tools ## compare the verdict with the real generators at length (QUADLET_GENERATORS=DIR adds more)
	REQUIRE_TOOLS=1 $(GO) test -timeout 3h -count 1 -v -run 'TestVerdict' ./internal/quadlet -cases 50000
	REQUIRE_TOOLS=1 $(GO) test -timeout 3h -count 1 -v -run 'TestParity' ./cmd/nova-quadlet -cases 20000

.PHONY: difftest-podman
difftest-podman: ## ask the real podman 5.4, 5.8 and 6.1 about thousands of values (root, debootstrap, an hour)
	scripts/podman-trees
	$(GO) test -tags difftest -timeout 5h -count 1 -v -run 'TestDifferential|TestUnits|TestCombinations|TestBuilds|TestPodMembers' ./internal/podman ./lint/rules ./cmd/nova-quadlet

.PHONY: bench
bench: build tools ## time parsing, rules and formats, and whole processes over trees of up to 100,000 units
	$(GO) test -run '^$$' -bench . ./internal/benchmark
	$(GO) build -o .cache/bin/compare ./internal/benchmark/compare
	printf 'package main\n\nfunc main() {}\n' >.cache/empty.go && $(GO) build -o .cache/bin/empty .cache/empty.go
	.cache/bin/compare -lint ./nova-quadlet -generator .cache/quadlet/5.8/quadlet -analyze .cache/systemd/257/systemd-analyze -empty .cache/bin/empty

.PHONY: fuzz
fuzz: ## run each fuzz target for FUZZTIME (default 30s)
	GO=$(GO) scripts/fuzz $(FUZZTIME)

# How many random specs each Podman release gets in `make proptest`.
SPECS ?= 20000

.PHONY: proptest
proptest: tools ## hold SPECS random units for each Podman release against the real generators (long)
	$(GO) test ./generator -timeout 4h -count=1 -run 'TestRandomSpecs|TestRenderedUnitsAreLintClean' -args -specs $(SPECS)

.PHONY: generate
generate: ## write again what is generated: tables, documentation
	$(GO) generate ./...

.PHONY: check
check: lint generate ## what CI checks: lint, nothing generated is stale, every test
	git diff --exit-code
	$(MAKE) --no-print-directory test

.PHONY: demo
demo: build ## write the unit of Nova Engine into ./out, lint it, print both
	@mkdir -p out
	./nova-quadlet gen >out/nova-engine.container
	@echo; cat out/nova-engine.container; echo
	./nova-quadlet lint out/nova-engine.container
	@echo 'lint: no findings, exit status 0'

.PHONY: install
install: build ## install the program below PREFIX (default /usr/local); DESTDIR stages
	install -D -m 0755 nova-quadlet "$(DESTDIR)$(PREFIX)/bin/nova-quadlet"

.PHONY: packages
packages: ## build the deb and the rpm of nova-quadlet, amd64 and arm64, into ./dist
	GO=$(GO) scripts/packages dist

.PHONY: release
release: ## build the archives of a release for Linux, macOS and Windows, checksums and bills of materials, into ./dist
	GO=$(GO) scripts/release dist

# Tests that need another account or a lock are for Unix; the program builds
# everywhere.
.PHONY: cross
cross: ## build the program for every system of a release, and vet it where vet can
	for system in linux/arm64 darwin/arm64; do GOOS=$${system%/*} GOARCH=$${system#*/} CGO_ENABLED=0 $(GO) vet ./cmd/... ./generator ./lint/...; done
	for system in darwin/amd64 windows/amd64 windows/arm64; do GOOS=$${system%/*} GOARCH=$${system#*/} CGO_ENABLED=0 $(GO) build -o /dev/null ./cmd/nova-quadlet; done

# Where the programs cannot be had (another system, no network), the tests that
# need them are skipped and say so; with REQUIRE_TOOLS=1 that is an error.
.PHONY: tools
tools: ## fetch the real Quadlet generators, systemd-analyze, shellcheck and busybox into .cache/
	@scripts/fetch-tools || { [[ $${REQUIRE_TOOLS:-0} != 1 ]] && echo 'make tools: incomplete; tests that need what is missing are skipped' >&2; }

# Two machines of Debian, with KVM where the processor has it, else without. VM_SUITES
# chooses; testdata/e2e/vm/vm_test.go has what helps to work on one scenario.
VM_SUITES ?= trixie sid
.PHONY: vm-test
vm-test: ## boot Debian 13 and unstable under QEMU and try everything that needs a host (as root)
	testdata/e2e/vm/prepare "$(CURDIR)/.cache/vm" $(VM_SUITES)
	VM_SUITES="$(VM_SUITES)" $(GO) test -count=1 -v -timeout 60m ./testdata/e2e/vm

.PHONY: clean
clean: ## remove what was built; .cache/ stays
	rm -rf nova-quadlet out dist

.PHONY: keys
keys: ## hold the key table against Podman's source: make keys PODMAN_SRC=DIR
	@$(GO) run ./internal/quadlet/extract "$(PODMAN_SRC)"

.PHONY: directives
directives: tools ## hold the directive table against systemd 252, 257 and 262
	REQUIRE_TOOLS=1 $(GO) test -count=1 -run '^TestDirectiveTable$$' ./internal/systemd

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(golangci):
	@mkdir -p .cache/bin
	@echo 'building golangci-lint, once (a few minutes)'
	$(GO) -C tools build -o ../$@.new github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@mv $@.new $@
