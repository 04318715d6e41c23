#!/usr/bin/env bash
# Changes the protocol's code in every small way that cargo-mutants knows, and tells which changes no test
# notices. Takes hours; not a part of scripts/test.sh. What may survive, and why, stands in tests/fuzz/README.md.
#
#   scripts/mutants.sh                      all of core/protocol
#   scripts/mutants.sh --file '*/relays.rs' one file, or any other argument of cargo-mutants
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[[ -x .tools/bin/cargo-mutants ]] || ./scripts/setup.sh lab
PATH=$PWD/.tools/bin:$PATH exec cargo mutants --package knock-protocol --jobs 1 --output target "$@"
