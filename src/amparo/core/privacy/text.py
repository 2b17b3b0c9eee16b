"""Make text that people typed safe to store and show, or say exactly why not.

Text is brought to NFC; invisible characters that can hide or reorder words (control characters, direction
overrides and isolates, zero-width marks that no script here needs) are taken out. What scripts do need stays:
ZWNJ and ZWJ (Persian, Hindi, emoji), LRM, RLM and ALM. Source: Unicode Standard Annex 9; Technical Report 36.
"""

import unicodedata

from amparo.core.errors import AmparoError

_DIRECTION_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset("\u200b\u2060\ufeff\u00ad\u034f\u180e")
_KEPT_CONTROLS = frozenset("\n\t")


class TextRefused(AmparoError):
    """The text can't be taken as it is."""

    code = "TEXT_REFUSED"


class TextTooLong(TextRefused):
    """More characters than allowed; `fields` has `limit` and `length`."""

    code = "TEXT_TOO_LONG"


class TooManyLines(TextRefused):
    """More lines than allowed; `fields` has `limit`."""

    code = "TOO_MANY_LINES"


class TextNotUnicode(TextRefused):
    """The text holds lone surrogates or unassigned noncharacters: a wrong encoding upstream."""

    code = "TEXT_NOT_UNICODE"


def _is_kept(char: str) -> bool:
    if char in _KEPT_CONTROLS:
        return True
    return char not in _DIRECTION_CONTROLS and char not in _INVISIBLE and unicodedata.category(char) != "Cc"


def _is_plainly_fine(text: str) -> bool:
    """Tell at once of most texts that nothing in them is to be refused or taken out.

    What is printable in Python's sense is no surrogate, noncharacter, control or format character.
    """
    return text.replace("\n", "").replace("\t", "").isprintable()


def _without_the_unkept(text: str) -> str:
    if any(0xD800 <= ord(char) <= 0xDFFF or (ord(char) & 0xFFFE) == 0xFFFE for char in text):
        raise TextNotUnicode
    return "".join(char for char in text if _is_kept(char))


def clean(text: str, *, max_chars: int, max_lines: int = 1) -> str:
    """Return text that is safe to store and show.

    Args:
        text: as it came in.
        max_chars: limit after cleaning, in code points.
        max_lines: with 1, line breaks become blanks.

    Raises:
        TextNotUnicode: lone surrogates or noncharacters.
        TextTooLong: too many characters.
        TooManyLines: too many lines.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = unified if _is_plainly_fine(unified) else _without_the_unkept(unified)
    normal = unicodedata.normalize("NFC", kept)
    lines = [" ".join(line.split()) for line in normal.split("\n")]
    if max_lines == 1:
        result = " ".join(line for line in lines if line)
    else:
        result = "\n".join(lines).strip("\n")
        if result.count("\n") >= max_lines:
            raise TooManyLines(limit=max_lines)
    if len(result) > max_chars:
        raise TextTooLong(limit=max_chars, length=len(result))
    return result
