#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# run.sh [--json FILE] [--charts FOLDER] [--update] [--only SECTION...] [--quick] [--keep FOLDER] [--debug]
#
# Installs what is missing, builds the library and the bench programs (Release), starts a private nginx with throw-away
# certificates, measures, prints tables in Markdown, and stops nginx.
#
#   --json FILE      all figures, more than the tables show
#   --charts FOLDER  writes charts there (SVG); build/bench/charts unless told
#   --update         writes the tables into README.md here, and the charts beside it
#   --only SECTION   some of: calls alone lists memory streams time device sizes
#   --quick          shorter lists, transfers of 16 MB, fewer runs
#   --keep FOLDER    leave callgrind's files there, for callgrind_annotate
#   --debug          build RelWithDebInfo instead, in a folder of its own: for callgrind_annotate
set -euo pipefail
shopt -s inherit_errexit
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
unset CC CFLAGS CPPFLAGS LDFLAGS DESTDIR CMAKE_GENERATOR CMAKE_TOOLCHAIN_FILE CMAKE_BUILD_TYPE VALGRIND_OPTS

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
python=/usr/bin/python3
packages=(
    gcc libc6-dev libc6-dbg cmake ninja-build binutils libjsmn-dev libcjson-dev libcurl4-openssl-dev
    valgrind strace nginx-light openssl python3
    gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm iproute2 python3-aiohttp python3-qrcode python3-pil
)

die() { echo "run.sh: $*" >&2; exit 1; }

read_arguments() {
    type=Release build=$root/build/bench/release options=()
    while [ $# -gt 0 ]; do
        case $1 in
            --json | --keep | --charts)
                [ $# -ge 2 ] || die "$1 needs a path"
                [ "$1" = --json ] || mkdir -p -- "$2"
                options+=("$1" "$(realpath -m -- "$2")")
                shift 2
                ;;
            --debug)
                type=RelWithDebInfo build=$root/build/bench/debug
                shift
                ;;
            --help | -h)
                sed -n '4,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
                exit
                ;;
            *)
                options+=("$1")
                shift
                ;;
        esac
    done
}

build_programs() {
    local prefix curl log=$build/build.log
    prefix=$("$root/tests/tools/mbedtls.sh") || die "could not build mbedTLS"
    curl=$("$here/curl.sh") || die "could not build libcurl"
    mkdir -p "$build"
    {
        cmake -S "$here" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE="$type" -DCMAKE_C_COMPILER=gcc \
            -DCMAKE_PREFIX_PATH="$prefix" -DQUATRIX_BENCH_CURL="$curl" &&
            cmake --build "$build"
    } >"$log" 2>&1 || { tail -n 25 "$log" >&2; die "the build failed, see $log"; }
}

read_arguments "$@"
"$root/tests/tools/install.sh" "${packages[@]}" || die "could not install what is needed"
PATH=$PATH:/usr/sbin:/sbin # nginx, for those who are not root
build_programs
exec "$python" "$here/bench.py" --build "$build" "${options[@]}"
