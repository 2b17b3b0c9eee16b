"""Who is on: until when a member said to be reachable, and which tasks that covers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from amparo.core.clock import DAY
from amparo.core.errors import AmparoError
from amparo.network.domain.roles import Capability, Role, capabilities_of

# A night's shift and the hours around it; whoever stays longer says so again.
LONGEST = timedelta(hours=16)
# The tasks that somebody must have in hand for the network to answer at all, in the order of the work.
TASKS = (
    Capability.TYPE_IN_REPORT,
    Capability.TRIAGE_REPORTS,
    Capability.RECORD_OUTCOME,
    Capability.RELEASE_ALERT,
)


class OnForTooLong(AmparoError):
    """The time lies further ahead than anybody can be on; `fields` has `hours`."""

    code: ClassVar[str] = "ON_FOR_TOO_LONG"


@dataclass(frozen=True, slots=True)
class OnDuty:
    """One member who is on now."""

    member_id: UUID
    name: str
    roles: tuple[Role, ...]
    until: datetime


def next_time(wanted: time, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the next moment at which clocks of a zone show a time: tonight's, or tomorrow's if that has passed.

    A time that the change to summer time skips is the moment an hour later; of one that comes twice, the next.

    Raises:
        OnForTooLong: it lies further ahead than `LONGEST`.
    """
    today = now.astimezone(zone).date()
    shown = (
        datetime.combine(day, wanted, zone).replace(fold=fold).astimezone(now.tzinfo)
        for day in (today, today + DAY)
        for fold in (0, 1)
    )
    found = min(moment for moment in shown if moment > now)
    if found - now > LONGEST:
        raise OnForTooLong(hours=LONGEST // timedelta(hours=1))
    return found


def count_by_task(on: Iterable[OnDuty]) -> tuple[tuple[Capability, int], ...]:
    """Return how many of those who are on may do each of the tasks; somebody with two roles counts for both."""
    held = [capabilities_of(each.roles) for each in on]
    return tuple((task, sum(task in each for each in held)) for task in TASKS)
