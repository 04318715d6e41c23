#!/usr/bin/env bash
# Proves that the parts of Knock depend on one another only as ARCHITECTURE.md says, from
# `cargo tree` and from the imports. Prints every rule with "ok" or "violated" and the evidence.
#
#   scripts/check-boundaries.sh              check this repository
#   scripts/check-boundaries.sh --self-test  break each rule in a small throw-away workspace and
#                                            show that the check notices it
set -euo pipefail

SCRIPTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=${BOUNDARIES_ROOT:-$(dirname "$SCRIPTS")}
CARGO_MODE=${BOUNDARIES_CARGO_MODE:---locked}

# The core's modules that meet in `engine` only, and what each may use of another. A module that is
# not named here (amount, network, ports, reach) is common ground.
MODULES=(keys signer relay wallet lnurl contacts store http files)
ALLOWED_EDGES=(
    "lnurl->http"      # callbacks are fetched through the one guarded client
    "lnurl->wallet"    # limits and amounts are the wallet port's types
    "files->http"      # file servers are reached through the one guarded client
    "contacts->http"   # NIP-05 is a web look-up
    "contacts->relay"  # profiles and relay lists come from relays
    "contacts->lnurl"  # a contact's lightning address
    "relay->http"      # the rule of which hosts are public
    "signer->keys"     # the signer port stands with the identity that it serves
    "signer->relay"    # NIP-46 travels over relays, by the same checked sockets
    "store->wallet"    # payments are stored as the wallet port's types
    "store->keys"      # the database key is a SecretBytes
    "wallet->relay"    # NIP-47 travels over relays, by the same checked sockets
)

violations=0

# rule TITLE EVIDENCE: a rule holds where its evidence is empty.
rule() {
    if [[ -z $2 ]]; then
        printf '  ok        %s\n' "$1"
    else
        printf '  violated  %s\n' "$1"
        sort -u <<<"$2" | sed 's/^/              /'
        violations=$((violations + 1))
    fi
}

# Names of all packages that `cargo tree` shows for the given arguments.
packages() {
    (cd "$ROOT" && cargo tree "$CARGO_MODE" --prefix none --format '{p}' "$@" | cut -d' ' -f1 | sort -u)
}

# matching REGEX: filters stdin; no match is no error.
matching() { grep -E "$1" || true; }

