#!/usr/bin/env bash
# Compares both apps by the list in tests/parity/app.json: screens, settings of the core and of
# the phone, and texts in both languages.
#
#   scripts/check-parity.sh              check this repository
#   scripts/check-parity.sh --self-test  take something away from each side and show that it is noticed
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

exec python3 -B tests/parity/check.py "$@"
