"""Names of streets as people write them: "W 7th St", "la 7", "Séptima" and "7th" are one street's words.

The short forms are those of the United States' Postal Service (Publication 28, appendices B and C1), with the words
that Spanish speakers use for them.
"""

import re
from dataclasses import dataclass

from amparo.core.places.gazetteer import fold

_DIRECTIONS = {
    "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se",
    "southwest": "sw", "norte": "n", "sur": "s", "este": "e", "oriente": "e", "oeste": "w", "poniente": "w",
    "n": "n", "s": "s", "e": "e", "w": "w", "ne": "ne", "nw": "nw", "se": "se", "sw": "sw",
}  # fmt: skip
_KINDS = {
    short: kind
    for kind, shorts in {
        "street": "street st str calle", "avenue": "avenue ave av aven avn avenida avda", "road": "road rd",
        "boulevard": "boulevard blvd blv boul bulevar", "drive": "drive dr drv", "place": "place pl",
        "court": "court ct crt", "lane": "lane ln", "way": "way wy", "terrace": "terrace ter terr",
        "parkway": "parkway pkwy pky pkway", "highway": "highway hwy hiway carretera", "alley": "alley aly ally",
        "freeway": "freeway fwy frwy autopista", "circle": "circle cir circ", "square": "square sq sqr",
        "trail": "trail trl", "crescent": "crescent cres", "expressway": "expressway expy", "plaza": "plaza plz",
    }.items()
    for short in shorts.split()
}  # fmt: skip
# Those that stand before the name as well: "Avenue 26", "Calle Olvera".
_LEADING_KINDS = frozenset({"avenue", "street", "boulevard", "highway"})
_NUMBERS = {
    word: str(number)
    for number, words in enumerate(
        (
            "first primera primer", "second segunda", "third tercera tercer", "fourth cuarta", "fifth quinta",
            "sixth sexta", "seventh septima", "eighth octava", "ninth novena", "tenth decima",
            "eleventh undecima onceava", "twelfth duodecima doceava",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|a|o|ra|da|ta|ma|va|na|era|er)?")
# Words that a person may leave out, or put before a name that has none.
FILLERS = frozenset(
    "the la el los las de del of on en in a al sobre por cerca near outside frente".split()  # noqa: SIM905 — read as a sentence
)


@dataclass(frozen=True, slots=True)
class StreetName:
    """A name taken apart: `words` are what tells the street from others; kind and direction may be empty."""

    words: tuple[str, ...]
    kind: str = ""
    direction: str = ""


def read(name: str) -> StreetName:
    """Take a street's name, or what a person wrote for one, apart."""
    words = [_number(word) for word in fold(_joined(name)).split()]
    direction = kind = ""
    for _ in range(2):
        if len(words) > 1 and words[0] in _DIRECTIONS:
            direction = _DIRECTIONS[words.pop(0)]
        if len(words) > 1 and words[-1] in _KINDS:
            kind = _KINDS[words.pop()]
        if len(words) > 1 and words[-1] in _DIRECTIONS:
            direction = _DIRECTIONS[words.pop()]
    if len(words) > 1 and not kind and _KINDS.get(words[0]) in _LEADING_KINDS and words[0] != "st":
        kind = _KINDS[words.pop(0)]
    if len(words) > 1 and words[0] == "st":
        words[0] = "saint"
    return StreetName(tuple(words), kind, direction)


def _joined(name: str) -> str:
    """Return a name without what splits a word in two: "O'Farrell", "Ave."."""
    return re.sub(r"(?<=\w)['’.](?=\w)", "", name)


def _number(word: str) -> str:
    found = _ORDINAL.fullmatch(word)
    return found[1].lstrip("0") or "0" if found else _NUMBERS.get(word, word)


def near_spellings(word: str) -> set[str]:
    """Return a word and what is left of it with one letter taken out.

    Two words that differ by one letter (changed, missing, too many, or swapped with its neighbour) have one of these
    in common (Garbe's symmetric deletion).
    """
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


def is_near(one: str, other: str) -> bool:
    """Tell whether two words differ by at most one letter, or by two neighbours that changed places."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, rest_other = one[start:], other[start:]
    return (
        rest[1:] == rest_other[1:]
        or rest[1:] == rest_other
        or rest == rest_other[1:]
        or (rest[:2] == rest_other[1::-1] and rest[2:] == rest_other[2:])
    )
