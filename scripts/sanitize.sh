#!/usr/bin/env bash
# The library's tests under the address sanitizer and the thread sanitizer, each in a build of its own. What forks is left out (a
# sanitizer does not follow it), and OpenBLAS keeps to one thread.
set -uo pipefail
cd "$(dirname "$0")/.."
export OPENBLAS_NUM_THREADS=1
# Package.swift then has the library and its tests alone.
export GRADBOOK_SANITIZE=1
# Swift's own runtime keeps what it made once: no leak.
export ASAN_OPTIONS=detect_leaks=0
export TSAN_OPTIONS=suppressions=$PWD/scripts/thread-sanitizer.suppressions
tests='^(CKernelsTests|AutogradTests|NNTests|OptimTests|TensorFilesTests|LegacyVariableTests)\.'
# They hold the memory of their process to a limit, and a sanitizer's own is beyond that.
skipped='HostilePickleTests/allowance|MemoryTests/(trainingLoop|unwalked)|KeptStorageTests/threadsEnd'
failed=()
for sanitizer in ${1:-address thread}; do
  printf '\n== %s sanitizer\n' "$sanitizer"
  scratch=.build/sanitize-$sanitizer
  swift build --sanitize="$sanitizer" --scratch-path "$scratch" --build-tests &&
    timeout --kill-after=10 5400 swift test --sanitize="$sanitizer" --scratch-path "$scratch" --skip-build --disable-xctest \
      --filter "$tests" --skip "$skipped" || failed+=("$sanitizer")
done
[ ${#failed[@]} -eq 0 ] && exit 0
printf 'failed: %s\n' "${failed[@]}"
exit 1
