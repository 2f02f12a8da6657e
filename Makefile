# The two commands to know: `make run` and `make test`.

# One configuration for everything, so that nothing is compiled twice.
flags := -c release
# Products, one by one: building all would take in the benchmarks and the tests.
to_run := GradbookLibrary GradbookSection gradbook-host gradbook-confine gradbook
products := $(to_run) conformance

.PHONY: run test build tools gradescope-zip bootstrap verify-pytorch bench docs bench-runner bench-check bench-site test-browser sanitize fuzz format clean

# Runs every chapter and compares what its blocks print with what the page says.
run: tools
	.build/release/gradbook run

# Everything there is to check: unit tests, golden traces, chapters, format.
test:
	scripts/test.sh $(flags)

# What learners and instructors use: gradbook, and the library that chapters and submissions run against.
tools: bootstrap
	for product in $(to_run); do swift build $(flags) --product $$product || exit; done

build: bootstrap
	for product in $(products); do swift build $(flags) --product $$product || exit; done

# Installs the Debian packages that are missing.
bootstrap:
	scripts/bootstrap.sh

# An autograder for Gradescope in .build/gradescope.zip; EXERCISES="a b" are those that count, SWIFT=TOOLCHAIN.tar.gz packs Swift as well.
gradescope-zip:
	scripts/bootstrap.sh zip git
	scripts/gradescope-zip.sh .build/gradescope.zip

# What libFuzzer draws: programs of views and indices, judged by a model, and files for the readers of TensorFiles. `make fuzz SECONDS=60`
# for a minute, divided among the targets; `make fuzz TARGETS="npy npz"` for some of them.
SECONDS ?= 600
fuzz: bootstrap
	scripts/bootstrap.sh python3
	scripts/fuzz.sh $(SECONDS) $(TARGETS)

# Runs every chapter's Python twins in PyTorch, compares what they print with the pages, and writes Chapters/verified.json.
verify-pytorch: bootstrap
	swift build $(flags) --product gradbook
	python="$$(scripts/pytorch.sh)" && .build/release/gradbook twins --python "$$python"

# The library's speed against PyTorch's, in turns on this machine; `make bench CASES="exp tanh"` for some of the cases.
bench: bootstrap
	swift build $(flags) --product autograd-bench
	python3 Benchmarks/library/compare.py .build/release/autograd-bench "$$(scripts/pytorch.sh)" 3 $(CASES)

# The library's reference, a page a public declaration, in .build/docs.
docs: bootstrap
	scripts/bootstrap.sh python3
	swift build $(flags) --product GradbookLibrary
	scripts/docs.sh $(flags)

# How long a chapter, a block and an unchanged book take.
bench-runner: build
	scripts/bootstrap.sh hyperfine
	scripts/bench-runner.sh

# From a saved file to its verdict, sandbox included, and a class beside a loop that only compiles and runs; `make bench-check CLASS=100` for
# a class of a hundred, which takes minutes.
CLASS ?= 20
bench-check: build
	scripts/bootstrap.sh hyperfine python3
	swift build $(flags) --product grading-bench
	scripts/bench-check.sh $(CLASS)

# How long the book's pages take: the whole book cold, and after one chapter has changed.
bench-site: tools
	scripts/bootstrap.sh hyperfine
	scripts/bench-site.sh

# The pages in a real browser, with axe-core and the Nu HTML checker; `make test-browser SCREENSHOTS=DIRECTORY` keeps pictures of them.
test-browser: tools
	SCREENSHOTS="$(SCREENSHOTS)" scripts/test-browser.sh

# The library's tests under the address and thread sanitizers; `make sanitize SANITIZER=thread` for one of them. Takes an hour.
sanitize: bootstrap
	scripts/sanitize.sh $(SANITIZER)

format:
	swift format --in-place --recursive Benchmarks Fuzz Sources Tests Package.swift

clean:
	rm -rf .build .gradbook
