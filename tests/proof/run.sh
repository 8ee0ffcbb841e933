#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# run.sh           all proofs
# run.sh NAME...   those of prove_NAME.c alone
#
# results.tsv then says what holds of the sources as they are.
#
# CBMC is fetched when it is not there (tools/debian_package.sh); the compiler's headers and jsmn are this machine's.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

tests/tools/install.sh gcc libc6-dev libjsmn-dev python3
cbmc=$(tests/tools/debian_package.sh cbmc trixie "${QUATRIX_CACHE:-.cache}/cbmc")
exec /usr/bin/python3 tests/proof/prove.py --cbmc "$cbmc" "$@"
