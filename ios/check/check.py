"""Checks what the iOS app's files promise one another, without Xcode: who imports what, that plists and the project
file can be read and name things that exist, and that every text is there in both languages.

    check.py [ROOT]        prints each rule with "ok" or "violated" and the evidence
    check.py --self-test   breaks each rule in a copy and shows that the check notices it
"""

import json
import plistlib
import re
import shutil
import sys
import tempfile
from pathlib import Path

import yaml

LANGUAGES = {"en", "de"}
# What is compiled into the app and its extensions, outside KnockKit.
CODE = ["App", "Shared", "NotificationService", "ShareExtension"]
KEY = re.compile(r'"([a-z][a-z0-9]*(?:_[a-z0-9]+)+)((?: \\\([^)]*(?:\([^)]*\))?[^)]*\))*)"')
GAP = re.compile(r"%(?:\d+\$)?(?:@|lld)")
# Beside the app; the self-test's copies have only the app.
BREEZ = Path(__file__).resolve().parents[2] / "core/breez/ffi/src/lib.rs"


def sources(ios):
    return [path for folder in CODE for path in sorted((ios / folder).rglob("*.swift"))]


def imports(ios):
    """The generated module is KnockKit's own affair."""
    line = re.compile(r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*import\s+(?:(?:struct|class|enum|protocol|func|typealias)\s+)?(\w+)")
    for path in sources(ios):
        for number, text in enumerate(path.read_text().splitlines(), 1):
            found = line.match(text)
            if found and found[1].lower().startswith("knock") and found[1] != "KnockKit":
                yield f"{path.relative_to(ios)}:{number}: imports {found[1]}"


def small(ios):
    for path in sources(ios):
        lines = len(path.read_text().splitlines())
        if lines > 300:
            yield f"{path.relative_to(ios)}: {lines} lines"


def plists(ios):
    for path in sorted(ios.rglob("*")):
        if path.suffix in {".plist", ".entitlements", ".xcprivacy"} and "KnockKit" not in path.parts:
            try:
                plistlib.loads(path.read_bytes())
            except Exception as error:  # each kind of damage has its own
                yield f"{path.relative_to(ios)}: {error}"


def project(ios):
    """Files and targets that project.yml names are there."""
    spec = yaml.safe_load((ios / "project.yml").read_text())
    targets = spec["targets"]
    for package in spec["packages"].values():
        if not (ios / package["path"] / "Package.swift").exists():
            yield f"no package in {package['path']}"
    for name, target in targets.items():
        for source in target["sources"]:
            if not (ios / source["path"]).exists():
                yield f"{name}: no {source['path']}"
        for setting in ["INFOPLIST_FILE", "CODE_SIGN_ENTITLEMENTS"]:
            file = target["settings"]["base"].get(setting)
            if not file or not (ios / file).is_file():
                yield f"{name}: no {setting} {file}"
        for dependency in target["dependencies"]:
            if not dependency.get("target", name) in targets or not dependency.get("package", "KnockKit") in spec["packages"]:
                yield f"{name}: depends on {dependency}"


def names(ios):
    """Identifiers that stand in code and in plists are the same."""
    code = "\n".join(path.read_text() for path in sources(ios))
    group = re.search(r'static let group = "([^"]+)"', code)[1]
    for path in sorted(ios.glob("*/Support/*.entitlements")):
        groups = plistlib.loads(path.read_bytes()).get("com.apple.security.application-groups")
        if groups != [group]:
            yield f"{path.relative_to(ios)}: app groups {groups}, the code has {group}"
    info = plistlib.loads((ios / "App/Support/Info.plist").read_bytes())
    refresh = re.search(r'static let identifier = "([^"]+)"', code)[1]
    if info["BGTaskSchedulerPermittedIdentifiers"] != [refresh]:
        yield f"the background task {refresh} is not permitted in Info.plist"
    for name in CODE[2:]:
        point = plistlib.loads((ios / name / "Support/Info.plist").read_bytes())["NSExtension"]
        principal = point["NSExtensionPrincipalClass"].rpartition(".")[2]
        if not any(f"class {principal}:" in path.read_text() for path in (ios / name).glob("*.swift")):
            yield f"{name}: no class {principal}"


def colours(ios):
    """Colours of our own that the code names are in the asset catalog."""
    for path in sources(ios):
        for name in re.findall(r'Color\("(\w+)"\)', path.read_text()):
            if not (ios / f"App/Support/Assets.xcassets/{name}.colorset/Contents.json").is_file():
                yield f"{path.relative_to(ios)}: no colour {name}"


def catalog(ios, name="Localizable"):
    return json.loads((ios / f"App/Support/{name}.xcstrings").read_text())["strings"]


def texts(entry):
    """(language, text) of an entry, plural forms included."""
    for language, localization in entry.get("localizations", {}).items():
        forms = localization.get("variations", {}).get("plural", {"other": localization})
        for form in forms.values():
            yield language, form["stringUnit"]["value"]


def languages(ios):
    """Every text is there in both languages, with the same gaps."""
    for name in ["Localizable", "InfoPlist"]:
        for key, entry in catalog(ios, name).items():
            found = {language for language, text in texts(entry) if text.strip()}
            if found != LANGUAGES:
                yield f"{name}: {key} is there in {sorted(found)}"
            gaps = {tuple(sorted(GAP.findall(text))) for _, text in texts(entry)}
            if len(gaps) > 1:
                yield f"{name}: {key} has other gaps in another language: {sorted(gaps)}"


def words(ios):
    """KnockKit's texts, and their English."""
    folder = ios / "KnockKit/Sources/KnockKit/Text"
    keys = dict(re.findall(r'case (\w+) = "(\w+)"', (folder / "Words.swift").read_text()))
    english = re.findall(r'^\s*\.(\w+):\s*"((?:[^"\\]|\\.)*)"', (folder / "English.swift").read_text(), re.M)
    return {keys[name]: text.replace('\\"', '"') for name, text in english}, set(keys.values())


def used(ios):
    """Keys that the code mentions: every literal that looks like one. A value in it becomes a gap of the key."""
    for path in sources(ios):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for key, values in KEY.findall(line):
                yield key, len(re.findall(r"\\\(", values)), f"{path.relative_to(ios)}:{number}"


def keys(ios):
    """Every key in the code is in the catalog, and every one in the catalog in the code."""
    entries = catalog(ios)
    bare = {key.split(" ")[0]: key.count("%") for key in entries}
    mentioned = words(ios)[1]
    for key in sorted(mentioned - bare.keys()):
        yield f"KnockKit's {key} is not in the catalog"
    for key, gaps, place in used(ios):
        mentioned = mentioned | {key}
        if bare.get(key) != gaps:
            yield f"{place}: {key} is not in the catalog"
    for key in sorted(bare.keys() - mentioned):
        yield f"{key} is used nowhere"


def same_english(ios):
    """Tests see KnockKit's own English, users the catalog's."""
    entries = catalog(ios)
    for key, text in words(ios)[0].items():
        shown = [value for language, value in texts(entries.get(key, {})) if language == "en"]
        if text not in shown:
            yield f"{key}: {text!r}, the catalog has {shown}"


def table(ios):
    """(views, models, tests) of each row of the README's table, without what is only an explanation."""
    rows = re.findall(r"^\| .+? \| (.+?) \| (.+?) \| (.+?) \|$", (ios / "README.md").read_text(), re.M)
    for row in rows:
        if names := [re.findall(r"`([\w/+]+)`", cell) for cell in row]:
            if all(names):
                yield names


def rows(ios):
    """What the table names is there, each model is in tests of its row, and every screen and model is in the table."""
    tests_folder = ios / "KnockKit/Tests/KnockKitTests"
    kit = "\n".join(path.read_text() for path in sorted((ios / "KnockKit/Sources").rglob("*.swift")))
    listed = {"views": set(), "models": set()}
    for views, models, tests in table(ios):
        listed["views"].update(views)
        listed["models"].update(models)
        for view in views:
            places = [ios / f"App/Screens/{view}.swift", ios / f"{view}.swift", ios / view]
            if not any(place.exists() for place in places):
                yield f"README: there is no view {view}"
        files = []
        for test in tests:
            found = [tests_folder / f"{test}.swift", *sorted((tests_folder / test).glob("*.swift"))]
            found = [path for path in found if path.is_file()]
            files += found
            if not found:
                yield f"README: there are no tests {test}"
        text = "\n".join(path.read_text() for path in files)
        for model in models:
            if not re.search(rf"^public (?:final )?(?:class|struct|enum) {model}\b", kit, re.M):
                yield f"README: KnockKit has no {model}"
            elif not re.search(rf"\b{model}\b|\.{model[0].lower() + model[1:].removesuffix('Model')}\b", text):
                yield f"README: {', '.join(tests)} do not test {model}"
    for path in sorted((ios / "App/Screens").rglob("*Screen.swift")):
        if f"{path.parent.name}/{path.stem}" not in listed["views"]:
            yield f"{path.relative_to(ios)} is not in README's table"
    for model in re.findall(r"^public final class (\w+Model)\b", kit, re.M):
        if model not in listed["models"]:
            yield f"{model} is not in README's table"


def previews(ios):
    for path in sorted((ios / "App/Screens").rglob("*Screen.swift")):
        if "#Preview" not in path.read_text():
            yield f"{path.relative_to(ios)}: no preview"


def spoken(ios):
    """A symbol has words for VoiceOver, or is passed by because words stand beside it; by itself or by what it is in."""
    said = re.compile(r"\.accessibility(?:Hidden|Label)\(|\.accessibilityElement\(children: \.ignore")
    for path in sources(ios):
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines):
            if "Image(systemName:" not in line or said.search(line):
                continue
            depth = len(line) - len(line.lstrip())
            for after in lines[number + 1 :]:
                indent = len(after) - len(after.lstrip())
                if after.strip() and indent <= 4 and not after.strip().startswith("."):
                    yield f"{path.relative_to(ios)}:{number + 1}: VoiceOver has no words for this symbol"
                    break
                if indent <= depth + 4 and after.strip().startswith(".") and said.search(after):
                    break


