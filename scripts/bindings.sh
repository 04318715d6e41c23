#!/usr/bin/env bash
# Makes the bindings' sources from the built library, and tests them in each language.
#
#   scripts/bindings.sh generate            builds the library, makes Kotlin, Swift and Python sources
#   scripts/bindings.sh python kotlin swift the same, then the tests of these languages
#
# The sources go to folders called `generated`, which are not committed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

LIBRARY=target/debug/libknock_ffi.so
[[ $(uname -s) == Darwin ]] && LIBRARY=target/debug/libknock_ffi.dylib
FOLDER=$(dirname "$LIBRARY")

die() { printf 'bindings: %s\n' "$*" >&2; exit 1; }

# sources LANGUAGE: makes them in a new folder and names it.
sources() {
    local fresh
    fresh=$(mktemp -d)
    "$FOLDER/uniffi-bindgen" generate "$LIBRARY" --language "$1" --no-format --out-dir "$fresh" >/dev/null
    echo "$fresh"
}

# put FRESH PLACE: only where something changed, so that nothing is compiled again for nothing.
put() {
    if diff --recursive --brief "$1" "$2" >/dev/null 2>&1; then
        rm -rf "$1"
    else
        rm -rf "$2"
        mv "$1" "$2"
    fi
}

generate() {
    local fresh
    # As the workspace's tests are built, so that in a full run nothing is built twice.
    [[ -n ${BINDINGS_BUILT:-} ]] || cargo build --locked --workspace --lib --bins --tests --quiet
    [[ -e $LIBRARY ]] || die "$LIBRARY was not built"

    fresh=$(sources python)
    ln -s "$PWD/$LIBRARY" "$fresh/"
    put "$fresh" tests/bindings/python/generated

    put "$(sources kotlin)" android/bindings/generated

    # SwiftPM wants the C part as a module with a folder of its own.
    fresh=$(sources swift)
    mkdir "$fresh/knock_ffiFFI" "$fresh/KnockFFI"
    mv "$fresh"/*.h "$fresh/knock_ffiFFI/"
    mv "$fresh"/*.modulemap "$fresh/knock_ffiFFI/module.modulemap"
    mv "$fresh"/*.swift "$fresh/KnockFFI/"
    put "$fresh" ios/KnockKit/generated
}

test_python() {
    (cd tests/bindings/python && PYTHONPATH=generated python3 -W error -m unittest -v test_bindings)
}

test_kotlin() {
    mvn --batch-mode --no-transfer-progress --file android/bindings/pom.xml verify
}

test_swift() {
    ./scripts/swift.sh --tool swift-format lint --strict --recursive ios/KnockKit/{Package.swift,Sources,Tests}
    ./scripts/swift.sh test --package-path ios/KnockKit
}

((${#@})) || { sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2; }
generate
for language in "$@"; do
    case $language in
    generate) ;;
    python | kotlin | swift) "test_$language" ;;
    *) die "no such language: $language" ;;
    esac
done
