"""Find in a text what must not become public: numbers and names that lead to a person, and calls that do harm.

Reports that hold such a mark are flagged to the dispatcher; a text for the public that holds one can't be released.
The patterns lean to the side of finding too much: a person looks at every mark. What they find and miss on a corpus of
drafts is measured in docs/benchmarks.md. Offsets are in code points of the text as given.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from amparo.core.privacy import mark_patterns as patterns

MarkKind = Literal[
    "phone", "plate", "a_number", "email", "person_name", "home_address", "interference", "tracking"
]


# How far back a word such as "iglesia" may stand: reading all before each name would take quadratic time.
_BEFORE_CHARS = 40
# After a title or "named", a capital is enough.
_ANY_CAPITAL = (patterns.TITLED, patterns.LED_NAME)
# How far back "do not" may stand before what it warns against.
_WARNING_CHARS = 60


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a text: half-open offsets, and why it stands out."""

    start: int
    end: int
    kind: MarkKind


@lru_cache(maxsize=1)
def _names() -> dict[str, frozenset[str]]:
    """Return the known names by the section of the file they stand in: given, surnames, places."""
    path = Path(__file__).resolve().parent.parent / "data" / "given_names.txt"
    sections: dict[str, set[str]] = {"given": set(), "surnames": set(), "places": set()}
    section = "given"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            sections[section].update(line.split())
    return {name: frozenset(words) for name, words in sections.items()}


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).strip(".'’-")


def _with_ascii_digits(text: str) -> str:
    """Return the text with every script's digits as 0 to 9 and fancy dashes as '-': the same length."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(char)) if char.isdigit() and unicodedata.digit(char, -1) >= 0
        else "-" if char in "‐‑‒–—−"
        else " " if char in "\u00a0\u2007\u2009\u202f"
        else char
        for char in text
    )  # fmt: skip


def find_private_marks(text: str) -> tuple[Mark, ...]:
    """Return every place in a text that a person must look at before it may become public, in order."""
    plain = _with_ascii_digits(text)
    found: set[Mark] = set()
    for kind, pattern in (
        ("email", patterns.EMAIL), ("a_number", patterns.A_NUMBER), ("plate", patterns.PLATE_LED),
    ):  # fmt: skip
        found.update(Mark(match.start(), match.end(), kind) for match in pattern.finditer(plain))  # type: ignore[arg-type]  # the tuple's first items are MarkKinds
    found.update(_calls(plain))
    found.update(_phones(plain))
    found.update(_plates(plain))
    found.update(_addresses(plain))
    found.update(_people(plain))
    return tuple(sorted(found))


def find_plates(text: str) -> tuple[Mark, ...]:
    """Return only what looks like a vehicle's plate, in order."""
    plain = _with_ascii_digits(text)
    led = (Mark(match.start(), match.end(), "plate") for match in patterns.PLATE_LED.finditer(plain))
    return tuple(sorted({*led, *_plates(plain)}))


def _calls(text: str) -> Iterator[Mark]:
    calls: tuple[tuple[MarkKind, re.Pattern[str]], ...] = (
        ("interference", patterns.INTERFERENCE), ("tracking", patterns.TRACKING),
    )  # fmt: skip
    for kind, pattern in calls:
        for match in pattern.finditer(text):
            if not patterns.WARNED_AGAINST.search(
                text[max(0, match.start() - _WARNING_CHARS) : match.start()]
            ):
                yield Mark(match.start(), match.end(), kind)


def _phones(text: str) -> Iterator[Mark]:
    for match in patterns.PHONE.finditer(text):
        digits = sum(char.isdigit() for char in match.group())
        looks_like_years = re.fullmatch(r"(?:19|20)\d\d[-\s](?:19|20)\d\d", match.group()) is not None
        if (digits == 0 or digits >= 7) and not looks_like_years:
            yield Mark(match.start(), match.end(), "phone")


