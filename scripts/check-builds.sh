#!/usr/bin/env bash
# Whether the builds for phones, which need an NDK or a Mac, would ask cargo for what there is: each wallet's manifest,
# package, features and profile, and the name that apps load the library by. Builds nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

die() { printf 'check-builds: %s\n' "$*" >&2; exit 1; }

# planned NAME: that line of the plan.
planned() { sed -n "s/^$1 //p" <<<"$plan"; }

check_plan() {
    local manifest
    manifest=$(planned manifest)
    # Without dependencies nothing is asked of any network.
    cargo metadata --no-deps --offline --format-version 1 --manifest-path "$manifest" |
        python3 -c "$FITS" "$(planned package)" "$(planned library)" "$(planned features)" ||
        die "$script $wallet: $manifest does not have what is asked for"
    grep -q '^\[profile\.phone\]$' "$manifest" || die "$manifest has no profile phone"
}

# PACKAGE LIBRARY FEATURES against cargo's account of the workspace.
FITS='
import json, pathlib, sys, tomllib
name, library, features = sys.argv[1:]
package = next(it for it in json.load(sys.stdin)["packages"] if it["name"] == name)
assert any(it["name"] == library and "cdylib" in it["crate_types"] for it in package["targets"]), library
assert set(features.split(",")) <= set(package["features"]), features
# Apps load every one of them by the same name.
bindings = tomllib.loads(pathlib.Path(package["manifest_path"]).with_name("uniffi.toml").read_text())["bindings"]
assert all(bindings[it]["cdylib_name"] == "knock_ffi" for it in ("kotlin", "python")), bindings
'

refused() {
    if output=$("$@" 2>&1); then die "$* is taken"; fi
    [[ $output == *"ldk"*"breez"* ]] || die "$* does not say what there is: $output"
}

for script in scripts/build-android.sh scripts/build-xcframework.sh; do
    for wallet in "" "--wallet ldk" "--wallet breez"; do
        # shellcheck disable=SC2086 # Two words, or none.
        plan=$("$script" $wallet --plan) || die "$script $wallet has no plan"
        check_plan
    done
    refused "$script" --wallet
    refused "$script" --wallet nwc
    refused "$script" --walet ldk
done
[[ $(scripts/build-android.sh --wallet ldk --plan) == *wallet-ldk* ]] || die "ldk is left out"
echo "the builds for phones ask for what there is"