def growing(ios):
    """Letters grow with the user's choice: no size is fixed, and no choice is capped."""
    fixed = re.compile(r"\.system\(size:|\.custom\([^)]*fixedSize:|\.dynamicTypeSize\(|\.minimumScaleFactor\(")
    for path in sources(ios):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if fixed.search(line):
                yield f"{path.relative_to(ios)}:{number}: {line.strip()}"


def breez(ios):
    """What KnockKit is checked against is named as in the crate that would be there."""
    rust, swift = BREEZ.read_text(), (ios / "check/breez/KnockBreezFFI.swift").read_text()

    def camel(name):
        first, *others = name.split("_")
        return first + "".join(other.capitalize() for other in others)

    for name, parameters in re.findall(r"^pub (?:async )?fn (\w+)\((.*?)\) ->", rust, re.M | re.S):
        wanted = [camel(parameter) for parameter in re.findall(r"(\w+):(?!:)", parameters)]
        found = re.search(rf"func {camel(name)}\((.*?)\)", swift, re.S)
        if not found or re.findall(r"(\w+):", found[1]) != wanted:
            yield f"{camel(name)}({', '.join(wanted)}) is written down otherwise"
    fields = re.search(r"pub struct BreezOptions \{(.*?)^\}", rust, re.M | re.S)[1]
    wanted = [camel(field) for field in re.findall(r"^    pub (\w+):", fields, re.M)]
    if re.findall(r"^    public let (\w+):", swift, re.M) != wanted:
        yield f"BreezOptions has {', '.join(wanted)}"


