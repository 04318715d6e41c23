#!/usr/bin/env bash
# Runs Knock over real Lightning: a regtest chain and LDK nodes, all on this machine and worth nothing. The core, the
# command and the bindings with a node inside.
#
#   scripts/regtest.sh          install a bitcoind into .tools/ if there is none, then run the tests
#   scripts/regtest.sh setup    only install it
#   scripts/regtest.sh offers   whoever pays an offer, killed before every step of it (scripts/soak.sh plays it)
#
# bitcoind is Debian's bitcoin-knots from its unstable release, unpacked beside the system with the libraries it
# was built with: nothing is installed, and the system's package sources are not touched. apt verifies every
# package by Debian's signed lists. KNOCK_BITCOIND names another bitcoind to use instead.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
MIRROR=http://deb.debian.org/debian
SUITE=sid
ROOT=$PWD/.tools/bitcoin
# What bitcoind links to, by the packages that hold it; the rest of what Debian wants beside it (systemd …) is left out.
PACKAGES=(bitcoin-knots libc6 libgcc-s1 libstdc++6 libevent-core-2.1-7t64 libevent-extra-2.1-7t64
    libevent-pthreads-2.1-7t64 libsqlite3-0 libzmq5 libsodium26 libpgm-5.3-0t64 libnorm1t64 libbsd0 libmd0
    libgssapi-krb5-2 libkrb5-3 libk5crypto3 libkrb5support0 libcom-err2 libkeyutils1 libssl3t64 libzstd1 zlib1g)

say() { printf 'regtest: %s\n' "$*"; }
die() { printf 'regtest: %s\n' "$*" >&2; exit 1; }

# The unpacked bitcoind, run by the dynamic loader that came with it.
wrapper() {
    cat <<WRAPPER
#!/bin/sh
lib=$ROOT/root/usr/lib/x86_64-linux-gnu
exec "\$lib/ld-linux-x86-64.so.2" --library-path "\$lib" "$ROOT/root/usr/bin/bitcoind" "\$@"
WRAPPER
}

# apt on lists and a cache of our own, believing that nothing is installed.
own_apt() {
    "$1" -o Dir::Etc::sourcelist="$ROOT/sources.list" -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
        -o Dir::State="$ROOT/state" -o Dir::State::lists="$ROOT/lists" -o Dir::State::status="$ROOT/status" \
        -o Dir::Cache="$ROOT/cache" -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none \
        -o Debug::NoLocking=1 "${@:2}"
}

install_bitcoind() {
    if ! command -v apt-get >/dev/null || [[ ! -r $KEYRING || $(uname -m) != x86_64 ]]; then
        die "no Debian on x86-64 here: set KNOCK_BITCOIND to a bitcoind of yours"
    fi
    say "unpacking bitcoin-knots from Debian $SUITE into .tools/bitcoin"
    rm -rf "$ROOT"
    mkdir -p "$ROOT"/{root,state,lists/partial,cache/archives/partial,debs}
    printf 'deb [signed-by=%s] %s %s main\n' "$KEYRING" "$MIRROR" "$SUITE" >"$ROOT/sources.list"
    : >"$ROOT/status"
    # An error in the lists' signatures must stop us, where apt would only warn and go on with older lists.
    own_apt apt-get -qq -o APT::Update::Error-Mode=any update
    # `download` fetches by name, without dependencies, and verifies size and SHA-256 as the lists have them.
    (cd "$ROOT/debs" && own_apt apt-get -qq download "${PACKAGES[@]}")
    local deb
    for deb in "$ROOT"/debs/*.deb; do dpkg-deb --extract "$deb" "$ROOT/root"; done
    rm -rf "$ROOT"/{lists,cache,state,debs}
    wrapper >"$ROOT/bitcoind"
    chmod +x "$ROOT/bitcoind"
}

need_bitcoind() {
    export KNOCK_BITCOIND=${KNOCK_BITCOIND:-$ROOT/bitcoind}
    if ! "$KNOCK_BITCOIND" --version >/dev/null 2>&1; then
        [[ $KNOCK_BITCOIND == "$ROOT/bitcoind" ]] || die "$KNOCK_BITCOIND does not run"
        install_bitcoind
    fi
    say "$("$KNOCK_BITCOIND" --version | head -n 1)"
}

# One test after the other: each has the machine to itself, so its times mean something. The whole workspace is named,
# so that what the other tests are built with serves here too.
play() {
    # A test's error is one line; with the stack under it nobody finds that line again.
    export RUST_LIB_BACKTRACE=0
    cargo test --locked --no-fail-fast --workspace --features knock-cli/wallet-ldk,knock-ffi/wallet-ldk \
        "$@" --ignored --nocapture --test-threads 1
}

need_bitcoind
case ${1:-run} in
setup) ;;
run)
    targets=()
    for name in contract linked messages esplora just_in_time wallet_ldk knock; do targets+=(--test "$name"); done
    play "${targets[@]}" -- --skip offers::
    ;;
offers) play --test wallet_ldk -- offers:: ;;
*) die "unknown part: $1 (setup, run or offers)" ;;
esac
