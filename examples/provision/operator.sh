#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# operator.sh IMAGE SECRET_FILE
#
# The operator of the demonstration: scans the QR code as a phone would, and writes the secret in it
# (base32) to SECRET_FILE, for its owner alone. Needs zbarimg (Debian: zbar-tools).
set -euo pipefail

die() { echo "operator.sh: $*" >&2; exit 1; }

[ $# -eq 2 ] || die "usage: operator.sh IMAGE SECRET_FILE"
command -v zbarimg >/dev/null || die "zbarimg is not here; install zbar-tools"

# otpauth://totp/ISSUER:EMAIL?secret=BASE32&issuer=...
uri=$(zbarimg --quiet --raw -- "$1" 2>/dev/null) || die "$1: no QR code was found"
[[ $uri =~ ^otpauth://totp/ ]] || die "$1: the QR code is for something else than one-time codes"
[[ $uri =~ [?\&]secret=([A-Za-z2-7]+)(=|%3[Dd]|&|$) ]] || die "$1: the QR code holds no secret"

# A file beside, which then takes its place: whoever reads it finds all or nothing.
umask 077
printf '%s\n' "${BASH_REMATCH[1]}" >"$2.part"
mv -f -- "$2.part" "$2"
