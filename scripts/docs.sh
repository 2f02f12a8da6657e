#!/usr/bin/env bash
# The library's reference in .build/docs: DocC makes a page of every public declaration, from the doc comments in the built modules.
# A warning is an error. `make docs` has built the library; takes the flags that it was built with.
set -euo pipefail
cd "$(dirname "$0")/.."

# Whose pages there are, each after the modules that it imports.
modules=(Autograd NN Optim TensorFiles Figures)

stop() {
  printf 'docs: %s\n' "$@" >&2
  exit 2
}

for tool in docc python3; do
  command -v "$tool" >/dev/null || stop "$tool is missing: docc comes with Swift, python3 from Debian"
done
built=$(swift build "$@" --show-bin-path)
work=.build/docs-parts
output=.build/docs
rm -rf "$work" "$output"

# The C modules that a Swift module needs in order to be read: SwiftPM has written maps for those that have none of their own.
c_modules=()
for map in Sources/*/module.modulemap Sources/*/include/module.modulemap "$built"/*.build/module.modulemap; do
  [ ! -e "$map" ] || c_modules+=(-Xcc "-fmodule-map-file=$map")
done

archives=()
dependencies=()
for module in "${modules[@]}"; do
  [ -e "$built/Modules/$module.swiftmodule" ] || stop "the module $module is not built: run 'make docs'"
  graph=$work/$module
  archive=$work/$module.doccarchive
  mkdir -p "$graph"
  swift symbolgraph-extract -module-name "$module" -I "$built/Modules" "${c_modules[@]}" -target "$(basename "$(dirname "$built")")" \
    -minimum-access-level public -skip-synthesized-members -output-dir "$graph"
  python3 scripts/symbol-graph.py "$graph"
  catalog=Sources/$module/$module.docc
  [ -d "$catalog" ] || catalog=
  docc convert ${catalog:+"$catalog"} --additional-symbol-graph-dir "$graph" --output-path "$archive" --warnings-as-errors \
    --fallback-display-name "$module" --fallback-bundle-identifier "gradbook.$module" --default-code-listing-language swift \
    --enable-inherited-docs --enable-experimental-external-link-support "${dependencies[@]}"
  archives+=("$archive")
  dependencies+=(--dependency "$archive")
done

if [ ${#archives[@]} -eq 1 ]; then
  mv "${archives[0]}" "$output"
else
  docc merge "${archives[@]}" --synthesized-landing-page-name Gradbook --output-path "$output"
fi
rm -rf "$work"
pages=$(find "$output/data/documentation" -name '*.json' | wc -l)
printf 'docs: %d pages of %s in %s, to be read with\n' "$pages" "${modules[*]}" "$output"
printf '  python3 -m http.server --directory %s 8000    # http://localhost:8000/documentation\n' "$output"
