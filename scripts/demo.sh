#!/usr/bin/env bash
# Shows Knock's main job on this machine, with play money and a relay on loopback: a message is
# sealed, published and paid for, and the payment's comment leads the receiver to it.
#
#   scripts/demo.sh [arguments of `knock demo`]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

./scripts/setup.sh demo
# Building apart from running shows cargo's progress; the run then prints only the demo.
if [[ ! -x ${CARGO_TARGET_DIR:-target}/debug/knock ]]; then
    echo "demo: the first build compiles SQLCipher and AWS-LC too and takes some minutes"
fi
cargo build --locked -p knock-cli --bin knock
exec cargo run --locked -q -p knock-cli --bin knock -- demo "$@"
