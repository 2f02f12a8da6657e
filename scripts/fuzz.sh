#!/usr/bin/env bash
# Fuzzes the library with libFuzzer and the address sanitizer: scripts/fuzz.sh [SECONDS [TARGET...]]. The seconds, 60 if not said, are
# divided among the targets. What inputs reach new code is kept in .build/fuzz-corpus, so that a later run goes on from there.
set -euo pipefail
cd "$(dirname "$0")/.."

targets=(fuzz-views)

seconds=${1:-60}
[ $# -gt 1 ] && targets=("${@:2}")
findings=.build/fuzz-findings
mkdir -p "$findings"

for target in "${targets[@]}"; do
  # Every module must count its branches, so nothing of an ordinary build can be used.
  GRADBOOK_FUZZ=1 swift build -c release --scratch-path .build/fuzz --product "$target" --sanitize fuzzer --sanitize address
done

status=0
for target in "${targets[@]}"; do
  corpus=.build/fuzz-corpus/$target
  log=.build/fuzz-$target.log
  mkdir -p "$corpus"
  printf '\n== %s, %s seconds\n' "$target" $((seconds / ${#targets[@]}))
  # A refusal leaves behind what the library held when it refused, so leaks are none.
  options=(-max_total_time=$((seconds / ${#targets[@]})) -max_len=200 -timeout=20 -rss_limit_mb=6000 -detect_leaks=0 -print_final_stats=1)
  began=$SECONDS
  code=0
  # Swift's own traces of a trap would take libFuzzer's place, which keeps the input.
  SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=16 ".build/fuzz/release/$target" "${options[@]}" \
    -artifact_prefix="$findings/$target-" "$corpus" > "$log" 2>&1 || code=$?
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  coverage=$(grep -oE 'cov: [0-9]+ ft: [0-9]+' "$log" | tail -1 || true)
  printf '%s: %s executions in %s seconds, coverage %s\n' "$target" "${executions:-no}" $((SECONDS - began)) "${coverage:-unknown}"
  if [ "$code" -eq 0 ]; then
    printf '%s: found nothing\n' "$target"
    continue
  fi
  status=1
  grep -vE '^#[0-9]+|^INFO|^stat::' "$log" | head -60
  input=$(grep -oE "$findings/$target-[a-z]+-[0-9a-f]+" "$log" | tail -1 || true)
  printf '%s: a finding (all of it in %s). To see what the input does:\n' "$target" "$log"
  printf '  GRADBOOK_FUZZ_TRACE=1 ASAN_OPTIONS=detect_leaks=0 .build/fuzz/release/%s %s\n' "$target" "$input"
done
exit $status
