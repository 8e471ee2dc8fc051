# The front door. `make help` says what there is. Maven does the work (scripts/mvn finds it and a JDK 25).
.DEFAULT_GOAL := help
SHELL := /bin/sh

# C library of the native binary: musl (fully static) or glibc (mostly static).
LIBC ?= musl
VERSION := $(shell sed -n '0,/<version>/s/.*<version>\(.*\)<\/version>.*/\1/p' pom.xml)
COMMIT := $(shell git describe --always --dirty --abbrev=12 --exclude='*' 2>/dev/null || echo unknown)
# Who answers for the packages. Whoever publishes them says so; .invalid is no address on purpose (RFC 2606).
MAINTAINER ?= pgsvc maintainers <maintainers@pgsvc.invalid>
# The time of the commit makes the packages reproducible.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 1767225600)

MVN := scripts/mvn -Dpgsvc.commit=$(COMMIT)
NATIVE_ARGS_musl := --static,--libc=musl
NATIVE_ARGS_glibc := --static-nolibc
SOURCES := pom.xml $(shell find src/main -type f)

.PHONY: help deps build test parity demo demonstration crash soak fuzz fuzz-proof e2e native native-test figures latency bench jmh packages packages-test repo clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

deps: ## install what demo and test need and this machine lacks (apt-get or dnf, root or sudo)
	@scripts/deps

build: target/quarkus-app/quarkus-run.jar ## leave the runnable target/jvm/pgsvc

target/quarkus-app/quarkus-run.jar: $(SOURCES) $(shell find src/main -type d)
	@$(MVN) package -DskipTests
	@touch $@
	@echo "built target/jvm/pgsvc ($(VERSION))"

test: ## unit tests, then the tests of the program as a process
	@$(MVN) verify

parity: build ## compare random inventories with the real Ansible (PARITY_INVENTORIES=400, PARITY_SEED=1)
	@src/test/parity/run

demo: build ## a private HAProxy under target/, and pgsvc at work on it
	@examples/demo.sh

# BIN=target/native/pgsvc runs the tests of the program against the native binary.
BIN ?= target/jvm/pgsvc
crash: build ## the crash campaign: every fault at every step of a pass, power cuts, kills from outside (as root)
	@$(MVN) verify -Dpgsvc.bin=$(abspath $(BIN)) -Dpgsvc.powercuts=25 -Dpgsvc.kills=500 \
	  -Dtest='CrashTest,PowerCutTest,BrokenConversationTest' -Dit.test='KillIT,FaultsIT'

soak: build ## the watcher under 1,000 storms of edits with 200 kills, and a change every second for 30 minutes
	@$(MVN) -q verify -DskipUnitTests -Dpgsvc.bin=$(abspath $(BIN)) -Dpgsvc.storms=1000 -Dpgsvc.storm.kills=200 -Dpgsvc.changes=1000 \
	  -Dpgsvc.soak=1800 -Dit.test='WatchStormIT,WatchClientsIT,SoakIT'

fuzz-proof: build ## mistakes that make fuzz must notice (DURATION=10 s each)
	@src/fuzz/prove

fuzz: build ## Jazzer on inventories, values, templates, selectors, settings, answers of HAProxy, state and git files (DURATION=60 s each)
	@src/fuzz/run

# The native binary, unless BIN is given.
E2E_BIN := $(if $(filter file,$(origin BIN)),target/native/pgsvc,$(BIN))
e2e: $(filter target/native/pgsvc,$(E2E_BIN)) ## a real cluster: PostgreSQL, Patroni, pgbouncer, HAProxy, and clients at work (as root on Debian; BIN=…)
	@scripts/deps e2e
	@$(MVN) verify -DskipUnitTests -Dit.test=RealStackE2E -Dpgsvc.bin=$(abspath $(E2E_BIN))

demonstration: build ## docs/demonstration: an inventory is checked, and a commit is reviewed; what is printed must be as expected
	@PGSVC_BIN=$(BIN) docs/demonstration/run.sh

native: target/native/pgsvc ## the native binary target/native/pgsvc (GRAALVM_HOME; LIBC=musl or glibc)

target/native/pgsvc: $(SOURCES)
	@mkdir -p target/native
	@GRAALVM_HOME=$$(scripts/find-graalvm) || exit 1; export GRAALVM_HOME; \
	$(MVN) package -Dnative -DskipTests -Dpgsvc.libc=$(LIBC) -Dpgsvc.native.libc=$(NATIVE_ARGS_$(LIBC)) \
	  >target/native-build.log 2>&1 || { tail -n 60 target/native-build.log; exit 1; }
	@install -m 755 target/pgsvc-runner $@
	@echo "built $@ ($(VERSION), $(LIBC), $$(stat -c %s $@) bytes); report: target/native-build.log"

native-test: target/native/pgsvc ## the tests of src/native-test against the native binary
	@$(MVN) verify -DskipUnitTests -Dpgsvc.bin=$(CURDIR)/target/native/pgsvc

figures: target/native/pgsvc ## size, start, time and memory of the native binary against their bounds (as root)
	@src/native-test/figures.sh target/native/pgsvc

latency: target/native/pgsvc ## from the last write of an edit to HAProxy's reload, sample and 10,000 hosts: at most 50 ms beside HAProxy's check
	@$(MVN) -q verify -DskipUnitTests -Dit.test=LatencyIT -Dpgsvc.latency=50 -Dpgsvc.bin=$(CURDIR)/target/native/pgsvc

# BIN=… measures another binary; sizes, runs and PIGSTY_HOME: see src/bench/run.
bench: $(if $(filter file,$(origin BIN)),target/native/pgsvc) ## the native binary beside haproxy -c and the real Ansible (PIGSTY_HOME=checkout); tables and a plot in target/bench (as root)
	@src/bench/run $(if $(filter file,$(origin BIN)),target/native/pgsvc,$(BIN))

jmh: build ## JMH on the stages of a pass in the JVM, with what they allocate (JMH="-f 1 -wi 3 -i 5 read")
	@src/bench/jmh

packages: target/native/pgsvc build ## .deb and .rpm in target/packages
	@VERSION=$(VERSION) MAINTAINER="$(MAINTAINER)" packaging/build target/native/pgsvc target/packages

packages-test: packages repo ## install, upgrade, remove and purge the packages (as root, on a machine to spare)
	@src/native-test/packages.sh target/packages target/repo

repo: packages ## an apt and a dnf repository in target/repo, ready to be signed
	@packaging/repo target/packages target/repo

clean: ## remove target/
	@rm -rf target
