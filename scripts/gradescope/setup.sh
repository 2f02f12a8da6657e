#!/usr/bin/env bash
# Gradescope runs this once, as root, while it builds the image that submissions are graded in. The image: Debian or Ubuntu, with Swift 6.3
# on the PATH or packed into this archive (make gradescope-zip SWIFT=TOOLCHAIN.tar.gz).
set -euo pipefail
source=${AUTOGRADER_ROOT:-/autograder}/source

export DEBIAN_FRONTEND=noninteractive
apt-get -q -y -o DPkg::Lock::Timeout=120 update
apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends ca-certificates make

if [ -e "$source/swift.tar.gz" ]; then
  mkdir -p /opt/swift
  tar -xzf "$source/swift.tar.gz" -C /opt/swift --strip-components=1
  rm "$source/swift.tar.gz"
fi
PATH=/opt/swift/usr/bin:$PATH
if ! command -v swift > /dev/null; then
  echo 'setup: Swift is not there: choose an image that has it, or pack it: make gradescope-zip SWIFT=TOOLCHAIN.tar.gz' >&2
  exit 2
fi
make -C "$source/gradbook" tools
