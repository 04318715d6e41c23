#!/usr/bin/env bash
# Builds the core for Android phones and emulators, and packs it with the Kotlin classes as an AAR.
# Needs the NDK (r27 or newer, ANDROID_NDK_HOME), cargo-ndk and Rust's three Android targets.
#
#   scripts/build-android.sh               target/android/knock.aar
#   scripts/build-android.sh --wallet ldk  with a Lightning node of the user's own inside (or breez: scripts/lib/library.sh)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

ABIS=(arm64-v8a armeabi-v7a x86_64)
TRIPLES=(aarch64-linux-android armv7-linux-androideabi x86_64-linux-android)
MIN_SDK=26
PAGE=16384 # Android 15 runs with pages of 16 KB on some phones
OUT=target/android

die() { printf 'build-android: %s\n' "$*" >&2; exit 1; }

# shellcheck source=/dev/null
source scripts/lib/library.sh
choose_library "$@"

[[ -d ${ANDROID_NDK_HOME:-} ]] || die "set ANDROID_NDK_HOME to the folder of the NDK (r27 or newer)"
cargo ndk --version >/dev/null 2>&1 || die "cargo-ndk is missing: cargo install cargo-ndk --locked"
for triple in "${TRIPLES[@]}"; do
    [[ -d $(rustc --print sysroot)/lib/rustlib/$triple ]] || die "run: rustup target add ${TRIPLES[*]}"
done

# Before what follows is told to the compilers: the sources come out of a library for this machine.
make_bindings
# shellcheck source=/dev/null
source scripts/lib/small.sh
rm -rf "$OUT"
mkdir -p "$OUT/aar/jni"

targets=()
for abi in "${ABIS[@]}"; do targets+=(--target "$abi"); done
RUSTFLAGS="${RUSTFLAGS:-} -C link-arg=-Wl,-z,max-page-size=$PAGE -C link-arg=-Wl,--pack-dyn-relocs=android" \
    cargo ndk "${targets[@]}" --platform "$MIN_SDK" --output-dir "$OUT/aar/jni" \
    build "${WHAT[@]}" --profile phone --features "$FEATURES"

# Every segment that is loaded must begin on a large page.
readelf=$(echo "$ANDROID_NDK_HOME"/toolchains/llvm/prebuilt/*/bin/llvm-readelf)
for abi in "${ABIS[@]}"; do
    library=$OUT/aar/jni/$abi/libknock_ffi.so
    [[ $BUILT_AS == knock_ffi ]] || mv "$OUT/aar/jni/$abi/lib$BUILT_AS.so" "$library"
    [[ -e $library ]] || die "$library was not built"
    if "$readelf" --program-headers --wide "$library" | awk '$1 == "LOAD" { print $NF }' | grep -qv "^0x4000$"; then
        die "$library is not aligned to pages of $PAGE bytes"
    fi
    printf '%-12s %s bytes\n' "$abi" "$(stat -c %s "$library")"
done

# The layout of an AAR: manifest, classes, libraries, and the rules that keep what JNA reads by reflection.
mvn --batch-mode --no-transfer-progress --quiet --file android/bindings/pom.xml -DskipTests package
cp android/bindings/target/knock-bindings-*.jar "$OUT/aar/classes.jar"
cp android/bindings/consumer-rules.pro "$OUT/aar/proguard.txt"
: >"$OUT/aar/R.txt"
cat >"$OUT/aar/AndroidManifest.xml" <<XML
<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="app.knock.bindings">
    <uses-sdk android:minSdkVersion="$MIN_SDK" />
</manifest>
XML
(cd "$OUT/aar" && zip --quiet --recurse-paths ../knock.aar .)
echo "$OUT/knock.aar"
