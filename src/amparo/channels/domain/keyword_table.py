"""The table of keywords, `data/keywords.csv`. Every row is a draft until somebody of the language signs it."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from amparo.channels.domain.folding import folded, undoubled
from amparo.core.errors import AmparoError

TABLE = Path(__file__).resolve().parents[1] / "data" / "keywords.csv"
EVERYDAY = "none"
_SHORTEST_STRETCHED = 3
_LONG_ENOUGH = 6
# What may stand before or behind a wish without changing it, folded.
POLITE_WORDS = (
    "please", "pls", "plz", "por favor", "porfavor", "porfa", "thanks", "thank you", "thx", "gracias", "now", "ya",
    "s il vous plait", "svp", "lutfen", "请", "請", "ครับ", "ค่ะ", "주세요", "ください", "من فضلك", "لطفا",
)  # fmt: skip


class KeywordsDiffer(AmparoError):
    """One word asks for two different things; `fields` has `word`."""

    code = "KEYWORDS_DIFFER"


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of one language.

    Attributes:
        word: folded.
        keyword: `stop`, `help`, `join`, or `none` for an everyday word that is no misspelling of one.
        language: tag of the registry.
        is_trusted: nothing else begins so: one slip in it is understood although the word is short, and behind JOIN
            the name of a place may stand.
        is_reviewed: somebody who speaks the language has signed it.
    """

    word: str
    keyword: str
    language: str
    is_trusted: bool
    is_reviewed: bool


def rows() -> tuple[Entry, ...]:
    """Return every row of the table, in its order."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Entry(
                word=folded(row["word"]),
                keyword=row["keyword"],
                language=row["language"],
                is_trusted=row["is_trusted"] == "yes",
                is_reviewed=row["is_reviewed"] == "yes",
            )
            for row in csv.DictReader(file)
        )


@lru_cache(maxsize=1)
def table() -> Mapping[str, Entry]:
    """Return the words that are wishes, by their folded form; of languages that share one, the first of the table.

    Raises:
        KeywordsDiffer: one word is in the table for two different wishes.
    """
    found: dict[str, Entry] = {}
    for entry in rows():
        if entry.keyword != EVERYDAY and found.setdefault(entry.word, entry).keyword != entry.keyword:
            raise KeywordsDiffer(word=entry.word)
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def stretched() -> Mapping[str, tuple[Entry, ...]]:
    """Return the words of the table by what is left of them when each repeated letter stands once."""
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in table().values():
        if len(entry.word) >= _SHORTEST_STRETCHED:
            key = undoubled(entry.word)
            found[key] = (*found.get(key, ()), entry)
    return MappingProxyType(found)


@lru_cache(maxsize=64)
def slips_of_length(length: int) -> tuple[Entry, ...]:
    """Return the words of which a typed word of a length may be a misspelling.

    Short words have too many neighbours that mean something else: only those that the table trusts.
    """
    return tuple(
        entry
        for entry in table().values()
        if (entry.is_trusted or len(entry.word) >= _LONG_ENOUGH) and abs(len(entry.word) - length) <= 1
    )


@lru_cache(maxsize=1)
def everyday_words() -> frozenset[str]:
    """Return the words that are never taken for a misspelling."""
    return frozenset(entry.word for entry in rows() if entry.keyword == EVERYDAY)
