#!/usr/bin/env bash
# Prints the path of a Python that has PyTorch: GRADBOOK_PYTORCH, if set; else one in .gradbook/pytorch, which is made when first asked for.
set -euo pipefail
cd "$(dirname "$0")/.."
version=2.15.0
if [ -n "${GRADBOOK_PYTORCH:-}" ]; then
  echo "$GRADBOOK_PYTORCH"
  exit
fi
folder=.gradbook/pytorch
if ! "$folder/bin/python" -c "import torch, safetensors, sys; sys.exit(not torch.__version__.startswith('$version'))" 2>/dev/null; then
  scripts/bootstrap.sh python3-venv >&2
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet "torch==$version" numpy safetensors >&2
fi
echo "$PWD/$folder/bin/python"
