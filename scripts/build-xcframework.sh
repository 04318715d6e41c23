#!/usr/bin/env bash
# Builds the core for iPhones and simulators as a dynamic framework, which the app and its extensions
# share. Needs a Mac with Xcode and Rust's three iOS targets.
#
#   scripts/build-xcframework.sh               ios/KnockKit/KnockCore.xcframework
#   scripts/build-xcframework.sh --wallet ldk  with a Lightning node of the user's own inside (or breez: scripts/lib/library.sh)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

MODULE=knock_ffiFFI # the C module that the generated Swift imports
MIN_IOS=17.0
OUT=target/ios
FRAMEWORK=ios/KnockKit/KnockCore.xcframework

die() { printf 'build-xcframework: %s\n' "$*" >&2; exit 1; }

# shellcheck source=/dev/null
source scripts/lib/library.sh
choose_library "$@"

[[ $(uname -s) == Darwin ]] || die "only a Mac with Xcode can build for iPhones"
for triple in aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios; do
    [[ -d $(rustc --print sysroot)/lib/rustlib/$triple ]] || die "run: rustup target add $triple"
    IPHONEOS_DEPLOYMENT_TARGET=$MIN_IOS cargo build "${WHAT[@]}" --profile phone \
        --target "$triple" --features "$FEATURES"
done
make_bindings

# framework FOLDER LIBRARY…: one slice, out of one or more architectures.
framework() {
    local folder=$OUT/$1/$MODULE.framework
    shift
    rm -rf "$folder"
    mkdir -p "$folder/Headers" "$folder/Modules"
    lipo -create "$@" -output "$folder/$MODULE"
    install_name_tool -id "@rpath/$MODULE.framework/$MODULE" "$folder/$MODULE"
    cp "ios/KnockKit/generated/$MODULE/$MODULE.h" "$folder/Headers/"
    printf 'framework module %s {\n    umbrella header "%s.h"\n    export *\n}\n' "$MODULE" "$MODULE" \
        >"$folder/Modules/module.modulemap"
    plutil -create xml1 "$folder/Info.plist"
    plutil -insert CFBundleExecutable -string "$MODULE" "$folder/Info.plist"
    plutil -insert CFBundleIdentifier -string app.knock.core "$folder/Info.plist"
    plutil -insert CFBundleName -string "$MODULE" "$folder/Info.plist"
    plutil -insert CFBundlePackageType -string FMWK "$folder/Info.plist"
    plutil -insert CFBundleShortVersionString -string 0.1.0 "$folder/Info.plist"
    plutil -insert CFBundleVersion -string 1 "$folder/Info.plist"
    plutil -insert MinimumOSVersion -string "$MIN_IOS" "$folder/Info.plist"
}

framework device "$BUILT/aarch64-apple-ios/phone/lib$BUILT_AS.dylib"
framework simulator "$BUILT"/{aarch64-apple-ios-sim,x86_64-apple-ios}"/phone/lib$BUILT_AS.dylib"
rm -rf "$FRAMEWORK"
xcodebuild -create-xcframework -output "$FRAMEWORK" \
    -framework "$OUT/device/$MODULE.framework" -framework "$OUT/simulator/$MODULE.framework"
echo "$FRAMEWORK"
