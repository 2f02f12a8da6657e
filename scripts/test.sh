#!/usr/bin/env bash
# All the checks, each within a time limit: unit tests, golden traces, chapters, format. A stage that fails does not keep
# the later ones from being run; a build that fails does. Takes the flags for swift build and swift test as arguments.
set -uo pipefail
cd "$(dirname "$0")/.."

began=$(date +%s)
failed=()

# stage NAME MINUTES COMMAND...: whatever hangs is ended, with all its children.
stage() {
  local name=$1 minutes=$2 status=0
  shift 2
  printf '\n== %s\n' "$name"
  timeout --kill-after=10 "$((minutes * 60))" "$@" </dev/null || status=$?
  [ "$status" -eq 0 ] && return
  [ "$status" -eq 124 ] || [ "$status" -eq 137 ] && printf '%s: ended after %s minutes\n' "$name" "$minutes"
  failed+=("$name")
  return 1
}

finish() {
  local seconds=$(($(date +%s) - began))
  printf '\nmake test took %d.%d minutes\n' "$((seconds / 60))" "$((seconds % 60 / 6))"
  [ ${#failed[@]} -eq 0 ] && exit 0
  printf 'failed: %s\n' "${failed[@]}"
  exit 1
}

stage build 40 make build || finish
stage "build the tests" 40 swift build "$@" --build-tests || finish
# What starts processes under time limits runs apart: among a thousand tests that compute, a test waits a minute for its next turn while its
# process's clock runs.
with_processes='^(ExecutionTests|GradingTests|SandboxTests)\.'
stage tests 20 swift test "$@" --skip-build --disable-xctest --skip "$with_processes"
stage "tests with processes" 20 swift test "$@" --skip-build --disable-xctest --filter "$with_processes"
stage conformance 10 .build/release/conformance --list-failures Tests/Fixtures/golden/*.jsonl.gz
stage chapters 10 .build/release/gradbook run
stage exercises 10 .build/release/gradbook verify
stage twins 1 .build/release/gradbook twins
stage format 5 swift format lint --strict -r Benchmarks Fuzz Sources Tests Package.swift
finish
