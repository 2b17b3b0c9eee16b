"""Those who were not there: what is retold, forwarded word by word, and changes on its way.

A rumour that is told of another place has become another rumour: a dispatcher must have somebody look there too. So
such a mutation is an event of its own, which says what it grew from. A drift to the next corner, another agency's
name or a greater number leaves it the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from amparo.core.clock import HOUR, MINUTE
from amparo.core.places import cells
from amparo.demo.simulation import happenings, rhythm, telling, wording
from amparo.demo.simulation.dice import Dice
from amparo.demo.simulation.places import Place, cell_of
from amparo.demo.simulation.telling import Where
from amparo.demo.simulation.truth import Kind, Told, TrueEvent, Truth
from amparo.demo.simulation.witnesses import draft
from amparo.reports.api import Agency, ReportChannel

# How likely an event is retold at all; by how many on average, and at most.
_RETOLD: Mapping[Kind, tuple[float, float, int]] = MappingProxyType(
    {
        Kind.ACTION: (0.85, 3.5, 12),
        Kind.OTHER_AGENCY: (0.25, 1.6, 5),
        Kind.MISTAKEN: (0.12, 1.5, 4),
        Kind.RUMOUR: (1.0, 5.0, 18),
    }
)
_GOES_AROUND = 0.45  # of the rumours: as a text that is forwarded
_MUTATES = 0.22
_TRANSLATED = 0.2
_PASSES_A_PICTURE_ON = 0.3


@dataclass(frozen=True, slots=True)
class _Copied:
    """The first message of a chain of forwards."""

    key: str
    language: str
    text: str
    place_text: str


def mutations(seed: int, events: tuple[TrueEvent, ...], place: Place) -> tuple[TrueEvent, ...]:
    """Return the rumours that grow from rumours and actions: the same story, told of another place."""
    grown = (_mutation(Dice(seed, f"mutation/{event.key}"), event, place) for event in events)
    return tuple(each for each in grown if each is not None)


def _mutation(dice: Dice, event: TrueEvent, place: Place) -> TrueEvent | None:
    if event.kind not in {Kind.RUMOUR, Kind.ACTION} or event.is_everywhere or not dice.chance(_MUTATES):
        return None
    spot = cells.centre(event.place)
    moved = place.moved(
        spot, dice.pick((-1, 1)) * dice.between(1_800, 4_500), dice.pick((-1, 1)) * dice.between(300, 2_500)
    )
    if not place.holds(moved):
        return None
    began = event.began + dice.minutes(25, 150)
    return replace(
        event,
        key=f"{event.key}-grown",
        kind=Kind.RUMOUR,
        place=cell_of(moved),
        began=began,
        ended=began + dice.minutes(10, 50),
        outcome=Truth.UNFOUNDED,
        agency=event.agency if dice.chance(0.6) else Agency.ICE,
        how_many=int(event.how_many * dice.between(1.2, 3.0)) + 1,
        landmark=dice.whole(0, wording.LANDMARKS - 1),
        direction=dice.pick(happenings.DIRECTIONS),
        child_alone=False,
        someone_hurt=False,
        beside="",
        grew_from=event.key,
    )


def tell(
    dice: Dice, event: TrueEvent, place: Place, street_language: str, seen: Sequence[Told]
) -> Iterator[Told]:
    """Return what those tell who heard of an event, or of what never was; `seen` is what witnesses told."""
    probability, mean, most = _RETOLD[event.kind]
    if not dice.chance(probability):
        return
    is_rumour = event.kind is Kind.RUMOUR
    heard_from = event.began + dice.minutes(0, 20) if is_rumour else event.began + dice.minutes(8, 40)
    # What names no place is known again by its words alone.
    is_forwarded = event.is_everywhere or dice.chance(_GOES_AROUND if is_rumour else 0.25)
    is_vague = is_rumour and dice.chance(0.25)
    copied: _Copied | None = None
    pictures = [told for told in seen if told.picture is not None]
    for number, at in enumerate(_moments(dice, heard_from, dice.tail(mean, most), place)):
        person = telling.language(dice, street_language)
        where = _where(dice, event, place, person, is_vague=is_vague)
        key = f"{event.key}/h{number}"
        is_translated = dice.chance(_TRANSLATED) and not event.is_everywhere
        if copied and (person == copied.language or not is_translated):
            told = _forward(dice, event, place, copied, at)
        else:
            told = _in_own_words(dice, event, where, person, at, is_viral=is_forwarded, step=number)
            if is_forwarded and copied is None:
                copied = _Copied(key, person, told.draft.text, where.text)
        yield replace(_with_picture(dice, told, pictures), key=key, source=key)


def _with_picture(dice: Dice, told: Told, pictures: Sequence[Told]) -> Told:
    """Return a message perhaps with a picture that a witness took and that goes around since."""
    older = [each for each in pictures if each.at < told.at]
    if not older or told.channel is not ReportChannel.WEB or not dice.chance(_PASSES_A_PICTURE_ON):
        return told
    taken = dice.pick(older)
    if taken.picture is None:
        raise AssertionError("only messages with a picture were asked")
    return replace(
        told, picture=telling.resent(dice, taken.picture), copied_from=told.copied_from or taken.key
    )


def _moments(dice: Dice, first: datetime, count: int, place: Place) -> list[datetime]:
    """Draw when word reaches the network: most within two hours, in bursts, some much later."""
    moments = []
    at = first
    for number in range(count):
        wait = dice.minutes(0, 4) if number and dice.chance(0.35) else dice.minutes(4, 40)
        at += wait if number else timedelta()
        told = at + dice.minutes(120, 420) if number and dice.chance(0.08) else at
        moments.append(rhythm.told_at(dice, told, place.time_zone) + timedelta(seconds=dice.whole(0, 59)))
    return sorted(moments)


def _where(dice: Dice, event: TrueEvent, place: Place, language: str, *, is_vague: bool) -> Where:
    spot = cells.centre(event.place)
    if event.is_everywhere:
        return telling.nowhere(place)
    how = dice.weigh((("corner", 64), ("next_corner", 14), ("area", 18), ("no", 2)))
    if is_vague or how == "area":
        return telling.in_area(dice, spot, place, language)
    if how == "no":
        return telling.nowhere(place)
    step = dice.pick(((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1))) if how == "next_corner" else (0, 0)
    return telling.at_corner(dice, spot, place, language, step)


def _in_own_words(
    dice: Dice, event: TrueEvent, where: Where, language: str, at: datetime, *, is_viral: bool, step: int
) -> Told:
    """Return what somebody passes on: with every step the number may grow and the agency become the feared one."""
    said = wording.Said(
        activity=telling.activity(dice, event.activity),
        agency=Agency.ICE if dice.chance(0.2) else telling.agency(dice, event.agency),
        place=where.text if dice.chance(0.5) or is_viral else "",
        number=telling.number(dice, event.how_many, factor=1 + 0.15 * step * dice.between(0, 1)),
        vehicle=(event.colour, event.vehicle) if dice.chance(0.2) else None,
        landmark=event.landmark if dice.chance(0.35) else None,
        child_alone=event.child_alone and dice.chance(0.15),
        someone_hurt=event.someone_hurt and dice.chance(0.15),
        has_picture=event.picture is not None,
    )
    channel = dice.weigh(telling.CHANNELS)
    text = wording.viral(dice, language, said) if is_viral else None
    has_picture = event.picture is not None and channel is ReportChannel.WEB and dice.chance(0.6)
    return Told(
        key="",
        at=at,
        channel=channel,
        language=language,
        draft=draft(
            dice,
            said,
            where,
            seen_at=_when(dice, event, at, says_now_late=0.3 if is_viral else 0.08),
            channel=channel,
            language=language,
            text=text,
            is_heard=True,
        ),
        event=event.key,
        is_junk=False,
        source="",
        copied_from="",
        picture=telling.resent(dice, event.picture) if has_picture and event.picture is not None else None,
        style="viral" if is_viral else "hearsay",
    )


def _forward(dice: Dice, event: TrueEvent, place: Place, copied: _Copied, at: datetime) -> Told:
    """Return a text forwarded word by word. Who forwards it reads its place as it stands there."""
    where = _where(dice, event, place, copied.language, is_vague=False)
    where = replace(where, text=copied.place_text if dice.chance(0.8) else where.text)
    told = _in_own_words(dice, event, where, copied.language, at, is_viral=True, step=0)
    text = wording.passed_on(dice, copied.language, copied.text)
    return replace(
        told,
        draft=replace(told.draft, text=text, how_many=None, vehicles="", markings=""),
        copied_from=copied.key,
        style="forwarded",
    )


def _when(dice: Dice, event: TrueEvent, at: datetime, *, says_now_late: float) -> datetime:
    """Return when the person says that it was: the story's own time, or "now" as all stories say."""
    if dice.chance(0.55 if at - event.began < HOUR else says_now_late):
        return at - dice.minutes(0, 10)
    told = telling.seen_at(dice, event.began + dice.minutes(0, 20), at)
    return max(told, at - 13 * 24 * HOUR, event.began - 90 * MINUTE)
