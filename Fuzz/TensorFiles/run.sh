#!/usr/bin/env bash
# Runs the fuzz targets of TensorFiles, each for some time: run.sh FOLDER SECONDS. Starts from the fixtures and goes on from earlier runs.
set -euo pipefail
folder=$(realpath "$1")
seconds=$2
cd "$(dirname "$0")/../.."
fixtures=Tests/Fixtures/files

declare -A seeds=([Safetensors]=safetensors [NPY]=npy [NPZ]=npz [Checkpoint]=pt [Pickle]=pkl)
for target in Safetensors NPY NPZ Checkpoint Pickle; do
  corpus=$folder/corpus/$target
  mkdir -p "$corpus"
  if [ "$target" = Pickle ]; then
    for file in "$fixtures"/*.pt; do
      unzip -p "$file" '*/data.pkl' >"$corpus/$(basename "$file").pkl" 2>/dev/null || rm -f "$corpus/$(basename "$file").pkl"
    done
  else
    cp "$fixtures"/*."${seeds[$target]}" "$corpus"
  fi
  echo "== $target"
  "$folder/$target" -max_total_time="$seconds" -max_len=8192 -rss_limit_mb=2048 -malloc_limit_mb=1024 -timeout=20 -print_final_stats=1 \
    -artifact_prefix="$folder/$target-" "$corpus" 2>&1 | tail -n 12
done
