#!/usr/bin/env bash
# Compiles the app's resources: R.java for the compiler, the package that Robolectric and the smoke APK read.
#
#   android/check/resources.sh android-all.jar FOLDER
#
# Makes FOLDER/java/app/knock/R.java, FOLDER/resources.apk and FOLDER/AndroidManifest.xml.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
app=$here/../app/src/main
framework_jar=$1
out=$2

command -v aapt2 >/dev/null || { echo "aapt2 is missing: run scripts/setup.sh" >&2; exit 1; }
mkdir -p "$out/java"
[[ -e $out/framework.apk ]] || {
    "$here/framework.py" "$framework_jar" "$out/framework.apk.part"
    mv "$out/framework.apk.part" "$out/framework.apk"
}

# What Gradle adds to a manifest.
sed -e 's/<manifest /<manifest package="app.knock" android:versionCode="1" android:versionName="0.1.0" /' \
    -e '0,/<uses-permission/s//<uses-sdk android:minSdkVersion="26" android:targetSdkVersion="35" \/>\n    &/' \
    "$app/AndroidManifest.xml" >"$out/AndroidManifest.xml"

aapt2 compile --dir "$app/res" -o "$out/resources.zip"
# Debian's aapt2 is of Android 10: it does not know <queries> and passes it on as it is.
aapt2 link -I "$out/framework.apk" --manifest "$out/AndroidManifest.xml" --java "$out/java" -o "$out/resources.apk" \
    --auto-add-overlay --warn-manifest-validation "$out/resources.zip" 2>"$out/link.log" || { cat "$out/link.log" >&2; exit 1; }
