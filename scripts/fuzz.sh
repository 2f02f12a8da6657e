#!/usr/bin/env bash
# Fuzzes the library with libFuzzer and the address sanitizer: scripts/fuzz.sh [SECONDS [TARGET...]]. The seconds, 60 if not said, are
# divided among the targets. What inputs reach new code is kept in .build/fuzz-corpus, so that a later run goes on from there.
set -euo pipefail
cd "$(dirname "$0")/.."

targets=(views safetensors npy npz checkpoint pickle)

seconds=${1:-60}
[ $# -gt 1 ] && targets=("${@:2}")
findings=.build/fuzz-findings
mkdir -p "$findings"

# Every module must count its branches, so nothing of an ordinary build can be used. Of several -sanitize the Swift compiler takes the last,
# so it is given one that names both.
GRADBOOK_FUZZ=1 GRADBOOK_SANITIZE=1 swift build -c release --scratch-path .build/fuzz --product fuzz-library \
  --sanitize fuzzer --sanitize address -Xswiftc -sanitize=fuzzer,address

# The files that the inputs of a reader begin with.
seed() {
  local corpus=$1 target=$2 file
  case $target in
    safetensors | npy | npz) cp -n Tests/Fixtures/files/*."$target" "$corpus" ;;
    checkpoint) cp -n Tests/Fixtures/files/*.pt "$corpus" ;;
    pickle)
      # Those of the older form are no archives.
      for file in Tests/Fixtures/files/*.pt; do
        python3 - "$file" "$corpus/$(basename "$file" .pt).pkl" <<'END'
import sys, zipfile
if zipfile.is_zipfile(sys.argv[1]):
    with zipfile.ZipFile(sys.argv[1]) as archive, open(sys.argv[2], "wb") as pickle:
        pickle.write(archive.read(next(name for name in archive.namelist() if name.endswith("data.pkl"))))
END
      done
      ;;
  esac
}

status=0
for target in "${targets[@]}"; do
  corpus=.build/fuzz-corpus/$target
  log=.build/fuzz-$target.log
  mkdir -p "$corpus"
  seed "$corpus" "$target"
  # Programs of views are short. A file is longer, and no few bytes may ask for much memory.
  limits=(-max_len=8192 -rss_limit_mb=2048 -malloc_limit_mb=1024)
  [ "$target" = views ] && limits=(-max_len=200 -rss_limit_mb=6000)
  printf '\n== %s, %s seconds\n' "$target" $((seconds / ${#targets[@]}))
  # A refusal leaves behind what the library held when it refused, so leaks are none.
  options=(-max_total_time=$((seconds / ${#targets[@]})) "${limits[@]}" -timeout=20 -detect_leaks=0 -print_final_stats=1)
  began=$SECONDS
  code=0
  # Swift's own traces of a trap would take libFuzzer's place, which keeps the input.
  SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=16 GRADBOOK_FUZZ_TARGET=$target \
    .build/fuzz/release/fuzz-library "${options[@]}" -artifact_prefix="$findings/$target-" "$corpus" > "$log" 2>&1 || code=$?
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  coverage=$(grep -oE 'cov: [0-9]+ ft: [0-9]+' "$log" | tail -1 || true)
  printf '%s: %s executions in %s seconds, coverage %s\n' "$target" "${executions:-no}" $((SECONDS - began)) "${coverage:-unknown}"
  if [ "$code" -eq 0 ]; then
    printf '%s: found nothing\n' "$target"
    continue
  fi
  status=1
  grep -vE '^#[0-9]+|^\s*NEW_FUNC|^INFO|^stat::' "$log" | head -60 || true
  input=$(grep -oE "$findings/$target-[a-z]+-[0-9a-f]+" "$log" | tail -1 || true)
  printf '%s: a finding (all of it in %s). To see what the input does:\n' "$target" "$log"
  printf '  GRADBOOK_FUZZ_TARGET=%s GRADBOOK_FUZZ_TRACE=1 ASAN_OPTIONS=detect_leaks=0 .build/fuzz/release/fuzz-library %s\n' "$target" "$input"
done
exit $status
