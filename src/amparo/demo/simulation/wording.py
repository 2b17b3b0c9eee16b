"""How people put it: texts from the parts in `words/`, with many variants, so that wording is no giveaway."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from amparo.demo.simulation.dice import Dice
from amparo.reports.api import Activity, Agency

WORDS = Path(__file__).parent / "words"
# Which languages are spoken, by weight.
SPOKEN = (
    ("es", 50.0), ("en", 27.0), ("ko", 5.0), ("zh-Hans", 4.0), ("hy", 3.0), ("fil", 2.5), ("zh-Hant", 2.0),
    ("vi", 2.0), ("ar", 1.5), ("fa", 1.5), ("ru", 1.5),
)  # fmt: skip
# Of what there is in every language's words.
LANDMARKS, COLOURS, VEHICLES = 12, 6, 6
_MARKINGS: Mapping[Agency, tuple[str, ...]] = {
    Agency.ICE: ("ICE", "POLICE ICE", "ERO", "ICE ERO"),
    Agency.HSI: ("HSI", "POLICE HSI"),
    Agency.BORDER_PATROL: ("BORDER PATROL", "US BORDER PATROL", "CBP"),
    Agency.OTHER_FEDERAL: ("FEDERAL AGENT", "FBI", "DHS"),
    Agency.POLICE: ("POLICE", "LAPD"),
    Agency.SHERIFF: ("SHERIFF",),
    Agency.MILITARY: ("NATIONAL GUARD",),
}
_PLAIN = str.maketrans("áéíóúñÁÉÍÓÚÑ¿¡", "aeiounAEIOUN  ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one text says. None and empty: it does not say."""

    activity: Activity
    agency: Agency
    place: str = ""
    number: int | None = None
    vehicle: tuple[int, int] | None = None
    landmark: int | None = None
    direction: str = ""
    markings: str = ""
    child_alone: bool = False
    someone_hurt: bool = False
    has_picture: bool = False


@lru_cache(maxsize=32)
def words(language: str) -> Mapping[str, Any]:
    """Return the words of a language."""
    with (WORDS / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)


def markings(dice: Dice, agency: Agency) -> str:
    """Return what stands on a vest, or nothing."""
    known = _MARKINGS.get(agency, ())
    return dice.pick(known) if known else ""


def corner(dice: Dice, language: str, avenue: str, street: int) -> str:
    """Return the name of a corner as somebody writes it."""
    return str(dice.pick(words(language)["corner"])).format(ns=avenue, ew=street, th=_ordinal(street))


def vague(dice: Dice, language: str, area: str) -> str:
    """Return an area as somebody names it who knows no more."""
    return str(dice.pick(words(language)["vague"])).format(area=area)


def vehicle(dice: Dice, language: str, colour: int, kind: int) -> str:
    """Return a vehicle's colour and kind."""
    known = words(language)
    return str(dice.pick(known["vehicle"])).format(colour=known["colours"][colour], kind=known["kinds"][kind])


def text(dice: Dice, language: str, said: Said, *, is_heard: bool = False) -> str:
    """Return a text in somebody's own words."""
    known = words(language)
    begun = dice.pick(known["heard"] if is_heard else known["openers"])
    claim = _claim(dice, known, said)
    parts = dice.shuffled(_details(dice, language, said))
    kept = parts[: dice.whole(1, 4)]
    kept += [part for part in _dangers(dice, known, said) if part not in kept]
    written = " ".join([f"{begun}{claim}.", *kept, dice.pick(known["closers"])]).strip()
    return roughened(dice, written)


def viral(dice: Dice, language: str, said: Said) -> str:
    """Return a text that is made to be passed on."""
    known = words(language)
    return str(dice.pick(known["viral"])).format(
        claim=_claim(dice, known, said), place=said.place or dice.pick(known["everywhere"])
    )


def passed_on(dice: Dice, language: str, copied: str) -> str:
    """Return a text as the next person forwards it: the same words, perhaps with something before or behind."""
    before = str(dice.pick(words(language)["forwarded"]))
    behind = dice.pick(("", "", "", "", " 🙏", " !!", "\n" + str(dice.pick(words(language)["closers"]))))
    return f"{before}{copied}{behind}".strip()


def roughened(dice: Dice, written: str) -> str:
    """Return a text as it is typed on a phone by somebody in a hurry."""
    if dice.chance(0.25):
        written = written.translate(_PLAIN).strip()
    if dice.chance(0.25):
        written = written.lower()
    elif dice.chance(0.06):
        written = written.upper()
    if dice.chance(0.2):
        written = written.replace(".", dice.pick(("", "!", "...", ",")))
    for _ in range(dice.weigh(((0, 0.7), (1, 0.2), (3, 0.1)))):
        written = _with_a_slip(dice, written)
    return " ".join(written.split())


def _claim(dice: Dice, known: Mapping[str, Any], said: Said) -> str:
    who = dice.pick(known["who"][said.agency.value])
    return str(dice.pick(known["does"][said.activity.value])).format(who=who)


def _details(dice: Dice, language: str, said: Said) -> list[str]:
    known = words(language)
    slots: dict[str, str] = {}
    if said.place:
        slots["place"] = said.place
    if said.number is not None:
        slots["number"] = str(said.number)
    if said.vehicle is not None:
        slots["vehicle"] = vehicle(dice, language, *said.vehicle)
    if said.landmark is not None:
        slots["landmark"] = str(known["landmarks"][said.landmark])
    if said.direction:
        slots["direction"] = str(known["directions"][said.direction])
    if said.markings:
        slots["markings"] = said.markings
    if said.has_picture:
        slots["picture"] = ""
    return [_filled(dice, known, name, value) for name, value in slots.items()]


_SLOT = {"number": "n", "vehicle": "veh", "direction": "dir", "markings": "m"}


def _filled(dice: Dice, known: Mapping[str, Any], name: str, value: str) -> str:
    return str(dice.pick(known["detail"][name])).format(**{_SLOT.get(name, name): value})


def _dangers(dice: Dice, known: Mapping[str, Any], said: Said) -> list[str]:
    told = (("child", said.child_alone), ("hurt", said.someone_hurt))
    return [str(dice.pick(known["detail"][name])) for name, is_so in told if is_so]


def _ordinal(number: int) -> str:
    """Return an English ordinal, as street signs have it whatever one speaks: 1st, 22nd, 113th."""
    is_teen = 10 < number % 100 < 14
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _with_a_slip(dice: Dice, written: str) -> str:
    """Return the text with one letter left out or doubled."""
    if len(written) < 12:
        return written
    place = dice.whole(3, len(written) - 2)
    if dice.chance(0.5):
        return written[:place] + written[place + 1 :]
    return written[:place] + written[place] + written[place:]
