#!/usr/bin/env bash
# Measures what phones care about, in an optimised build, and fails where a budget is exceeded.
#
#   scripts/bench.sh             all of it
#   scripts/bench.sh size        the stripped library for x86_64, without and with the in-app wallet
#   scripts/bench.sh background  memory and time of a fresh process that is woken for one knock
#   scripts/bench.sh protocol    sealing, opening and bytes beside NIP-17 and the bare curve: docs/BENCHMARKS.md
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# shellcheck source=/dev/null
source scripts/lib/small.sh
# Relocations take a byte or less each; Android's linker has its own form of it (build-android.sh).
export RUSTFLAGS="${RUSTFLAGS:-} -C link-arg=-Wl,-z,pack-relative-relocs"

SIZE_MB=8
SIZE_WITH_WALLET_MB=20

failed=0

# size_of TITLE BUDGET FEATURES…
size_of() {
    local title=$1 budget=$2 bytes
    shift 2
    cargo rustc --locked --quiet --package knock-ffi --lib --crate-type cdylib --profile phone --features "$@"
    bytes=$(stat -c %s target/phone/libknock_ffi.so)
    printf 'library, %-20s %5s MB of %s MB\n' "$title:" "$(awk -v b="$bytes" 'BEGIN { printf "%.2f", b / 1e6 }')" "$budget"
    if ((bytes > budget * 1000000)); then failed=1; fi
}

bench_size() {
    size_of "linked wallets only" "$SIZE_MB" small
    if grep -q '^wallet-ldk' uniffi/Cargo.toml; then
        size_of "with in-app wallet" "$SIZE_WITH_WALLET_MB" small,wallet-ldk
    fi
}

bench_background() {
    cargo run --locked --quiet --profile phone --package knock-ffi --features small --example woken || failed=1
}

# Instructions of one call, by valgrind: the same on every run, however busy the machine. Two counts are taken and
# the difference divided, so that the program's start is not in them.
instructions() {
    local work
    count() {
        valgrind --tool=callgrind --callgrind-out-file=/dev/null "$1" count "$2" "$3" 2>&1 |
            sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
    }
    printf '## Instructions\n\n| what | thousands of instructions |\n|---|---:|\n'
    for work in seal seal-limit nip17-send open open-limit nip17-receive; do
        printf '| %s | %s |\n' "$work" $((($(count "$1" "$work" 41) - $(count "$1" "$work" 1)) / 40000))
    done
    printf '\n'
}

bench_protocol() {
    local bench=tests/benches/target/release/knock-bench report
    cargo build --quiet --release --manifest-path tests/benches/Cargo.toml
    report=$(mktemp)
    {
        cat tests/benches/head.md
        printf 'Machine: %s, %s cores; %s; %s.\n\n' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)" \
            "$(nproc)" "$(uname -sr)" "$(rustc --version)"
        "$bench" crypto
        if command -v valgrind >/dev/null; then instructions "$bench"; fi
        "$bench" wire
    } >"$report"
    mv "$report" docs/BENCHMARKS.md
}

(($#)) || set -- size background protocol
for part in "$@"; do
    case $part in
    size) bench_size ;;
    background) bench_background ;;
    protocol) bench_protocol ;;
    *) echo "no such part: $part" >&2; exit 2 ;;
    esac
done
((failed == 0))
