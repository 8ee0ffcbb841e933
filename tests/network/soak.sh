#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# soak.sh [MINUTES [SEED]]    mixed calls on one client with faults for so long (30), and the counts in results.tsv
#
# As root, or where user namespaces are allowed. The exit status is 0 if nothing was unexpected.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
tests/tools/install.sh cmake ninja-build gcc libc6-dev libjsmn-dev libcmocka-dev python3 python3-aiohttp python3-qrcode openssl iproute2 nftables
mbedtls=$(tests/tools/mbedtls.sh)
mkdir -p build
cmake -S . -B build/soak -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_PREFIX_PATH="$mbedtls" >build/soak.log
cmake --build build/soak --target network_client -- --quiet
exec /usr/bin/python3 tests/network/soak.py --program "$PWD/build/soak/tests/network_client" --minutes "${1:-30}" --seed "${2:-1}" \
    --results tests/network/results.tsv
