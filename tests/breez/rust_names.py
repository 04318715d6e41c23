"""Which names of the Breez SDK the Rust adapter uses, read from its source.

The adapter keeps to a rule that makes this possible: it reads the SDK's records and enums by pattern and writes them
as literals, never field by field. So every field stands behind the name of its type.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

TOKEN = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | b?"(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])' | '\w+ | \w+ | :: | -> | \.\.=? | [^\s\w]""",
    re.VERBOSE | re.DOTALL,
)
SDK = "breez_sdk_liquid"
SDK_OBJECT = "sdk"  # what the adapter calls its handle, and the SDK's associated functions LiquidSdk
HANDLE = "LiquidSdk"
DEFAULT = "default"  # of the trait, on any type


@dataclass
class Names:
    """What is used: types, fields by type or (type, variant), variants by type, functions of the handle."""

    types: set[str] = field(default_factory=set)
    variants: set[tuple[str, str]] = field(default_factory=set)
    fields: set[tuple[str, str | None, str]] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)


def tokens(source: str) -> list[str]:
    return [t for t in TOKEN.findall(source) if not t.startswith(("//", "/*", '"', 'b"', "'"))]


def imports(words: list[str]) -> dict[str, str]:
    """Names that `use breez_sdk_liquid::…` brings in: as called here → as called there."""
    found = {}
    for start, word in enumerate(words):
        if word != "use" or words[start + 1] != SDK:
            continue
        statement = words[start : words.index(";", start)]
        for at, name in enumerate(statement):
            if name[0].isupper() and statement[at - 1] != "as":
                renamed = statement[at + 2] if statement[at + 1 : at + 2] == ["as"] else name
                found[renamed] = name
    return found


def braced(words: list[str], start: int) -> list[str]:
    """The field names directly inside the braces that open at `start`, of a literal or a pattern."""
    names, depth, expecting = [], 0, False
    for word in words[start:]:
        if word in "{([":
            depth += 1
            expecting = expecting if depth > 1 else True
            continue
        if word in "})]":
            depth -= 1
            if depth == 0:
                return names
            continue
        if depth == 1:
            if word == ",":
                expecting = True
                continue
            if expecting and word not in ("ref", "mut"):
                if word[0].isalpha() or word[0] == "_":
                    names.append(word)
                expecting = False
    raise ValueError("a brace is not closed")


def used_names(folder: Path) -> Names:
    names = Names()
    for file in sorted(folder.glob("*.rs")):
        source, _, _ = file.read_text().partition("#[cfg(test)]")
        words = tokens(source)
        types = imports(words)
        names.types |= set(types.values())
        for at, word in enumerate(words[:-1]):
            if word == SDK_OBJECT and words[at + 1] == "." and words[at + 3] == "(":
                names.functions.add(words[at + 2])
            if word not in types or words[at - 1] in ("->", "for", "impl", "as"):
                continue
            kind, variant, after = types[word], None, at + 1
            if words[after] == "::":
                variant, after = words[after + 1], after + 2
                if kind == HANDLE:
                    names.functions.add(variant)
                    continue
                if variant == DEFAULT:
                    continue
                names.variants.add((kind, variant))
            if words[after] == "{":
                names.fields |= {(kind, variant, name) for name in braced(words, after)}
    return names


def dotted(folder: Path) -> set[str]:
    """Every `.name` without a call, to be held against the SDK's fields: the rule wants none of them."""
    found = set()
    for file in folder.glob("*.rs"):
        source, _, _ = file.read_text().partition("#[cfg(test)]")
        words = tokens(source)
        for at in range(1, len(words) - 1):
            if words[at - 1] == "." and words[at][0].isalpha() and words[at + 1] not in ("(", "::"):
                found.add(words[at])
    return found
