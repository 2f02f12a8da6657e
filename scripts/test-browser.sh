#!/usr/bin/env bash
# The book's pages in a browser. Installs what is missing: Debian's Chromium and a Java for the Nu HTML checker, and, in .build/browser,
# Playwright, axe-core and the checker from PyPI. Further arguments go to pytest; SCREENSHOTS=DIRECTORY keeps pictures of the pages.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(python3 python3-venv)
command -v chromium > /dev/null || packages+=(chromium)
command -v java > /dev/null || packages+=(default-jre-headless)
scripts/bootstrap.sh "${packages[@]}"

tools=.build/browser
if ! cmp --silent Tests/Browser/requirements.txt "$tools/installed.txt"; then
  python3 -m venv "$tools/venv"
  "$tools/venv/bin/pip" install --quiet --requirement Tests/Browser/requirements.txt
  cp Tests/Browser/requirements.txt "$tools/installed.txt"
fi

rm -rf "$tools/site"
.build/release/gradbook render --output "$tools/site"
export GRADBOOK_SITE="$PWD/$tools/site"
if [ -n "${SCREENSHOTS:-}" ]; then "$tools/venv/bin/python" Tests/Browser/screenshots.py "$SCREENSHOTS"; fi
exec "$tools/venv/bin/python" -m pytest -q -p no:cacheprovider Tests/Browser "$@"
