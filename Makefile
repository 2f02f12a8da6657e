# The two commands to know: `make run` and `make test`.

# One configuration for everything, so that nothing is compiled twice: optimised, and open to @testable imports.
flags := -c release -Xswiftc -enable-testing
# Products, one by one: building all would take in what running a chapter does not need.
products := GradbookLibrary GradbookSection gradbook-host gradbook

.PHONY: run test build bootstrap bench-runner format clean

# Runs every chapter and compares what its blocks print with what the page says.
run: build
	.build/release/gradbook run

# Everything there is to check: unit tests, golden traces, chapters, format.
test:
	scripts/test.sh $(flags)

build: bootstrap
	for product in $(products); do swift build $(flags) --product $$product || exit; done

# Installs the Debian packages that are missing.
bootstrap:
	scripts/bootstrap.sh

# How long a chapter, a block and an unchanged book take.
bench-runner: build
	scripts/bootstrap.sh hyperfine
	scripts/bench-runner.sh

format:
	swift format --in-place --recursive Sources Tests Package.swift

clean:
	rm -rf .build .gradbook
