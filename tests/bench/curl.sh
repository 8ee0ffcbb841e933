#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# curl.sh: print the install prefix of a static libcurl over the mbedTLS of tests/tools/mbedtls.sh; what is missing is
# made first. Debian's package has no build over mbedTLS, so it is made of Debian 12's source: HTTP alone, without
# compression and threads, which is the least it can do and in its favour here.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
cache=$(realpath -m -- "${QUATRIX_CACHE:-$root/.cache}")/curl
log=$cache/build.log
options=(
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS=-g -DBUILD_SHARED_LIBS=OFF -DBUILD_CURL_EXE=OFF -DBUILD_TESTING=OFF
    -DCURL_USE_MBEDTLS=ON -DCURL_USE_OPENSSL=OFF -DHTTP_ONLY=ON -DENABLE_THREADED_RESOLVER=OFF -DENABLE_MANUAL=OFF
    -DCURL_ZLIB=OFF -DCURL_BROTLI=OFF -DCURL_ZSTD=OFF -DCURL_USE_LIBSSH2=OFF -DUSE_LIBIDN2=OFF -DUSE_NGHTTP2=OFF
)

source=$("$root/tests/tools/debian_source.sh" curl bookworm "$cache/source")
mbedtls=$("$root/tests/tools/mbedtls.sh")
stamp="$(cat "$source/.debian-source"), $(cat "$mbedtls/.stamp"), ${options[*]}"
found=
read -r found 2>/dev/null <"$cache/host/.stamp" || true
if [ "$found" != "$stamp" ]; then
    echo "curl.sh: building libcurl" >&2
    rm -rf -- "$cache/build" "$cache/host"
    {
        cmake -S "$source" -B "$cache/build" -G Ninja "${options[@]}" -DMBEDTLS_INCLUDE_DIRS="$mbedtls/include" \
            -DMBEDTLS_LIBRARY="$mbedtls/lib/libmbedtls.a" -DMBEDX509_LIBRARY="$mbedtls/lib/libmbedx509.a" \
            -DMBEDCRYPTO_LIBRARY="$mbedtls/lib/libmbedcrypto.a" -DCMAKE_INSTALL_PREFIX="$cache/host" \
            -DCMAKE_INSTALL_LIBDIR=lib &&
            cmake --build "$cache/build" && cmake --install "$cache/build"
    } >"$log" 2>&1 || { tail -n 25 "$log" >&2; echo "curl.sh: see $log" >&2; exit 1; }
    echo "$stamp" >"$cache/host/.stamp"
fi
echo "$cache/host"
