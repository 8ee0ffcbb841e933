#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# debian_apt.sh, to be sourced: apt with a configuration, lists and cache of its own, for another suite than the machine's.
# Whoever sources it sets suite, the name of the suite, and apt, the folder all of that lies in; keyring is set here.
# shellcheck disable=SC2154
keyring=/usr/share/keyrings/debian-archive-keyring.gpg # read by whoever sources this, too

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

# from_mirror TYPE COMMAND...: run apt-get COMMAND with an index of TYPE (deb, deb-src) from the first mirror it works with.
# What apt said is in $apt/log.
from_mirror() {
    local uri uris
    mapfile -t uris < <(mirrors)
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    write_apt_conf >"$apt/apt.conf"
    echo "mirrors in apt's sources: ${#uris[@]}; QUATRIX_DEBIAN_MIRROR may name another" >"$apt/log"
    for uri in "${uris[@]}"; do
        echo "$1 [signed-by=$keyring] $uri $suite main" >"$apt/sources.list"
        if LC_ALL=C apt-get -q -c "$apt/apt.conf" update >>"$apt/log" 2>&1 &&
            LC_ALL=C apt-get -q -c "$apt/apt.conf" "${@:2}" >>"$apt/log" 2>&1; then
            return 0
        fi
    done
    return 1
}
