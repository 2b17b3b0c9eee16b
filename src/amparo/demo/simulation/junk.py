"""What nobody means honestly: trolls on any day, and floods of thousands that come in by the hour.

Four styles: `nonsense`; `copied`, a few slogans over and over with small changes; `invented`, plausible places with few
words; `machine`, fluent texts of which no two are alike. Some name a place where something really happens.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from amparo.core.clock import HOUR
from amparo.core.places import cells
from amparo.demo.simulation import telling, wording
from amparo.demo.simulation.dice import Dice
from amparo.demo.simulation.places import Place, cell_of
from amparo.demo.simulation.telling import Where
from amparo.demo.simulation.truth import Told, TrueEvent
from amparo.reports.api import Activity, Agency, ReportChannel, ReportDraft

# On a day without a flood: so many, at least and at most.
_ANY_DAY = (2, 7)
_STYLES = (("copied", 35), ("machine", 30), ("invented", 20), ("nonsense", 15))
# How many messages one sender of a flood sends in a day, on average. Machines change their face more often.
_PER_SOURCE: Mapping[str, int] = MappingProxyType({"copied": 40, "nonsense": 25, "invented": 8, "machine": 3})
_FLOOD_HOURS = 3
_IN_FLOOD_HOURS = 0.6
_SLOGANS_A_DAY = 6
_AT_A_REAL_PLACE = 0.04
_CHANNELS = (
    (ReportChannel.WEB, 70), (ReportChannel.SMS, 14), (ReportChannel.API, 8), (ReportChannel.EMAIL, 5),
    (ReportChannel.HOOK, 3),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Text:
    """A text, its language, and which of the day's slogans it copies, if any."""

    written: str
    language: str
    slogan: str = ""


@lru_cache(maxsize=1)
def _known() -> Mapping[str, Any]:
    with (wording.WORDS / "junk.toml").open("rb") as file:
        return tomllib.load(file)


def tell(
    seed: int, *, day: int, began: datetime, place: Place, events: Sequence[TrueEvent], count: int
) -> Iterator[Told]:
    """Return a day's junk: the usual trolls, and `count` more."""
    dice = Dice(seed, f"junk/{day}")
    slogans = dice.shuffled(_known()["slogans"])[:_SLOGANS_A_DAY]
    real = [cells.centre(event.place) for event in events if not event.is_everywhere]
    first_of: dict[str, str] = {}
    for number, at in enumerate(_moments(dice, began, dice.whole(*_ANY_DAY), count)):
        style = dice.weigh(_STYLES)
        where = _where(dice, style, place, real)
        text = _written(dice, style, slogans, where.text)
        key = f"junk-{day + 1}/{number}"
        yield Told(
            key=key,
            at=at,
            channel=dice.weigh(_CHANNELS),
            language=text.language,
            draft=_draft(dice, at, where, text.written),
            event=None,
            is_junk=True,
            source=f"junk-{day + 1}/{style}-{dice.whole(0, _senders(style, count) + 2)}",
            copied_from=_copied_from(first_of, text.slogan, key),
            picture=None,
            style=style,
        )


def _senders(style: str, count: int) -> int:
    """Return how many send a flood's messages of one style, beside the few of any day."""
    share = dict(_STYLES)[style] / sum(weight for _style, weight in _STYLES)
    return int(count * share) // _PER_SOURCE[style]


def _moments(dice: Dice, began: datetime, usual: int, flood: int) -> list[datetime]:
    hours = dice.shuffled(range(24))[:_FLOOD_HOURS]
    found = [began + dice.minutes(0, 24 * 60) for _ in range(usual)]
    for _ in range(flood):
        hour = dice.pick(hours) if dice.chance(_IN_FLOOD_HOURS) else dice.whole(0, 23)
        found.append(began + HOUR * hour + timedelta(seconds=dice.whole(0, 3599)))
    return sorted(found)


