#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# run.sh [--json FILE] [--calls N] [--keep FOLDER] [--debug]
#
# Installs what is missing, builds the library and the bench programs (Release), starts a private
# nginx with a throw-away certificate, measures, prints a table in Markdown, and stops nginx.
#
#   --json FILE    all figures, more than the table shows
#   --calls N      warm calls that are measured (100); the figures are per call and hardly depend on it
#   --keep FOLDER  leave callgrind's files there, for callgrind_annotate
#   --debug        build RelWithDebInfo instead, in a folder of its own: for callgrind_annotate
set -euo pipefail
shopt -s inherit_errexit
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
unset CC CFLAGS CPPFLAGS LDFLAGS DESTDIR CMAKE_GENERATOR CMAKE_TOOLCHAIN_FILE CMAKE_BUILD_TYPE VALGRIND_OPTS

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
python=/usr/bin/python3
packages=(gcc libc6-dev libc6-dbg cmake ninja-build binutils libjsmn-dev valgrind strace nginx-light openssl python3)

say() { echo "run.sh: $*" >&2; }
die() { say "$@"; exit 1; }

read_arguments() {
    type=Release build=$root/build/bench/release options=()
    while [ $# -gt 0 ]; do
        case $1 in
            --json | --keep)
                [ $# -ge 2 ] || die "$1 needs a path"
                [ "$1" = --json ] || mkdir -p -- "$2"
                options+=("$1" "$(realpath -m -- "$2")")
                shift 2
                ;;
            --calls)
                [[ ${2:-} =~ ^[1-9][0-9]{0,5}$ ]] || die "--calls needs a number"
                options+=(--calls "$2")
                shift 2
                ;;
            --debug)
                type=RelWithDebInfo build=$root/build/bench/debug
                shift
                ;;
            *)
                sed -n '3,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
                exit 2
                ;;
        esac
    done
}

build_programs() {
    local prefix log=$build/build.log
    prefix=$("$root/tests/tools/mbedtls.sh") || die "could not build mbedTLS"
    mbedtls=$(sed -n 's/^#define MBEDTLS_VERSION_STRING  *"\(.*\)"/\1/p' "$prefix/include/mbedtls/build_info.h")
    mkdir -p "$build"
    {
        cmake -S "$here" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE="$type" -DCMAKE_C_COMPILER=gcc \
            -DCMAKE_PREFIX_PATH="$prefix" &&
            cmake --build "$build"
    } >"$log" 2>&1 || { tail -n 25 "$log" >&2; die "the build failed, see $log"; }
}

clean_up() {
    local status=$?
    if [ -n "${server:-}" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    [ -z "${temporary:-}" ] || rm -rf -- "$temporary"
    exit "$status"
}

# One process under this user, everything below $temporary, on loopback alone.
write_config() {
    cat >"$temporary/nginx.conf" <<CONF
daemon off;
master_process off;
pid $temporary/nginx.pid;
error_log $temporary/error.log warn;
events { worker_connections 64; }
http {
    access_log off;
    client_body_temp_path $temporary/body;
    proxy_temp_path $temporary/proxy;
    fastcgi_temp_path $temporary/fastcgi;
    uwsgi_temp_path $temporary/uwsgi;
    scgi_temp_path $temporary/scgi;
    keepalive_requests 10000000;
    keepalive_timeout 600s;
    client_header_timeout 600s;
    send_timeout 600s;
    server {
        listen 127.0.0.1:$port ssl;
        server_name localhost;
        ssl_certificate $temporary/server.pem;
        ssl_certificate_key $temporary/server.key;
        ssl_protocols TLSv1.2;
        ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256;
        ssl_ecdh_curve prime256v1;
        ssl_session_tickets off;
        location = /api/1.0/profile {
            default_type application/json;
            alias $temporary/profile.json;
        }
        location / { return 404; }
    }
}
CONF
}

free_port() { "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

is_listening() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

# Somebody else may take the port before nginx does: then another one is tried.
start_server() {
    local attempt tick
    "$python" "$here/document.py" >"$temporary/profile.json"
    for ((attempt = 0; attempt < 5; attempt++)); do
        port=$(free_port)
        write_config
        nginx -p "$temporary" -c "$temporary/nginx.conf" 2>"$temporary/nginx.log" &
        server=$!
        for ((tick = 0; tick < 100; tick++)); do
            kill -0 "$server" 2>/dev/null || break
            ! is_listening || return 0
            sleep 0.1
        done
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
        server=
    done
    cat "$temporary/nginx.log" "$temporary/error.log" >&2 || true
    die "nginx did not start"
}

read_arguments "$@"
"$root/tests/tools/install.sh" "${packages[@]}" || die "could not install what is needed"
PATH=$PATH:/usr/sbin:/sbin # nginx, for those who are not root
build_programs
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
temporary=$(mktemp -d)
"$here/certificates.sh" "$temporary" || die "could not make certificates"
start_server
"$python" "$here/measure.py" --build "$build" --port "$port" --ca "$temporary/ca.pem" --temporary "$temporary" \
    --mbedtls "$mbedtls" "${options[@]}"
