#!/usr/bin/env bash
# How fast `gradbook run` is: 30 small blocks cold against rustdoc's 30, one block cold, an unchanged book.
# `make build` has built the library and gradbook; nothing else is prebuilt, and no process stays between runs.
set -euo pipefail
cd "$(dirname "$0")/.."
for tool in hyperfine python3; do
  command -v "$tool" > /dev/null || { echo "bench-runner: $tool is missing: install Debian's package $tool" >&2; exit 2; }
done
gradbook=$PWD/.build/release/gradbook
[ -x "$gradbook" ] || { echo "bench-runner: $gradbook is missing: run 'make build'" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 Benchmarks/runner/generate.py "$work"

(cd "$work/thirty" && hyperfine -N --warmup 2 --runs 15 --command-name '30 blocks, cold' "$gradbook run --no-cache")
(cd "$work/one" && hyperfine -N --warmup 2 --runs 15 --command-name 'one block, cold' "$gradbook run --no-cache")
(cd "$work/thirty" && "$gradbook" run > /dev/null && hyperfine -N --warmup 2 --runs 30 --command-name 'unchanged' "$gradbook run")
if command -v rustdoc > /dev/null; then
  (cd "$work/rust" && rustc --edition 2024 --crate-type lib --crate-name blocks --out-dir . src/lib.rs &&
    hyperfine -N --warmup 2 --runs 15 --command-name 'rustdoc --test, 30 blocks' \
      'rustdoc --edition 2024 --test --crate-name blocks --extern blocks=libblocks.rlib src/lib.rs')
else
  echo 'bench-runner: rustdoc is not installed, so its 30 blocks are not measured'
fi