def _copied_from(first_of: dict[str, str], slogan: str, key: str) -> str:
    """Return the key of the first message with a slogan; empty for that first one."""
    first = first_of.setdefault(slogan, key) if slogan else key
    return "" if first == key else first


def _where(dice: Dice, style: str, place: Place, real: Sequence[cells.Point]) -> Where:
    if style == "nonsense" and dice.chance(0.3):
        return telling.nowhere(place)
    if real and dice.chance(_AT_A_REAL_PLACE):
        spot = dice.pick(real)
    else:
        area = dice.pick(place.areas)
        spot = place.moved(area.centre, dice.bell(1_200.0), dice.bell(1_200.0))
    if not place.holds(spot):
        spot = place.middle
    if style == "copied" and dice.chance(0.5):
        return telling.in_area(dice, spot, place, "en")
    if style == "nonsense":
        return Where(cell_of(spot), "")
    return telling.at_corner(dice, spot, place, dice.pick(("en", "es")))


def _written(dice: Dice, style: str, slogans: Sequence[str], place_text: str) -> _Text:
    match style:
        case "nonsense":
            return _nonsense(dice)
        case "copied":
            return _copied(dice, slogans)
        case "invented":
            return _invented(dice)
        case _:
            return _machine(dice, place_text)


def _nonsense(dice: Dice) -> _Text:
    if dice.chance(0.5):
        return _Text(wording.roughened(dice, dice.pick(_known()["mockery"])), dice.pick(("en", "es")))
    letters = _known()["letters"]
    mashed = ("".join(dice.pick(letters) for _ in range(dice.whole(2, 11))) for _ in range(dice.whole(1, 7)))
    return _Text(" ".join(mashed), "en")


def _copied(dice: Dice, slogans: Sequence[str]) -> _Text:
    slogan = dice.pick(slogans)
    behind = dice.pick(("", "", "!", "!!!", f" {dice.whole(1, 999)}", " 🔥", f" #{dice.whole(1, 99)}", "."))
    written = slogan.lower() if dice.chance(0.2) else slogan
    return _Text(f"{written}{behind}", "en" if slogan.isascii() else "es", slogan)


def _invented(dice: Dice) -> _Text:
    language = dice.weigh((("en", 5), ("es", 5), ("ko", 1), ("zh-Hans", 1)))
    if dice.chance(0.4):
        return _Text("", language)
    said = wording.Said(
        activity=dice.pick(tuple(Activity)),
        agency=dice.weigh(((Agency.ICE, 7), (Agency.UNKNOWN, 2), (Agency.BORDER_PATROL, 2))),
        number=dice.whole(2, 40) if dice.chance(0.5) else None,
    )
    return _Text(wording.text(dice, language, said), language)


def _machine(dice: Dice, place_text: str) -> _Text:
    language = dice.pick(("en", "es"))
    known = _known()
    where = str(dice.pick(known[f"where_{language}"]))
    parts = (
        dice.pick(known["lead"]),
        str(dice.pick(known[f"claim_{language}"])).format(n=dice.whole(3, 60)),
        where.format(place=place_text or "Main", number=dice.whole(10, 90) * 100),
        dice.pick(known["tail"]),
    )
    return _Text(" ".join(part for part in parts if part), language)


def _draft(dice: Dice, at: datetime, where: Where, written: str) -> ReportDraft:
    return ReportDraft(
        activity=dice.pick(tuple(Activity)),
        cell=where.cell,
        seen_at=at - dice.minutes(0, dice.pick((3, 20, 240))),
        first_hand=dice.chance(0.75),
        place_text=where.text,
        place_is_known=where.is_known,
        text=written,
        how_many=dice.whole(1, 60) if dice.chance(0.4) else None,
        agency=dice.weigh(
            ((Agency.ICE, 5), (Agency.UNKNOWN, 4), (Agency.BORDER_PATROL, 1), (Agency.POLICE, 1))
        ),
        child_alone=dice.chance(0.03),
        someone_hurt=dice.chance(0.03),
    )
