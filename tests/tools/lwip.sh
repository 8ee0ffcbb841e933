#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# lwip.sh   print the folder of lwIP 2.2's untouched source, contrib/ included
#
# Fetched from Debian 13 when missing (debian_source.sh, one run at a time); it lives below
# QUATRIX_CACHE (.cache at the root of the project).
set -euo pipefail

suite=trixie
series=2.2

die() { echo "lwip.sh: $*" >&2; exit 1; }

[ $# -eq 0 ] || die "usage: lwip.sh"
tools=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
source=$(realpath -m -- "${QUATRIX_CACHE:-$tools/../../.cache}")/lwip-$series

[ -f "$source/.debian-source" ] || "$tools/debian_source.sh" lwip "$suite" "$source" >/dev/null
read -r _ version <"$source/.debian-source"
case $version in
    "$series".*) ;;
    *) die "$suite has lwIP $version, not $series" ;;
esac
echo "$source"
