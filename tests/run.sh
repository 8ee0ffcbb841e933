#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# run.sh                   install what is missing, build and run every test
# run.sh --only STAGE...   run these stages alone: lint gcc clang mbedtls228 coverage fuzz cross m3 device rtos network
#                          pytest evidence
#
# The last line is "N passed, N failed"; the exit status is 0 if nothing failed. A test that is
# skipped, crashes or is never built counts as failed. Builds are in build/run/, what the tools said
# in build/log/.
set -euo pipefail
shopt -s inherit_errexit
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
unset CC CFLAGS CPPFLAGS LDFLAGS DESTDIR CMAKE_GENERATOR CMAKE_TOOLCHAIN_FILE CMAKE_BUILD_TYPE CMOCKA_TEST_ABORT

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
root=$PWD
run=$root/build/run
logs=$root/build/log
python=/usr/bin/python3 # Debian's: its python3-... packages are not for another one
jobs=$(nproc)
all_stages=(lint gcc clang mbedtls228 coverage fuzz cross m3 device rtos network pytest evidence)

packages=(
    cmake ninja-build gcc g++ libc6-dev clang python3
    libjsmn-dev libcmocka-dev libmbedtls-dev
    clang-format clang-tidy cppcheck shellcheck valgrind libc6-dbg
    gcc-i686-linux-gnu libc6-dev-i386-cross gcc-arm-none-eabi libnewlib-arm-none-eabi
    gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf qemu-system-arm iproute2
    python3-pytest python3-kconfiglib python3-aiohttp python3-qrcode openssl ca-certificates zbar-tools
    curl nginx-light gnutls-bin nftables gcovr
)

# ---- helpers for the stages

# step NAME COMMAND...: a check that passes or fails as a whole. Sets $stage's result, prints nothing.
step() {
    local name=$1 verdict=pass
    shift
    "$@" >"$logs/$stage-$name.log" 2>&1 </dev/null || verdict=fail
    printf '%s\t%s\t%s\n' "$verdict" "$name" "$logs/$stage-$name.log" >>"$results/steps.tsv"
    [ "$verdict" = pass ]
}

configure() { cmake -S "$root" -B "$1" -G Ninja "${@:2}"; }

# C files that are ours: known to git, or about to be.
c_files() {
    if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git ls-files --cached --others --exclude-standard -- "$@"
    else
        find "$@" -type f
    fi | grep -E '\.[ch]$' | sort -u | while read -r file; do [ ! -f "$file" ] || echo "$file"; done
}

# c_tests FOLDER: all C tests of a build, with the XML of cmocka. Failures are told by the results it leaves, not by its
# status.
c_tests() {
    CMOCKA_MESSAGE_OUTPUT=XML ctest --test-dir "$1" --parallel "$jobs" --output-on-failure \
        --test-output-size-passed 1000000 --test-output-size-failed 1000000 --output-junit "$results/ctest.xml" >"$logs/$stage-test.log" 2>&1 </dev/null || true
    step tests-were-run test -s "$results/ctest.xml" || return 0
}

# build_and_test OPTION...: the whole project in build/run/STAGE, then all of its C tests.
build_and_test() {
    step configure configure "$run/$stage" "$@" || return 0
    step build cmake --build "$run/$stage" -- --quiet || return 0
    c_tests "$run/$stage"
}

# ---- lint

