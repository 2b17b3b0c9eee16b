"""Count what comes in, and let the level follow the numbers, or a person.

Nothing runs by the clock alone: a report that comes in asks for a look a minute later, and while a level stands each
look asks for the next.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from amparo.core import clock, database, jobs, journal
from amparo.core.errors import AmparoError
from amparo.incidents import notices
from amparo.incidents.domain import surge
from amparo.incidents.domain.surge import Level, Load, Mode, Why
from amparo.incidents.models import HourCount, ModeChange
from amparo.incidents.queries import surge as queries
from amparo.incidents.services import standing, wordings
from amparo.network.api import Actor, Capability
from amparo.reports import api as reports

LOOK_JOB = "incidents.look_at_load"
LOOK_AGAIN = timedelta(minutes=2)
KEPT = 90 * clock.DAY


class SomebodySwitched(AmparoError):
    """The level was changed meanwhile by somebody else, or by itself: the caller should look again."""

    code: ClassVar[str] = "SOMEBODY_SWITCHED"


class NotByHand(AmparoError):
    """No person holds the level: the numbers decide already."""

    code: ClassVar[str] = "NOT_BY_HAND"


class EndRefused(AmparoError):
    """What a person switches ends within twelve hours, and not in the past."""

    code: ClassVar[str] = "END_REFUSED"


def current_mode(now: datetime) -> Mode:
    """Return the level that stands; what a person switched counts until its end, also before the next look."""
    mode = queries.current_mode()
    if mode.until is not None and mode.until <= now:
        return Mode(Level.NORMAL, mode.until, Why.HAND_OVER, "system")
    return mode


def count(*, is_doubtful: bool, now: datetime) -> None:
    """Count one report, in the transaction that placed it, and see to it that somebody looks at the numbers."""
    hour = clock.floor_to(now, clock.HOUR)
    more = {"received": F("received") + 1, "doubtful": F("doubtful") + int(is_doubtful)}
    if not HourCount.objects.filter(hour=hour).update(**more):
        HourCount.objects.bulk_create([HourCount(hour=hour)], ignore_conflicts=True)
        HourCount.objects.filter(hour=hour).update(**more)
        HourCount.objects.filter(hour__lt=now - KEPT).delete()
        wordings.forget_old(now)
    _look_later(now, clock.floor_to(now, clock.MINUTE) + clock.MINUTE)


def look(*, now: datetime) -> Level:
    """Let the level follow the numbers; while it is not normal, look again. Return the level that stands then."""
    try:
        with transaction.atomic():
            # Another level moves many incidents at once.
            database.stand_in_line(database.LINE_OF_FORMING)
            mode, number = queries.current_mode(), _number()
            load = queries.load(now)
            change = surge.next_change(mode, load, now)
            level = change.level if change else mode.level
            if change is not None:
                _stand(level, change.why, load, number=number + 1, now=now)
    except IntegrityError:
        # Somebody switched at this moment: theirs stands.
        level = queries.level()
    if level is not Level.NORMAL or queries.current_mode().is_by_hand:
        _look_later(now, now + LOOK_AGAIN)
    return level


def switch(*, level: Level, until: datetime, seen: int, by: Actor, now: datetime) -> None:
    """Let a level stand until a time, whatever the numbers say.

    Args:
        level: what shall stand.
        until: when the numbers decide again; within `surge.LONGEST_BY_HAND`.
        seen: the number of the change that the actor saw standing; 0 where there was none.
        by: who switches.
        now: aware.

    Raises:
        NotAllowed: the actor may not triage, nor manage the network.
        EndRefused: the end is past, or too far away.
        SomebodySwitched: another change came between; nothing changed.
    """
    _require(by)
    if not now < until <= now + surge.LONGEST_BY_HAND:
        raise EndRefused
    with _only_one(seen):
        _stand(level, Why.BY_HAND, queries.load(now), number=seen + 1, now=now, until=until, by=by)
        _look_later(now, now + LOOK_AGAIN)


def let_go(*, seen: int, by: Actor, now: datetime) -> Level:
    """Let the numbers decide again, at once; return the level that they ask for.

    Raises:
        NotAllowed: the actor may not triage, nor manage the network.
        NotByHand: no person holds the level.
        SomebodySwitched: another change came between; nothing changed.
    """
    _require(by)
    with _only_one(seen):
        mode = queries.current_mode()
        if not mode.is_by_hand:
            raise NotByHand
        load = queries.load(now)
        level = surge.asked_for(load)
        _stand(level, Why.HAND_OVER, load, number=seen + 1, now=now, by=by)
        _look_later(now, now + LOOK_AGAIN)
    return level


def _require(by: Actor) -> None:
    if not by.can(Capability.MANAGE_NETWORK):
        by.require(Capability.TRIAGE_REPORTS)


@contextmanager
def _only_one(seen: int) -> Iterator[None]:
    """Change what was seen standing, in one transaction; of two at once the second is told."""
    try:
        with transaction.atomic():
            database.stand_in_line(database.LINE_OF_FORMING)
            if _number() != seen:
                raise SomebodySwitched
            yield
    except IntegrityError as error:
        raise SomebodySwitched from error


def _stand(
    level: Level,
    why: Why,
    load: Load,
    *,
    number: int,
    now: datetime,
    until: datetime | None = None,
    by: Actor | None = None,
) -> None:
    change = ModeChange.objects.create(
        number=number,
        level=level.value,
        why=why.value,
        at=now,
        until=until,
        by_id=by.member_id if by else None,
        received=round(load.received),
        doubtful=round(load.doubtful),
        usual=load.usual,
    )
    standing.follow(level)
    reports.set_load(reports.Load(level.value))
    journal.write(
        notices.LEVEL_CHANGED,
        subject=UUID(int=change.number),
        by=by.ref if by else "system",
        now=now,
        level=level.value,
        why=why.value,
    )


def _number() -> int:
    return ModeChange.objects.values_list("number", flat=True).first() or 0


def _look_later(now: datetime, at: datetime) -> None:
    # Not behind the flood that it is to notice.
    jobs.enqueue(LOOK_JOB, {}, now=now, run_at=at, unique=LOOK_JOB, priority=jobs.Priority.URGENT)
