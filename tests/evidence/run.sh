#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# run.sh                 run all tests, then write the table of tests/README.md anew
# run.sh --slow MINUTES  the slow scripts before: MINUTES of each fuzz target, the soak, all proofs, 1000 mutants; for hours
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

if [ "${1:-}" = --slow ]; then
    tests/fuzz/run.sh "$2"
    tests/network/soak.sh
    tests/proof/run.sh
    tests/mutants/mutants.py --sample 1000
fi
tests/run.sh || true # the page may be what failed; a failed test leaves no count
exec /usr/bin/python3 tests/evidence/evidence.py --update lint gcc coverage fuzz device rtos network pytest
