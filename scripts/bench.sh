#!/usr/bin/env bash
# Measures Knock beside its peers and limits, in optimised builds, and writes docs/BENCHMARKS.md.
#
#   scripts/bench.sh               everything: a quarter of an hour, and the builds before it
#   scripts/bench.sh crypto wire   some areas; the others stay on the page as they were last measured here
#   scripts/bench.sh build         how long a build from clean takes: only when asked for, since it takes so long
#
# Areas: crypto instructions wire loopback catch-up store home growth background blastr idle size, and build
#
# Goes on with the next area where one fails, and tells which one it is at. Fails in the end where an area could not be measured, or where size or background is over its budget.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

AREAS=(crypto instructions wire loopback catch-up store home growth background blastr idle size)
# On the page as well, once they were asked for.
ASKED_FOR=(build)
SIZE_MB=8
SIZE_WITH_WALLET_MB=20
# Longest time for one area, seconds: a bench that hangs must not hang the page.
LIMIT=900

bench=tests/benches/target/release/knock-bench
kept=target/bench
failed=0

# Instructions of one call, by valgrind: the same on every run, however busy the machine. Two counts are taken and
# the difference divided, so that the program's start is not in them.
area_instructions() {
    local work
    if ! command -v valgrind >/dev/null; then
        printf '## Instructions\n\nNot counted: valgrind is not installed.\n\n'
        return
    fi
    count() {
        valgrind --tool=callgrind --callgrind-out-file=/dev/null "$bench" count "$1" "$2" 2>&1 |
            sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
    }
    printf '## Instructions\n\n| what | thousands of instructions |\n|---|---:|\n'
    for work in seal seal-limit nip17-send open open-limit nip17-receive; do
        printf '| %s | %s |\n' "$work" $((($(count "$work" 41) - $(count "$work" 1)) / 40000))
    done
    printf '\n'
}

# As the builds for phones are made; in a subshell, since it changes what the compilers are told.
as_for_phones() {
    # shellcheck source=/dev/null
    source scripts/lib/small.sh
    # Relocations take a byte or less each; Android's linker has its own form of it (build-android.sh).
    export RUSTFLAGS="${RUSTFLAGS:-} -C link-arg=-Wl,-z,pack-relative-relocs"
}

# The process that a phone wakes for one knock, through the bindings.
area_background() {
    local over=0
    as_for_phones
    printf '## Background entry, through the bindings\n\n'
    cargo run --locked --quiet --profile phone --package knock-ffi --features small --example woken |
        sed 's/^/- /' || over=1
    printf '\n'
    ((over == 0))
}

