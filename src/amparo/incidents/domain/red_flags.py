"""What in an incident's reports should make one ask: each a question with its reports, never a score or a verdict.

A frightened person tells badly what is true, and a liar may tell well. So nothing here says how likely anything is: it
says what nobody has asked yet, in the order in which a caller is best asked.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations
from typing import Final
from uuid import UUID

from amparo.core import sketches
from amparo.core.places import cells
from amparo.core.places.cells import Cell, Precision
from amparo.incidents.domain import independence, kindred

# Told so long after it was seen, it may be over: an action at a door seldom lasts longer.
TOLD_LATE_FROM: Final = timedelta(hours=2)
# A phone's clock, and the five minutes to which times are kept, explain less than this.
SEEN_AHEAD_FROM: Final = timedelta(minutes=10)
# Two spots so far apart are not seen from one place: about four blocks.
FAR_APART_FROM_M: Final = 500.0
# Of two counts the greater is at least so many times the lesser, and at least so many more.
COUNTS_DIFFER_TIMES: Final = 3
COUNTS_DIFFER_BY: Final = 5
# Reports that came from one network within the hour before the first: a family, a workplace, or one person with time.
PRESSED_FROM: Final = 8
# Reports compared pair by pair: the first few tell, and the page stays quick when hundreds come in.
MOST_COMPARED: Final = 40

_LEAVING: Final = "leaving"


class Flag(StrEnum):
    """What to ask about."""

    PLACE_UNKNOWN = "place_unknown"
    PLACE_VAGUE = "place_vague"
    SECOND_HAND = "second_hand"
    PASSED_ON = "passed_on"
    TOLD_LATE = "told_late"
    SEEN_AHEAD = "seen_ahead"
    RECYCLED_PICTURE = "recycled_picture"
    AGENCIES_DIFFER = "agencies_differ"
    COUNTS_DIFFER = "counts_differ"
    GONE_OR_THERE = "gone_or_there"
    FAR_APART = "far_apart"
    SAME_WORDS_ELSEWHERE = "same_words_elsewhere"
    PRESSED_SOURCE = "pressed_source"


@dataclass(frozen=True, slots=True)
class Account:
    """What asking needs of one report.

    Attributes:
        sent_before: how many reports had come from the same network within the hour.
        is_recycled: a picture like one of its own came with a report outside this incident before.
        is_echo: its words were told of places far apart within some hours.
    """

    report_id: UUID
    cell: Cell | None
    seen_at: datetime
    received_at: datetime
    is_first_hand: bool
    activity: str
    agency: str
    how_many: int | None = None
    sent_before: int = 0
    wording: tuple[int, ...] = field(default=(), repr=False)
    is_forwarded: bool = False
    is_recycled: bool = False
    is_echo: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask, and about which reports; none where it is about all of them.

    Attributes:
        apart: how late, or how far ahead; distance_m: how far apart, for those questions only.
    """

    flag: Flag
    report_ids: tuple[UUID, ...] = ()
    apart: timedelta = timedelta(0)
    distance_m: float = 0.0


def questions(accounts: Iterable[Account]) -> tuple[Question, ...]:
    """Return what to ask about an incident, in a fixed order; the same for every order of its reports."""
    told = sorted(accounts, key=lambda each: (each.received_at, each.report_id))[:MOST_COMPARED]
    if not told:
        return ()
    found = (*_about_place(told), *_about_seeing(told), *_about_time(told), *_about_pictures(told))
    return (*found, *_contradictions(told), *_about_sources(told))


def _about_place(told: Sequence[Account]) -> Iterator[Question]:
    known = [each.cell for each in told if each.cell is not None]
    if not known:
        yield Question(Flag.PLACE_UNKNOWN)
    elif all(cells.precision_of(cell) < Precision.BLOCK for cell in known):
        yield Question(Flag.PLACE_VAGUE)


def _about_seeing(told: Sequence[Account]) -> Iterator[Question]:
    if not any(each.is_first_hand for each in told):
        yield Question(Flag.SECOND_HAND)
    passed_on = _ids(each for each in told if each.is_forwarded)
    if passed_on:
        yield Question(Flag.PASSED_ON, passed_on)


