#!/usr/bin/env bash
# Runs every check of the project, all of them even where one fails, and ends with a table.
#
#   scripts/test.sh                 all stages
#   scripts/test.sh fmt clippy      some stages, in the order given
#   scripts/test.sh --list          the stages
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# `setup` comes first because `test` already runs the Node programs of tests/interop.
STAGES=(setup fmt shell boundaries deny clippy test kill doc interop python kotlin android swift ios parity surface phones breez regtest fuzz)
NOTE_FILE=$(mktemp)
LOG_FILE=$(mktemp)
trap 'rm -f "$NOTE_FILE" "$LOG_FILE"' EXIT

# What a stage wants to have in the table beside its result.
note() {
    echo "note: $*"
    echo "$*" >>"$NOTE_FILE"
}

stage_setup() { ./scripts/setup.sh; }
stage_fmt() { cargo fmt --all -- --check; }
stage_shell() {
    shellcheck .ci/run scripts/*.sh scripts/lib/*.sh
    ./scripts/check-builds.sh
}
stage_clippy() { cargo clippy --locked --workspace --all-targets --features knock-cli/wallet-ldk,knock-ffi/wallet-ldk -- -D warnings; }
stage_test() { cargo test --locked --workspace --no-fail-fast; }
# The real process killed at every step and with a broken disk; mostly waiting, so all at once.
stage_kill() { cargo test --locked -p knock-cli --test machine -- --test-threads 8; }
stage_doc() { RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps; }
stage_python() { ./scripts/bindings.sh python; }
stage_kotlin() { ./scripts/bindings.sh kotlin; }
stage_android() { ./scripts/android.sh && ./scripts/build-smoke-apk.sh; }
stage_swift() { ./scripts/bindings.sh swift; }
stage_ios() { ./scripts/check-ios.sh && ./scripts/check-ios.sh --self-test; }
stage_parity() { ./scripts/check-parity.sh && ./scripts/check-parity.sh --self-test; }
stage_surface() { ./scripts/bindings.sh generate && ./scripts/check-ffi-api.sh; }
# A bitcoind is unpacked beside the system first, if there is none.
stage_regtest() { ./scripts/regtest.sh; }

# Every seed of every target once: the same inputs in every run, so that a change is told by what it breaks. New ones are
# sought by hand, with time (scripts/fuzz.sh).
stage_fuzz() {
    cargo fmt --manifest-path tests/fuzz/Cargo.toml -- --check
    ./scripts/fuzz.sh 0
}

# Best effort: the standard library's source comes from a Debian archive that keeps a version for a while.
stage_phones() {
    local status=0
    ./scripts/check-phones.sh || status=$?
    if ((status == 3)); then
        note "phones NOT checked: the standard library's source could not be had"
        return 0
    fi
    return "$status"
}

stage_interop() { npm test --silent --prefix tests/interop; }

# The Breez adapter's names against the SDK's published bindings, and our core on these; the SDK's Rust crate cannot
# be had from a registry.
stage_breez() {
    cargo fmt --manifest-path core/breez/Cargo.toml -- --check
    ./scripts/bindings.sh generate
    (cd tests/breez && PYTHONPATH=../bindings/python:../bindings/python/generated ../../.tools/breez/bin/python -B -m unittest)
}

stage_boundaries() {
    ./scripts/check-boundaries.sh
    ./scripts/check-boundaries.sh --self-test
}

# Whether the log in $log ends with a verdict; cargo-deny gives none where it has no database.
checked_advisories() { grep -qE '^advisories (ok|FAILED)' <<<"$log"; }

stage_deny() {
    local deny=.tools/bin/cargo-deny log status=0
    [[ -x $deny ]] || { echo "cargo-deny is missing: run scripts/setup.sh"; return 1; }
    "$deny" --locked check --hide-inclusion-graph licenses bans sources

    # The advisory database is a git repository outside the package registry. Where it cannot be had,
    # say so plainly; an advisory that is found, also in an older copy, is a failure.
    log=$(GIT_TERMINAL_PROMPT=0 timeout 300 "$deny" --locked check advisories 2>&1) || status=$?
    if ((status == 124)) || [[ $log == *"failed to fetch advisory database"* ]]; then
        status=0
        log=$("$deny" --locked --offline check advisories 2>&1) || status=$?
        if ! checked_advisories; then
            note "advisories NOT checked: the advisory database could not be had"
            return 0
        fi
        note "advisories checked against an older copy of the database"
    fi
    printf '%s\n' "$log"
    return "$status"
}

# The lines of a failed stage that say why, for the end of a long log.
reasons() {
    grep -aE -A 4 '^ *(error|Error|FAIL|E  |\[ERROR\])|panicked at|FAILED|✘|not ok|Assertion|Exception:' "$LOG_FILE" | tail -n 40 ||
        tail -n 20 "$LOG_FILE"
}

case ${1:-} in
--list) printf '%s\n' "${STAGES[@]}"; exit ;;
esac
chosen=("$@")
if ((${#chosen[@]} == 0)); then chosen=("${STAGES[@]}"); fi
for stage in "${chosen[@]}"; do
    if [[ " ${STAGES[*]} " != *" $stage "* ]]; then
        echo "no such stage: $stage (there are: ${STAGES[*]})" >&2
        exit 2
    fi
done

table=""
why=""
passed=0
failed=0
for stage in "${chosen[@]}"; do
    printf '\n==== %s ====\n' "$stage"
    : >"$NOTE_FILE"
    start=$SECONDS
    # Not in a condition: bash would switch `set -e` off inside the stage.
    set +e
    (set -e; "stage_$stage") </dev/null 2>&1 | tee "$LOG_FILE"
    status=${PIPESTATUS[0]}
    set -e
    if ((status == 0)); then
        result=passed
        passed=$((passed + 1))
    else
        result=FAILED
        failed=$((failed + 1))
        why+=$(printf '\n==== why %s failed ====\n' "$stage" && reasons)$'\n'
    fi
    seconds=$((SECONDS - start))
    printf -- '---- %s: %s in %d s\n' "$stage" "$result" "$seconds"
    table+=$(printf '%-12s %-8s %5d s  %s' "$stage" "$result" "$seconds" "$(paste -sd ';' "$NOTE_FILE")")$'\n'
done

printf '%s\n==== summary ====\n%s' "$why" "$table"
printf 'stages: %d passed, %d failed\n' "$passed" "$failed"
((failed == 0))
