#!/usr/bin/env bash
# How fast `gradbook render` is, its start and the writing of all pages included.
#
# - The whole book, cold: there is no site, and no page is kept from an earlier render.
# - One chapter changed: before each run a line of text is added to the first chapter, below its title. The other chapters' pages are those of the last
#   render; the site is written and replaced as a whole all the same.
# - One chapter's drawings changed, where a chapter has blocks that show figures: a line is added before each call of `show`. This compiles
#   and runs the sections that show them.
#
# In the first two, figures that blocks show are those of an earlier run: text that has changed around a section does not run it again.
set -euo pipefail
cd "$(dirname "$0")/.."
gradbook=$PWD/.build/release/gradbook
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r Chapters "$work"
cd "$work"
first=$(find Chapters -name '01-*.md')
drawing=$(grep -l '^show(' Chapters/*.md | head -n 1 || true)

bench() { hyperfine -N --warmup 2 --runs "$1" --prepare "sh -c '$2'" --command-name "$3" "$gradbook render"; }

bench 30 'rm -rf site .gradbook/pages' 'the whole book, cold'
bench 30 "sed -i \"2a A line more.\" $first" 'one chapter changed'
[ -z "$drawing" ] || bench 10 "sed -i \"s|^show(|// once more\\nshow(|\" $drawing" "drawings changed in $drawing"
