#!/usr/bin/env bash
# Runs Swift 6, from the system where it is there, otherwise from Debian trixie's package in a folder
# of its own (Debian's older releases have none, and other systems have their own).
#
#   scripts/swift.sh --install           fetches it where the system has none; needs root and Debian's apt
#   scripts/swift.sh --debian-mirror     the archive it would be fetched from
#   scripts/swift.sh build …             any of swift's own verbs
#   scripts/swift.sh --tool swift-format lint …
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
SYSTEM=$ROOT/.tools/swift
PACKAGES=ca-certificates,swiftlang,swiftlang-dev,libc6-dev,libstdc++-14-dev

say() { printf 'swift: %s\n' "$*"; }
die() { printf 'swift: %s\n' "$*" >&2; exit 1; }

native() { command -v swift >/dev/null 2>&1 && [[ $(swift --version 2>/dev/null) =~ version\ ([0-9]+) ]] && ((BASH_REMATCH[1] >= 6)); }

# The archive that this machine's apt uses already, so that a mirror is chosen in one place.
debian_mirror() {
    # shellcheck disable=SC2016 # apt's own variables
    apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(REPO_URI) $(SUITE)' |
        sed -nE 's|^Debian main ([^ ]+) .*|\1|p' | grep -vE 'security|updates|backports' | head -n 1
}

install() {
    if native; then say "the system's own"; return; fi
    if [[ -e $SYSTEM/.complete ]]; then say "Debian's swiftlang"; return; fi
    [[ $(uname -s) == Linux ]] || die "please install Swift 6 or newer"
    command -v apt-get >/dev/null || die "please install Swift 6 or newer"
    ((EUID == 0)) || die "Swift 6 is missing, and only root can set up the folder to run Debian's: install it, or run this as root"
    if ! command -v mmdebstrap >/dev/null; then
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends mmdebstrap debian-archive-keyring
    fi
    local mirror
    mirror=$(debian_mirror)
    [[ -n $mirror ]] || die "apt knows no Debian archive"
    say "fetching Debian's swiftlang, 3 GB unpacked, once"
    rm -rf "$SYSTEM"
    mkdir -p "$SYSTEM"
    # apt checks the archive's signature; trixie's key is in debian-archive-keyring.
    mmdebstrap --quiet --variant=apt --components=main --include="$PACKAGES" trixie "$SYSTEM" "$mirror"
    rm -rf "$SYSTEM"/var/cache/apt/archives/*.deb
    touch "$SYSTEM/.complete"
}

# Programs inside see /proc, /dev, /tmp and this repository under the same names as outside, and nothing else.
run() {
    local program=$1
    shift
    # SwiftPM leaves empty folders behind, and a test that is cut off its home.
    TMPDIR=$(mktemp -d)
    export TMPDIR
    trap 'rm -rf "$TMPDIR"' EXIT
    if native; then "$program" "$@"; return; fi
    [[ -e $SYSTEM/.complete ]] || die "not there yet: scripts/swift.sh --install"
    ((EUID == 0)) || die "only root can enter the folder with Debian's Swift"
    export SWIFT_SYSTEM=$SYSTEM SWIFT_SHARED=$ROOT SWIFT_WORKDIR=$PWD SWIFT_PROGRAM=/usr/libexec/swift/bin/$program
    # shellcheck disable=SC2016 # expanded inside
    unshare --mount --propagation private bash -euc '
        mount -t proc proc "$SWIFT_SYSTEM/proc"
        for shared in /dev /tmp "$SWIFT_SHARED"; do
            mkdir -p "$SWIFT_SYSTEM$shared"
            mount --bind "$shared" "$SWIFT_SYSTEM$shared"
        done
        exec chroot "$SWIFT_SYSTEM" /usr/bin/env HOME=/root PATH=/usr/libexec/swift/bin:/usr/bin:/bin \
            /bin/sh -c "cd \"\$0\" && exec \"\$@\"" "$SWIFT_WORKDIR" "$SWIFT_PROGRAM" "$@"
    ' bash "$@"
}

case ${1:-} in
--install) install ;;
--debian-mirror) debian_mirror ;;
--tool) run "${@:2}" ;;
"" | -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0" ;;
*) run swift "$@" ;;
esac
