"""The catalogue: every sentence a person reads, Arabic and English, one place.

Files ``<place>.<language>.json`` hold keys ``<place>.<name>``. A value is a
sentence, or a plural: an object of CLDR categories chosen by ``count``.
Parameters are isolated by direction, so that an origin or a number inside an
Arabic sentence stays in one piece (Unicode UAX #9 §2.4).

    python -m protocol.texts --check
"""

import json
import re
import sys
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any, Literal

PLACES = ("reason", "window", "cli", "shim")
LANGUAGES = ("ar", "en")
Language = Literal["ar", "en"]
Sentence = str | dict[str, str]

CATEGORIES = {"ar": ("zero", "one", "two", "few", "many", "other"), "en": ("one", "other")}
LRI, FSI, PDI = "\u2066", "\u2068", "\u2069"
OWN_DIRECTION = frozenset({"holder", "reader"})
"""Parameters that may be Arabic; all others stand left to right."""

FIELD = re.compile(r"\{([a-z_]+)\}")
EASTERN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def text(key: str, language: str, **params: object) -> str:
    """The sentence ``key``, its parameters filled in.

    Raises KeyError for a key that is not in the catalogue.
    """
    found = catalogue(language)[key]
    if isinstance(found, dict):
        found = found[_category(language, int(str(params["count"])))]
    return FIELD.sub(lambda match: _isolated(match[1], str(params[match[1]])), found)


@cache
def catalogue(language: str) -> dict[str, Sentence]:
    """All sentences of ``language``."""
    folder = files("protocol.texts")
    merged: dict[str, Sentence] = {}
    for place in PLACES:
        file = folder.joinpath(f"{place}.{language}.json")
        merged |= json.loads(file.read_text(encoding="utf-8"))
    return merged


def plain(value: str, limit: int = 200) -> str:
    """Words of others made harmless: one line, no controls, no direction tricks.

    Cut at ``limit`` characters, with an ellipsis.
    """
    kept = "".join(
        " " if character in "\t\r\n\u2028\u2029" else character
        for character in value
        if character in "\t\r\n\u2028\u2029"
        or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    line = " ".join(kept.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def digits(value: str) -> str:
    """Arabic-Indic and Persian digits as 0 to 9; everything else unchanged."""
    return value.translate(EASTERN_DIGITS)


def problems() -> list[str]:
    """What is wrong with the catalogue: missing keys, fields, plural forms."""
    arabic, english = catalogue("ar"), catalogue("en")
    found = [f"{key}: only in one language" for key in sorted(arabic.keys() ^ english.keys())]
    for key in sorted(arabic.keys() & english.keys()):
        if _fields(arabic[key]) != _fields(english[key]):
            found.append(f"{key}: the languages have different fields")
        for language in LANGUAGES:
            found += _plural_problems(key, language)
    return found + _reason_problems(english)


def _plural_problems(key: str, language: str) -> list[str]:
    sentence = catalogue(language)[key]
    if isinstance(sentence, str) or set(sentence) == set(CATEGORIES[language]):
        return []
    return [f"{key}: {language} needs the forms {', '.join(CATEGORIES[language])}"]


def _reason_problems(sentences: dict[str, Any]) -> list[str]:
    from protocol.errors import Reason

    wanted = {f"reason.{reason.value}" for reason in Reason}
    return [f"{key}: missing" for key in sorted(wanted - sentences.keys())]


def _fields(sentence: Sentence) -> set[str]:
    forms = sentence.values() if isinstance(sentence, dict) else [sentence]
    fields = {name for form in forms for name in FIELD.findall(form)}
    return fields | {"count"} if isinstance(sentence, dict) else fields


def _isolated(name: str, value: str) -> str:
    return (FSI if name in OWN_DIRECTION else LRI) + value + PDI


def _category(language: str, count: int) -> str:
    """CLDR plural rules for whole numbers, as far as tries and documents go."""
    if language == "en":
        return "one" if count == 1 else "other"
    if count < 3:
        return ("zero", "one", "two")[count]
    tail = count % 100
    if 3 <= tail <= 10:
        return "few"
    return "many" if tail >= 11 else "other"


def main(argv: list[str]) -> int:
    """Print the catalogue's problems. Exit code 1 when there are some."""
    if argv != ["--check"]:
        print("usage: python -m protocol.texts --check", file=sys.stderr)
        return 2
    found = problems()
    print("\n".join(found) or f"{len(catalogue('ar'))} texts, Arabic and English")
    return 1 if found else 0
