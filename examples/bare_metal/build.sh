#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# build.sh [--tests] PROFILE [TARGET...]
#
# Cross-build the device's program and print the folder it is in; with --tests those of tests/device as
# well. The sources of mbedTLS and lwIP are fetched from Debian when they are not in .cache/.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
tests=OFF
if [ "${1:-}" = --tests ]; then
    tests=ON
    shift
fi
[ $# -ge 1 ] || { sed -n '4,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
profile=$1
shift

cache=$(realpath -m -- "${QUATRIX_CACHE:-$root/.cache}")
mbedtls=$("$root/tests/tools/mbedtls.sh" --source)
lwip=$("$root/tests/tools/debian_source.sh" lwip trixie "$cache/lwip-2.2")
build=$root/build/bare_metal/$profile
log=$build.log
mkdir -p "$build"

exec 8>"$build.lock" # one build of a folder at a time
flock 8
{
    cd "$here" && cmake --preset "$profile" -DLWIP_DIR="$lwip" -DMBEDTLS_DIR="$mbedtls" \
        -DQUATRIX_DEVICE_TESTS=$tests &&
        cmake --build "$build" --target "${@:-provision}"
} >"$log" 2>&1 || { tail -n 25 "$log" >&2; echo "build.sh: see $log" >&2; exit 1; }
echo "$build"
