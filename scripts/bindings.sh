#!/usr/bin/env bash
# Makes the bindings' sources from the built library, and tests them in each language.
#
#   scripts/bindings.sh generate            builds the library, makes Kotlin, Swift and Python sources
#   scripts/bindings.sh python kotlin swift the same, then the tests of these languages
#
# The sources go to folders called `generated`, which are not committed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ROOT=$PWD

FOLDER=target/debug
# Another library, and the folder of its workspace, where the settings of its parts are found (scripts/lib/library.sh).
LIBRARY=${BINDINGS_OF:-$FOLDER/libknock_ffi}
if [[ $(uname -s) == Darwin ]]; then LIBRARY+=.dylib; else LIBRARY+=.so; fi
WORKSPACE=${BINDINGS_IN:-.}

die() { printf 'bindings: %s\n' "$*" >&2; exit 1; }

# sources LANGUAGE: makes them in a new folder and names it.
sources() {
    local fresh
    fresh=$(mktemp -d)
    (cd "$WORKSPACE" && "$ROOT/$FOLDER/uniffi-bindgen" generate "$ROOT/$LIBRARY" --language "$1" --no-format --out-dir "$fresh" >/dev/null)
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
    local fresh header module swift
    # As the workspace's tests are built, so that in a full run nothing is built twice.
    [[ -n ${BINDINGS_BUILT:-} ]] || cargo build --locked --workspace --lib --bins --tests --quiet
    [[ -e $LIBRARY ]] || die "$LIBRARY was not built"

    fresh=$(sources python)
    ln -s "$PWD/$LIBRARY" "$fresh/"
    put "$fresh" tests/bindings/python/generated

    put "$(sources kotlin)" android/bindings/generated

    # SwiftPM wants each C part as a module with a folder of its own.
    fresh=$(sources swift)
    for header in "$fresh"/*.h; do
        module=${header%.h}
        mkdir "$module"
        mv "$header" "$module/"
        mv "$module.modulemap" "$module/module.modulemap"
    done
    for swift in "$fresh"/*.swift; do
        mkdir "${swift%.swift}"
        mv "$swift" "${swift%.swift}/"
    done
    put "$fresh" ios/KnockKit/generated
}

test_python() {
    (cd tests/bindings/python && PYTHONPATH=generated python3 -W error -m unittest -v test_bindings)
}

test_kotlin() {
    SCRATCH=$(mktemp -d)
    trap 'rm -rf "$SCRATCH"' EXIT
    mvn --batch-mode --no-transfer-progress --file android/bindings/pom.xml -Dscratch="$SCRATCH" verify
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
