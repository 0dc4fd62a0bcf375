# SPDX-License-Identifier: GPL-2.0
# The targets. What they do stands in scripts/, one subject each.
#
# Variables, on the command line or in the environment:
#: KERNEL_SRC=PATH   a Linux 6.12.y tree or tarball in place of Debian's
#: O=DIR             build there instead of in build/
#: PACKAGES=no       install nothing, the packages are there
#: SMP=4 MEM=4G NODES=2 THREADS=1   the guest of run and shell
#: APPEND='...'      more on its kernel command line
#: TRACE=1           run: print every SEAMCALL, what went in and what came out
#: LOGLEVEL=8        all kernel messages on its console
#: PREFIX=/usr/local DESTDIR=   where install-tools puts things
#: CONFIG=slim      which of configs/ to build and run; base: the base's own TDX host code
#: BENCH_RUNS=5 BENCH_SIZES='4 16 64' BENCH_CPUS='1 2 4'   bench: of each, GiB, processors
#: T='name*'         test, check, series-check: only the boot tests, checks, patches that match
#: SEED=N            check: the first of 20 random configurations; soak: of the random hosts
#: LOCALVERSION=-tdx KDEB_PKGVERSION=   deb: the end of the release, the version of packages

.NOTPARALLEL:
.DEFAULT_GOAL := help

export TDX_T0 := $(shell date +%s)
export BENCH_RUNS BENCH_SIZES BENCH_CPUS BENCH_WHO BENCH_CONFIGS
export KERNEL_SRC O CONFIG PACKAGES T LOGLEVEL SMP MEM NODES THREADS APPEND TRACE PREFIX DESTDIR

.PHONY: help
help:	## This list
	@awk -F '\t## *' '/^[a-z-]+:.*\t## / { sub(/:.*/, "", $$1); printf "  make %-13s %s\n", $$1, $$2 } \
		/^#: / { v = v "  " substr($$0, 4) "\n" } \
		END { printf "\nVariables:\n%s", v }' $(firstword $(MAKEFILE_LIST))

.PHONY: run
run: build	## Set up everything, boot, enable TDX in QEMU, show what it says
	@scripts/run

.PHONY: shell
shell: build	## A shell in the same guest, SEAM shim on
	@scripts/run --shell

.PHONY: build
build: kernel	## Kernel and initramfs, no boot
	@scripts/initramfs

.PHONY: base
base:	## The base kernel with its own TDX host code and our shim, to compare with
	@$(MAKE) --no-print-directory build CONFIG=base

.PHONY: kernel
kernel: tree
	@scripts/kernel

.PHONY: tree
tree:	## Linux 6.12 with overlay and hooks laid over it, in build/linux
	@scripts/packages kernel guest
	@scripts/tree

.PHONY: tools
tools:	## Userspace programs, into build/bin
	@scripts/packages tools
	@scripts/tools tools

.PHONY: install-tools
install-tools:	## tdx-plan, its manual page, tdx-host-check, below DESTDIR and PREFIX
	@scripts/packages tools
	@scripts/tools install

.PHONY: bench
bench:	## Enabling TDX: the base's code, ours, the limit, side by side; see scripts/bench
	@scripts/packages kernel guest tools bench
	@scripts/bench

.PHONY: bench-plan
bench-plan:	## What planning TDMRs costs, by the number of ranges
	@scripts/packages tools
	@scripts/tools bench-plan

.PHONY: test
test: build	## Userspace tests, style, then boots in QEMU
	@scripts/packages tools style docs series
	@scripts/test

.PHONY: test-full
test-full: build	## As test, and a million random plans and the checks below
	@scripts/packages tools kunit docs series check
	@scripts/test --full

.PHONY: kunit
kunit: tree	## KUnit suites through the kernel's own kunit.py
	@scripts/packages kernel guest kunit
	@scripts/kunit

.PHONY: kselftest
kselftest: build	## Selftests to be copied to a host, in build/tdx-selftests/install
	@scripts/packages kernel
	@scripts/tdx-selftests

.PHONY: check
check: tree	## checkpatch, sparse, gcc and clang W=1, coccinelle, many configurations
	@scripts/packages check
	@scripts/check

.PHONY: test-sanitizers
test-sanitizers:	## The boot tests under KASAN and UBSAN, KCSAN, KMSAN, PREEMPT_RT
	@scripts/packages kernel guest tools sanitizers
	@scripts/sanitizers

.PHONY: soak
soak: build	## Storms, 1000 loads and random hosts for T seconds (1800)
	@scripts/packages tools
	@scripts/soak $(T)

.PHONY: series
series: tree	## The patches to mail, with a cover letter, into build/series
	@scripts/packages series
	@scripts/series

.PHONY: series-check
series-check: series	## git am, build and check each of them, boot the last; T='0015-*' builds some
	@scripts/packages series check guest tools
	@scripts/series-check

.PHONY: deb
deb: tree	## Debian packages of the kernel, no shim in them, into build/deb
	@scripts/packages deb
	@scripts/deb

.PHONY: deb-check
deb-check: tree	## As deb, and boots the packaged kernel in QEMU
	@scripts/packages deb guest tools
	@scripts/deb --boot

.PHONY: bench-kvm
bench-kvm: build	## Private faults against shared ones, and vendor calls per fault
	@scripts/bench-kvm

.PHONY: coverage
coverage:	## How much of the model vectors and unit tests reach
	@scripts/packages tools
	@scripts/tools coverage

.PHONY: fuzz
fuzz:	## Fuzz the model for T seconds (60)
	@scripts/packages tools fuzz
	@scripts/tools fuzz T=$(or $(T),60)

.PHONY: clean
clean:	## Remove build/
	@scripts/clean
