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


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a text: half-open offsets, and why it stands out."""

    start: int
    end: int
    kind: MarkKind


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    path = Path(__file__).resolve().parent.parent / "data" / "given_names.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).strip(".'’-")


def _with_ascii_digits(text: str) -> str:
    """Return the text with every script's digits as 0 to 9 and fancy dashes as '-': the same length."""
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
        ("interference", patterns.INTERFERENCE), ("tracking", patterns.TRACKING),
    ):  # fmt: skip
        found.update(Mark(match.start(), match.end(), kind) for match in pattern.finditer(plain))  # type: ignore[arg-type]  # the tuple's first items are MarkKinds
    found.update(_phones(plain))
    found.update(_plates(plain))
    found.update(_addresses(plain))
    found.update(_people(plain))
    return tuple(sorted(found))


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
        if 5 <= len(joined) <= 8 and min(letters, digits) >= 2 and not is_known_writing:
            yield Mark(match.start(), match.end(), "plate")


def _addresses(text: str) -> Iterator[Mark]:
    for match in patterns.ADDRESS.finditer(text):
        is_bare_unit = patterns.UNIT_WORD_ONLY.match(match.group()) and not any(
            char.isdigit() for char in match.group()
        )
        if not is_bare_unit:
            yield Mark(match.start(), match.end(), "home_address")


def _people(text: str) -> Iterator[Mark]:
    for pattern in (patterns.TITLED, patterns.LED_NAME):
        for match in pattern.finditer(text):
            if match.group("name")[0].isupper():
                yield Mark(match.start("name"), match.end("name"), "person_name")
    words = list(patterns.WORDS.finditer(text))
    for first, second in pairwise(words):
        is_pair = (
            text[first.end() : second.start()] == " "
            and first.group()[0].isupper()
            and second.group()[0].isupper()
        )
        if (
            is_pair
            and _plain(first.group()) in _given_names()
            and first.group()[:1].isupper()
            and not _is_a_place(text, first, second)
        ):
            yield Mark(first.start(), second.end(), "person_name")


def _is_a_place(text: str, first: "re.Match[str]", second: "re.Match[str]") -> bool:
    """Tell whether two capitalised words name a street, a saint's church or the like."""
    last = second.group().rstrip(".")
    return (
        patterns.STREET_WORD.fullmatch(last) is not None
        or patterns.PLACE_WORD.fullmatch(last) is not None
        or bool(patterns.AFTER_PLACE.match(text, second.end()))
        or bool(patterns.BEFORE_PLACE.search(text[max(0, first.start() - _BEFORE_CHARS) : first.start()]))
    )
