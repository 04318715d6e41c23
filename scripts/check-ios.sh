#!/usr/bin/env bash
# Checks the iOS app as far as that goes without a Mac: every file parses and is formatted, imports only
# KnockKit, and what plists, project file and String Catalog promise is kept. Types of SwiftUI are Xcode's affair.
#
#   scripts/check-ios.sh              check this repository
#   scripts/check-ios.sh --self-test  break each rule in a copy and show that the check notices it
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

PYTHON=.tools/ios/bin/python
FOLDERS=(ios/App ios/Shared ios/NotificationService ios/ShareExtension)

[[ -x $PYTHON ]] || { echo "check-ios: run scripts/setup.sh first" >&2; exit 1; }

case ${1:-} in
"")
    mapfile -t files < <(find "${FOLDERS[@]}" -name '*.swift' | sort)
    ./scripts/swift.sh --tool swiftc -frontend -parse "${files[@]}"
    echo "  ok        ${#files[@]} files parse"
    ./scripts/swift.sh --tool swift-format lint --strict --configuration ios/.swift-format "${files[@]}"
    echo "  ok        and are formatted"
    "$PYTHON" -B ios/check/check.py
    ;;
--self-test) "$PYTHON" -B ios/check/check.py --self-test ;;
*) echo "usage: $0 [--self-test]" >&2; exit 2 ;;
esac
