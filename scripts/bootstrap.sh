#!/usr/bin/env bash
# Installs the Debian packages that the build needs and that are missing; further names may follow as arguments.
# Asks nothing, and does nothing at all when everything is there.
set -euo pipefail

packages=(libcmark-dev libopenblas-dev zlib1g-dev libseccomp-dev bubblewrap pkg-config "$@")

stop() {
  printf 'bootstrap: %s\n' "$@" >&2
  exit 2
}

command -v swift >/dev/null || stop "Swift is not on the PATH: install Swift 6.3 (https://www.swift.org/install), then try again"

if ! command -v dpkg-query >/dev/null; then
  # Not Debian: what counts is whether the libraries can be found.
  pkg-config --exists libcmark openblas zlib libseccomp 2>/dev/null ||
    stop "this is not Debian, and the C libraries cmark, OpenBLAS, zlib and libseccomp (with pkg-config) were not all found:" \
      "install them with the system's package manager, then try again"
  exit 0
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) || status=absent
  [ "$status" = installed ] || missing+=("$package")
done
# What Swift itself lives on: a bare Debian lacks it. Probed, because these packages have other names in other releases.
swift build --version >/dev/null 2>&1 || missing+=(libcurl4 libncurses6 libsqlite3-0 libxml2)
# The C library's headers, a linker and a C++ library, which Swift takes from the system.
command -v g++ >/dev/null || missing+=(g++)
command -v git >/dev/null || missing+=(git)
[ ${#missing[@]} -gt 0 ] || exit 0

command -v apt-get >/dev/null || stop "missing: ${missing[*]}, and apt-get is not here to install them"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || stop "missing: ${missing[*]}, and sudo is not here: as root, run" "  apt-get install ${missing[*]}"
  as_root=(sudo)
  # Without a terminal nobody can type a password: fail instead of waiting for one.
  [ -t 0 ] || as_root+=(--non-interactive)
fi

apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 "$@" </dev/null
}

printf 'bootstrap: installing %s\n' "${missing[*]}"
apt update || stop "apt-get update failed: see above; missing: ${missing[*]}"
apt install --no-install-recommends "${missing[@]}" || stop "apt-get install failed: see above; missing: ${missing[*]}"
