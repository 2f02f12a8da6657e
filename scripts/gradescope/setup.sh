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

# Every submission is graded in a new copy of the image. What is made once for all of them, the compiler's modules for the sandbox and the
# reference solutions, is made here, by grading the solutions; it is a first trial as well.
class=$(mktemp -d)
trap 'rm -rf "$class"' EXIT
mkdir "$class/reference"
cd "$source/gradbook"
if [ -e "$source/exercises" ]; then
  while read -r exercise; do cp "Solutions/$exercise.swift" "$class/reference"; done < "$source/exercises"
else
  cp Solutions/*.swift "$class/reference"
fi
.build/release/gradbook grade "$class" --format csv --output "$class/grades.csv" || {
  echo "setup: the book's own solutions do not pass here:" >&2
  cat "$class/grades.csv" >&2 || true
  .build/release/gradbook doctor >&2
  exit 2
}
rm -r .gradbook/grades
