#!/usr/bin/env bash
# Changes the protocol's code in every small way that cargo-mutants knows, runs the crate's tests against each
# change, and fails where one is noticed by none. Takes most of an hour; not a part of scripts/test.sh. What is
# left out, and why, stands in .cargo/mutants.toml; the last figures in tests/fuzz/README.md.
#
#   scripts/mutants.sh                      all of core/protocol
#   scripts/mutants.sh --file '*/relays.rs' one file, or any other argument of cargo-mutants
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

./scripts/setup.sh lab
# What a change breaks it breaks for nearly every input: few cases find it as well as many, and no debugger looks on.
export PROPTEST_CASES=${PROPTEST_CASES:-16} CARGO_PROFILE_DEV_DEBUG=false
PATH=$PWD/.tools/bin:$PATH exec cargo mutants --package knock-protocol --jobs "$(nproc)" --output target "$@"
