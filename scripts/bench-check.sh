#!/usr/bin/env bash
# How long it takes from a saved file to the verdict, sandbox included: a typical exercise of chapter 1, right, wrong, and one that does not
# compile; and what of it is the compiler's. `make build` has built the library and gradbook; no process stays between runs. Then a class, as
# many students as the argument says.
# The goals: a median under 350 ms for each; for the class 1.3 times compiling and running. Exit status 1 where one is missed.
set -euo pipefail
cd "$(dirname "$0")/.."
for tool in hyperfine python3; do
  command -v "$tool" > /dev/null || { echo "bench-check: $tool is missing: install Debian's package $tool" >&2; exit 2; }
done
gradbook=$PWD/.build/release/gradbook classes=$PWD/scripts/bench-class.py
[ -x "$gradbook" ] || { echo "bench-check: $gradbook is missing: run 'make build'" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
exercise=unit-rows goal=350
mkdir "$work/exercises" "$work/book"
ln -s "$PWD/Chapters" "$PWD/Solutions" "$work/book"
ln -s "$PWD/Chapters" "$PWD/Solutions" "$work"
cp "Solutions/$exercise.swift" "$work/right.swift"
cp "$(find "Solutions/Wrong/$exercise" -name '*.swift' | sort | head -n 1)" "$work/wrong.swift"
printf 'let x: Int = "1"\n' | cat "Solutions/$exercise.swift" - > "$work/rejected.swift"

cd "$work"
for file in right wrong rejected; do
  hyperfine -N --ignore-failure --warmup 3 --runs 25 --export-json "$file.json" --command-name "$file" \
    "$gradbook check $exercise $file.swift" 2> /dev/null
done
hyperfine -N --warmup 3 --runs 25 --command-name 'gradbook itself: start, read the chapters' "$gradbook list" 2> /dev/null
missed=0
python3 - "$goal" right wrong rejected <<'END' || missed=1
import json, sys
goal, missed = float(sys.argv[1]), False
for name in sys.argv[2:]:
    median = json.load(open(f"{name}.json"))["results"][0]["median"] * 1000
    missed |= median > goal
    print(f"{name}: median {median:.0f} ms (goal {goal:.0f})")
sys.exit(missed)
END
python3 "$classes" "$(dirname "$gradbook")" "$work/book" "${1:-20}" || missed=1
exit $missed
