"""In which direction of the compass something was moving, as a report's words say it. Nothing is guessed."""

import re
import unicodedata
from typing import Final

DIRECTIONS: Final = ("n", "ne", "e", "se", "s", "sw", "w", "nw")

# Names of places hold these words too (North Hollywood, Oeste), so a word that speaks of moving must go before.
_COMPASS: Final = {
    "ne": ("north ?east", "nor(?:d)?este"),
    "nw": ("north ?west", "nor(?:d)?oeste"),
    "se": ("south ?east", "sud?este", "sureste"),
    "sw": ("south ?west", "sud?oeste", "suroeste"),
    "n": ("north", "norte"),
    "s": ("south", "sur"),
    "e": ("east", "este", "oriente"),
    "w": ("west", "oeste", "poniente"),
}
_BOUND: Final = {
    "n": ("northbound", "hilaga", "pahilaga", "북쪽으로", "往北", "向北", "朝北", "на север"),
    "s": ("southbound", "patimog", "남쪽으로", "往南", "向南", "朝南", "на юг"),
    "e": ("eastbound", "pasilangan", "동쪽으로", "往东", "往東", "向东", "向東", "朝东", "朝東", "на восток"),
    "w": ("westbound", "pakanluran", "서쪽으로", "往西", "向西", "朝西", "на запад"),
}
_MOVING: Final = (
    r"(?:going|goes|go|went|heading|headed|heads|head|driving|drove|drives|moving|moved|turning|turned|turns|running"
    r"|travell?ing|towards?|va|van|iban?|yendo|hacia|rumbo|direccion|con direccion)"
    r"(?: (?:to|towards?|up|off|the|al?|el|la|hacia|rumbo|con|direccion|del))*"
)
_ALL = "|".join(f"(?P<{key}>" + "|".join(words) + ")" for key, words in _COMPASS.items())
_SAID = re.compile(rf"\b{_MOVING} (?:{_ALL})\b(?! side)")


def read(text: str) -> str:
    """Return one of DIRECTIONS; empty where the words say none, or several that differ."""
    plain = _plain(text)
    found = {str(match.lastgroup) for match in _SAID.finditer(plain)}
    found |= {key for key, words in _BOUND.items() if any(word in plain for word in words)}
    return found.pop() if len(found) == 1 else ""


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(each for each in decomposed if not unicodedata.combining(each))
    return " ".join(unicodedata.normalize("NFC", bare).split())
