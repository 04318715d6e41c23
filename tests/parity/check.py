"""Compares what both apps cover by the list in app.json: screens, the core's and the phone's settings, and texts of
the same meaning in both languages. What only one has is in the list with the reason, so that a difference is a decision.

    check.py               prints each rule with "ok" or "violated" and the evidence
    check.py --self-test   takes something away from each side and shows that the check notices it
"""

import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
ANDROID = ROOT / "android/app/src/main"
IOS = ROOT / "ios"
LANGUAGES = {"en": "values", "de": "values-de"}


def read():
    """What is there, as plain data: the self-test takes parts of it away."""
    screens = ANDROID / "kotlin/app/knock/screens"
    kotlin = "\n".join(path.read_text() for path in screens.rglob("*.kt"))
    api = (ROOT / "uniffi/api.txt").read_text()
    fields = re.search(r"^Settings\n((?:    .*\n)+)", api, re.M)[1]
    items = (IOS / "KnockKit/Sources/KnockKit/Screens/Settings/SettingsItem.swift").read_text()
    preferences = (IOS / "KnockKit/Sources/KnockKit/Navigation/Preferences.swift").read_text()
    return {
        "listed": json.loads((ROOT / "tests/parity/app.json").read_text()),
        "settings": set(re.findall(r"^    (\w+): ", fields, re.M)),
        "android": {
            "device": set(re.findall(r"^    val (\w+): ", device_values(), re.M)),
            "screens": {path.name for path in screens.iterdir() if path.is_dir()},
            "settings": set(re.findall(r"copy\((?:[^()]|\([^()]*\))*?\b(\w+) = ", kotlin)),
            "texts": {language: android_texts(folder) for language, folder in LANGUAGES.items()},
        },
        "ios": {
            "device": set(re.findall(r"^    var (\w+): \w+ \{ get set \}", preferences, re.M)),
            "screens": {str(path.relative_to(IOS / "App/Screens")) for path in (IOS / "App/Screens").rglob("*.swift")},
            "settings": set(re.findall(r"^    case (\w+)", items, re.M)),
            "texts": ios_texts(),
        },
    }


def device_values():
    kotlin = (ANDROID / "kotlin/app/knock/phone/DeviceSettings.kt").read_text()
    return re.search(r"data class DeviceValues\((.*?)^\)", kotlin, re.M | re.S)[1]


def android_texts(folder):
    found = set()
    for path in (ANDROID / "res" / folder).glob("*.xml"):
        for text in ElementTree.parse(path).getroot():
            if text.tag in ("string", "plurals") and "".join(text.itertext()).strip():
                found.add(text.get("name"))
    return found


def ios_texts():
    """A key's gaps are part of it in the catalog: `chat_cost %@`."""
    found = {language: set() for language in LANGUAGES}
    entries = json.loads((IOS / "App/Support/Localizable.xcstrings").read_text())["strings"]
    for key, entry in entries.items():
        for language in entry["localizations"]:
            found[language].add(key.split(" ")[0])
    return found


def screens(there):
    """Each screen of the list is there on both sides, and each folder of screens is in the list."""
    listed, only = there["listed"]["screens"], there["listed"]["only"]["screens"]
    for name, (android, ios) in listed.items():
        if android not in there["android"]["screens"]:
            yield f"{name}: Android has no {android}"
        if ios not in there["ios"]["screens"]:
            yield f"{name}: iOS has no {ios}"
    for folder in there["android"]["screens"] - {android for android, _ in listed.values()} - only["android"].keys():
        yield f"Android's {folder} is not in the list"
    known = {ios.split("/")[0] for _, ios in listed.values()} | only["ios"].keys()
    for folder in {file.split("/")[0] for file in there["ios"]["screens"]} - known:
        yield f"iOS's {folder} is not in the list"


def settings(there):
    """Each setting of the core's can be changed in both apps, but for those that the list leaves to one of them."""
    for side, other in [("android", "ios"), ("ios", "android")]:
        left = there["listed"]["only"]["settings"][other].keys()
        for name in sorted(there["settings"] - there[side]["settings"] - left):
            yield f"{name} cannot be changed on {side}"
        for name in sorted(left & there[side]["settings"]):
            yield f"{name} can be changed on {side} now: take it off the list"
        for name in sorted(left - there["settings"]):
            yield f"{name} is no setting"


def device(there):
    """The phone's own settings are the same, but for those that the list leaves to one of the apps."""
    for position, side in enumerate(["android", "ios"]):
        listed = {names[position] for names in there["listed"]["device"].values()}
        listed |= there["listed"]["only"]["device"][side].keys()
        for name in sorted(listed - there[side]["device"]):
            yield f"{side} has no {name}"
        for name in sorted(there[side]["device"] - listed):
            yield f"{side}'s {name} is not in the list"


def texts(there):
    """Each text of the list is there on both sides in both languages."""
    for meaning, keys in there["listed"]["strings"].items():
        for side, key in zip(["android", "ios"], keys):
            for language, found in there[side]["texts"].items():
                if key not in found:
                    yield f"{meaning}: {key} is not there in {language} on {side}"


RULES = {"screens": screens, "settings": settings, "device": device, "texts": texts}


def violated(there):
    return {name: evidence for name, rule in RULES.items() if (evidence := list(rule(there)))}


def check():
    there = read()
    found = violated(there)
    sizes = {
        "screens": len(there["listed"]["screens"]),
        "settings": len(there["settings"]),
        "device": len(there["listed"]["device"]),
        "texts": len(there["listed"]["strings"]),
    }
    for name in RULES:
        print(f"  {'violated' if name in found else 'ok':<9} {sizes[name]} {name}")
        for evidence in found.get(name, []):
            print(f"            {evidence}")
    return not found


PLANTS = {
    "a screen is gone on Android": ("screens", lambda there: there["android"]["screens"].remove("search")),
    "a screen is gone on iOS": ("screens", lambda there: there["ios"]["screens"].remove("Search/SearchScreen.swift")),
    "a screen is new on Android": ("screens", lambda there: there["android"]["screens"].add("calls")),
    "a screen is new on iOS": ("screens", lambda there: there["ios"]["screens"].add("Calls/CallsScreen.swift")),
    "a setting is gone on Android": ("settings", lambda there: there["android"]["settings"].remove("proxy")),
    "a setting is gone on iOS": ("settings", lambda there: there["ios"]["settings"].remove("proxy")),
    "the core has a new setting": ("settings", lambda there: there["settings"].add("colour")),
    "the phone has a new setting on iOS": ("device", lambda there: there["ios"]["device"].add("wallpaper")),
    "a German text is gone on Android": (
        "texts",
        lambda there: there["android"]["texts"]["de"].remove("chat_unsend_text"),
    ),
    "an English text is gone on iOS": (
        "texts",
        lambda there: there["ios"]["texts"]["en"].remove("chat_unsend_explained"),
    ),
}


def self_test():
    for title, (rule, plant) in PLANTS.items():
        there = read()
        plant(there)
        noticed = rule in violated(there)
        print(f"  {'ok' if noticed else 'FAILED':<9} {title}")
        if not noticed:
            return False
    return True


sys.exit(0 if (self_test() if sys.argv[1:] == ["--self-test"] else check()) else 1)
