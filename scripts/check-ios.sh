#!/usr/bin/env bash
# Checks the iOS app as far as that goes without a Mac: every file is formatted and imports only KnockKit; types agree
# with KnockKit's, and with what Apple documents as far as ios/check/apple has written it down; what plists,
# project file and String Catalog promise is kept. Only Xcode knows Apple's real types.
#
#   scripts/check-ios.sh              check this repository
#   scripts/check-ios.sh --self-test  break each rule in a copy and show that the check notices it
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

PYTHON=.tools/ios/bin/python
WORK=target/ios-check
APPLE=ios/check/apple
# Each after those that it imports.
FRAMEWORKS=(UniformTypeIdentifiers CoreGraphics UIKit Security LocalAuthentication UserNotifications Intents BackgroundTasks
    Vision CoreImage AVFoundation VisionKit SwiftUI PhotosUI QuickLook)
# The language mode of ios/project.yml.
MODE=(-swift-version 5 -parse-as-library)

die() { printf 'check-ios: %s\n' "$*" >&2; exit 1; }

swift_files() { find "$@" -name '*.swift' | sort; }

# Declarations of Apple's frameworks as modules that can be imported; made anew where one has changed.
frameworks() {
    local name files
    if [[ -e $WORK/modules/.made && -z $(find "$APPLE" scripts/check-ios.sh -newer "$WORK/modules/.made" -type f) ]]; then return; fi
    rm -rf "$WORK/modules"
    mkdir -p "$WORK/modules"
    for name in "${FRAMEWORKS[@]}"; do
        mapfile -t files < <(find "$APPLE" -path "*/$name.swift" -o -path "*/$name/*.swift" | sort)
        ./scripts/swift.sh --tool swiftc "${MODE[@]}" -suppress-warnings -emit-module -module-name "$name" \
            -emit-module-path "$WORK/modules/$name.swiftmodule" -I "$WORK/modules" "${files[@]}"
    done
    touch "$WORK/modules/.made"
}

# What the sources are checked against.
modules() {
    ./scripts/swift.sh build --package-path ios/KnockKit --target KnockKit >/dev/null
    KNOCKKIT=$(./scripts/swift.sh build --package-path ios/KnockKit --show-bin-path)
    frameworks
}

# types TARGET FOLDER…: a target's sources against KnockKit and these modules. Previews are a macro of Xcode's, so they
# are read as functions.
types() {
    local target=$1 file files=()
    shift
    rm -rf "${WORK:?}/$target"
    for file in $(swift_files "$@") "$APPLE/Foundation.swift"; do
        mkdir -p "$WORK/$target/$(dirname "$file")"
        sed -E 's/^( *)#Preview \{/\1@MainActor @ViewBuilder private func preview() -> some View {/' "$file" \
            >"$WORK/$target/$file"
        files+=("$WORK/$target/$file")
    done
    ./scripts/swift.sh --tool swiftc "${MODE[@]}" -suppress-warnings -typecheck -D DEBUG -module-name "$target" \
        -I "$WORK/modules" -I "$KNOCKKIT/Modules" -I ios/KnockKit/generated/knock_ffiFFI "${files[@]}" || return
    printf '  ok        types of %s, %d files\n' "$target" "${#files[@]}"
}

# KnockKit's half of a build with Breez inside, against that library's names: only the file that uses them is checked.
types_breez() {
    local kit=ios/KnockKit/Sources/KnockKit files
    ./scripts/swift.sh --tool swiftc -swift-version 5 -parse-as-library -emit-module -module-name KnockBreezFFI \
        -emit-module-path "$WORK/KnockBreezFFI.swiftmodule" -I "$KNOCKKIT/Modules" \
        -I ios/KnockKit/generated/knock_ffiFFI ios/check/breez/KnockBreezFFI.swift || return
    mapfile -t files < <(swift_files "$kit/Core" "$kit/Vault" "$kit/Navigation/Preferences.swift" | grep -v Breez.swift)
    ./scripts/swift.sh --tool swiftc -frontend -typecheck -swift-version 6 -parse-as-library -module-name KnockKit \
        -I "$WORK" -I "$KNOCKKIT/Modules" -I ios/KnockKit/generated/knock_ffiFFI \
        -primary-file "$kit/Core/Breez.swift" \
        "${files[@]}" || return
    echo "  ok        types of KnockKit with Breez inside"
}

check() {
    local files
    [[ -x $PYTHON ]] || die "run scripts/setup.sh first"
    [[ -d ios/KnockKit/generated ]] || die "run scripts/bindings.sh generate first"
    mapfile -t files < <(swift_files ios/App ios/Shared ios/NotificationService ios/ShareExtension "$APPLE")
    ./scripts/swift.sh --tool swift-format lint --strict --configuration ios/.swift-format "${files[@]}"
    echo "  ok        ${#files[@]} files are formatted"
    "$PYTHON" -B ios/check/check.py

    if [[ $(uname -s) == Darwin ]]; then
        echo "  skipped   types: Xcode knows the real ones"
        return
    fi
    modules
    types_breez
    types Knock ios/App ios/Shared
    types NotificationService ios/NotificationService ios/Shared
    types ShareExtension ios/ShareExtension ios/Shared
}

self_test() {
    "$PYTHON" -B ios/check/check.py --self-test
    [[ $(uname -s) != Darwin ]] || return 0
    modules
    mkdir -p "$WORK/planted"
    printf 'import KnockKit\nimport SwiftUI\nlet wrong = ConversationsModel.Line.nothing\n' >"$WORK/planted/Wrong.swift"
    if types Planted "$WORK/planted" >/dev/null 2>&1; then die "FAILED: a wrong type was not noticed"; fi
    echo "  ok        a view uses what KnockKit has not"
}

case ${1:-} in
"") check ;;
--self-test) self_test ;;
*) echo "usage: $0 [--self-test]" >&2; exit 2 ;;
esac
