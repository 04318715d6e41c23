#!/usr/bin/env bash
# The public surface of the bindings changes only on purpose: uniffi/api.txt lists it, and its
# fingerprint stands in CHANGELOG.md, at the line that says what changed. Needs the generated sources.
#
#   scripts/check-ffi-api.sh           fails where the list or the changelog is behind the code
#   scripts/check-ffi-api.sh --update  writes the list anew and says which fingerprint the changelog needs
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

SOURCE=ios/KnockKit/generated/KnockFFI/KnockFFI.swift
LIST=uniffi/api.txt

[[ -e $SOURCE ]] || { echo "the sources are not there: scripts/bindings.sh generate" >&2; exit 2; }
surface=$(perl scripts/lib/ffi-surface.pl "$SOURCE")

if [[ ${1:-} == --update ]]; then
    printf '%s\n' "$surface" >"$LIST"
elif ! diff --unified=0 "$LIST" <(printf '%s\n' "$surface"); then
    echo "The bindings' surface changed. If that is meant: scripts/check-ffi-api.sh --update" >&2
    exit 1
fi

fingerprint=$(sha256sum "$LIST" | cut -c1-8)
if ! grep -q "\`$fingerprint\`" CHANGELOG.md; then
    echo "CHANGELOG.md says nothing of this surface: say what changed, with \`$fingerprint\` in the line" >&2
    exit 1
fi
echo "the bindings' surface is $fingerprint, as listed and told"
