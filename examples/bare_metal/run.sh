#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# run.sh [small|any-server] [OPTION OF THE STAND-IN SERVER...]
#
# Installs what is missing, builds the device's image for a Cortex-M3 (profile small unless told), starts
# the stand-in server and the board in QEMU, and lets the device provision its account. Shows what it
# prints, then where its memory goes, and stops everything. Nothing but this machine is reached.
#
#     run.sh any-server --tls 1.3 --cert rsa
set -euo pipefail
shopt -s inherit_errexit
unset CC CFLAGS CPPFLAGS LDFLAGS DESTDIR CMAKE_GENERATOR CMAKE_TOOLCHAIN_FILE CMAKE_BUILD_TYPE

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
python=/usr/bin/python3 # Debian's: its python3-... packages are not for another one
address=10.0.2.100      # what the guest dials; QEMU hands it to forward.py

say() { echo "run.sh: $*"; }
die() { echo "run.sh: $*" >&2; exit 1; }

read_arguments() {
    profile=small
    case ${1:-} in
        -h | --help) sed -n '4,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
        -* | '') ;;
        *) profile=$1; shift ;;
    esac
    [ -d "$here/profiles/$profile" ] || die "no such profile: $profile"
    server_options=("$@")
    if [ $# -eq 0 ]; then
        case $profile in small) server_options=(--tls 1.2) ;; *) server_options=(--cert rsa) ;; esac
    fi
}

install_packages() {
    "$root/tests/tools/install.sh" gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm cmake ninja-build \
        libjsmn-dev zbar-tools python3 python3-aiohttp python3-qrcode python3-pil openssl ||
        die "could not install what is needed"
}

# The secrets of this run, for the server, the store and the operator.
prepare_store() {
    account() { "$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$temporary/accounts.json" "$1"; }
    account password >"$temporary/password"
    openssl rand -hex 12 >"$temporary/new_password"
    printf '%05d\n' $((RANDOM % 100000)) >"$temporary/pin"
    user=$(account email)
    "$python" "$here/store.py" "$temporary/store" --ca "$temporary/ca.pem" host=$address port=443 \
        network="10.0.2.15 255.255.255.0 10.0.2.2 10.0.2.3" clock=trusted email="$user" \
        password=@"$temporary/password" new_password=@"$temporary/new_password" pin=@"$temporary/pin"
}

clean_up() {
    local status=$?
    say "stopping"
    [ -z "${server:-}" ] || kill "$server" 2>/dev/null || true
    [ -z "${operator:-}" ] || kill "$operator" 2>/dev/null || true
    wait
    rm -rf -- "$temporary"
    exit "$status"
}

# start NAME COMMAND...: a helper in the background that prints "ready ..." once it is; sets answer.
start() {
    local log=$temporary/$1.log word=''
    exec 3< <(exec "${@:2}" 2>"$log")
    started=$!
    if ! read -r -t 60 word answer <&3 || [ "$word" != ready ]; then
        tail -n 25 "$log" >&2
        die "the $1 did not start"
    fi
}

read_arguments "$@"
install_packages
say "building the image ($profile)"
build=$("$here/build.sh" "$profile") || die "the build failed"

temporary=$(mktemp -d)
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
start server "$python" "$root/tests/server/standin.py" --dir "$temporary" --name $address "${server_options[@]}"
server=$started
port=${answer##* }
prepare_store
start operator "$python" "$here/operator_line.py" "$temporary/line" "$root/examples/provision/operator.sh"
operator=$started

say "the device provisions $user at $address (the stand-in server, ${server_options[*]})"
status=0
timeout 300 "$here/board/qemu.sh" "$build/provision.elf" -serial stdio \
    -chardev socket,id=operator,path="$temporary/line" -serial chardev:operator \
    -device loader,file="$temporary/store",addr=0x21000000,force-raw=on \
    -netdev user,id=net,restrict=on,guestfwd=tcp:$address:443-cmd:"$python -IS $here/forward.py $port" \
    -net nic,netdev=net,model=lan9118 </dev/null || status=$?
"$python" "$here/memory.py" "$build/provision.elf.map"
[ $status -eq 0 ] || die "the device failed ($status)"
