#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# qemu.sh PROGRAM.elf [QEMU OPTION...]
#
# Run a program on the emulated board: the console is stdout, the exit status the program's. Without
# options for it there is no network. Needs qemu-system-arm.
set -euo pipefail

[ $# -ge 1 ] || { sed -n '4,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
options=("${@:2}")
case " ${options[*]} " in *" -serial "*) ;; *) options+=(-serial stdio) ;; esac
case " ${options[*]} " in *" -nic "* | *" -netdev "*) ;; *) options+=(-nic none) ;; esac
exec qemu-system-arm -machine mps2-an385 -display none -monitor none \
    -semihosting-config enable=on,target=native "${options[@]}" -kernel "$1"