RULES = {
    "app and extensions import KnockKit only, never the generated module": imports,
    "no file is longer than 300 lines": small,
    "property lists can be read": plists,
    "project.yml names what is there": project,
    "identifiers are the same in code and property lists": names,
    "colours that the code names are there": colours,
    "every text is there in both languages, with the same gaps": languages,
    "every key in the code is in the catalog, and the other way round": keys,
    "the catalog's English is KnockKit's": same_english,
    "README's table names every screen, its model and its tests": rows,
    "every screen has a preview": previews,
    "every symbol has words for VoiceOver, or words beside it": spoken,
    "letters grow with the user's choice": growing,
    "Breez's bindings are written down as the crate has them": breez,
}


def violated(ios):
    """The rules that do not hold, with their evidence."""
    found = {}
    for title, rule in RULES.items():
        try:
            evidence = list(rule(ios))
        except Exception as error:  # a file that another rule finds damaged
            evidence = [f"{type(error).__name__}: {error}"]
        if evidence:
            found[title] = evidence
    return found


def check(ios):
    found = violated(ios)
    for title in RULES:
        print(f"  {'violated' if title in found else 'ok':<9} {title}")
        for evidence in found.get(title, []):
            print(f"            {evidence}")
    return not found


def replace(path, old, new):
    text = path.read_text()
    assert old in text, f"{old} is not in {path}"
    path.write_text(text.replace(old, new))