# Run clang-tidy on a file, unless it passed before with the same text, headers and configuration.
tidy() {
    local file=$1 key stamp
    stamp=$run/lint/tidy/${file//\//_}
    key=$(cat .clang-tidy "$file" "$run/lint/headers" "$run/lint/compile_commands.json" | sha256sum)
    [ "$(cat "$stamp" 2>/dev/null)" != "$key" ] || return 0
    clang-tidy --quiet -p "$run/lint" "$file" && echo "$key" >"$stamp"
}

tidy_all() {
    mkdir -p "$run/lint/tidy"
    c_files core port | grep '\.h$' | xargs cat >"$run/lint/headers"
    export run
    export -f tidy
    # Only what this machine compiles: a port for another platform is not in the database.
    local file files=()
    for file in $(c_files core port | grep '\.c$'); do
        ! grep -qF "\"$root/$file\"" "$run/lint/compile_commands.json" || files+=("$file")
    done
    [ ${#files[@]} -gt 0 ] || return
    printf '%s\n' "${files[@]}" | xargs -P "$jobs" -I FILE bash -c 'tidy FILE'
}

# gcc's analyzer over core and the ports this machine compiles: any warning is an error.
fanalyzer() {
    rm -rf -- "$run/fanalyzer" # or files that are gone would count
    configure "$run/fanalyzer" "${mbedtls[@]}" -DQUATRIX_TEST_LWIP="$lwip_source" -DCMAKE_C_COMPILER=gcc \
        -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS="-fanalyzer -Werror" || return
    cmake --build "$run/fanalyzer" --target quatrix quatrix_port_posix -- --quiet || return
    printf 'static/fanalyzer\t%s\n' "$(find "$run/fanalyzer" -name '*.c.o' | wc -l)" | tee -a "$QUATRIX_EVIDENCE"
}

stage_lint() {
    local files scripts
    mapfile -t files < <(c_files core port examples tests)
    step sources-were-found test ${#files[@]} -gt 0 || return 0
    step clang-format clang-format --dry-run -Werror "${files[@]}" || true
    mapfile -t scripts < <(find tests examples -name '*.sh' -type f | sort)
    step shellcheck shellcheck "${scripts[@]}" .ci/run || true

    rm -rf -- "$run/lint/misra" # what it keeps of a header goes by lines, which may have moved
    mkdir -p "$run/lint/cppcheck" "$run/lint/misra"
    mapfile -t files < <(c_files core/src port | grep '\.c$')
    # Tables reach members by their offset; declarations stand where a block begins; what a loop has moved on
    # is no longer known.
    step cppcheck cppcheck --quiet --std=c99 --language=c --enable=warning,style,performance,portability \
        --inline-suppr --error-exitcode=1 --suppress=missingIncludeSystem --suppress=unmatchedSuppression \
        --suppress=unusedStructMember --suppress=variableScope \
        --suppress=knownConditionTrueFalse --cppcheck-build-dir="$run/lint/cppcheck" -j "$jobs" \
        -I core/include -I core/src "${files[@]}" || true

    step misra "$python" tests/lint/misra.py --jobs "$jobs" --cache "$run/lint/misra" "${files[@]}" || true
    step fanalyzer fanalyzer || true

    step configure configure "$run/lint" "${mbedtls[@]}" -DCMAKE_C_COMPILER=clang -DQUATRIX_TEST_LWIP="$lwip_source" || return 0
    step clang-tidy tidy_all || true
}

# ---- C tests on this machine

stage_gcc() {
    build_and_test "${mbedtls[@]}" -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=Debug \
        -DQUATRIX_SANITIZE=address,undefined
}

# Valgrind 3.19 does not read the DWARF 5 that clang 14 writes by default.
stage_clang() {
    build_and_test "${mbedtls[@]}" -DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE=Release \
        -DCMAKE_C_FLAGS=-gdwarf-4 -DQUATRIX_TEST_VALGRIND=ON
}

stage_mbedtls228() {
    build_and_test -DQUATRIX_MBEDTLS=package -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=Release
}

stage_coverage() {
    step measured tests/coverage/coverage.sh "$run/coverage/build" "${mbedtls[@]}" || true
}

# ---- fuzzing, with the same few inputs every time; tests/fuzz/run.sh installs and builds what it takes

stage_fuzz() {
    local target
    for target in $(tests/fuzz/run.sh --list); do
        step "$target" tests/fuzz/run.sh --check "$target" || true
    done
}

# ---- 32-bit targets, warnings are errors

# cross NAME TARGETS SYSTEM COMPILER FLAGS [OPTION...]: compile, of mbedTLS only the headers matter, unless an option
# says how to build it.
cross() {
    local build=$run/cross/$1 from=("${@:6}") targets
    [ ${#from[@]} -gt 0 ] || from=(-DQUATRIX_MBEDTLS=package -DCMAKE_DISABLE_FIND_PACKAGE_MbedTLS=ON
        -DMBEDTLS_INCLUDE_DIR="$mbedtls_source/include"
        -DMBEDTLS_LIBRARY=none -DMBEDX509_LIBRARY=none -DMBEDCRYPTO_LIBRARY=none)
    read -ra targets <<<"$2"
    configure "$build" -DCMAKE_SYSTEM_NAME="$3" -DCMAKE_SYSTEM_PROCESSOR=other -DCMAKE_C_COMPILER="$4" \
        -DCMAKE_C_FLAGS="$5" -DCMAKE_BUILD_TYPE=MinSizeRel -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY \
        -DCMAKE_OPTIMIZE_DEPENDENCIES=ON "${from[@]}" \
        -DQUATRIX_LWIP_INCLUDE_DIRS="$root/tests/rtos/cross;$root/tests/rtos;$lwip_source/src/include" || return
    cmake --build "$build" --target "${targets[@]}" -- --quiet
}

# device NAME COMPILER FLAGS LINK: compile core, mbedTLS and the port for lwIP's sockets, and link every public function
# of core with mbedTLS.
device() {
    cross "$1" "every_call quatrix_port_lwip_socket" Generic "$2" "$3 -ffunction-sections -fdata-sections" \
        -DCMAKE_EXE_LINKER_FLAGS="$4" -DQUATRIX_MBEDTLS_SOURCE="$mbedtls_source" \
        -DMBEDTLS_CONFIG_FILE="$root/tests/cross/mbedtls_config.h" || return
    "${2%gcc}size" "$run/cross/$1/tests/cross/every_call"
}

# in_turn COMMAND...: in the background, as many at a time as there are processors.
in_turn() {
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done
    { "$@" || true; } &
}

stage_cross() {
    local sysroot name compiler code link
    sysroot=$(dirname "$(dirname "$(realpath "$(arm-none-eabi-gcc -print-file-name=libc.a)")")")
    while IFS='|' read -r name _ compiler code link; do
        in_turn step "$name-gcc" device "$name-gcc" "$compiler" "$code" "$link"
        [ "$compiler" = arm-none-eabi-gcc ] || continue
        in_turn step "$name-clang" cross "$name-clang" "quatrix quatrix_port_lwip_socket" Generic clang \
            "--target=arm-none-eabi $code -isystem $sysroot/include"
    done < <(sed '/^#/d; s/ *| */|/g' tests/cross/targets.txt)
    in_turn step x86-gcc cross x86-gcc "quatrix quatrix_port_posix" Linux i686-linux-gnu-gcc ""
    in_turn step x86-clang cross x86-clang "quatrix quatrix_port_posix" Linux clang "--target=i686-linux-gnu"
    wait
}

# ---- unit tests on a Cortex-M3 in QEMU

stage_m3() {
    step configure cmake -S tests/device_unit -B "$run/m3" -G Ninja -DQUATRIX_MBEDTLS_SOURCE="$mbedtls_source" || return 0
    step build cmake --build "$run/m3" -- --quiet || return 0
    c_tests "$run/m3"
}

# ---- lwIP with threads, over a TAP device in a network namespace

# ThreadSanitizer sees mbedTLS and lwIP as well.
build_for_threads() {
    step configure-threads configure "$run/rtos-tsan" -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=None \
        -DCMAKE_C_FLAGS="-O1 -g1 -fsanitize=thread" -DQUATRIX_TEST_LWIP="$lwip_source" \
        -DQUATRIX_MBEDTLS=source -DQUATRIX_MBEDTLS_SOURCE="$mbedtls_source" -DGEN_FILES=OFF \
        -DMBEDTLS_USER_CONFIG_FILE="$root/tests/rtos/mbedtls_threads.h" || return 0
    step build-threads cmake --build "$run/rtos-tsan" --target rtos_clients rtos_conformance_lwip_locking -- --quiet || true
}

stage_rtos() {
    step configure configure "$run/rtos" "${mbedtls[@]}" -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=Debug \
        -DQUATRIX_SANITIZE=address,undefined -DQUATRIX_TEST_LWIP="$lwip_source" || return 0
    step build cmake --build "$run/rtos" --target rtos -- --quiet || return 0
    build_for_threads # before the tests, which talk over a network and should not starve
    pytest_in tests/rtos
}

# ---- Python: stand-in server, end to end, architecture, sizes

# pytest_in FOLDER|FILE... What the tests are told: QUATRIX_BUILD the build with the programs, with sanitizers; QUATRIX_CLI
# one of them; QUATRIX_BUILD_228 a build with mbedTLS 2.28.
around=() # a command to run it by
pytest_in() {
    local folder name
    for folder in "$@"; do
        name=$(basename "$folder" .py)
        QUATRIX_BUILD=$run/gcc QUATRIX_BUILD_228=$run/mbedtls228 QUATRIX_CLI=$run/gcc/examples/cli/quatrix \
            QUATRIX_MBEDTLS_PREFIX=$mbedtls_prefix QUATRIX_MBEDTLS_SOURCE=$mbedtls_source \
            QUATRIX_LWIP_SOURCE=$lwip_source QUATRIX_RTOS_BUILD=$run/rtos QUATRIX_RTOS_TSAN=$run/rtos-tsan \
            "${around[@]}" "$python" -m pytest -q -p no:cacheprovider --junitxml="$results/pytest-$name.xml" "$folder" \
            >"$logs/pytest-$name.log" 2>&1 </dev/null || true
        step "$name-was-run" test -s "$results/pytest-$name.xml" || true
    done
}

# A client with mbedTLS 2.28, where the stage of that name was not run.
build_client_228() {
    [ -e "$run/mbedtls228/build.ninja" ] || configure "$run/mbedtls228" -DQUATRIX_MBEDTLS=package -DCMAKE_C_COMPILER=gcc \
        -DCMAKE_BUILD_TYPE=Release || return
    cmake --build "$run/mbedtls228" --target tls_matrix_client -- --quiet
}

# What the stage gcc builds, where it did not run.
build_programs() {
    if [ ! -e "$run/gcc/build.ninja" ]; then
        step configure configure "$run/gcc" "${mbedtls[@]}" -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=Debug \
            -DQUATRIX_SANITIZE=address,undefined || return
    fi
    step build cmake --build "$run/gcc" -- --quiet
}

stage_pytest() {
    build_programs || return 0
    step client-228 build_client_228 || return 0
    pytest_in tests/e2e & # waits more than it computes
    pytest_in tests/server tests/arch tests/size tests/http tests/json tests/tls_matrix
    wait
}

# ---- two networks with a cable between them

stage_network() {
    build_programs || return 0
    pytest_in tests/network/test_conditions.py & # they wait more than they compute
    pytest_in tests/network/test_losses.py tests/network/test_soak.py &
    pytest_in tests/network/test_relay.py &
    pytest_in tests/network/test_cable.py tests/network/test_restarts.py
    wait
}

# ---- the device: a Cortex-M3 in QEMU

# In a network namespace of its own, where loopback is all there is to reach.
in_own_net() {
    local options=(--net)
    [ "$(id -u)" -eq 0 ] || options+=(--map-root-user)
    unshare "${options[@]}" -- bash -c 'ip link set lo up && exec "$@"' in_own_net "$@"
}

stage_device() {
    local profile around=(in_own_net)
    for profile in small any-server; do
        step "build-$profile" examples/bare_metal/build.sh --tests "$profile" all || return 0
    done
    step build-dual examples/bare_metal/build.sh --tests "$root/tests/device/profiles/dual" conformance || return 0
    pytest_in tests/device/test_arena.py tests/device/test_provision.py & # compute most; the others wait most
    pytest_in tests/device/test_bad_input.py tests/device/test_list.py tests/device/test_port.py tests/device/test_secrets.py tests/device/test_tls_matrix.py
    wait
    pytest_in tests/device/test_image.py tests/device/test_speed.py
}

# ---- what the stages have counted is what the page says

stage_evidence() {
    # clang and mbedtls228 count what gcc does.
    step page "$python" tests/evidence/evidence.py --check lint gcc coverage fuzz device rtos network pytest || true
}

# ---- the run

# 1 is told from a failed test: nothing could be run at all.
give_up() {
    echo "run.sh: $*" >&2
    echo "0 passed, 1 failed"
    exit 1
}

run_stage() {
    local start=$SECONDS summary
    stage=$1
    results=$run/$stage/results
    rm -rf -- "$results" "$run/$stage/evidence.tsv"
    mkdir -p "$results"
    export QUATRIX_EVIDENCE=$run/$stage/evidence.tsv # what the tests count, for evidence/
    printf '%-11s' "$stage"
    "stage_$stage" >"$logs/$stage.log" 2>&1 || printf 'fail\tended-early\t%s\n' "$logs/$stage.log" >>"$results/steps.tsv"
    summary=$("$python" tests/sum.py "$results") || true
    printf '%-28s %4d s\n' "${summary##*$'\n'}" $((SECONDS - start))
    [ "${summary%$'\n'*}" = "$summary" ] || printf '%s\n' "${summary%$'\n'*}"
}

stages=("${all_stages[@]}")
if [ $# -gt 0 ]; then
    if [ "$1" != --only ] || [ $# -lt 2 ]; then
        give_up "usage: run.sh [--only STAGE...], stages: ${all_stages[*]}"
    fi
    stages=("${@:2}")
fi
for name in "${stages[@]}"; do
    declare -F "stage_$name" >/dev/null || give_up "no such stage: $name (there are: ${all_stages[*]})"
done

mkdir -p "$run" "$logs"
exec 7>"$run/lock"
flock --nonblock 7 || { echo "waiting for another run"; flock 7; }

tests/tools/install.sh "${packages[@]}" || give_up "could not install what the tests need"
mbedtls_prefix=$(tests/tools/mbedtls.sh) || give_up "could not build mbedTLS"
mbedtls_source=$(tests/tools/mbedtls.sh --source) || give_up "no source of mbedTLS"
lwip_source=$(tests/tools/lwip.sh) || give_up "no source of lwIP"
mbedtls=(-DCMAKE_PREFIX_PATH="$mbedtls_prefix")

folders=()
for name in "${stages[@]}"; do
    run_stage "$name"
    folders+=("$run/$name/results")
done
"$python" tests/sum.py --total "${folders[@]}"
