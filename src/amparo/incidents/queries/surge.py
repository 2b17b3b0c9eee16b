"""What the last hours brought, what is usual, and which level stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Min

from amparo.core import clock
from amparo.incidents.domain import surge
from amparo.incidents.domain.surge import Level, Load, Mode, Why
from amparo.incidents.models import HourCount, Incident, ModeChange
from amparo.network.api import Actor, Capability, current_network
from amparo.reports import api as reports

HOURS_SHOWN = 24
CHANGES_SHOWN = 20
_OTHER_DAYS = 28
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour as the page shows it.

    Attributes:
        refused: how many were refused, by reason.
    """

    hour: datetime
    received: int
    doubtful: int
    usual: float
    refused: dict[str, int]


@dataclass(frozen=True, slots=True)
class Past:
    """One change of the level, and who made it; empty for the machine."""

    mode: Mode
    by_name: str
    number: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the page of surges shows.

    Attributes:
        number: of the change that stands; 0 where nothing ever changed.
        load: of the last hour.
        hours: the newest first.
        changes: the newest first.
    """

    mode: Mode
    number: int
    load: Load
    hours: tuple[Hour, ...]
    changes: tuple[Past, ...]


def current_mode() -> Mode:
    """Return the level that stands. One query."""
    newest = ModeChange.objects.select_related("by").first()
    return _mode(newest) if newest else Mode(Level.NORMAL, _BEGINNING, Why.USUAL, "system")


def level() -> Level:
    """Return the level alone. One query."""
    found = ModeChange.objects.values_list("level", flat=True).first()
    return Level(found) if found else Level.NORMAL


def aside() -> tuple[int, datetime | None]:
    """Return how many incidents wait aside, and when the oldest came in. One query."""
    waiting = Incident.objects.filter(queue_rank__isnull=False, is_aside=True)
    found = waiting.aggregate(count=Count("pk"), oldest=Min("opened_at"))
    return found["count"], found["oldest"]


def load(now: datetime) -> Load:
    """Return what came in within the last hour: this hour's, and of the hour before what overlaps. Three queries."""
    hour = clock.floor_to(now, clock.HOUR)
    rows = {row.hour: row for row in HourCount.objects.filter(hour__gte=hour - clock.HOUR, hour__lte=hour)}
    rest = 1 - (now - hour) / clock.HOUR
    parts = [(rows.get(hour), 1.0), (rows.get(hour - clock.HOUR), rest)]
    return Load(
        received=sum(row.received * part for row, part in parts if row),
        doubtful=sum(row.doubtful * part for row, part in parts if row),
        usual=usual([hour])[hour],
    )


def usual(hours: Iterable[datetime]) -> dict[datetime, float]:
    """Return how many reports are usual in each of some hours, by the clock on the network's walls. Two queries."""
    wanted = list(hours)
    zone = current_network().time_zone
    first = HourCount.objects.order_by("hour").values_list("hour", flat=True).first()
    if first is None or not wanted:
        return dict.fromkeys(wanted, surge.USUAL_AT_LEAST)
    weekdays = {hour: _earlier(hour, range(7, 7 * surge.WEEKS + 1, 7), zone, first) for hour in wanted}
    days = {hour: _earlier(hour, range(1, _OTHER_DAYS + 1), zone, first) for hour in wanted}
    since = min((each for some in (*weekdays.values(), *days.values()) for each in some), default=first)
    counted = {
        row.hour: max(0, row.received - row.doubtful) for row in HourCount.objects.filter(hour__gte=since)
    }
    return {
        hour: surge.usual(
            [counted.get(each, 0) for each in weekdays[hour]], [counted.get(each, 0) for each in days[hour]]
        )
        for hour in wanted
    }


def overview(*, by: Actor, now: datetime) -> Overview:
    """Return what the page of surges shows; the number of queries does not depend on what happened.

    Raises:
        NotAllowed: the actor may not see the board.
    """
    by.require(Capability.SEE_BOARD)
    changes = list(ModeChange.objects.select_related("by")[:CHANGES_SHOWN])
    return Overview(
        mode=_mode(changes[0]) if changes else current_mode(),
        number=changes[0].number if changes else 0,
        load=load(now),
        hours=_hours(now),
        changes=tuple(
            Past(_mode(each), each.by.display_name if each.by else "", each.number) for each in changes
        ),
    )


def _hours(now: datetime) -> tuple[Hour, ...]:
    newest = clock.floor_to(now, clock.HOUR)
    wanted = [newest - number * clock.HOUR for number in range(HOURS_SHOWN)]
    rows = {row.hour: row for row in HourCount.objects.filter(hour__gte=wanted[-1])}
    expected, refused = usual(wanted), reports.refused_by_hour(wanted[-1])
    return tuple(
        Hour(
            hour=hour,
            received=rows[hour].received if hour in rows else 0,
            doubtful=rows[hour].doubtful if hour in rows else 0,
            usual=expected[hour],
            refused=refused.get(hour, {}),
        )
        for hour in wanted
    )


def _earlier(hour: datetime, days: Iterable[int], zone: ZoneInfo, first: datetime) -> list[datetime]:
    """Return the same hour on the wall some days before, not before the first that was counted."""
    local = hour.astimezone(zone)
    found = (clock.floor_to((local - timedelta(days=each)).astimezone(UTC), clock.HOUR) for each in days)
    return [each for each in found if each >= first]


def _mode(change: ModeChange) -> Mode:
    return Mode(
        level=Level(change.level),
        since=change.at,
        why=Why(change.why),
        by=f"member:{change.by_id}" if change.by_id else "system",
        until=change.until,
        load=Load(change.received, change.doubtful, change.usual or surge.USUAL_AT_LEAST),
    )