# weight_of LIBRARY: what weighs most, by crate as its symbols say; what has no Rust name is C.
weight_of() {
    nm --print-size --radix=d --demangle=rust "$1" | awk '
        NF >= 4 && $3 ~ /^[tTrRdDVwW]$/ {
            name = $0
            sub(/^[0-9]+ [0-9]+ . /, "", name)
            while (name ~ /^[<&(]|^(dyn|mut|impl|const|as) /) sub(/^([<&(]|dyn |mut |impl |const |as )/, "", name)
            crate = (name ~ /::/) ? substr(name, 1, index(name, "::") - 1) : "C (SQLCipher, AWS-LC, libsecp256k1)"
            sub(/[^A-Za-z0-9_ (),-].*/, "", crate)
            bytes[crate] += $2
        }
        END { for (crate in bytes) printf "%d\t%s\n", bytes[crate], crate }
    ' | sort -rn | head -12 | awk -F '\t' '{ printf "%s%s %.2f", (NR > 1 ? ", " : ""), $2, $1 / 1e6 }'
}

# size_of TITLE BUDGET FEATURES…: a row of the table, the library built with its symbols and then stripped.
size_of() {
    local title=$1 budget=$2 library=target/phone/libknock_ffi.so bytes stripped
    shift 2
    CARGO_PROFILE_PHONE_STRIP=none cargo rustc --locked --quiet --package knock-ffi --lib \
        --crate-type cdylib --profile phone --features "$@"
    stripped=$(mktemp)
    strip --strip-all -o "$stripped" "$library"
    bytes=$(stat -c %s "$stripped")
    rm "$stripped"
    printf '| %s | %s bytes | %s MB | %s |\n' "$title" "$(sed -E ':a; s/([0-9])([0-9]{3})($|,)/\1,\2\3/; ta' <<<"$bytes")" \
        "$budget" "$(weight_of "$library")"
    ((bytes <= budget * 1000000))
}

area_size() {
    local over=0
    as_for_phones
    printf '## Size of the library for x86_64\n\n| features | stripped | budget | what weighs most, MB |\n|---|---:|---:|---|\n'
    size_of "linked wallets only" "$SIZE_MB" small || over=1
    size_of "with the wallet inside" "$SIZE_WITH_WALLET_MB" small,wallet-ldk || over=1
    printf '\n'
    ((over == 0))
}

# The library for phones from an empty folder; what is downloaded is there before.
area_build() {
    local features real user system
    as_for_phones
    cargo fetch --locked --quiet
    printf '## Build from clean\n\n| the library for phones | time | processor time |\n|---|---:|---:|\n'
    for features in small small,wallet-ldk; do
        rm -rf "${kept:?}/clean"
        {
            TIMEFORMAT='%0R %0U %0S'
            time CARGO_TARGET_DIR=$kept/clean cargo build --locked --quiet --package knock-ffi --lib \
                --profile phone --features "$features" 2>&3
        } 3>&2 2>"$kept/time" || return 1
        read -r real user system <"$kept/time"
        printf '| features %s | %s s | %s s |\n' "$features" "$real" $((user + system))
    done
    rm -rf "${kept:?}/clean" "$kept/time"
    printf '\n'
}

measure() {
    local area=$1
    case $area in
    instructions | background | size | build) "area_$area" ;;
    *) timeout "$LIMIT" "$bench" "$area" ;;
    esac
}

page() {
    cat tests/benches/head.md
    printf '\nMachine: %s, %s cores; %s; %s; load %s while measuring; %s.\n\n' \
        "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)" "$(nproc)" "$(uname -sr)" "$(rustc --version)" \
        "$(cut -d' ' -f1 /proc/loadavg)" "$(date -u +%F)"
    for area in "${AREAS[@]}" "${ASKED_FOR[@]}"; do
        if [[ -s $kept/$area.md ]]; then cat "$kept/$area.md"; fi
    done
}

chosen=("$@")
if ((${#chosen[@]} == 0)); then chosen=("${AREAS[@]}"); fi
for area in "${chosen[@]}"; do
    if [[ " ${AREAS[*]} ${ASKED_FOR[*]} " != *" $area "* ]]; then
        echo "no such area: $area (there are: ${AREAS[*]} ${ASKED_FOR[*]})" >&2
        exit 2
    fi
done
mkdir -p "$kept"
# Two areas build the product itself, and differently.
for area in "${chosen[@]}"; do
    [[ $area =~ ^(size|background)$ ]] && continue
    cargo build --locked --quiet --release --manifest-path tests/benches/Cargo.toml
    break
done
for area in "${chosen[@]}"; do
    echo "bench: $area (${SECONDS}s since the start)"
    status=0
    (measure "$area") >"$kept/new" || status=$?
    if ((status)); then
        echo "bench: $area failed or is over its budget ($status)" >&2
        failed=1
    fi
    # An area over its budget has its table all the same; one that broke keeps what was measured before.
    if ((status == 0)) || [[ $area =~ ^(size|background)$ && $(wc -l <"$kept/new") -gt 3 ]]; then mv "$kept/new" "$kept/$area.md"; fi
done
rm -f "$kept/new"
page >"$kept/page"
cp "$kept/page" docs/BENCHMARKS.md
((failed == 0))
