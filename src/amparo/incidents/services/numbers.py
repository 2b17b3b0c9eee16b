"""Publish each week's numbers once, when it is over and what was recorded in a hurry could be corrected."""

from collections.abc import Iterator
from datetime import datetime

from amparo.core import jobs
from amparo.incidents.domain import numbers
from amparo.incidents.domain.numbers import Edition, Week
from amparo.incidents.domain.outcomes import Outcome
from amparo.incidents.models import WeekNumbers
from amparo.incidents.queries import numbers as queries
from amparo.network.api import current_network

PUBLISH = "incidents.publish_week"
# So many weeks are counted by one set of queries, where a network publishes for the first time.
AT_ONCE = 26


def publish_later(now: datetime) -> None:
    """Have the week of `now` published when it has settled. Every outcome asks for it; one job waits.

    A week in which nothing was decided is published when the next outcome's week is.
    """
    week = numbers.week_of(now, current_network().time_zone)
    run_at = numbers.settles_at(week, current_network().time_zone)
    jobs.enqueue(PUBLISH, {}, now=now, run_at=run_at, unique=f"{PUBLISH}:{week.monday}")


def publish_weeks(*, now: datetime) -> int:
    """Publish every week that has settled and was not published before; return how many.

    Two workers at once publish the same week once: the first row stays.
    """
    zone = current_network().time_zone
    due = queries.unpublished(zone)
    if due is None:
        return 0
    first, newest = due
    published = 0
    for weeks in _batches(first, min(newest, numbers.last_settled(now, zone))):
        editions = [numbers.publish(facts) for facts in queries.week_facts(weeks, zone)]
        rows = WeekNumbers.objects.bulk_create(map(_row, editions), ignore_conflicts=True)
        published += len(rows)
    return published


def _batches(first: Week, last: Week) -> Iterator[list[Week]]:
    while first <= last:
        yield [week for week in map(first.plus, range(AT_ONCE)) if week <= last]
        first = first.plus(AT_ONCE)


def _row(edition: Edition) -> WeekNumbers:
    return WeekNumbers(
        week_on=edition.week.monday,
        confirmed=edition.counts[Outcome.CONFIRMED],
        unfounded=edition.counts[Outcome.UNFOUNDED],
        other_agency=edition.counts[Outcome.OTHER_AGENCY],
        unverifiable=edition.counts[Outcome.UNVERIFIABLE],
        left_open=edition.left_open,
        looked_half_min=edition.looked.half,
        looked_most_min=edition.looked.nine_tenths,
        decided_half_min=edition.decided.half,
        decided_most_min=edition.decided.nine_tenths,
    )
