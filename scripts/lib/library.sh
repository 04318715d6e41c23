# shellcheck shell=bash
# Sourced by the builds for phones: which library is built, by the wallet that it has inside.
#
#   --wallet ldk     a Lightning node of the user's own
#   --wallet breez   the Breez SDK. Its crate is on git only, so it has a workspace, and first a lock file to make, of its own
#   --plan           say what would be built, and build nothing
#
# Sets WHAT (for cargo), BUILT_AS (what cargo calls it), FEATURES, BUILT (the folder of its builds) and NAMESPACES (the
# bindings' parts). Apps load each library under the one name libknock_ffi.
choose_library() {
    MANIFEST=Cargo.toml PACKAGE=knock-ffi BUILT_AS=knock_ffi FEATURES=small BUILT=target PLAN=
    NAMESPACES=(knock_ffi)
    while (($#)); do
        case $1 in
        --plan) PLAN=yes ;;
        --wallet)
            shift
            case ${1:-} in
            ldk) FEATURES=small,wallet-ldk ;;
            breez)
                MANIFEST=core/breez/Cargo.toml PACKAGE=knock-breez-ffi BUILT_AS=knock_breez_ffi BUILT=core/breez/target
                NAMESPACES=(knock_ffi knock_breez)
                ;;
            *) die "no such wallet: ${1:-none is named} (there are ldk and breez)" ;;
            esac
            ;;
        *) die "there are --wallet ldk, --wallet breez and --plan, not $1" ;;
        esac
        shift
    done
    WHAT=(--manifest-path "$MANIFEST" --package "$PACKAGE" --lib)
    if [[ -e $(dirname "$MANIFEST")/Cargo.lock ]]; then WHAT+=(--locked); fi
    if [[ $PLAN ]]; then
        printf '%s\n' "manifest $MANIFEST" "package $PACKAGE" "library $BUILT_AS" "features $FEATURES" "built $BUILT" \
            "namespaces ${NAMESPACES[*]}"
        exit 0
    fi
}

# The bindings' sources, out of the library itself where it has more than one part.
make_bindings() {
    ((${#NAMESPACES[@]} == 1)) || cargo build "${WHAT[@]}"
    BINDINGS_OF=$BUILT/debug/lib$BUILT_AS BINDINGS_IN=$(dirname "$MANIFEST") ./scripts/bindings.sh generate
}
