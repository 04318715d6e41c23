#!/usr/bin/env bash
# Installs what building and testing Knock needs, and only what is missing.
#
#   scripts/setup.sh        everything that scripts/test.sh uses
#   scripts/setup.sh demo   only what scripts/demo.sh uses
#   scripts/setup.sh lab    what scripts/mutants.sh uses besides
#
# System packages come from apt (as root or with sudo); on another system this says what to install.
# Tools of the project's own go to .tools/ and tests/interop/node_modules/, nothing else is touched.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

RUST_MIN_MINOR=89            # rust-version in Cargo.toml is 1.89
NODE_MIN_MAJOR=20            # engines in tests/interop/package.json
CARGO_DENY_VERSION=0.20.2
CARGO_FUZZ_VERSION=0.13.2
CARGO_MUTANTS_VERSION=27.1.0

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

need_rust() {
    has cargo || die "Rust is missing: install version 1.$RUST_MIN_MINOR or newer, for example with rustup"
    local version minor
    version=$(cargo --version | cut -d' ' -f2)
    minor=$(cut -d. -f2 <<<"$version")
    ((minor >= RUST_MIN_MINOR)) || die "Rust $version is too old: 1.$RUST_MIN_MINOR or newer is needed"
    say "Rust $version"
}

# need_rust_part NAME COMMAND…: a part of the toolchain that minimal installations leave out.
need_rust_part() {
    local name=$1
    shift
    if "$@" >/dev/null 2>&1; then return; fi
    has rustup || die "$name is missing from the Rust toolchain"
    say "adding $name to the Rust toolchain"
    rustup component add "$name"
}

# need_programs PROGRAM:PACKAGE…: installs the packages of the programs that are not there.
need_programs() {
    local pair missing=()
    for pair in "$@"; do
        has "${pair%%:*}" || missing+=("${pair#*:}")
    done
    if ((${#missing[@]})); then need_packages "${missing[@]}"; fi
}

need_packages() {
    local as_root=()
    has apt-get || die "please install: $*"
    if ((EUID)); then
        has sudo || die "please install as root: apt-get install $*"
        as_root=(sudo)
    fi
    say "installing $*"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

need_node() {
    local major
    need_programs node:nodejs npm:npm
    major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
    ((major >= NODE_MIN_MAJOR)) || die "Node.js $(node --version) is too old: $NODE_MIN_MAJOR or newer is needed"
    say "Node.js $(node --version)"
}

# need_cargo_tool NAME VERSION
need_cargo_tool() {
    local name=$1 version=$2
    if [[ $(.tools/bin/"$name" "${name#cargo-}" --version 2>/dev/null) == *" $version" ]]; then
        say "$name $version"
        return
    fi
    say "building $name $version, which takes some minutes once"
    cargo install "$name" --version "$version" --locked --quiet --root .tools
}

# npm ci, unless the installed packages are those of the lock file already.
need_interop_packages() {
    local stamp=tests/interop/node_modules/.installed-lock.json
    if ! cmp --silent tests/interop/package-lock.json "$stamp"; then
        npm ci --prefix tests/interop --no-audit --no-fund
        cp tests/interop/package-lock.json "$stamp"
    fi
    say "packages of tests/interop"
}

# need_python_packages NAME FILE: a virtual environment .tools/NAME with the packages that FILE lists.
need_python_packages() {
    local name=$1 file=$2 stamp=.tools/$1/.installed-requirements.txt
    if ! cmp --silent "$file" "$stamp"; then
        need_programs python3:python3
        python3 -c 'import ensurepip' 2>/dev/null || need_packages python3-venv
        python3 -m venv --clear ".tools/$name"
        ".tools/$name/bin/pip" install --quiet --disable-pip-version-check --requirement "$file"
        cp "$file" "$stamp"
    fi
    say "packages of $file"
}

need_rust
# SQLCipher and its crypto are compiled from source.
need_programs cc:build-essential git:git

case ${1:-test} in
demo) ;;
test)
    need_rust_part rustfmt cargo fmt --version
    need_rust_part clippy cargo clippy --version
    # strace: the fault tests kill processes and break their disk with it.
    need_programs shellcheck:shellcheck strace:strace perl:perl
    need_node
    need_interop_packages
    need_python_packages breez tests/breez/requirements.txt
    need_python_packages sqlcipher tests/interop/requirements.txt
    need_python_packages ios ios/check/requirements.txt
    need_cargo_tool cargo-deny "$CARGO_DENY_VERSION"
    need_cargo_tool cargo-fuzz "$CARGO_FUZZ_VERSION"
    need_programs python3:python3 java:default-jdk-headless mvn:maven
    need_programs aapt2:aapt zipalign:zipalign apksigner:apksigner zip:zip unzip:unzip
    ./scripts/android.sh --install
    ./scripts/swift.sh --install
    ;;
lab) need_cargo_tool cargo-mutants "$CARGO_MUTANTS_VERSION" ;;
*) die "unknown part: $1 (demo, test or lab)" ;;
esac
