#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# coverage.sh BUILD [CMAKE OPTION...]
#
# Build everything with gcov's counters in BUILD, run the C tests, and see which lines and branches of core/ and port/posix/
# none of them takes. Fails under 100 % of the lines or 98 % of the branches.
set -euo pipefail

[ $# -gt 0 ] || { echo "usage: coverage.sh BUILD [CMAKE OPTION...]" >&2; exit 2; }
build=$(realpath -m -- "$1")
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

# Without optimization each branch of the source is one of the program.
cmake -S . -B "$build" -G Ninja -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=None -DCMAKE_C_FLAGS="-O0 -g1" \
    -DQUATRIX_BUILD_EXAMPLES=OFF -DQUATRIX_INSTALL=OFF \
    -DCMAKE_PROJECT_quatrix_INCLUDE="$PWD/tests/coverage/counters.cmake" "${@:2}"
cmake --build "$build" -- --quiet
find "$build" -name '*.gcda' -delete

# The longest repeat what others do at each point of a call, and take no turn of their own; QUATRIX_EVIDENCE is for this
# script alone.
env -u QUATRIX_EVIDENCE ctest --test-dir "$build" --parallel "$(nproc)" --output-on-failure --exclude-regex \
    '^(test_composed|test_failures|test_points|fuzz_.*|test_json_.*)$'

gcovr --config tests/coverage/gcovr.cfg --root . --object-directory "$build" --json "$build/coverage.json" \
    "$build/CMakeFiles/quatrix.dir" "$build/port" "$build/tests/CMakeFiles" "$build/tests/tls/CMakeFiles"
/usr/bin/python3 tests/coverage/gate.py "$build/coverage.json"
