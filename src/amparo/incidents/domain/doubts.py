"""Weigh an incident: what speaks for looking at it early, and what makes one doubt it.

Nothing here says that a report is false; only a person says that. A weight is an order for tired people, and "aside"
is a second queue that somebody reads later. What is told of danger is doubted only for how it came, never for what it
says, and two independent people end every doubt.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from amparo.incidents.domain.surge import Level


class Hand(StrEnum):
    """What a person said against the machine."""

    ASIDE = "aside"
    BACK = "back"


class Doubt(StrEnum):
    """Why one doubts. Values are stored; they are never renamed."""

    SAME_WORDS = "same_words"
    SENDER_ELSEWHERE = "sender_elsewhere"
    SAME_NETWORK = "same_network"
    NO_SENDER = "no_sender"
    NO_PLACE = "no_place"
    SAYS_LITTLE = "says_little"
    HEARSAY = "hearsay"


# -- What speaks for it --------------------------------------------
# Somebody of ours took it down or wrote it: a person heard the caller's voice.
TYPED_BY_MEMBER: Final = 60
# Each further source that does not depend on the first, up to MOST_SOURCES.
INDEPENDENT_SOURCE: Final = 40
MOST_SOURCES: Final = 6
# Eyes on the spot.
FIRST_HAND: Final = 20
# One can write back: a mailbox or a phone is harder to come by than a form.
CAN_BE_ASKED: Final = 15
# A corner rather than an area.
EXACT_PLACE: Final = 10
# How many, which marking, which car: what somebody says who stands there. Each, up to three.
DETAIL: Final = 5
MOST_DETAILS: Final = 3

# -- What makes one doubt: 0 to 1, added up; never for what is said to happen ---------------------
# The same words, or long phrases, about places that lie far apart (`domain/echoes.py`): nobody stood at all of them.
SAME_WORDS: Final = 0.8
# One browser or phone told of this place, and within a day of another far from it; of two others: somebody may be on
# the move, but hardly in three quarters of a city where something happens.
SENDER_ELSEWHERE: Final = 0.35
SENDER_EVERYWHERE: Final = 0.6
# So many from one network within the hour. A church's Wi-Fi sends some, a script hundreds: alone it is never enough.
SAME_NETWORK: Final = 0.3
# A program sent it that can't be told from any other.
NO_SENDER: Final = 0.3
NO_PLACE: Final = 0.3
SAYS_LITTLE: Final = 0.25
HEARSAY: Final = 0.15
# A point of doubt costs this much weight.
DOUBT_COSTS: Final = 100

# -- From when -----------------------------------------------------------------------------------
# Places far from each other, of which one sender told within a day.
SENDER_EVERYWHERE_FROM: Final = 2
# Metres from which two places lie apart.
APART_M: Final = 3_000.0
# Reports from one network before this one, within the hour.
SAME_NETWORK_FROM: Final = 8
# Doubt from which it waits aside, by level. On an ordinary day nothing does: there is time to read everything.
ASIDE_FROM: Final = {Level.NORMAL: float("inf"), Level.SURGE: 0.75, Level.FLOOD: 0.5}
# Doubt from which a report counts as doubtful when a surge is told from a flood.
DOUBTFUL_FROM: Final = 0.5
# Sources that end every doubt, where nothing else comes in around.
SUPPORTED_FROM: Final = 2.0
# What somebody tells who can say more than where and what counts this much more than one source.
WITH_DETAILS: Final = 0.5
# Whoever passes on what another wrote of the same place: people do so, and chance does not, but it costs nothing.
PASSED_ON: Final = 0.5
# The part of a search cell (5 km2) in which two reports may be taken for one event, times how often their kinds agree:
# so many of the undoubted reports around are expected in one incident by chance alone.
CHANCE_PER_REPORT: Final = 0.06
# Standard deviations above chance that are no chance any more: an hour of a flood has thousands of tries, and one that
# succeeds and tells of danger stands before everything honest of that hour.
BEYOND_CHANCE: Final = 4.0

WEIGHT_MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Told:
    """What weighing needs of one report.

    Attributes:
        details: how many of number, markings, vehicles and paper were told.
        is_concrete: a marking, a vehicle or a picture is among them.
        says_something: there are words, a marking or a detail beyond the choice of what happens.
        has_sender: a browser's mark or an address ties it to one sender.
        is_echo: the same words were told of places far apart.
        sender_places: places far from its own of which its sender told within a day, up to SENDER_EVERYWHERE_FROM.
    """

    is_first_hand: bool
    is_by_member: bool
    can_be_asked: bool
    place_is_known: bool
    is_exact: bool
    details: int
    is_concrete: bool
    says_something: bool
    has_sender: bool
    sent_before: int
    is_echo: bool
    sender_places: int


@dataclass(frozen=True, slots=True)
class Voices:
    """Who tells of an incident, among the reports that are not doubtful themselves.

    Ten machines that happen to name one place are not ten people.

    Attributes:
        independent: sources that do not depend on each other and say that they saw it.
        in_all: those and further ones who heard of it and put it their own way.
        senders: different phones, mailboxes and browsers, also where one passes on the words of another.
    """

    independent: int = 0
    in_all: int = 0
    senders: int = 0

    @property
    def may_support(self) -> bool:
        """Whether so many tell that one has to ask how many chance would bring together."""
        return max(self.in_all, self.senders) >= SUPPORTED_FROM


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where an incident stands: its weight, how much it is doubted, and why.

    Attributes:
        is_supported: more tell of it than chance brings together, or somebody of ours does.
    """

    weight: int
    doubt: float
    doubts: tuple[Doubt, ...]
    is_supported: bool

    @property
    def is_doubtful(self) -> bool:
        """Whether it counts as doubtful when a surge is told from a flood."""
        return self.doubt >= DOUBTFUL_FROM

    def is_aside(self, level: Level) -> bool:
        """Whether it waits aside at a level: in a flood, also what nobody else tells of yet."""
        return self.doubt >= ASIDE_FROM[level] or (level is Level.FLOOD and not self.is_supported)