def _plates(text: str) -> Iterator[Mark]:
    for match in patterns.PLATE.finditer(text):
        joined = re.sub(r"[ -]", "", match.group())
        parts = re.split(r"[ -]", match.group())
        is_known_writing = any(
            patterns.NOT_PLATES.fullmatch(part) for part in parts
        ) or patterns.NOT_PLATES.fullmatch(joined)
        letters, digits = sum(char.isalpha() for char in joined), sum(char.isdigit() for char in joined)
        has_both = min(letters, digits) >= 2 or patterns.COMMERCIAL_PLATE.fullmatch(joined) is not None
        if 5 <= len(joined) <= 8 and has_both and not is_known_writing:
            yield Mark(match.start(), match.end(), "plate")


def _addresses(text: str) -> Iterator[Mark]:
    for match in patterns.ADDRESS.finditer(text):
        is_bare_unit = patterns.UNIT_WORD_ONLY.match(match.group()) and not any(
            char.isdigit() for char in match.group()
        )
        if not is_bare_unit:
            yield Mark(match.start(), match.end(), "home_address")


def _people(text: str) -> Iterator[Mark]:
    for pattern in (patterns.TITLED, patterns.LED_NAME, patterns.KIN_NAME, patterns.TAKEN_NAME):
        for match in pattern.finditer(text):
            if _is_written_as_a_name(match.group("name"), is_title=pattern in _ANY_CAPITAL):
                yield Mark(match.start("name"), match.end("name"), "person_name")
    for match in patterns.SURELY_NAME.finditer(text):
        if patterns.NO_NAME.fullmatch(match.group("name").split(maxsplit=1)[0]) is None:
            yield Mark(match.start("name"), match.end("name"), "person_name")
    for first, second in pairwise(patterns.WORDS.finditer(text)):
        is_pair = (
            text[first.end() : second.start()] == " "
            and first.group()[0].isupper()
            and second.group()[0].isupper()
        )
        if is_pair and _is_a_pair_of_names(text, first, second) and not _is_a_place(text, first, second):
            yield Mark(first.start(), second.end(), "person_name")


def _is_written_as_a_name(name: str, *, is_title: bool) -> bool:
    """Tell whether what follows a lead is a name: known, or set off by its capital, or by an initial."""
    words = name.split()
    first = words[0]
    if is_title and (first[0].isupper() or first[1:2] == "."):
        return True
    if _is_known_name(first):
        return True
    has_capitals = len(words) > 1 and all(word[0].isupper() and not word.isupper() for word in words[:2])
    is_place = any(
        patterns.PLACE_WORD.fullmatch(word) or patterns.STREET_WORD.fullmatch(word) for word in words
    )
    return has_capitals and not is_place


def _is_known_name(word: str) -> bool:
    plain = _plain(word)
    known = _names()
    return plain in known["given"] or plain in known["surnames"] or _has_surname_ending(plain)


def _has_surname_ending(plain: str) -> bool:
    return len(plain) >= 6 and plain.endswith(("yan", "guez", "quez", "nez", "dez", "rez"))


def _is_a_pair_of_names(text: str, first: "re.Match[str]", second: "re.Match[str]") -> bool:
    one, two = _plain(first.group()), _plain(second.group())
    known = _names()
    if f"{one}-{two}" in known["places"]:
        return False
    if one in known["given"]:
        return True
    is_surname = one in known["surnames"] or two in known["surnames"]
    is_set_off = "-" in second.group() or patterns.WAS_TAKEN.match(text, second.end()) is not None
    return is_surname and is_set_off


def _is_a_place(text: str, first: "re.Match[str]", second: "re.Match[str]") -> bool:
    """Tell whether two capitalised words name a street, a saint's church or the like."""
    last = second.group().rstrip(".")
    return (
        patterns.STREET_WORD.fullmatch(last) is not None
        or patterns.PLACE_WORD.fullmatch(last) is not None
        or bool(patterns.AFTER_PLACE.match(text, second.end()))
        or bool(patterns.BEFORE_PLACE.search(text[max(0, first.start() - _BEFORE_CHARS) : first.start()]))
    )
