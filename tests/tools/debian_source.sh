#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# debian_source.sh PACKAGE SUITE DESTDIR
#
# Unpack the source of a Debian package of another suite into DESTDIR, and print DESTDIR.
# Does nothing when DESTDIR is there already; remove it to fetch anew. DESTDIR/.debian-source
# then holds "PACKAGE VERSION".
#
# apt works with its own configuration, lists and cache below QUATRIX_CACHE (.cache at the root of
# the project), so neither root nor any change to the machine's apt is needed. The files come from
# the mirror this machine uses anyway; QUATRIX_DEBIAN_MIRROR names another one.
#
# Trust: apt checks the suite's signature against Debian's archive keyring, and through it the hash
# of every file. dpkg-source checks the hashes in the .dsc once more. The maintainer's signature on
# the .dsc is not needed for that, and cannot be checked without the debian-keyring package.
set -euo pipefail

tools=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tools/debian_apt.sh
. "$tools/debian_apt.sh"

say() { echo "debian_source.sh: $*" >&2; }
die() { say "$@"; exit 1; }

show_log() { tail -n 15 "$log" | sed 's/^/    /' >&2; }

[ $# -eq 3 ] || die "usage: debian_source.sh PACKAGE SUITE DESTDIR"
package=$1
suite=$2
dest=$(realpath -m -- "$3")
[[ $package =~ ^[a-z0-9][a-z0-9+.-]+$ ]] || die "not a package name: '$package'"
[[ $suite =~ ^[a-z0-9][a-z0-9./-]*$ ]] || die "not a suite: '$suite'"

# Renamed into place only when complete.
if [ -f "$dest/.debian-source" ]; then
    echo "$dest"
    exit 0
fi
[ ! -e "$dest" ] || die "in the way, and not made by this script: $dest"

cache=$(realpath -m -- "${QUATRIX_CACHE:-$tools/../../.cache}")
apt=$cache/apt-$suite
log=$apt/log
new=$dest.new

command -v apt-get >/dev/null || die "needs Debian: apt-get is not here"
[ -r "$keyring" ] || "$tools/install.sh" debian-archive-keyring
command -v dpkg-source >/dev/null || "$tools/install.sh" dpkg-dev

# One run at a time for each suite. A killed run leaves only *.new, which the next one removes.
mkdir -p "$apt" "$(dirname -- "$dest")"
exec 9>"$apt/lock"
flock --nonblock 9 || { say "waiting for another run"; flock 9; }
if [ ! -f "$dest/.debian-source" ]; then
    say "fetching the source of $package from $suite"
    rm -rf -- "$new"
    mkdir -p -- "$new/download"
    # Run by root, apt downloads as this user where it can.
    [ "$(id -u)" -ne 0 ] || chown _apt "$new/download" 2>/dev/null || true
    cd -- "$new/download"
    from_mirror deb-src source --download-only "$package" || { show_log; die "could not fetch the source of $package from $suite"; }
    dsc=(*.dsc)
    dpkg-source --extract "${dsc[0]}" "$new/tree" >>"$log" 2>&1 || { show_log; die "could not unpack ${dsc[0]}"; }
    sed -n 's/^Version: //p' "${dsc[0]}" | head -n 1 | sed "s/^/$package /" >"$new/tree/.debian-source"
    cd /
    mv -T -- "$new/tree" "$dest"
    rm -rf -- "$new"
fi
echo "$dest"
