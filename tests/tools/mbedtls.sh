#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# mbedtls.sh            print the install prefix of mbedTLS 3.6 LTS for this machine: give it to CMake as
#                       CMAKE_PREFIX_PATH, and find_package(MbedTLS) finds the static libraries
# mbedtls.sh --source   print the folder of its untouched source, for cross builds
#
# What is missing is made first: the source comes from Debian 13 (debian_source.sh), the library is
# built with the default configuration and mbedtls_user_config.h. Progress goes to stderr.
# Both live below QUATRIX_CACHE (.cache at the root of the project); remove mbedtls-3.6/ there to
# take up a newer 3.6.x.
set -euo pipefail

suite=trixie
series=3.6

# GEN_FILES: the release contains the generated files; making them takes perl and python modules.
options=(
    -DCMAKE_BUILD_TYPE=Release
    -DCMAKE_POSITION_INDEPENDENT_CODE=ON
    -DCMAKE_INSTALL_LIBDIR=lib
    -DUSE_STATIC_MBEDTLS_LIBRARY=ON
    -DUSE_SHARED_MBEDTLS_LIBRARY=OFF
    -DENABLE_PROGRAMS=OFF
    -DENABLE_TESTING=OFF
    -DGEN_FILES=OFF
    -DMBEDTLS_FATAL_WARNINGS=OFF
)

say() { echo "mbedtls.sh: $*" >&2; }
die() { say "$@"; exit 1; }

# One line that changes when the source, its configuration, the way to build or the place does.
stamp() {
    local version hash
    read -r version 2>/dev/null <"$source/.debian-source" || return 1
    hash=$(sha256sum <"$config")
    echo "$version, configuration ${hash%% *}, ${options[*]} $prefix"
}

is_built() {
    local wanted found=''
    wanted=$(stamp) || return 1
    read -r found 2>/dev/null <"$prefix/.stamp" || return 1
    [ "$found" = "$wanted" ]
}

install_build_tools() {
    local packages=()
    command -v cmake >/dev/null || packages+=(cmake)
    command -v cc >/dev/null || packages+=(gcc libc6-dev)
    command -v ninja >/dev/null || command -v make >/dev/null || packages+=(ninja-build)
    [ ${#packages[@]} -eq 0 ] || "$tools/install.sh" "${packages[@]}"
}

run_cmake() { cmake "$@" >>"$log" 2>&1 || { tail -n 25 "$log" >&2; die "the build failed, see $log"; }; }

build() {
    local generator=(-G Ninja) new=$prefix.new
    command -v ninja >/dev/null || generator=(-G 'Unix Makefiles')
    # A cross build may be calling: its tools and flags are not for this one.
    unset CC CFLAGS CPPFLAGS LDFLAGS DESTDIR CMAKE_GENERATOR CMAKE_TOOLCHAIN_FILE CMAKE_BUILD_TYPE
    rm -rf -- "$new" "$prefix.old"
    mkdir -p -- "$new"
    : >"$log"

    # A copy, as the configuration is edited.
    cp -a -- "$source" "$new/source"
    cp -- "$config" "$new/source/include/mbedtls/mbedtls_user_config.h"
    printf '\n#include "mbedtls/mbedtls_user_config.h"\n' >>"$new/source/include/mbedtls/mbedtls_config.h"

    run_cmake -S "$new/source" -B "$new/build" "${generator[@]}" "${options[@]}" -DCMAKE_INSTALL_PREFIX="$prefix"
    run_cmake --build "$new/build" --parallel "$(nproc)"
    run_cmake --install "$new/build" --prefix "$new/prefix"
    # Headers keep the date of the source; programs built with earlier ones must notice the new.
    find "$new/prefix/include" -type f -exec touch {} +
    stamp >"$new/prefix/.stamp"

    [ ! -e "$prefix" ] || mv -T -- "$prefix" "$prefix.old"
    mv -T -- "$new/prefix" "$prefix"
    rm -rf -- "$new" "$prefix.old"
}

case "$#${1:-}" in
    0) want=prefix ;;
    1--source) want=source ;;
    *) die "usage: mbedtls.sh [--source]" ;;
esac

tools=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
cache=$(realpath -m -- "${QUATRIX_CACHE:-$tools/../../.cache}")
base=$cache/mbedtls-$series
source=$base/source
prefix=$base/host
log=$base/build.log
config=$tools/mbedtls_user_config.h

if [ "$want" = prefix ] && is_built; then
    echo "$prefix"
    exit 0
fi

[ -f "$source/.debian-source" ] || "$tools/debian_source.sh" mbedtls "$suite" "$source" >/dev/null
read -r _ version <"$source/.debian-source"
case $version in
    "$series".*) ;;
    *) die "$suite has mbedTLS $version, not $series" ;;
esac
if [ "$want" = source ]; then
    echo "$source"
    exit 0
fi

# One build at a time. A killed one leaves only *.new, which the next one removes.
install_build_tools
exec 8>"$base/lock"
flock --nonblock 8 || { say "waiting for another run"; flock 8; }
if ! is_built; then
    say "building mbedTLS $version"
    build
fi
echo "$prefix"
