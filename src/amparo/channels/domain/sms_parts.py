"""How a text travels by SMS: in which letters, in how many parts, and which letters can be swapped to save parts.

3GPP TS 23.038 (the GSM 7-bit default alphabet, section 6.2.1, with its extension table; UCS-2) and TS 23.040 (a part of
a longer message gives 6 bytes to the header that joins it to the others). The national shift tables are left out: few
gateways send them.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from amparo.channels.domain.lengths import cut

# One letter of each would put the whole message into UCS-2, as the typographic sign for it does.
CUT_MARK = "..."
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each of these takes two places: an escape, then the letter.
EXTENSION = frozenset("\f^{}\\[~]|€")

# The same meaning in letters that GSM has. Accents that carry meaning are not here: `sí` is not `si`.
_SAME_MEANING = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u201b": "'",
        "\u2032": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u201f": '"',
        "\u2033": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2015": "-",
        "\u2212": "-",
        "\u2026": "...",
        "\u2022": "-",
        "\u00b7": "-",
        "\u00d7": "x",
        "\u2192": "->",
        "\u00a0": " ",
        "\u2007": " ",
        "\u2009": " ",
        "\u200a": " ",
        "\u202f": " ",
        "\u200b": "",
        "\u00ad": "",
        "\ufeff": "",
        "\t": " ",
    }
)


class Encoding(StrEnum):
    """In which letters a message travels."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


_ALONE = {Encoding.GSM7: 160, Encoding.UCS2: 70}
_JOINED = {Encoding.GSM7: 153, Encoding.UCS2: 67}


@dataclass(frozen=True, slots=True)
class Measured:
    """What a text costs.

    Attributes:
        encoding: one letter beyond GSM puts the whole message into UCS-2.
        units: septets, or UTF-16 code units.
        parts: how many messages a carrier counts.
    """

    encoding: Encoding
    units: int
    parts: int


def encoding_of(text: str) -> Encoding:
    """Return in which letters a text must travel."""
    return Encoding.GSM7 if all(char in BASIC or char in EXTENSION for char in text) else Encoding.UCS2


def measure(text: str) -> Measured:
    """Return what a text costs as it stands."""
    encoding = encoding_of(text)
    sizes = [_size(char, encoding) for char in text]
    units = sum(sizes)
    if units <= _ALONE[encoding]:
        return Measured(encoding, units, 1)
    return Measured(encoding, units, _count_joined(sizes, _JOINED[encoding]))


def thrifty(text: str) -> str:
    """Return the text with typographic signs swapped for GSM letters of the same meaning, where that saves a part.

    What can't travel in GSM letters anyway is left as it was written: swapping would only make it uglier.
    """
    composed = unicodedata.normalize("NFC", text)
    swapped = composed.translate(_SAME_MEANING)
    return swapped if measure(swapped).parts < measure(composed).parts else composed


def limited(text: str, most_parts: int) -> str:
    """Return the text, or as many of its sentences as fit into so many parts, three dots, and its links.

    Where not even one sentence fits, words are counted; a letter and the marks that belong to it stay together.
    """
    return cut(text, most_parts, lambda candidate: measure(candidate).parts, mark=CUT_MARK)


def _size(char: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM7:
        return 2 if char in EXTENSION else 1
    return 2 if ord(char) > 0xFFFF else 1


def _count_joined(sizes: list[int], room: int) -> int:
    """Count parts: an escaped letter and a surrogate pair are never torn, so that a part may stay one unit short."""
    parts, filled = 1, 0
    for size in sizes:
        if filled + size > room:
            parts, filled = parts + 1, 0
        filled += size
    return parts
