#!/usr/bin/env bash
# Fuzzes everything that reads what others wrote, two targets at a time, and ends with a table.
#
#   scripts/fuzz.sh                    every target of tests/fuzz for 60 seconds
#   scripts/fuzz.sh 3600               for an hour each
#   scripts/fuzz.sh 60 rumor invoice   some targets
#   scripts/fuzz.sh 0                  only what the corpus holds, each input once: the same in every run
#
# Inputs are drawn anew in every run; with FUZZ_SEED set to a number above 0 they are the same ones again, as far as
# the time lets it come.
#
# What is found stands in tests/fuzz/artifacts/TARGET/; `cargo fuzz run TARGET FILE` in tests/fuzz repeats it.
# The corpus grows in tests/fuzz/corpus/ from run to run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../tests/fuzz"

seconds=${1:-60}
shift || true
# libFuzzer takes no seconds for all the time in the world.
if ((seconds)); then limit=-max_total_time=$seconds; else limit=-runs=0; fi
PATH=$PWD/../../.tools/bin:$PATH
# cargo-fuzz passes unstable flags, for the sanitizer and the coverage; a stable compiler takes them when told to.
export RUSTC_BOOTSTRAP=1
# A counterexample is the first finding: nothing is gained by a leak check at the end of each short run.
export ASAN_OPTIONS=detect_leaks=0

mapfile -t targets < <(cargo fuzz list --fuzz-dir .)
if (($#)); then targets=("$@"); fi
node seeds.mjs corpus
cargo fuzz build --fuzz-dir .
programs=$(rustc -vV | sed -n 's/^host: //p')
programs=target/$programs/release

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
fuzz_one() {
    local target=$1 status=0
    mkdir -p "artifacts/$target"
    # One input may hold 8 KiB; more is bounded by other means. 2 GB and a minute for an input are far too much.
    "$programs/$target" "corpus/$target" -artifact_prefix="artifacts/$target/" -dict=knock.dict -max_len=8192 \
        "$limit" -rss_limit_mb=2048 -timeout=60 -seed="${FUZZ_SEED:-0}" \
        -print_final_stats=1 \
        >"$logs/$target" 2>&1 || status=$?
    echo "$status" >"$logs/$target.status"
}
export -f fuzz_one
export limit logs programs
printf '%s\n' "${targets[@]}" | xargs -P 2 -I{} bash -c 'fuzz_one {}'

failed=0
printf '%-20s %12s %10s %10s %8s  %s\n' target executions per-second coverage corpus result
for target in "${targets[@]}"; do
    log=$logs/$target
    stat() { sed -n "s/^stat::$1: *//p" "$log" | tail -1; }
    last=$(grep -aE '#[0-9]+.*cov: ' "$log" | tail -1 || true)
    coverage=$(sed -n 's/.*cov: \([0-9]*\).*/\1/p' <<<"$last")
    corpus=$(sed -n 's|.*corp: \([0-9]*\).*|\1|p' <<<"$last")
    result=passed
    if (($(<"$log.status"))); then
        result=FAILED
        failed=$((failed + 1))
    fi
    printf '%-20s %12s %10s %10s %8s  %s\n' "$target" "$(stat number_of_executed_units)" \
        "$(stat average_exec_per_sec)" "$coverage" "$corpus" "$result"
    if [[ $result == FAILED ]]; then tail -40 "$log"; fi
done
((failed == 0))
