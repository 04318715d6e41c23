#!/usr/bin/env bash
# The long forms of the fault tests, which scripts/test.sh plays briefly. Prints figures as it goes, and in the end one
# table: each fault, the outcome that is promised (docs/SECURITY.md), and whether it came so.
#
#   scripts/soak.sh                 everything
#   scripts/soak.sh instants spam   some of it
#
#   steps     killed before every step, and at many more of the writes: sending, receiving, files, backups, homes
#   instants  killed at random instants, 1,000 times (KNOCK_KILLS)
#   disk      a full, a broken, an unreadable and a not syncing disk, at every call
#   hostile   relays, services, wallets and clocks at their worst, three times over (KNOCK_HOSTILE_ROUNDS)
#   spam      100,000 knocks at once (KNOCK_SPAM)
#   offers    killed before every step of paying an offer with the node inside, on regtest
#   secrets   files, memory, all that is written or sent, and logs (those of nostr's crates, too) are searched for secrets
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

ALL=(steps instants disk hostile spam offers secrets)
LOG=$(mktemp)
trap 'rm -f "$LOG"' EXIT
export KNOCK_SOAK=1

features=()
# The whole workspace is named, so that what the other tests are built with serves here too.
machine() {
    cargo test --locked --workspace "${features[@]}" --test machine -- --nocapture --test-threads 8 "$@"
}
others() { cargo test --locked --workspace --test faults -- "$@"; }

soak_steps() { KNOCK_KILL_STRIDE=${KNOCK_KILL_STRIDE:-4} machine steps:: homes:: repairs:: together::; }
soak_instants() { KNOCK_KILLS=${KNOCK_KILLS:-1000} machine instants::; }
soak_disk() { KNOCK_DISK_STRIDE=1 machine disk::; }
soak_spam() { KNOCK_SPAM=${KNOCK_SPAM:-100000} others --nocapture spam::; }
soak_offers() { ./scripts/regtest.sh offers; }
soak_secrets() {
    local features=(--features knock-cli/nostr-logs)
    machine at_rest:: logs:: memory::
    # All end-to-end tests, with every line of their logs searched.
    local file targets=(--test faults)
    for file in tests/tests/*.rs; do targets+=(--test "$(basename "$file" .rs)"); done
    KNOCK_LOG_SCAN=1 cargo test --locked --no-fail-fast --workspace "${features[@]}" "${targets[@]}" -- --skip spam::
}
soak_hostile() {
    local round
    for ((round = 1; round <= ${KNOCK_HOSTILE_ROUNDS:-3}; round++)); do
        echo "round $round"
        others --skip spam::
    done
}

# From the tables of docs/SECURITY.md, read first, and the tests' own words. A test that no table names stands by its name.
table() {
    awk -F ' [|] ' '
        FNR == NR {
            if (match($0, /`[a-z0-9_]+` [|]$/)) {
                name = substr($0, RSTART + 1, RLENGTH - 4)
                fault[name] = substr($1, 3)
                outcome[name] = $2
            }
            next
        }
        match($0, /test [a-z_:]+::[a-z0-9_]+ [.][.][.] (ok|FAILED)$/) {
            split(substr($0, RSTART, RLENGTH), word, " ")
            name = word[2]
            sub(/.*::/, "", name)
            if (!(name in runs)) order[++count] = name
            runs[name]++
            if (word[4] != "ok") failed[name]++
        }
        END {
            print "| fault | outcome | runs | result |\n|---|---|---|---|"
            for (at = 1; at <= count; at++) {
                name = order[at]
                what = name in fault ? fault[name] : "`" name "`"
                result = failed[name] ? "**failed " failed[name] " times**" : "as promised"
                if (failed[name]) bad++
                printf "| %s | %s | %d | %s |\n", what, outcome[name], runs[name], result
            }
            printf "\n%d faults, %d as promised, %d not\n", count, count - bad, bad
        }
    ' docs/SECURITY.md "$LOG"
}

chosen=("$@")
if ((${#chosen[@]} == 0)); then chosen=("${ALL[@]}"); fi
for part in "${chosen[@]}"; do
    if [[ " ${ALL[*]} " != *" $part "* ]]; then
        echo "no such part: $part (there are: ${ALL[*]})" >&2
        exit 2
    fi
done
broken=()
for part in "${chosen[@]}"; do
    printf '\n==== %s ====\n' "$part"
    start=$SECONDS
    # Not in a condition: bash would switch `set -e` off inside the part.
    set +e
    (set -e; "soak_$part") 2>&1 | tee -a "$LOG"
    status=${PIPESTATUS[0]}
    set -e
    if ((status != 0)); then broken+=("$part"); fi
    printf -- '---- %s: %d s\n' "$part" $((SECONDS - start))
done
printf '\n==== faults and outcomes ====\n'
table
if ((${#broken[@]} > 0)); then
    echo "failed: ${broken[*]}" >&2
    exit 1
fi
