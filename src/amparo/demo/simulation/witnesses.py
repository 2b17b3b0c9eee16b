"""Those who were there: several for one event, each with errors of their own, some late, some twice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from amparo.core.clock import MINUTE
from amparo.core.places import cells
from amparo.demo.simulation import rhythm, telling, wording
from amparo.demo.simulation.dice import Dice
from amparo.demo.simulation.places import Place
from amparo.demo.simulation.telling import Where
from amparo.demo.simulation.truth import Kind, Told, TrueEvent
from amparo.reports.api import Activity, Agency, Answer, PaperShown, PlaceKind, ReportChannel, ReportDraft

# How many tell of an event: the mean, and the most.
_HOW_MANY: Mapping[Kind, tuple[float, int]] = MappingProxyType(
    {Kind.ACTION: (5.0, 16), Kind.OTHER_AGENCY: (2.2, 8), Kind.MISTAKEN: (1.35, 4), Kind.RUMOUR: (1.0, 1)}
)
_CROWD = 0.2  # of the actions happen before many eyes
_LATE = 0.1
_TWICE = 0.05
# Neighbours who report again and again: so many in each area, and how often one of them is a witness.
_REGULARS, _IS_REGULAR = 8, 0.1
_WITH_PICTURE = 0.14


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody who was there: who, speaking what, and what there was to see."""

    source: str
    language: str
    event: TrueEvent
    place: Place


def tell(dice: Dice, event: TrueEvent, place: Place, street_language: str) -> Iterator[Told]:
    """Return what those tell who were there. Nobody was at a rumour's place."""
    if event.kind is Kind.RUMOUR:
        return
    mean, most = _HOW_MANY[event.kind]
    count = dice.tail(mean, most)
    if event.kind is Kind.ACTION:
        count = max(2, count) + (dice.whole(4, 11) if dice.chance(_CROWD) else 0)
    for number in range(count):
        person = _person(dice, event, place, number, street_language)
        lasted_min = (event.ended - event.began) / MINUTE
        true = event.began + dice.minutes(0, lasted_min * dice.between(0.2, 1))
        delay = dice.minutes(90, 540) if dice.chance(_LATE) else dice.minutes(1, dice.pick((4, 9, 25)))
        at = rhythm.told_at(dice, true + delay, place.time_zone) + timedelta(seconds=dice.whole(0, 59))
        told = _first_hand(dice, person, true, at)
        yield replace(told, key=f"{event.key}/w{number}")
        if dice.chance(_TWICE):
            yield replace(_again(dice, person, told), key=f"{event.key}/w{number}-again")


def _person(dice: Dice, event: TrueEvent, place: Place, number: int, street_language: str) -> _Person:
    if dice.chance(_IS_REGULAR):
        area = place.area_near(cells.centre(event.place))
        known = dice.whole(1, _REGULARS)
        speaks = telling.language(Dice(known, area.slug), street_language)
        return _Person(f"regular-{area.slug}-{known}", speaks, event, place)
    return _Person(f"{event.key}/w{number}", telling.language(dice, street_language), event, place)


def _first_hand(dice: Dice, person: _Person, true: datetime, at: datetime) -> Told:
    event = person.event
    channel = dice.weigh(telling.CHANNELS)
    has_picture = channel is ReportChannel.WEB and dice.chance(_WITH_PICTURE)
    where = telling.where(dice, event, person.place, person.language)
    activity = telling.activity(dice, event.activity)
    agency = telling.agency(dice, event.agency)
    said = wording.Said(
        activity=activity,
        agency=agency if agency is not Agency.UNKNOWN or dice.chance(0.7) else Agency.ICE,
        place=where.text if dice.chance(0.4) else "",
        number=telling.number(dice, event.how_many),
        vehicle=(event.colour, event.vehicle) if dice.chance(0.4) else None,
        landmark=event.landmark if dice.chance(0.3) else None,
        direction=telling.direction(dice, event.direction, activity),
        markings=wording.markings(dice, agency) if dice.chance(0.5) else "",
        child_alone=event.child_alone and dice.chance(0.5),
        someone_hurt=event.someone_hurt and dice.chance(0.5),
        has_picture=has_picture,
    )
    return Told(
        key="",
        at=at,
        channel=channel,
        language=person.language,
        draft=draft(
            dice,
            said,
            where,
            seen_at=telling.seen_at(dice, true, at),
            channel=channel,
            language=person.language,
        ),
        event=event.key,
        is_junk=False,
        source=person.source,
        copied_from="",
        picture=dice.bits() if has_picture else None,
        style="first_hand",
    )


def draft(
    dice: Dice,
    said: wording.Said,
    where: Where,
    *,
    seen_at: datetime,
    channel: ReportChannel,
    language: str,
    text: str | None = None,
    is_heard: bool = False,
) -> ReportDraft:
    """Return what stands in the form: by SMS few fields beside the text, on the page sometimes no text at all."""
    has_fields = channel not in {ReportChannel.SMS, ReportChannel.HOOK, ReportChannel.EMAIL}
    written = wording.text(dice, language, said, is_heard=is_heard) if text is None else text
    if text is None and channel is ReportChannel.WEB and dice.chance(0.15):
        written = ""
    return ReportDraft(
        activity=said.activity,
        cell=where.cell,
        seen_at=seen_at,
        first_hand=not is_heard,
        place_text=where.text,
        place_kind=_kind_of_place(dice, said.activity) if has_fields else PlaceKind.UNKNOWN,
        place_is_known=where.is_known,
        text=written,
        how_many=said.number if has_fields else None,
        agency=said.agency if is_heard or said.markings or dice.chance(0.5) else Agency.UNKNOWN,
        markings=said.markings if has_fields else "",
        vehicles=wording.vehicle(dice, language, *said.vehicle) if has_fields and said.vehicle else "",
        paper_shown=dice.weigh(((PaperShown.UNKNOWN, 8), (PaperShown.NO, 1), (PaperShown.YES, 0.5))),
        being_taken=Answer.YES if said.activity is Activity.TAKING_SOMEONE else Answer.UNKNOWN,
        child_alone=said.child_alone,
        someone_hurt=said.someone_hurt,
    )


_PLACES: Mapping[Activity, PlaceKind] = MappingProxyType(
    {
        Activity.AT_A_DOOR: PlaceKind.HOME,
        Activity.INSIDE_A_HOME: PlaceKind.HOME,
        Activity.WORKPLACE: PlaceKind.WORK,
        Activity.COURTHOUSE: PlaceKind.COURT,
    }
)


def _kind_of_place(dice: Dice, activity: Activity) -> PlaceKind:
    return _PLACES.get(activity, PlaceKind.PUBLIC) if dice.chance(0.5) else PlaceKind.UNKNOWN


def _again(dice: Dice, person: _Person, earlier: Told) -> Told:
    """Return the same person's second report, by another channel, sometimes with the same words."""
    at = earlier.at + dice.minutes(3, 25)
    others = tuple(each for each in telling.CHANNELS if each[0] is not earlier.channel)
    second = _first_hand(dice, person, earlier.draft.seen_at, max(at, earlier.at + MINUTE))
    told = replace(second, channel=dice.weigh(others), picture=None, style="same_person")
    if not (earlier.draft.text and dice.chance(0.4)):
        return told
    return replace(told, draft=replace(told.draft, text=earlier.draft.text))
