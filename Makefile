# The commands of the house. `make demo` and `make test` need nothing but a fresh Debian 12: .ci/setup installs what is missing.
.PHONY: help demo test build format lint fuzz coverage bench clean
.DEFAULT_GOAL := help

help:
	@echo "make demo      see it work: two deals checked, planned and dry-run; the large one proved, run, killed with kill -9 and recovered"
	@echo "make test      every test, under the address and undefined behaviour sanitizers"
	@echo "make build     the optimised program: build/release/bin/dealwright"
	@echo "make format    lay out the C++ sources"
	@echo "make lint      check layout, and clang-tidy over the changed files (LINT=all: over all)"
	@echo "make fuzz      fuzz each harness for SECONDS (default 60)"
	@echo "make coverage  line and branch coverage of the tests, by folder"
	@echo "make bench     benchmarks, medians of five, ours beside other engines (BENCH=durable: only those of durable steps)"
	@echo "make clean     remove build/"

demo: build
	@DEALWRIGHT=build/release/bin/dealwright workflows/demo

build:
	@.ci/setup demo
	@.ci/build release

test:
	@.ci/setup demo test node
	@.ci/node >/dev/null
	@.ci/node contracts >/dev/null
	@.ci/build asan
	@.ci/build release all random_deals
	@.ci/test

format:
	@.ci/setup lint
	@.ci/lint format

lint:
	@.ci/setup demo test lint
	@.ci/build dev generated
	@.ci/lint check $(LINT)

fuzz:
	@.ci/setup demo test
	@.ci/build fuzz fuzzers
	@.ci/fuzz $(SECONDS)

coverage:
	@.ci/setup demo test node coverage
	@.ci/build coverage
	@.ci/coverage

bench:
	@.ci/setup demo test node bench
	@.ci/build bench
	@.ci/bench $(BENCH)

clean:
	rm -rf build
