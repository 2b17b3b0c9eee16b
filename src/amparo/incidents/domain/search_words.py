"""Turn plain words of any language into the small numbers by which outcomes are found.

A text becomes a set of tokens. Words are folded (case, accents, width), lose a plural's *s* and everything after
their sixth letter, so that "Redadas" finds "redada" and "escuelas" finds "escuela". Scripts that put no spaces
between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) are cut into overlapping pairs of letters. Words that
mean one thing, also in several languages (`data/search_words.toml`), share one token.

Why our own and not each database's: SQLite's and PostgreSQL's tokenisers disagree about every script but Latin, and
neither bounds the work for a word that stands in a third of all texts. The truncation is crude; what it joins wrongly
only shows one answer more.

A token is stored as a 63-bit number, a hash: short, equally long for every script.
"""

import hashlib
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Final

from amparo.core.errors import AmparoError

TABLE: Final = Path(__file__).resolve().parents[1] / "data" / "search_words.toml"
LONGEST_QUERY: Final = 200
MOST_TOKENS_ASKED: Final = 12
# Six letters keep "escuela" apart from "escala" and put "deportation" beside "deportación".
STEM_LETTERS: Final = 6
_SHORTEST_PLURAL: Final = 4
# Letters of scripts without spaces: Thai and Lao, Burmese, Khmer, kana, Han.
_UNSPACED: Final = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3134F),
)


class NothingToLookFor(AmparoError):
    """The question holds no word that could be looked for."""

    code = "NOTHING_TO_LOOK_FOR"


class QuestionTooLong(AmparoError):
    """The question is longer than any sentence; `fields` has `limit`."""

    code = "QUESTION_TOO_LONG"


@dataclass(frozen=True)
class Lexicon:
    """Words that mean one thing, by their stems; and words that mean nothing to a search."""

    group_of: Mapping[str, str]
    empty: frozenset[str]


def tokens(text: str) -> frozenset[int]:
    """Return the tokens of a text that is to be found."""
    return frozenset(number_of(each) for each in _stems(text))


def asked_tokens(query: str) -> tuple[int, ...]:
    """Return the tokens of a question in the order of its words, at most `MOST_TOKENS_ASKED`.

    Raises:
        QuestionTooLong, NothingToLookFor: as they say.
    """
    if len(query) > LONGEST_QUERY:
        raise QuestionTooLong(limit=LONGEST_QUERY)
    found = tuple(dict.fromkeys(number_of(each) for each in _stems(query)))
    if not found:
        raise NothingToLookFor
    return found[:MOST_TOKENS_ASKED]


def number_of(stem: str) -> int:
    """Return a stem's number, 0 to 2**63 - 1."""
    digest = hashlib.blake2b(stem.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def fold(text: str) -> str:
    """Return a text without case, width, accents and other marks that stand on letters."""
    # Case is folded once more: what looked like a sign of its own ("𝕊") may turn out to be a capital letter.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    return unicodedata.normalize("NFC", "".join(each for each in plain if not unicodedata.combining(each)))


def _stems(text: str) -> Iterator[str]:
    words = list(_words(fold(text)))
    lexicon = read_lexicon()
    yield from _pairs_that_mean_one_thing(words, lexicon)
    for word in words:
        stem = stem_of(word)
        if stem not in lexicon.empty:
            yield lexicon.group_of.get(stem, stem)


def _pairs_that_mean_one_thing(words: list[str], lexicon: Lexicon) -> Iterator[str]:
    """Yield the groups of two words that mean one thing together, as "la migra" or "border patrol"."""
    for one, other in pairwise(words):
        group = lexicon.group_of.get(f"{stem_of(one)} {stem_of(other)}")
        if group:
            yield group


def _words(folded: str) -> Iterator[str]:
    for is_word, letters in groupby(folded, key=_is_of_a_word):
        if not is_word:
            continue
        for is_unspaced, run in groupby(letters, key=_is_unspaced):
            word = "".join(run)
            if is_unspaced:
                yield from _pairs(word)
            elif len(word) > 1 or word.isdigit():
                yield word


def _pairs(run: str) -> Iterable[str]:
    return [run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]


def stem_of(word: str) -> str:
    """Return what of a folded word is compared."""
    if _is_unspaced(word[0]):
        return word
    if len(word) >= _SHORTEST_PLURAL and word.endswith("s"):
        word = word[:-1]
    return word[:STEM_LETTERS]


def _is_of_a_word(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LNM"


def _is_unspaced(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in _UNSPACED)


@lru_cache(maxsize=1)
def read_lexicon() -> Lexicon:
    """Read `data/search_words.toml`: `[groups]`, name to words in any language, and `[empty]`, language to words."""
    content = tomllib.loads(TABLE.read_text("utf-8"))
    group_of: dict[str, str] = {}
    for name, words in content["groups"].items():
        for word in words:
            parts = list(_words(fold(word)))
            group_of[" ".join(stem_of(part) for part in parts)] = f"={name}"
    empty = (stem_of(fold(word)) for words in content["empty"].values() for word in words)
    return Lexicon(group_of, frozenset(empty))
