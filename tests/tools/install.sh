#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# install.sh PACKAGE...
#
# Make sure that Debian packages are installed. Silent and quick when they all are; otherwise
# installs the missing ones, without recommended packages, as root or through sudo.
# Everything it says goes to stderr, so a caller's stdout stays its own.
set -euo pipefail

die() { echo "install.sh: $*" >&2; exit 1; }

# Those of the named packages that are not fully installed, one a line.
missing_of() {
    local installed package
    # dpkg-query also complains about names it never heard of; those are simply missing.
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' -- "$@" 2>/dev/null || true)
    for package in "$@"; do
        grep -qxF "$package installed" <<<"$installed" || echo "$package"
    done
}

# All known to apt? An unknown name must not reach apt-get, which would take it for a pattern.
unknown_of() {
    local known package
    known=$(apt-cache show --no-all-versions -- "$@" 2>/dev/null | sed -n 's/^Package: //p' || true)
    for package in "$@"; do
        grep -qxF "$package" <<<"$known" || echo "$package"
    done
}

# The index files are absent, or nothing has touched them for a week.
lists_are_old() {
    local lists
    lists=$(apt-config shell dir Dir::State::lists/d)
    lists=${lists#dir=\'} lists=${lists%\'}
    [ -z "$(find "$lists" "$lists/partial" -maxdepth 0 -mtime -7 2>/dev/null)" ]
}

apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C \
        apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" >"$log" 2>&1 </dev/null
}

# The lock timeout above does not cover the index files: wait for them here.
update() {
    local tries
    updated=yes
    for ((tries = 0; tries < 60; tries++)); do
        apt update && return
        grep -q 'Could not get lock' "$log" || return
        sleep 5
    done
}

show_log() { tail -n 15 "$log" | sed 's/^/    /' >&2; }

[ $# -gt 0 ] || die "usage: install.sh PACKAGE..."
for name in "$@"; do
    [[ $name =~ ^[a-z0-9][a-z0-9+.-]+$ ]] || die "not a package name: '$name'"
done
command -v dpkg-query >/dev/null || die "needs Debian (dpkg-query is not here); install by hand: $*"

mapfile -t missing < <(missing_of "$@")
[ ${#missing[@]} -gt 0 ] || exit 0

command -v apt-get >/dev/null || die "apt-get is not here; install by hand: ${missing[*]}"
if [ "$(id -u)" -eq 0 ]; then
    as_root=()
elif command -v sudo >/dev/null; then
    as_root=(sudo)
else
    die "neither root nor sudo; run as root: apt-get install --no-install-recommends ${missing[*]}"
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
updated=no

echo "installing: ${missing[*]}" >&2
mapfile -t unknown < <(unknown_of "${missing[@]}")
if [ ${#unknown[@]} -gt 0 ] || lists_are_old; then
    # Not the end if it fails: an unrelated archive may be out of reach.
    update || { echo "install.sh: apt-get update reports:" >&2; show_log; }
    mapfile -t unknown < <(unknown_of "${missing[@]}")
    [ ${#unknown[@]} -eq 0 ] || die "no such package: ${unknown[*]}"
fi

add=(install -y --no-install-recommends "${missing[@]}")
if ! apt "${add[@]}"; then
    # Most often the index files name a version the mirror no longer has.
    if [ "$updated" = yes ] || ! update || ! apt "${add[@]}"; then
        show_log
        die "could not install: ${missing[*]}"
    fi
fi

mapfile -t missing < <(missing_of "${missing[@]}")
[ ${#missing[@]} -eq 0 ] || { show_log; die "still missing: ${missing[*]}"; }
