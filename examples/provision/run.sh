#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# run.sh [--twice] [--ask] [-- OPTION...]
#
# Installs what is missing, builds, starts the stand-in server, provisions an account on it as a
# device does at first boot, and stops the server. OPTIONs go to the program (--name TEXT, ...).
#
#   --twice   once more afterwards: nothing is left to change then but the second factors
#   --ask     ask at the terminal for the 2FA secret, instead of letting operator.sh scan it
#
# With QUATRIX_HOST it runs against that host instead, for QUATRIX_USER with QUATRIX_PASSWORD or
# QUATRIX_PASSWORD_FILE. What the device stores is kept then, since the account depends on it:
# in QUATRIX_STORE, by default ~/.local/state/quatrix-provision/HOST/USER.
set -euo pipefail
shopt -s inherit_errexit
unset CC CFLAGS CPPFLAGS LDFLAGS DESTDIR CMAKE_GENERATOR CMAKE_TOOLCHAIN_FILE CMAKE_BUILD_TYPE

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
build=$root/build/demo
python=/usr/bin/python3 # Debian's: its python3-... packages are not for another one

say() { echo "run.sh: $*"; }
die() { echo "run.sh: $*" >&2; exit 1; }

read_arguments() {
    twice=no operator=(--operator "$here/operator.sh") options=()
    while [ $# -gt 0 ]; do
        case $1 in
            --twice) twice=yes ;;
            --ask) operator=() ;;
            --) options=("${@:2}"); return ;;
            *) sed -n '3,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
        esac
        shift
    done
}

install_packages() {
    local packages=(gcc libc6-dev cmake ninja-build libjsmn-dev zbar-tools)
    if [ -n "${QUATRIX_HOST:-}" ]; then
        packages+=(ca-certificates)
    else
        packages+=(python3 python3-aiohttp python3-qrcode python3-pil openssl)
    fi
    "$root/tests/tools/install.sh" "${packages[@]}" || die "could not install what is needed"
}

build_program() {
    local prefix log=$build/build.log
    prefix=$("$root/tests/tools/mbedtls.sh") || die "could not build mbedTLS"
    mkdir -p "$build"
    say "building"
    {
        cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$prefix" \
            -DQUATRIX_BUILD_TESTS=OFF &&
            cmake --build "$build" --target quatrix_provision
    } >"$log" 2>&1 || { tail -n 25 "$log" >&2; die "the build failed, see $log"; }
    program=$build/examples/provision/provision
}

clean_up() {
    local status=$?
    if [ -n "${server:-}" ]; then
        say "stopping the stand-in server"
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    [ -z "${temporary:-}" ] || rm -rf -- "$temporary"
    exit "$status"
}

# A member of the server's accounts.json
account() { "$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$temporary/accounts.json" "$1"; }

# Sets what the program wants to know of the server.
start_server() {
    local word log
    temporary=$(mktemp -d)
    log=$temporary/server.log
    say "starting the stand-in server"
    exec 3< <(exec "$python" "$root/tests/server/standin.py" --dir "$temporary" 2>"$log")
    server=$!
    if ! read -r -t 60 word QUATRIX_HOST QUATRIX_PORT <&3 || [ "$word" != ready ]; then
        tail -n 25 "$log" >&2
        die "the stand-in server did not start"
    fi
    QUATRIX_USER=$(account email)
    QUATRIX_CA=$temporary/ca.pem
    QUATRIX_STORE=$temporary/store
    # Secrets in files: the command line and the environment can be seen by others.
    QUATRIX_PASSWORD_FILE=$temporary/password
    QUATRIX_NEW_PASSWORD_FILE=$temporary/new_password
    QUATRIX_PIN_FILE=$temporary/pin
    account password >"$QUATRIX_PASSWORD_FILE"
    openssl rand -hex 12 >"$QUATRIX_NEW_PASSWORD_FILE"
    printf '%05d\n' $((RANDOM % 100000)) >"$QUATRIX_PIN_FILE"
    unset QUATRIX_PASSWORD QUATRIX_NEW_PASSWORD QUATRIX_PIN
    export QUATRIX_HOST QUATRIX_PORT QUATRIX_CA QUATRIX_USER QUATRIX_PASSWORD_FILE QUATRIX_NEW_PASSWORD_FILE \
        QUATRIX_PIN_FILE
    [ ${#options[@]} -gt 0 ] || options=(--name "Pump 7" --language de_DE --signature "Field station North, pump 7")
}

use_host() {
    [ -n "${QUATRIX_USER:-}" ] || die "QUATRIX_HOST is set, but QUATRIX_USER is not"
    QUATRIX_STORE=${QUATRIX_STORE:-${XDG_STATE_HOME:-$HOME/.local/state}/quatrix-provision/$QUATRIX_HOST/$QUATRIX_USER}
    (umask 077 && mkdir -p -- "$QUATRIX_STORE")
}

provision() {
    say "provisioning $QUATRIX_USER at $QUATRIX_HOST:${QUATRIX_PORT:-443}"
    "$program" --store "$QUATRIX_STORE" "${operator[@]}" "${options[@]}"
}

read_arguments "$@"
install_packages
build_program
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
if [ -n "${QUATRIX_HOST:-}" ]; then
    use_host
    say "what the device stores is kept in $QUATRIX_STORE"
else
    start_server
fi
provision
if [ "$twice" = yes ]; then
    say "once more"
    provision
fi
