#!/usr/bin/env bash
# Builds a smoke APK without an SDK: resources, classes and manifest as they would be, dexed and signed with a key that is
# thrown away. It shows that the parts fit an APK. It was not run on a phone, and holds no native library: Gradle builds
# what is installed.
#
#   scripts/build-smoke-apk.sh     android/check/target/smoke/knock-smoke.apk
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

CHECK=android/check
OUT=$CHECK/target/smoke
RESOURCES=$CHECK/target/resources

die() { printf 'build-smoke-apk: %s\n' "$*" >&2; exit 1; }
maven() { mvn --batch-mode --no-transfer-progress --quiet --file "$CHECK/pom.xml" "$@"; }

for tool in aapt2 zipalign apksigner keytool; do
    command -v "$tool" >/dev/null || die "$tool is missing: run scripts/setup.sh"
done
rm -rf "$OUT"
mkdir -p "$OUT/classes"

# The old dexer reads class files of Java 8 without invokedynamic; on a phone D8 takes newer ones.
maven -Psmoke compile dependency:build-classpath -DincludeScope=runtime -Dmdep.outputFile="$PWD/$OUT/classpath" \
    dependency:copy -Dartifact=com.jakewharton.android.repackaged:dalvik-dx:16.0.1 -DoutputDirectory="$PWD/$OUT"
cp -r "$CHECK/target/smoke-classes/." "$OUT/classes/"
for jar in $(tr ':' ' ' <"$OUT/classpath"); do
    unzip -qo "$jar" '*.class' -d "$OUT/classes"
done
# For other Java versions, and for modules.
rm -rf "$OUT/classes/META-INF" "$OUT/classes/module-info.class"

java -Xmx2g -cp "$OUT"/dalvik-dx-*.jar com.android.dx.command.Main --dex --multi-dex --min-sdk-version=26 \
    --output="$OUT" "$OUT/classes"

cp "$RESOURCES/resources.apk" "$OUT/unaligned.apk"
(cd "$OUT" && zip --quiet unaligned.apk classes*.dex)
zipalign -f 4 "$OUT/unaligned.apk" "$OUT/aligned.apk"
keytool -genkeypair -keystore "$OUT/key" -storepass throw-away -keypass throw-away -alias key -dname CN=smoke \
    -keyalg RSA -keysize 2048 -validity 1 2>/dev/null
apksigner sign --ks "$OUT/key" --ks-pass pass:throw-away --min-sdk-version 26 --out "$OUT/knock-smoke.apk" "$OUT/aligned.apk"
rm "$OUT/key"

# Its parts.
apk=$OUT/knock-smoke.apk
apksigner verify --min-sdk-version 26 "$apk" || die "the signature does not verify"
badging=$(aapt2 dump badging "$apk")
grep -q "^package: name='app.knock'" <<<"$badging" || die "not our package"
grep -q "^sdkVersion:'26'" <<<"$badging" || die "not for Android 8"
grep -q "^targetSdkVersion:'35'" <<<"$badging" || die "not for Android 15"
permissions=$(sed -n "s/^uses-permission: name='android.permission.\(.*\)'/\1/p" <<<"$badging" | sort | paste -sd' ')
[[ $permissions == "ACCESS_NETWORK_STATE CAMERA FOREGROUND_SERVICE FOREGROUND_SERVICE_SPECIAL_USE INTERNET POST_NOTIFICATIONS RECEIVE_BOOT_COMPLETED" ]] ||
    die "other permissions: $permissions"
manifest=$(aapt2 dump xmltree --file AndroidManifest.xml "$apk")
# The window, and the receiver of pushes, which is closed at first.
[[ $(grep -c 'exported.*=true' <<<"$manifest") == 2 ]] || die "other components are open to other apps"
[[ $(grep -c 'enabled.*=false' <<<"$manifest") == 1 ]] || die "the receiver of pushes is open at first"
grep -q 'allowBackup.*=false' <<<"$manifest" || die "backups are allowed"
(cd "$OUT" && unzip -qo knock-smoke.apk 'classes*.dex' -d dex)
cat "$OUT"/dex/*.dex >"$OUT/all.dex"
for class in platform/MainActivity platform/listening/ListenService core/Core ffi/Knock screens/chat/ChatView; do
    grep -qa "Lapp/knock/$class;" "$OUT/all.dex" || die "class $class is missing"
done
# (An annotation of theirs is named by the coroutines; its class is not inside.)
[[ ! -e $OUT/classes/androidx ]] || die "something of androidx is inside"
printf '%s: %s bytes, signed; manifest, permissions and classes checked\n' "$apk" "$(stat -c %s "$apk")"
