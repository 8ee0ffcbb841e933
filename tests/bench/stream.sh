#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# stream.sh [--megabytes N] [--runs N]
#
# Uploads and downloads per second of the client's CPU time, beside a loop over raw mbedTLS with the same records,
# against the same server in one run.
set -euo pipefail
shopt -s inherit_errexit
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
unset CC CFLAGS CPPFLAGS LDFLAGS DESTDIR CMAKE_GENERATOR CMAKE_TOOLCHAIN_FILE CMAKE_BUILD_TYPE

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
build=$root/build/bench/release

"$root/tests/tools/install.sh" gcc libc6-dev cmake ninja-build libjsmn-dev valgrind openssl python3
prefix=$("$root/tests/tools/mbedtls.sh")
mkdir -p "$build"
{
    cmake -S "$here" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=gcc -DCMAKE_PREFIX_PATH="$prefix"
    cmake --build "$build" --target stream_ours stream_limit
} >"$build/stream.log" 2>&1 || { tail -n 25 "$build/stream.log" >&2; exit 1; }

temporary=$(mktemp -d)
trap 'rm -rf -- "$temporary"' EXIT
"$here/certificates.sh" "$temporary"
/usr/bin/python3 "$here/stream.py" "$build" "$temporary" "$@"
