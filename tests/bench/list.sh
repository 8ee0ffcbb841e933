#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# list.sh [FOLDER]
#
# Instructions an element of a list costs, beside tokenizing the same element with jsmn: the difference between
# a list of 2,000 and one of 1,000, counted by callgrind. FOLDER keeps callgrind's files.
set -euo pipefail
shopt -s inherit_errexit
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
unset CC CFLAGS CPPFLAGS LDFLAGS DESTDIR CMAKE_GENERATOR CMAKE_TOOLCHAIN_FILE CMAKE_BUILD_TYPE VALGRIND_OPTS

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
build=$root/build/bench/release

"$root/tests/tools/install.sh" gcc libc6-dev libc6-dbg cmake ninja-build binutils libjsmn-dev valgrind python3
prefix=$("$root/tests/tools/mbedtls.sh")
mkdir -p "$build"
{
    cmake -S "$here" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=gcc -DCMAKE_PREFIX_PATH="$prefix"
    cmake --build "$build" --target list
} >"$build/list.log" 2>&1 || { tail -n 25 "$build/list.log" >&2; exit 1; }

temporary=$(mktemp -d)
trap 'rm -rf -- "$temporary"' EXIT
keep=${1:-$temporary}
mkdir -p -- "$keep"

# count PROGRAM KIND N: all instructions of one run
count() {
    /usr/bin/python3 "$here/list_document.py" "$2" "$3" >"$temporary/$2-$3"
    valgrind --tool=callgrind --callgrind-out-file="$keep/callgrind.$1-$2-$3" "$build/list" "$1" "$temporary/$2-$3" 2>&1 >/dev/null |
        sed -n 's/.*Collected : //p'
}

printf '| an element of | bytes | ours | jsmn | ours / jsmn |\n| --- | ---: | ---: | ---: | ---: |\n'
for kind in users files; do
    ours=$(($(count "$kind" "$kind" 2000) - $(count "$kind" "$kind" 1000)))
    jsmn=$(($(count jsmn "$kind" 2000) - $(count jsmn "$kind" 1000)))
    bytes=$(($(wc -c <"$temporary/$kind-2000") - $(wc -c <"$temporary/$kind-1000")))
    awk -v kind="$kind" -v bytes="$bytes" -v ours="$ours" -v jsmn="$jsmn" 'BEGIN {
        printf "| %s | %.0f | %.0f | %.0f | **%.3f** |\n", kind, bytes / 1000, ours / 1000, jsmn / 1000, ours / jsmn }'
done
