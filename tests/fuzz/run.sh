#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# run.sh [--afl] MINUTES [TARGET...]  fuzz each target for so long, as many at a time as there are processors ($JOBS);
#                                     keep what covers more in corpus/, add up in results.tsv
# run.sh --check [TARGET...]          the same few inputs every time, from corpus/; changes nothing
# run.sh --list                       the targets
#
# By libFuzzer, or AFL++. Builds, finds and what does not fit corpus/ are in build/fuzz/. The exit status is 0 if
# nothing was found; what was is named, and stays in build/fuzz/finds/.
set -euo pipefail
shopt -s inherit_errexit nullglob
export LC_ALL=C.UTF-8
unset CC CFLAGS LDFLAGS ASAN_OPTIONS UBSAN_OPTIONS

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
root=$PWD
here=$root/tests/fuzz
work=$root/build/fuzz
python=/usr/bin/python3

die() { echo "run.sh: $*" >&2; exit 1; }

targets() { (cd "$here" && printf '%s\n' fuzz_*.c | sed 's/^fuzz_//; s/\.c$//'); }

# build ENGINE COMPILER FLAGS: all targets in build/fuzz/ENGINE.
build() {
    local prefix
    "$root/tests/tools/install.sh" cmake ninja-build clang libclang-rt-14-dev libjsmn-dev libcmocka-dev python3
    [ "$1" = libfuzzer ] || "$root/tests/tools/install.sh" afl++
    prefix=$("$root/tests/tools/mbedtls.sh")
    mkdir -p "$work/finds" "$work/log"
    if ! { cmake -S "$root" -B "$work/$1" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$2" -DCMAKE_BUILD_TYPE=None \
        -DCMAKE_C_FLAGS="-O1 -g $3" -DQUATRIX_SANITIZE=address,undefined -DQUATRIX_FUZZ_ENGINE=-fsanitize=fuzzer \
        -DQUATRIX_BUILD_EXAMPLES=OFF &&
        cmake --build "$work/$1" --target fuzz -- --quiet; } >"$work/log/build-$1" 2>&1; then
        tail -n 30 "$work/log/build-$1" >&2
        die "could not build"
    fi
}

dictionary() {
    case $1 in
    head | body | call | state) echo "$here/http.dict" ;;
    scan | decode | value) echo "$here/json.dict" ;;
    esac
}

# libfuzzer TARGET LOG OPTION... CORPUS...
libfuzzer() {
    local dict target=$1 log=$2
    dict=$(dictionary "$target")
    ASAN_OPTIONS=quarantine_size_mb=16 "$work/libfuzzer/tests/fuzz/fuzz_$target" -timeout=20 -rss_limit_mb=1024 -max_len=2048 \
        ${dict:+"-dict=$dict"} -artifact_prefix="$work/finds/$target-" -print_final_stats=1 "${@:3}" >"$log" 2>&1
}

# CPU minutes of a command, into the file of that name.
timed() {
    local out=$1 TIMEFORMAT='%U %S' status=0
    { time "${@:2}" 2>&3 || status=$?; } 3>&2 2>"$out.time"
    awk '{ printf "%.2f\n", ($1 + $2) / 60 }' "$out.time" >"$out"
    rm "$out.time"
    return $status
}

# ---- long runs

by_libfuzzer() {
    local target=$1 log=$work/log/$1 status=0
    mkdir -p "$work/corpus/$target"
    timed "$log.minutes" libfuzzer "$target" "$log" -max_total_time=$((60 * minutes)) \
        "$work/corpus/$target" "$here/corpus/$target" || status=$?
    sed -n 's/^stat::number_of_executed_units: *//p' "$log" >"$log.executions"
    return $status
}

afl() {
    local dict target=$1
    dict=$(dictionary "$target")
    AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1 \
        afl-fuzz -V $((60 * minutes)) -m none -t 5000+ -i "$here/corpus/$target" -o "$work/afl-out/$target" \
        ${dict:+-x "$dict"} -- "$work/afl/tests/fuzz/fuzz_$target" >"$work/log/afl-$target" 2>&1
}

