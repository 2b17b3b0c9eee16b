"""The network's own numbers, counted by the database. What is exact is for members; editions are public."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import ExtractHour, TruncWeek

from amparo.core import clock
from amparo.incidents.domain import numbers, states
from amparo.incidents.domain.numbers import Edition, Minutes, Waits, Week, WeekFacts
from amparo.incidents.domain.outcomes import Outcome
from amparo.incidents.models import Incident, OutcomeRecord, WeekNumbers
from amparo.network.api import Actor, Capability

WEEKS_SHOWN = 8
EDITIONS_SHOWN = 26
HOURS_OVER = timedelta(days=28)
HOURS_OF_A_DAY = 24
# Open items by age: younger than each, and what is older than all.
AGES = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12), timedelta(days=1))


@dataclass(frozen=True, slots=True)
class OpenItems:
    """What has no outcome yet.

    Attributes:
        by_age: as many as `AGES` has limits and one more, the youngest first.
        unseen: of all, how many nobody has looked at.
    """

    by_age: tuple[int, ...]
    unseen: int

    @property
    def in_all(self) -> int:
        """How many there are."""
        return sum(self.by_age)


@dataclass(frozen=True, slots=True)
class Desk:
    """The network's numbers for its members: exact, as they stand now.

    Attributes:
        weeks: the newest first; the first of them is not over yet.
        by_hour: for each hour of the day on the network's clocks, what came in there in the last four weeks.
    """

    open_items: OpenItems
    weeks: tuple[WeekFacts, ...]
    by_hour: tuple[int, ...]


def desk(*, by: Actor, now: datetime, zone: ZoneInfo) -> Desk:
    """Return the numbers for members.

    Raises:
        NotAllowed: the actor may not see the board.
    """
    by.require(Capability.SEE_BOARD)
    this_week = numbers.week_of(now, zone)
    return Desk(
        open_items=_open_items(now),
        weeks=week_facts([this_week.plus(-back) for back in range(WEEKS_SHOWN)], zone),
        by_hour=_by_hour(now, zone),
    )


def week_facts(weeks: Sequence[Week], zone: ZoneInfo) -> tuple[WeekFacts, ...]:
    """Return what happened in some weeks, in their order: four queries, however many weeks.

    An incident belongs to the week of its first outcome, whatever was corrected later, and counts with the outcome that
    stands.
    """
    if not weeks:
        return ()
    outcomes = _by_week(weeks, zone, "incident__outcome")
    looked = _by_week(weeks, zone, "incident__looked_after_min")
    decided = _by_week(weeks, zone, "incident__decided_after_min")
    left_open = _left_open(weeks, zone)
    return tuple(
        WeekFacts(
            week=week,
            outcomes={Outcome(str(name)): count for name, count in outcomes.get(week, {}).items()},
            looked=_minutes(looked.get(week, {})),
            decided=_minutes(decided.get(week, {})),
            left_open=left_open[week],
        )
        for week in weeks
    )


def editions(limit: int = EDITIONS_SHOWN) -> tuple[Edition, ...]:
    """Return the published weeks, the newest first. Public: all that is stored of them is."""
    return tuple(_edition(row) for row in WeekNumbers.objects.order_by("-week_on")[:limit])


def unpublished(zone: ZoneInfo) -> tuple[Week, Week] | None:
    """Return the first week that is not published yet, and the week of the newest outcome; None before there is any.

    Beyond the newest outcome nothing is due, so that a clock that runs a year ahead for a moment freezes no empty year.
    """
    found = _first_outcomes().aggregate(first=Min("at"), last=Max("at"))
    if found["first"] is None:
        return None
    newest: date | None = WeekNumbers.objects.aggregate(newest=Max("week_on"))["newest"]
    first = Week(newest).plus(1) if newest else numbers.week_of(found["first"], zone)
    return first, numbers.week_of(found["last"], zone)


def _first_outcomes() -> QuerySet[OutcomeRecord]:
    return OutcomeRecord.objects.filter(corrects__isnull=True)


def _by_week(weeks: Sequence[Week], zone: ZoneInfo, field: str) -> dict[Week, dict[object, int]]:
    rows = (
        _first_outcomes()
        .filter(at__gte=min(weeks).starts_at(zone), at__lt=max(weeks).ends_at(zone))
        .annotate(week=TruncWeek("at", tzinfo=zone))
        .values_list("week", field)
        .annotate(count=Count("pk"))
        .order_by()
    )
    found: dict[Week, dict[object, int]] = {}
    for week, value, count in rows:
        found.setdefault(Week(week.date()), {})[value] = count
    return found


def _left_open(weeks: Sequence[Week], zone: ZoneInfo) -> dict[Week, int]:
    """Return how many had no outcome when each week ended: what had come in by then, less what had been decided.

    A clock that was wrong for a while must not make this negative.
    """
    ends = [week.ends_at(zone) for week in weeks]
    came = Incident.objects.exclude(state__in=states.GONE).aggregate(**_before("opened_at", ends))
    went = _first_outcomes().aggregate(**_before("at", ends))
    return {week: max(0, came[f"n{index}"] - went[f"n{index}"]) for index, week in enumerate(weeks)}


def _before(field: str, moments: Iterable[datetime]) -> dict[str, Count]:
    return {
        f"n{index}": Count("pk", filter=Q(**{f"{field}__lt": moment})) for index, moment in enumerate(moments)
    }


def _minutes(counts: Mapping[object, int]) -> Minutes:
    """Return what was counted; incidents of before waiting times were kept have none."""
    return {minutes: count for minutes, count in counts.items() if isinstance(minutes, int)}


def _open_items(now: datetime) -> OpenItems:
    ends = [*AGES, None]
    starts = [timedelta(0), *AGES]
    ages = {
        f"n{index}": Count("pk", filter=_aged(now, start, end))
        for index, (start, end) in enumerate(zip(starts, ends, strict=True))
    }
    unseen = Count("pk", filter=Q(looked_after_min__isnull=True))
    row = Incident.objects.filter(state__in=states.UNDECIDED).aggregate(unseen=unseen, **ages)
    return OpenItems(tuple(row[name] for name in ages), row["unseen"])


def _aged(now: datetime, start: timedelta, end: timedelta | None) -> Q:
    """Return what is at least so old and younger than that; what a wrong clock put ahead of now is young."""
    older = Q() if not start else Q(opened_at__lte=now - start)
    return older if end is None else older & Q(opened_at__gt=now - end)


def _by_hour(now: datetime, zone: ZoneInfo) -> tuple[int, ...]:
    since = clock.floor_to(now, clock.HOUR) - HOURS_OVER
    rows = (
        Incident.objects.exclude(state__in=states.GONE)
        .filter(opened_at__gte=since)
        .annotate(hour=ExtractHour("opened_at", tzinfo=zone))
        .values_list("hour")
        .annotate(count=Count("pk"))
        .order_by()
    )
    counts: dict[int, int] = dict(rows)
    return tuple(counts.get(hour, 0) for hour in range(HOURS_OF_A_DAY))


def _edition(row: WeekNumbers) -> Edition:
    return Edition(
        week=Week(row.week_on),
        counts={
            Outcome.CONFIRMED: row.confirmed,
            Outcome.UNFOUNDED: row.unfounded,
            Outcome.OTHER_AGENCY: row.other_agency,
            Outcome.UNVERIFIABLE: row.unverifiable,
        },
        left_open=row.left_open,
        looked=Waits(row.looked_half_min, row.looked_most_min),
        decided=Waits(row.decided_half_min, row.decided_most_min),
    )
