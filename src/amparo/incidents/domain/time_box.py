"""The time box: a first look is due soon, and after half a day nobody will find out any more.

An incident that nobody looked at is late once the network's time for a first look is over. One that has no outcome
after the network's time to give up, and of which nothing newer was seen, is proposed as "could not be verified";
a person records that, never the machine.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class TimeBox(StrEnum):
    """Where an undecided incident stands in its time."""

    IN_TIME = "in_time"
    LATE = "late"
    GIVE_UP = "give_up"


class TimePolicy(Protocol):
    """What a network allows; the network's settings have this shape."""

    @property
    def first_look_within(self) -> timedelta:
        """After so long without a look, an incident is late."""

    @property
    def give_up_after(self) -> timedelta:
        """After so long without an outcome, the board proposes to give up."""


@dataclass(frozen=True, slots=True)
class Waited:
    """How long an incident has waited, and where that leaves it."""

    box: TimeBox
    minutes: int


def state(
    opened_at: datetime,
    now: datetime,
    policy: TimePolicy,
    *,
    has_look: bool = False,
    last_seen_at: datetime | None = None,
) -> TimeBox:
    """Return where an undecided incident stands in its time.

    Args:
        has_look: somebody has looked at it, or looks at it now.
        last_seen_at: when the last sighting was; a fresh one begins the time to give up anew.
    """
    return waited(opened_at, now, policy, has_look=has_look, last_seen_at=last_seen_at).box


def waited(
    opened_at: datetime,
    now: datetime,
    policy: TimePolicy,
    *,
    has_look: bool = False,
    last_seen_at: datetime | None = None,
) -> Waited:
    """Return the same with the minutes since it came in; a clock that ran ahead counts as no minute at all."""
    gone = max(timedelta(), now - opened_at)
    minutes = gone // timedelta(minutes=1)
    if now - max(opened_at, last_seen_at or opened_at) >= policy.give_up_after:
        return Waited(TimeBox.GIVE_UP, minutes)
    if gone >= policy.first_look_within and not has_look:
        return Waited(TimeBox.LATE, minutes)
    return Waited(TimeBox.IN_TIME, minutes)


def proposes_since(now: datetime, policy: TimePolicy) -> datetime:
    """Return the moment before or at which an incident must have come in and last been seen to be proposed."""
    return now - policy.give_up_after
