#!/usr/bin/env bash
# Packs an autograder for Gradescope: scripts/gradescope-zip.sh OUTPUT. EXERCISES="ID ID" names those that count (else those that a student
# hands in); SWIFT=TOOLCHAIN.tar.gz packs a Swift toolchain, for an image without one.
set -euo pipefail
cd "$(dirname "$0")/.."

stop() {
  printf 'gradescope-zip: %s\n' "$@" >&2
  exit 2
}

output=$(realpath -m "${1:-.build/gradescope.zip}")
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

# What is tracked, without what only tests read.
mkdir "$stage/gradbook"
git ls-files -z -- . ':!Tests/Fixtures' | xargs -0 cp --parents -t "$stage/gradbook"
cp scripts/gradescope/setup.sh scripts/gradescope/run_autograder "$stage"
for exercise in ${EXERCISES:-}; do
  grep -rqE "^(\`\`\`|~~~)+ *swift .*exercise=\"?$exercise\"?( |\$)" Chapters || stop "no chapter has an exercise '$exercise'"
  printf '%s\n' "$exercise" >> "$stage/exercises"
done
if [ -n "${SWIFT:-}" ]; then
  tar -tzf "$SWIFT" 2> /dev/null | grep -xc '[^/]*/usr/bin/swift' > /dev/null ||
    stop "$SWIFT is no .tar.gz of a Swift toolchain: download one for the image's system from swift.org"
  cp "$SWIFT" "$stage/swift.tar.gz"
fi

mkdir -p "$(dirname "$output")"
rm -f "$output"
(cd "$stage" && zip -q -r -X "$output" .)
printf 'gradescope-zip: %s, %s bytes\n' "$output" "$(stat -c %s "$output")"
