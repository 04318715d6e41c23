#!/usr/bin/env bash
# Type-checks the library for Android and iOS on a machine that has neither NDK nor Xcode. The standard
# library is checked from source, and what is written in C is skipped by compilers that do nothing. So it
# proves that the code for these systems type-checks, and nothing more; scripts/build-android.sh and
# scripts/build-xcframework.sh build it.
#
#   scripts/check-phones.sh                        both
#   scripts/check-phones.sh aarch64-linux-android  one
#
# Exit code 3: the source of the standard library cannot be had here, so nothing was checked.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

TOOLS=$PWD/.tools/phones
TARGETS=(aarch64-linux-android aarch64-apple-ios)

say() { printf 'check-phones: %s\n' "$*"; }
unavailable() { printf 'check-phones: NOT CHECKED: %s\n' "$*" >&2; exit 3; }

version=$(rustc --version | cut -d' ' -f2)
rust_source=$TOOLS/rust-src-$version

# The toolchain's own source, else Debian's of the same version.
find_rust_source() {
    local own
    own=$(rustc --print sysroot)/lib/rustlib/src/rust
    if [[ -d $own/library ]]; then rust_source=$own; fi
    [[ -d $rust_source/library ]] || fetch_rust_source
}

fetch_rust_source() {
    local mirror package work=$TOOLS/apt
    command -v apt-get >/dev/null || unavailable "run: rustup component add rust-src"
    mirror=$(./scripts/swift.sh --debian-mirror)
    rm -rf "$work"
    mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/unpacked"
    echo "deb $mirror trixie-backports main" >"$work/sources.list"
    local options=(-qq -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=-
        -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work")
    apt-get "${options[@]}" update || unavailable "Debian's archive does not answer"
    package=$(apt-cache "${options[@]}" madison rust-src | awk -v v="$version+" 'index($3, v) == 1 { print $3; exit }')
    [[ -n $package ]] || unavailable "Debian has no rust-src $version any more; run: rustup component add rust-src"
    # apt checks the archive's signature and the package's checksum.
    (cd "$work" && apt-get "${options[@]}" download "rust-src=$package") || unavailable "rust-src cannot be fetched"
    dpkg-deb --extract "$work"/rust-src_*.deb "$work/unpacked"
    mv "$work/unpacked/usr/src/rustc-$version" "$rust_source"
    rm -rf "$work"
    say "rust-src $package"
}

# A compiler and an archiver that make empty files.
make_stand_ins() {
    mkdir -p "$TOOLS/bin" "$TOOLS/iPhoneOS.sdk"
    cat >"$TOOLS/bin/cc" <<'SH'
#!/bin/sh
# Compiles nothing; only preprocesses, for build scripts that ask which compiler this is.
for argument; do [ "$argument" = -E ] && { exec cc -E $(printf '%s\n' "$@" | grep '\.c$'); }; done
while [ $# -gt 0 ]; do
    [ "$1" = -o ] && : >"$2"
    shift
done
SH
    cat >"$TOOLS/bin/ar" <<'SH'
#!/bin/sh
for argument; do case $argument in *.a) : >"$argument" ;; esac; done
SH
    chmod +x "$TOOLS"/bin/*
}

check() {
    local target=$1 suffix=${1//-/_}
    say "$target"
    env RUSTC_BOOTSTRAP=1 __CARGO_TESTS_ONLY_SRC_ROOT="$rust_source/library" \
        "CC_$suffix=$TOOLS/bin/cc" "CXX_$suffix=$TOOLS/bin/cc" "AR_$suffix=$TOOLS/bin/ar" \
        SDKROOT="$TOOLS/iPhoneOS.sdk" \
        cargo check --locked -Zbuild-std=std,panic_unwind --target "$target" --package knock-ffi --lib
}

((${#@})) || set -- "${TARGETS[@]}"
find_rust_source
make_stand_ins
for target in "$@"; do check "$target"; done
