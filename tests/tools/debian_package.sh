#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# debian_package.sh PACKAGE SUITE DESTDIR
#
# Unpack a Debian package of another suite and all it depends on into DESTDIR, and print DESTDIR. Does nothing when
# DESTDIR is there already; remove it to fetch anew. DESTDIR/.debian-package then holds "PACKAGE VERSION".
#
# Nothing is installed: no script of a package runs, so this needs no root. A program in DESTDIR is started by the dynamic
# loader that lies there with it:
#   DESTDIR/usr/lib64/ld-linux-x86-64.so.2 --library-path DESTDIR/usr/lib:DESTDIR/usr/lib/x86_64-linux-gnu DESTDIR/usr/bin/PROGRAM
# Where the files come from, and why they can be trusted, is said in debian_source.sh.
set -euo pipefail

tools=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tools/debian_apt.sh
. "$tools/debian_apt.sh"

say() { echo "debian_package.sh: $*" >&2; }
die() { say "$@"; exit 1; }

[ $# -eq 3 ] || die "usage: debian_package.sh PACKAGE SUITE DESTDIR"
package=$1
suite=$2
dest=$(realpath -m -- "$3")
[[ $package =~ ^[a-z0-9][a-z0-9+.-]+$ ]] || die "not a package name: '$package'"
[[ $suite =~ ^[a-z0-9][a-z0-9./-]*$ ]] || die "not a suite: '$suite'"

if [ -f "$dest/.debian-package" ]; then
    echo "$dest"
    exit 0
fi
[ ! -e "$dest" ] || die "in the way, and not made by this script: $dest"

cache=$(realpath -m -- "${QUATRIX_CACHE:-$tools/../../.cache}")
apt=$cache/apt-$suite-binary
new=$dest.new

command -v apt-get >/dev/null || die "needs Debian: apt-get is not here"
[ -r "$keyring" ] || "$tools/install.sh" debian-archive-keyring

# One run at a time for each suite. A killed run leaves only *.new, which the next one removes.
mkdir -p "$apt/download" "$(dirname -- "$dest")"
exec 9>"$apt/lock"
flock --nonblock 9 || { say "waiting for another run"; flock 9; }
if [ ! -f "$dest/.debian-package" ]; then
    say "fetching $package from $suite, with what it depends on"
    rm -rf -- "$new" "$apt/cache/archives"
    mkdir -p -- "$new"
    # With no package installed as far as apt knows, it fetches them all.
    from_mirror deb install --download-only --yes --no-install-recommends -o Debug::NoLocking=true "$package" ||
        { tail -n 15 "$apt/log" | sed 's/^/    /' >&2; die "could not fetch $package from $suite"; }
    for deb in "$apt"/cache/archives/*.deb; do
        dpkg-deb --extract "$deb" "$new"
    done
    deb=("$apt/cache/archives/${package}_"*.deb)
    # shellcheck disable=SC2016 # the fields are dpkg's
    dpkg-deb --showformat '${Package} ${Version}\n' --show "${deb[0]}" >"$new/.debian-package"
    rm -rf -- "$apt/cache/archives"
    mv -T -- "$new" "$dest"
fi
echo "$dest"