PLANTS = {
    "the generated module is imported": (
        "import KnockKit only",
        lambda ios: replace(ios / "App/Root/RootView.swift", "import KnockKit", "@preconcurrency import KnockFFI"),
    ),
    "one type of it is": (
        "import KnockKit only",
        lambda ios: replace(
            ios / "NotificationService/NotificationService.swift", "import KnockKit", "import class KnockFFI.Knock"
        ),
    ),
    "a file grows": ("300 lines", lambda ios: (ios / "Shared/Long.swift").write_text("// line\n" * 301)),
    "a property list is damaged": (
        "can be read",
        lambda ios: replace(ios / "App/Support/PrivacyInfo.xcprivacy", "</dict>\n</plist>", "</plist>"),
    ),
    "a folder is gone": ("project.yml", lambda ios: replace(ios / "project.yml", "path: Shared", "path: Common")),
    "the app group is another": (
        "identifiers",
        lambda ios: replace(
            ios / "ShareExtension/Support/ShareExtension.entitlements", "group.app.knock", "group.app.other"
        ),
    ),
    "the background task is another": (
        "identifiers",
        lambda ios: replace(ios / "App/Support/Info.plist", "app.knock.refresh", "app.knock.fetch"),
    ),
    "a colour is named otherwise": (
        "colours",
        lambda ios: replace(ios / "App/Screens/Chat/BubbleView.swift", 'Color("Bubble")', 'Color("Balloon")'),
    ),
    "a translation is missing": (
        "both languages",
        lambda ios: replace(ios / "App/Support/Localizable.xcstrings", '"Nothing found"', '""'),
    ),
    "a translation has no gap": (
        "both languages",
        lambda ios: replace(ios / "App/Support/Localizable.xcstrings", '"Fremde zahlen %@"', '"Fremde zahlen"'),
    ),
    "a key is not in the catalog": (
        "every key",
        lambda ios: replace(ios / "App/Screens/Search/SearchScreen.swift", '"search_nothing"', '"search_none"'),
    ),
    "a model is not in the table": (
        "README's table",
        lambda ios: replace(ios / "README.md", "`SearchModel`", "`SettingsModel`"),
    ),
    "a model's tests are others": (
        "README's table",
        lambda ios: replace(ios / "README.md", "`Screens/SearchModelTests`", "`Screens/BackupModelTests`"),
    ),
    "a preview is gone": (
        "has a preview",
        lambda ios: replace(ios / "App/Screens/Search/SearchScreen.swift", "#Preview {", "struct Example {"),
    ),
    "a symbol is without words": (
        "words for VoiceOver",
        lambda ios: replace(
            ios / "App/Parts/TickIcon.swift", ".accessibilityLabel(Text(tick.label))", ".font(.footnote)"
        ),
    ),
    "letters have a size of their own": (
        "letters grow",
        lambda ios: replace(
            ios / "App/Screens/Chat/BubbleView.swift", ".font(.caption)", ".font(.system(size: 11))"
        ),
    ),
    "Breez takes something else": (
        "Breez's bindings",
        lambda ios: replace(ios / "check/breez/KnockBreezFFI.swift", "deadlineMs", "limitMs"),
    ),
    "an English text is another": (
        "catalog's English",
        lambda ios: replace(ios / "App/Support/Localizable.xcstrings", '"Nobody has audited', '"Somebody has audited'),
    ),
}


def self_test(ios):
    for title, (rule, plant) in PLANTS.items():
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "ios"
            skip = shutil.ignore_patterns(".build", "generated", "*.xcframework")
            shutil.copytree(ios, copy, ignore=skip)
            plant(copy)
            found = violated(copy)
            noticed = [name for name in found if rule in name]
            print(f"  {'ok' if noticed else 'FAILED':<9} {title}")
            if not noticed:
                print(f"            only this was noticed: {found}")
                return False
    return True


def main():
    ios = Path(__file__).resolve().parent.parent
    done = self_test(ios) if sys.argv[1:] == ["--self-test"] else check(ios)
    sys.exit(0 if done else 1)


main()
