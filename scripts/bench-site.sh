#!/usr/bin/env bash
# How fast `gradbook render` is: the whole book into a new folder, and again after one chapter has changed. Process start and writing included.
set -euo pipefail
cd "$(dirname "$0")/.."
gradbook=$PWD/.build/release/gradbook
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r Chapters "$work"
cd "$work"
first=$(find Chapters -name '01-*.md')

hyperfine -N --warmup 2 --runs 30 --prepare 'rm -rf site' --command-name 'the whole book, cold' "$gradbook render"
hyperfine -N --warmup 2 --runs 30 --prepare "sh -c 'echo >> $first'" --command-name 'one chapter changed' "$gradbook render"