def doubt_of(told: Told) -> float:
    """Return how much one report is doubted, 0 to 1."""
    return _sum_of(_doubts_of(told))


def weigh(told: tuple[Told, ...], *, voices: Voices, around: int) -> Verdict:
    """Weigh an incident by its reports; the best of them counts, as one good witness is not made worse by ten bad ones.

    Eyes on the spot, of more than chance, end every doubt. What many only heard of, or pass on, is no more certain for
    that, but people talk of it, and somebody has to say whether it is so: it waits in the queue with its doubts.

    Args:
        told: its present reports.
        around: incidents around, in place and time, of which one undoubted source alone tells.
    """
    if not told:
        return Verdict(0, 0.0, (), is_supported=False)
    doubts = _doubts_of(min(told, key=_rank))
    concrete = sum(each.is_concrete and doubt_of(each) < DOUBTFUL_FROM for each in told)
    details = WITH_DETAILS * min(voices.independent, concrete)
    passed_on = PASSED_ON * max(0, voices.senders - voices.in_all)
    enough, is_typed = needed(around), any(each.is_by_member for each in told)
    is_certain = is_typed or voices.independent + details >= enough
    doubt = 0.0 if is_certain else _sum_of(doubts)
    sources = min(max(voices.independent, 1), MOST_SOURCES) - 1
    weight = max(map(_for_it, told)) + INDEPENDENT_SOURCE * sources - round(DOUBT_COSTS * doubt)
    return Verdict(
        max(-WEIGHT_MOST, min(WEIGHT_MOST, weight)),
        doubt,
        () if is_certain else tuple(doubts),
        is_supported=is_certain or voices.in_all + details + passed_on >= enough,
    )


def needed(around: int) -> float:
    """Return how many sources are more than chance would bring together, where so much comes in around."""
    chance = CHANCE_PER_REPORT * around
    return max(SUPPORTED_FROM, 1 + chance + BEYOND_CHANCE * math.sqrt(chance))


def _rank(told: Told) -> tuple[float, int]:
    return (_sum_of(_doubts_of(told)), -_for_it(told))


def _for_it(told: Told) -> int:
    return (
        TYPED_BY_MEMBER * told.is_by_member
        + FIRST_HAND * told.is_first_hand
        + CAN_BE_ASKED * told.can_be_asked
        + EXACT_PLACE * (told.place_is_known and told.is_exact)
        + DETAIL * min(told.details, MOST_DETAILS)
    )


def _doubts_of(told: Told) -> dict[Doubt, float]:
    elsewhere = SENDER_EVERYWHERE if told.sender_places >= SENDER_EVERYWHERE_FROM else SENDER_ELSEWHERE
    found = {
        Doubt.SAME_WORDS: SAME_WORDS * told.is_echo,
        Doubt.SENDER_ELSEWHERE: elsewhere * bool(told.sender_places),
        Doubt.SAME_NETWORK: SAME_NETWORK * (told.sent_before >= SAME_NETWORK_FROM),
        Doubt.NO_SENDER: NO_SENDER * (not told.has_sender),
        Doubt.NO_PLACE: NO_PLACE * (not told.place_is_known),
        Doubt.SAYS_LITTLE: SAYS_LITTLE * (not told.says_something),
        Doubt.HEARSAY: HEARSAY * (not told.is_first_hand),
    }
    return {doubt: value for doubt, value in found.items() if value}


def _sum_of(doubts: dict[Doubt, float]) -> float:
    return min(1.0, sum(doubts.values()))
