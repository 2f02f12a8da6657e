#!/usr/bin/env bash
# Compiles the fuzz targets of TensorFiles: build.sh FOLDER. The modules below TensorFiles are taken from the release build.
set -euo pipefail
output=$(realpath -m "$1")
cd "$(dirname "$0")/../.."
build=.build/release
mkdir -p "$output"

# What tells the package's own modules from others must be the same as in the build.
package=$(grep -o '"-package-name","[^"]*"' .build/release.yaml | sort | uniq -c | sort -rn | head -1 | cut -d'"' -f4)
below=()
for module in CKernels CThreadState Autograd NN Optim; do
  mapfile -t -O "${#below[@]}" below < <(find "$build/$module.build" -name '*.o')
done
options=(-sanitize=fuzzer,address -parse-as-library -O -g -swift-version 6 -package-name "$package")
for module in CKernels CThreadState COpenBLAS Czlib; do
  for map in "Sources/$module/module.modulemap" "Sources/$module/include/module.modulemap" "$build/$module.build/module.modulemap"; do
    if [ -e "$map" ]; then
      options+=(-Xcc "-fmodule-map-file=$PWD/$map")
      break
    fi
  done
done
# The folder comes first: the release build has a TensorFiles too, which may be another.
options+=(-I "$output" -I "$build/Modules" -I Sources/CKernels -I Sources/CKernels/include -I Sources/CThreadState/include)

mapfile -t sources < <(find Sources/TensorFiles -name '*.swift')
swiftc "${options[@]}" -module-name TensorFiles -whole-module-optimization -emit-module -emit-module-path "$output/TensorFiles.swiftmodule" \
  -emit-object "${sources[@]}" -o "$output/TensorFiles.o"
for target in Safetensors NPY NPZ Checkpoint Pickle; do
  swiftc "${options[@]}" -module-name "Fuzz$target" Fuzz/TensorFiles/Values.swift "Fuzz/TensorFiles/${target}Target.swift" \
    "$output/TensorFiles.o" "${below[@]}" -lopenblas -lz -lm -o "$output/$target"
done
