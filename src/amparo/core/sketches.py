"""Short sketches by which texts and pictures are known again, without the text or the picture.

The sketch of a text is the least values among the keyed hashes of its runs of four letters (bottom-k MinHash; Broder,
"On the resemblance and containment of documents", 1997). Runs of letters need no dictionary and no spaces, so every
script works; small changes of a forwarded text move few of them. Without the key nobody can try words against a sketch,
nor write a text that has a chosen one.
"""

import hashlib
import re
import unicodedata
from typing import Final

# How many values a sketch has: a likeness is known to about 0.09, and exactly where a text is shorter than that.
SIZE: Final = 32
# Three letters are shared by any two texts of one language; of five, one changed word touches too many.
_RUN: Final = 4
# What is read of a text: a forwarded message is shorter, and reading it stays well below a millisecond.
_READ_CHARS: Final = 800
_VALUE_BYTES: Final = 6
# Pictures of the same scene differ in 10 bits and more; the same picture sent by another app in 0 to 4.
ALIKE_WITHIN_BITS: Final = 6

_BETWEEN_LETTERS = re.compile(r"[\W_]+")


def text_sketch(text: str, key: bytes) -> tuple[int, ...]:
    """Return a text's sketch: up to SIZE numbers below 2**48, ascending; empty for a text without letters.

    Case, accents, punctuation and emoji make no difference.

    Args:
        text: in any script.
        key: up to 64 secret bytes; sketches with different keys can't be compared.
    """
    letters = _letters(text[:_READ_CHARS])
    runs = {letters[at : at + _RUN] for at in range(max(1, len(letters) - _RUN + 1))} if letters else set()
    values = {_value(run, key) for run in runs}
    return tuple(sorted(values)[:SIZE])


def text_sameness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return the part of their runs of letters that two texts share, 0 to 1, as their sketches tell it.

    A forwarded text with a changed word or two stays above 0.7; two people's own words about one event in one language
    rarely reach 0.3. An empty sketch is like nothing.
    """
    if not one or not other:
        return 0.0
    mine, theirs = set(one), set(other)
    if mine.isdisjoint(theirs):
        return 0.0
    # The least SIZE values of both texts together are known; all of them, where both texts are shorter.
    least = sorted(mine | theirs)[:SIZE] if SIZE in {len(one), len(other)} else mine | theirs
    return sum(value in mine and value in theirs for value in least) / len(least)


def pictures_alike(one: int, other: int) -> bool:
    """Tell whether two difference hashes of 64 bits are of pictures that look alike."""
    return ((one ^ other) & 0xFFFF_FFFF_FFFF_FFFF).bit_count() <= ALIKE_WITHIN_BITS


def _letters(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(each for each in decomposed if not unicodedata.combining(each))
    return _BETWEEN_LETTERS.sub(" ", unicodedata.normalize("NFC", bare)).strip()


def _value(run: str, key: bytes) -> int:
    digest = hashlib.blake2b(run.encode(), digest_size=_VALUE_BYTES, key=key).digest()
    return int.from_bytes(digest, "big")
