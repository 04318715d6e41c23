#!/usr/bin/env bash
# Draws every screen of the Android app, light and dark, into docs/pictures/android/, with people and messages that came
# over the sandbox. Needs what scripts/setup.sh installs, and pngquant to make the files small.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

command -v pngquant >/dev/null || { echo "android-pictures: please install pngquant" >&2; exit 1; }
pictures=$PWD/docs/pictures/android
mkdir -p "$pictures"
./scripts/bindings.sh generate
mvn --batch-mode --no-transfer-progress --quiet --file android/check/pom.xml -Dknock.pictures="$pictures" \
    test-compile surefire:test@robolectric -Dtest=ScreensTest
pngquant --force --ext .png --strip --speed 1 32 "$pictures"/*.png