def _about_time(told: Sequence[Account]) -> Iterator[Question]:
    soonest = min(told, key=lambda each: each.received_at - each.seen_at)
    if soonest.received_at - soonest.seen_at >= TOLD_LATE_FROM:
        yield Question(Flag.TOLD_LATE, apart=soonest.received_at - soonest.seen_at)
    ahead = [each for each in told if each.seen_at - each.received_at >= SEEN_AHEAD_FROM]
    if ahead:
        yield Question(
            Flag.SEEN_AHEAD, _ids(ahead), apart=max(each.seen_at - each.received_at for each in ahead)
        )


def _about_pictures(told: Sequence[Account]) -> Iterator[Question]:
    recycled = _ids(each for each in told if each.is_recycled)
    if recycled:
        yield Question(Flag.RECYCLED_PICTURE, recycled)


def _contradictions(told: Sequence[Account]) -> Iterator[Question]:
    eyes = [each for each in told if each.is_first_hand]
    yield from _first(Flag.AGENCIES_DIFFER, eyes, _name_other_agencies)
    yield from _first(Flag.COUNTS_DIFFER, eyes, _count_otherwise)
    yield from _first(Flag.GONE_OR_THERE, eyes, _gone_or_there)
    farthest = max(
        ((_apart_m(one, other), one, other) for one, other in combinations(eyes, 2)),
        key=lambda pair: pair[0],
        default=None,
    )
    if farthest is not None and farthest[0] >= FAR_APART_FROM_M:
        yield Question(Flag.FAR_APART, _ids(farthest[1:]), distance_m=farthest[0])


def _about_sources(told: Sequence[Account]) -> Iterator[Question]:
    echoes = _ids(each for each in told if each.is_echo)
    if echoes:
        yield Question(Flag.SAME_WORDS_ELSEWHERE, echoes)
    else:
        yield from _first(Flag.SAME_WORDS_ELSEWHERE, told, _same_words_elsewhere)
    if told[0].sent_before >= PRESSED_FROM:
        yield Question(Flag.PRESSED_SOURCE, _ids(told[:1]))


def _first(
    flag: Flag, told: Sequence[Account], is_so: Callable[[Account, Account], bool]
) -> Iterator[Question]:
    """Yield one question about the first two reports of which something is so."""
    pair = next((pair for pair in combinations(told, 2) if is_so(*pair)), None)
    if pair is not None:
        yield Question(flag, _ids(pair))


def _name_other_agencies(one: Account, other: Account) -> bool:
    return kindred.agencies(one.agency, other.agency) == 0


def _count_otherwise(one: Account, other: Account) -> bool:
    if one.how_many is None or other.how_many is None:
        return False
    low, high = sorted((one.how_many, other.how_many))
    return high >= COUNTS_DIFFER_TIMES * low and high - low >= COUNTS_DIFFER_BY


def _gone_or_there(one: Account, other: Account) -> bool:
    """Tell whether one saw them leave, and another saw them there later."""
    left, there = sorted((one, other), key=lambda each: each.activity != _LEAVING)
    return left.activity == _LEAVING != there.activity and there.seen_at > left.seen_at


def _same_words_elsewhere(one: Account, other: Account) -> bool:
    fewest = min(len(one.wording), len(other.wording))
    if fewest < independence.FEWEST_RUNS or _apart_m(one, other) < FAR_APART_FROM_M:
        return False
    return sketches.text_sameness(one.wording, other.wording) >= independence.SAME_WORDS_FROM


def _apart_m(one: Account, other: Account) -> float:
    """Return how far two spots lie apart; nothing where one is an area or not known."""
    if one.cell is None or other.cell is None:
        return 0.0
    if min(cells.precision_of(one.cell), cells.precision_of(other.cell)) < Precision.BLOCK:
        return 0.0
    return cells.distance_m(one.cell, other.cell)


def _ids(accounts: Iterable[Account]) -> tuple[UUID, ...]:
    return tuple(sorted(each.report_id for each in accounts))
