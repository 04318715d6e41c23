#!/usr/bin/env bash
# The long forms of the fault tests, which scripts/test.sh plays briefly: prints figures, takes an hour or more.
#
#   scripts/soak.sh                 everything
#   scripts/soak.sh instants spam   some of it
#
#   steps     killed before every step, every single write included: sending, receiving, files, backups, homes
#   instants  killed at random instants, 1,000 times
#   disk      a full, a broken, an unreadable and a not syncing disk, at every call
#   hostile   relays, services, wallets and clocks at their worst, ten times over
#   spam      100,000 knocks at once
#   secrets   files, memory, all that is written or sent, and logs (those of nostr's crates, too) are searched for secrets
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

ALL=(steps instants disk hostile spam secrets)
export KNOCK_SOAK=1

machine() { cargo test --locked -p knock-cli --test machine "${features[@]}" -- --nocapture --test-threads 8 "$@"; }
others() { cargo test --locked -p knock-tests --test faults -- "$@"; }

features=()
soak_steps() { KNOCK_KILL_STRIDE=1 machine steps:: homes:: together::; }
soak_instants() { KNOCK_KILLS=${KNOCK_KILLS:-1000} machine instants::; }
soak_disk() { KNOCK_DISK_STRIDE=1 machine disk::; }
soak_spam() { KNOCK_SPAM=${KNOCK_SPAM:-100000} others --nocapture spam::; }
soak_secrets() {
    local features=(--features knock-cli/nostr-logs)
    machine at_rest:: logs:: memory::
}
soak_hostile() {
    local round
    for round in {1..10}; do
        echo "round $round"
        others --skip spam::
    done
}

chosen=("$@")
if ((${#chosen[@]} == 0)); then chosen=("${ALL[@]}"); fi
for part in "${chosen[@]}"; do
    if [[ " ${ALL[*]} " != *" $part "* ]]; then
        echo "no such part: $part (there are: ${ALL[*]})" >&2
        exit 2
    fi
done
for part in "${chosen[@]}"; do
    printf '\n==== %s ====\n' "$part"
    start=$SECONDS
    "soak_$part"
    printf -- '---- %s: %d s\n' "$part" $((SECONDS - start))
done