# "FILE<tab>PATH" of every path in a folder's product code.
paths_in() {
    local -a files=()
    mapfile -t files < <(find "$ROOT/$1" -name '*.rs' ! -name 'tests.rs' ! -path '*/tests/*' | sort)
    ((${#files[@]})) || { echo "no Rust files in $1" >&2; exit 2; }
    perl "$SCRIPTS/lib/rust-paths.pl" "${files[@]}" | sed "s|^$ROOT/||"
}

# "FILE<tab>MODULE" of each module of the crate root that a core module mentions. `super::` is
# followed up to the root, since it reaches the same modules as `crate::`.
modules_used_by() {
    paths_in "core/src/$1" | perl -ne '
        chomp;
        my ($file, $path) = split /\t/;
        (my $place = $file) =~ s{^core/src/|(?:/mod)?\.rs$}{}g;
        my $depth = () = $place =~ m{/}g;
        my $up = "super::" x ($depth + 1);
        print "$file\t$1\n" if $path =~ /^(?:crate::|\Q$up\E)(\w+)/;
    '
}

check() {
    local tree module used allowed others

    echo "Dependencies (cargo tree)"
    tree=$(packages -p knock-protocol -e normal,build --all-features)
    rule "knock-protocol has no runtime, network or database" \
        "$(matching '^(tokio|reqwest|hyper|rusqlite|nostr-sdk|nostr-relay-.*|async-.*)$' <<<"$tree")"
    tree=$(packages -p knock-protocol -p knock-core -p knock-cli -e normal,build --all-features)
    rule "nothing in core/ knows UniFFI" "$(matching '^uniffi' <<<"$tree")"
    tree=$(packages -p knock-protocol -p knock-core -e normal,build,dev --all-features)
    rule "knock-protocol and knock-core know neither the sandbox nor the tests" \
        "$(matching '^knock-(sandbox|tests|test-support)$' <<<"$tree")"
    tree=$(packages -p knock-cli -e normal,build --no-default-features)
    rule "knock-cli knows the sandbox only by its feature demo" "$(matching '^knock-sandbox$' <<<"$tree")"
    tree=$(packages -p knock-cli -e normal,build,dev --all-features)
    rule "knock-cli does not know the tests" "$(matching '^knock-tests$' <<<"$tree")"

    echo "Imports (core/protocol/src)"
    used=$(paths_in core/protocol/src)
    rule "no network, files, environment, threads or processes" \
        "$(matching $'\tstd::(net|fs|env|thread|process)(::|$)' <<<"$used")"
    rule "no clock" "$(matching '(^|::|\s)(SystemTime|Instant|Timestamp::now)(::|$)' <<<"$used")"
    rule "no randomness of its own" \
        "$(matching '(^|::|\s)(OsRng|thread_rng|Keys::generate|SecretKey::generate)(::|$)' <<<"$used")"

    echo "Imports (core/src)"
    for module in "${MODULES[@]}"; do
        used=$(modules_used_by "$module")
        rule "$module does not import engine" "$(matching $'\tengine$' <<<"$used")"
        allowed=$(printf '%s\n' "${ALLOWED_EDGES[@]}" | sed -n "s/^$module->//p" | paste -sd '|')
        others=$(printf '%s\n' "${MODULES[@]}" | grep -vxE "$module|${allowed:-$module}" | paste -sd '|')
        rule "$module imports no sibling but ${allowed:-none}" "$(matching $'\t'"($others)\$" <<<"$used")"
    done

    if ((violations)); then
        echo "$violations rules violated"
        return 1
    fi
    echo "all rules hold"
}

# ---- self-test ---------------------------------------------------------------------------------

# A package of a few lines: NAME FOLDER [TOML LINES…]
tiny_package() {
    mkdir -p "$2/src"
    printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2024"\n' "$1" >"$2/Cargo.toml"
    printf '%s\n' "${@:3}" >>"$2/Cargo.toml"
    : >"$2/src/lib.rs"
}

tiny_workspace() {
    rm -rf "$1"
    mkdir -p "$1"
    cd "$1"
    printf '[workspace]\nresolver = "3"\nmembers = ["core", "core/protocol", "core/cli", "tests", "tests/sandbox", "x/*"]\n' >Cargo.toml
    tiny_package tokio x/tokio
    tiny_package uniffi x/uniffi
    tiny_package knock-sandbox tests/sandbox
    tiny_package knock-tests tests
    tiny_package knock-protocol core/protocol '[dependencies]'
    tiny_package knock-core core '[dependencies]' 'knock-protocol = { path = "protocol" }'
    tiny_package knock-cli core/cli '[features]' 'demo = ["dep:knock-sandbox"]' '[dependencies]' \
        'knock-core = { path = ".." }' 'knock-sandbox = { path = "../../tests/sandbox", optional = true }'
    local module
    for module in "${MODULES[@]}"; do
        mkdir -p "core/src/$module"
        echo "use crate::ports::Clock;" >"core/src/$module/mod.rs"
    done
    # Allowed, or not code at all: must not be reported.
    echo 'use crate::http::Client;' >>core/src/lnurl/mod.rs
    cat >core/protocol/src/lib.rs <<'RUST'
//! use std::fs; in words only, and it's "quoted"
const TEXT: &str = "std::net::TcpStream"; // Timestamp::now()
#[cfg(test)]
mod tests {
    use std::fs;
    fn now() { std::time::SystemTime::now(); }
}
RUST
}

# expect TITLE RULE-TEXT: the workspace in the current folder must violate exactly that rule.
expect() {
    local output status=0
    output=$(BOUNDARIES_ROOT=$PWD BOUNDARIES_CARGO_MODE=--offline "$SCRIPTS/check-boundaries.sh" 2>&1) || status=$?
    if [[ $2 == none ]]; then
        [[ $status == 0 ]] || { printf '  FAILED  %s\n%s\n' "$1" "$output"; exit 1; }
    elif [[ $status != 1 || $(grep -c '^  violated' <<<"$output") != 1 ]] || ! grep -q "violated  $2" <<<"$output"; then
        printf '  FAILED  %s: not noticed as "%s"\n%s\n' "$1" "$2" "$output"
        exit 1
    fi
    printf '  ok      %s\n' "$1"
}

self_test() {
    SELF_TEST_FOLDER=$(mktemp -d)
    trap 'rm -rf "$SELF_TEST_FOLDER"' EXIT
    local tree=$SELF_TEST_FOLDER/tree

    echo "Self-test: each violation must be noticed, and nothing else"
    tiny_workspace "$tree"
    expect "a clean workspace passes" none

    tiny_workspace "$tree"; echo 'tokio = { path = "../../x/tokio" }' >>core/protocol/Cargo.toml
    expect "tokio in knock-protocol" "knock-protocol has no runtime"
    tiny_workspace "$tree"; echo 'uniffi = { path = "../x/uniffi" }' >>core/Cargo.toml
    expect "uniffi in knock-core" "nothing in core/ knows UniFFI"
    tiny_workspace "$tree"
    printf '[dev-dependencies]\nknock-sandbox = { path = "../tests/sandbox" }\n' >>core/Cargo.toml
    expect "the sandbox among knock-core's dev-dependencies" "knock-protocol and knock-core know neither"
    tiny_workspace "$tree"; sed -i 's/, optional = true//; s/"dep:knock-sandbox"//' core/cli/Cargo.toml
    expect "the sandbox in knock-cli without the feature" "knock-cli knows the sandbox only"
    tiny_workspace "$tree"
    printf '[dev-dependencies]\nknock-tests = { path = "../../tests" }\n' >>core/cli/Cargo.toml
    expect "knock-tests in knock-cli" "knock-cli does not know the tests"

    tiny_workspace "$tree"; echo 'use std::{fmt, net::{IpAddr, TcpStream}};' >>core/protocol/src/lib.rs
    expect "std::net inside a group of imports" "no network"
    tiny_workspace "$tree"; echo 'fn f() -> bool { std::fs::exists("x").is_ok() }' >>core/protocol/src/lib.rs
    expect "std::fs without an import" "no network"
    tiny_workspace "$tree"; echo 'fn f() { let _ = nostr::Timestamp::now(); }' >>core/protocol/src/lib.rs
    expect "Timestamp::now in knock-protocol" "no clock"
    tiny_workspace "$tree"; echo 'use std::time::SystemTime;' >>core/protocol/src/lib.rs
    expect "SystemTime in knock-protocol" "no clock"
    tiny_workspace "$tree"; echo 'use nostr::secp256k1::rand::rngs::OsRng;' >>core/protocol/src/lib.rs
    expect "OsRng in knock-protocol" "no randomness"

    local module
    for module in "${MODULES[@]}"; do
        tiny_workspace "$tree"; echo 'use crate::engine::Engine;' >>"core/src/$module/mod.rs"
        expect "$module imports engine" "$module does not import engine"
    done
    tiny_workspace "$tree"; printf 'use crate::{\n    amount::Msat,\n    store::{self, Row},\n};\n' >>core/src/keys/mod.rs
    expect "store inside keys' group of imports" "keys imports no sibling but"
    tiny_workspace "$tree"; echo 'fn f() { super::super::contacts::find(); }' >core/src/http/client.rs
    expect "contacts from http by super::super" "http imports no sibling but"
    echo "self-test passed"
}

case ${1:-} in
"") check ;;
--self-test) self_test ;;
*) echo "usage: $0 [--self-test]" >&2; exit 2 ;;
esac
