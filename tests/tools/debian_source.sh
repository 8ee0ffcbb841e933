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

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

say() { echo "debian_source.sh: $*" >&2; }
die() { say "$@"; exit 1; }

# "URI SUITE" for every enabled archive with a component "main" in one-line files (sources.list).
read_one_line_style() {
    [ $# -gt 0 ] || return 0
    awk '
        { sub(/#.*/, "") }
        $1 == "deb" || $1 == "deb-src" {
            sub(/^[ \t]*deb(-src)?[ \t]+/, "")
            sub(/^\[[^]]*\][ \t]*/, "") # options
            for (i = 3; i <= NF; i++) if ($i == "main") { print $1, $2; break }
        }' "$@"
}

# The same for stanzas (debian.sources).
read_deb822_style() {
    [ $# -gt 0 ] || return 0
    awk '
        function has(list, word) { return index(" " list " ", " " word " ") > 0 }
        function end_of_stanza(    i, j, u, s, uris, suites) {
            if ((has(field["types"], "deb") || has(field["types"], "deb-src")) && has(field["components"], "main") \
                && tolower(field["enabled"]) !~ /^ *(no|false|off|without|disable|0) *$/) {
                u = split(field["uris"], uris)
                s = split(field["suites"], suites)
                for (i = 1; i <= u; i++) for (j = 1; j <= s; j++) print uris[i], suites[j]
            }
            split("", field)
        }
        FNR == 1 { end_of_stanza() }
        /^#/ { next }
        /^[ \t]*$/ { end_of_stanza(); next }
        { gsub(/\t/, " ") }
        /^ / { field[name] = field[name] " " $0; next } # continuation
        { colon = index($0, ":"); name = tolower(substr($0, 1, colon - 1)); field[name] = substr($0, colon + 1) }
        END { end_of_stanza() }' "$@"
}

# Archives that may hold Debian itself, the likely one first. A foreign archive that uses the same
# suite name does no harm: it fails the signature check, and the next one is tried.
mirrors() {
    local dirs sourcelist='' sourceparts='' codename
    if [ -n "${QUATRIX_DEBIAN_MIRROR:-}" ]; then
        echo "$QUATRIX_DEBIAN_MIRROR"
        return
    fi
    dirs=$(apt-config shell sourcelist Dir::Etc::sourcelist/f sourceparts Dir::Etc::sourceparts/d)
    eval "$dirs"
    codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release | tr -d '"')
    shopt -s nullglob
    local one_line=("$sourceparts"/*.list) stanzas=("$sourceparts"/*.sources)
    [ ! -f "$sourcelist" ] || one_line=("$sourcelist" "${one_line[@]}")
    { read_one_line_style "${one_line[@]}"; read_deb822_style "${stanzas[@]}"; } |
        awk -v suites=" ${codename:-stable} $suite stable oldstable testing unstable sid " '
            $1 !~ /^cdrom:/ && index(suites, " " $2 " ") { sub(/\/+$/, "", $1); if (!seen[$1]++) print $1 }'
}

write_apt_conf() {
    cat <<CONF
Dir::State "$apt";
Dir::State::lists "$apt/lists/";
Dir::State::status "/dev/null";
Dir::Cache "$apt/cache";
Dir::Cache::archives "$apt/cache/archives/";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Default-Release "";
APT::Get::Only-Source "true";
APT::Get::AllowUnauthenticated "false";
APT::Update::Error-Mode "any";
Acquire::AllowInsecureRepositories "false";
Acquire::AllowWeakRepositories "false";
Acquire::AllowDowngradeToInsecureRepositories "false";
Acquire::Languages "none";
Acquire::Retries "3";
// Hooks of the machine (caches, notifiers) are not for a private index.
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
CONF
}

# Download PACKAGE from the first mirror that has it, into the current folder.
download() {
    local uri
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    write_apt_conf >"$apt/apt.conf"
    : >"$log"
    for uri in "$@"; do
        echo "deb-src [signed-by=$keyring] $uri $suite main" >"$apt/sources.list"
        if LC_ALL=C apt-get -q -c "$apt/apt.conf" update >>"$log" 2>&1 &&
            LC_ALL=C apt-get -q -c "$apt/apt.conf" source --download-only "$package" >>"$log" 2>&1; then
            return 0
        fi
    done
    return 1
}

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

tools=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
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
    mapfile -t uris < <(mirrors)
    [ ${#uris[@]} -gt 0 ] || die "found no Debian mirror in apt's sources; set QUATRIX_DEBIAN_MIRROR to the URI of one"
    say "fetching the source of $package from $suite"
    rm -rf -- "$new"
    mkdir -p -- "$new/download"
    # Run by root, apt downloads as this user where it can.
    [ "$(id -u)" -ne 0 ] || chown _apt "$new/download" 2>/dev/null || true
    cd -- "$new/download"
    download "${uris[@]}" || { show_log; die "could not fetch the source of $package from $suite"; }
    dsc=(*.dsc)
    dpkg-source --extract "${dsc[0]}" "$new/tree" >>"$log" 2>&1 || { show_log; die "could not unpack ${dsc[0]}"; }
    sed -n 's/^Version: //p' "${dsc[0]}" | head -n 1 | sed "s/^/$package /" >"$new/tree/.debian-source"
    cd /
    mv -T -- "$new/tree" "$dest"
    rm -rf -- "$new"
fi
echo "$dest"
