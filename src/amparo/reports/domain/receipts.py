"""Receipt codes: six words that can be read aloud over a bad line, 66 bits, derived from the report's token.

The words are those of BIP-39 (https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki): 2,048 a language, told
apart by their first four letters. The code is a digest of the token and independent of the digest by which the token
itself is found again, so that neither tells the other.
"""

import hmac
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import ClassVar

from mnemonic import Mnemonic
from nacl.pwhash import argon2id

from amparo.core.errors import AmparoError

WORDS = 6
BITS_PER_WORD = 11
SUFFICIENT_LETTERS = 4
_NUMBER_BYTES = 9
_RECEIPT = b"amparo.reports.receipt"
# How a stored form begins.
_KEYED = "hmac-sha256$"
_SLOW = "argon2id$"
WORD_LISTS = {"en": "english", "es": "spanish"}

_LETTERS = re.compile(r"[^\W\d_]+")


class ReceiptNotUnderstood(AmparoError):
    """The text is no receipt code: it has not six words, or one is in no list (`fields["position"]`, from 1)."""

    code: ClassVar[str] = "RECEIPT_NOT_UNDERSTOOD"


@lru_cache(maxsize=len(WORD_LISTS))
def _word_list(language: str) -> tuple[str, ...]:
    words = Mnemonic(WORD_LISTS[language]).wordlist
    return tuple(unicodedata.normalize("NFC", word) for word in words)


def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=len(WORD_LISTS))
def _positions(language: str) -> dict[str, int]:
    """Return each word's place in its list, by the whole folded word and by its first letters."""
    folded = [_fold(word) for word in _word_list(language)]
    by_start = {word[:SUFFICIENT_LETTERS]: place for place, word in enumerate(folded)}
    return by_start | {word: place for place, word in enumerate(folded)}


def _place_of(word: str, language: str) -> int | None:
    positions = _positions(language)
    return positions.get(word, positions.get(word[:SUFFICIENT_LETTERS]))


def number_of(token: str) -> int:
    """Return the receipt number of a token: 66 bits that the words write."""
    digest = blake2b(token.encode(), digest_size=9, person=b"amparo.receipt").digest()
    return int.from_bytes(digest, "big") >> (72 - WORDS * BITS_PER_WORD)


def words_of(number: int, language: str) -> str:
    """Write a receipt number as six words of a language's list; English where the language has none."""
    words = _word_list(language if language in WORD_LISTS else "en")
    places = [number >> (BITS_PER_WORD * back) & (len(words) - 1) for back in reversed(range(WORDS))]
    return " ".join(words[place] for place in places)


def numbers_in(text: str) -> tuple[int, ...]:
    """Read a receipt code however it was written down: case, accents, hyphens, numbering, only four letters.

    Returns:
        One number, or in the rare case that all words stand in two lists, one a list.

    Raises:
        ReceiptNotUnderstood: there are not six words, or a word stands in no list.
    """
    typed = [_fold(word) for word in _LETTERS.findall(unicodedata.normalize("NFC", text))]
    if len(typed) != WORDS:
        raise ReceiptNotUnderstood(words=len(typed), position=None)
    readings = [[_place_of(word, language) for word in typed] for language in WORD_LISTS]
    numbers = {_number(places) for places in readings if None not in places}
    if not numbers:
        best = min(readings, key=lambda places: places.count(None))
        raise ReceiptNotUnderstood(words=WORDS, position=best.index(None) + 1)
    return tuple(sorted(numbers))


def _number(places: list[int | None]) -> int:
    number = 0
    for place in places:
        number = number << BITS_PER_WORD | (place or 0)
    return number


def digest_of_token(token: str) -> str:
    """Return the digest by which a second submission with the same token is known."""
    return blake2b(token.encode(), digest_size=32, person=b"amparo.token").hexdigest()


@dataclass(frozen=True, slots=True)
class Cost:
    """What one slow hash costs (Argon2id, RFC 9106): passes over the memory, and its size."""

    passes: int
    memory_bytes: int


def keyed_form(number: int, key: bytes) -> str:
    """Return the form in which a receipt number is stored at first: quick, and of no use to who lacks the key."""
    return _KEYED + hmac.digest(key, _RECEIPT + number.to_bytes(_NUMBER_BYTES, "big"), "sha256").hex()


def slow_form(keyed: str, key: bytes, cost: Cost) -> str:
    """Return the form that replaces a keyed one: each guess costs a slow hash even to who holds the key.

    It is made of the keyed form, so that whoever makes it needs neither the number nor the words.
    """
    salt = hmac.digest(key, b"amparo.reports.receipt.salt", "sha256")[: argon2id.SALTBYTES]
    digest = argon2id.kdf(32, keyed.encode(), salt, opslimit=cost.passes, memlimit=cost.memory_bytes)
    return _SLOW + digest.hex()


def is_keyed(form: str) -> bool:
    """Tell whether a stored form waits for being replaced."""
    return form.startswith(_KEYED)


def private_token(*parts: str, secret: str) -> str:
    """Return the token of a submission that no form made: the same for the same parts, unguessable from outside."""
    return hmac.new(_key(secret, "token"), "\x00".join(parts).encode(), "sha256").hexdigest()


def _key(secret: str, purpose: str) -> bytes:
    return hmac.digest(secret.encode(), f"amparo.reports.{purpose}".encode(), "sha256")