by_afl() {
    local target=$1 log=$work/log/afl-$1 out=$work/afl-out/$1/default status=0 file
    rm -rf "$work/afl-out/$target"
    mkdir -p "$work/afl-out" "$work/corpus/$target"
    timed "$log.minutes" afl "$target" || status=$?
    sed -n 's/^execs_done *: *//p' "$out/fuzzer_stats" >"$log.executions"
    for file in "$out"/queue/id*; do cp "$file" "$work/corpus/$target/$(sha1sum <"$file" | cut -c 1-40)"; done
    for file in "$out"/crashes/id* "$out"/hangs/id*; do
        cp "$file" "$work/finds/$target-afl-$(sha1sum <"$file" | cut -c 1-40)"
        status=1
    done
    return $status
}

# The smallest inputs that reach what is reached, beside those of seeds.py: at most 40, of at most 512 bytes.
keep_corpus() {
    local target=$1 corpus=$here/corpus/$1 new=$work/merged/$1 seeds=$work/seeds/$1
    rm -rf "$new" "$seeds"
    mkdir -p "$new" "$seeds"
    find "$corpus" -type f -regextype posix-extended ! -regex '.*/[0-9a-f]{40}' -exec cp {} "$seeds" \;
    libfuzzer "$target" "$work/log/merge-$target" -merge=1 -use_counters=0 -max_len=512 "$new" "$seeds" "$corpus" "$work/corpus/$target"
    find "$corpus" -type f -regextype posix-extended -regex '.*/[0-9a-f]{40}' -delete
    # Those of the seeds are there by their names.
    (cd "$seeds" && sha1sum -- * | cut -c 1-40) | while read -r name; do rm -f "$new/$name"; done
    find "$new" -type f -printf '%s %p\n' | sort -n | sed -n 1,40p | while read -r _ file; do cp "$file" "$corpus/"; done
}

fuzz_all() {
    local engine=$1 target log failed=0
    shift
    for target in "$@"; do
        while [ "$(jobs -rp | wc -l)" -ge "${JOBS:-$(nproc)}" ]; do wait -n || true; done
        { "by_$engine" "$target" && echo "$target: nothing found" || echo "$target: FOUND SOMETHING, see build/fuzz/log/"; } &
    done
    wait
    for target in "$@"; do
        log=$work/log/$target
        [ "$engine" = libfuzzer ] || log=$work/log/afl-$target
        "$python" "$here/results.py" "$engine" "$target" "$(cat "$log.executions")" "$(cat "$log.minutes")"
        keep_corpus "$target"
    done
    find "$work/finds" -type f | grep . && failed=1
    return $failed
}

# ---- the short run

runs() {
    case $1 in
    ticket) echo 2000 ;;
    call | decode | base64 | state | transfer) echo 8000 ;;
    *) echo 25000 ;;
    esac
}

check() {
    local target
    for target in "$@"; do
        rm -rf "$work/check/$target"
        mkdir -p "$work/check/$target"
        libfuzzer "$target" "$work/log/check-$target" -seed=1 -runs="$(runs "$target")" "$work/check/$target" "$here/corpus/$target" ||
            { tail -n 60 "$work/log/check-$target" >&2; die "$target"; }
    done
}

engine=libfuzzer
mode=long
case ${1:-} in
--list) targets; exit ;;
--check) mode=check; shift ;;
--afl) engine=afl; shift ;;
esac
if [ "$mode" = long ]; then
    [[ ${1:-} =~ ^[1-9][0-9]*$ ]] || die "usage: run.sh [--afl] MINUTES [TARGET...] | --check [TARGET...] | --list"
    minutes=$1
    shift
fi
names=("$@")
[ $# -gt 0 ] || mapfile -t names < <(targets)
for name in "${names[@]}"; do targets | grep -qxF -- "$name" || die "no such target: $name"; done

build libfuzzer clang -fsanitize=fuzzer-no-link
if [ "$mode" = check ]; then
    check "${names[@]}"
else
    [ "$engine" = libfuzzer ] || build afl afl-clang-fast ""
    fuzz_all "$engine" "${names[@]}"
fi
