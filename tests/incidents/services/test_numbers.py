"""Weeks are counted by their first outcomes and published once; members read them exactly."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from amparo.core import ids, jobs
from amparo.incidents import api as incidents
from amparo.incidents.api import Basis, BasisKind, Outcome
from amparo.incidents.domain.numbers import Waits, Week, WeekFacts
from amparo.incidents.models import Incident, OutcomeRecord, WeekNumbers
from amparo.incidents.queries import numbers as queries
from amparo.incidents.services import numbers
from amparo.network.api import NotAllowed
from tests.incidents import world
from tests.personas import Personas

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("America/Los_Angeles")
WEEK = Week(date(2026, 1, 5))
LAST_SECOND = datetime(2026, 1, 12, 7, 59, 59, tzinfo=UTC)
SETTLED = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
QueryCount = Callable[[int], AbstractContextManager[object]]


def decided(
    personas: Personas,
    outcome: Outcome,
    *,
    at: datetime = LAST_SECOND,
    looked: int | None = 3,
    waited: int | None = 30,
) -> UUID:
    """Store an incident that was opened and decided, as the services would."""
    incident_id = ids.new_id(at)
    Incident.objects.create(
        id=incident_id,
        state=outcome.value,
        outcome=outcome.value,
        cell=1,
        search_cell=1,
        is_home=False,
        activity="other",
        agency="unknown",
        first_seen_at=at,
        last_seen_at=at,
        opened_at=at - timedelta(minutes=waited or 0),
        looked_after_min=looked,
        decided_after_min=waited,
        decided_at=at,
    )
    OutcomeRecord.objects.create(
        id=ids.new_id(at), incident_id=incident_id, outcome=outcome.value, by_id=personas.verifier.id, at=at
    )
    return incident_id


def facts(week: Week = WEEK) -> WeekFacts:
    return queries.week_facts([week], ZONE)[0]


def test_an_incident_belongs_to_the_week_that_the_networks_clocks_show(personas: Personas) -> None:
    decided(personas, Outcome.UNFOUNDED, at=LAST_SECOND)
    decided(personas, Outcome.CONFIRMED, at=LAST_SECOND + timedelta(seconds=1))

    assert facts().outcomes == {Outcome.UNFOUNDED: 1}
    assert facts(WEEK.plus(1)).outcomes == {Outcome.CONFIRMED: 1}


def test_a_correction_counts_once_where_it_was_with_what_stands_now(personas: Personas) -> None:
    incident = world.seen()
    first = incidents.record_outcome(
        incident_id=incident.pk,
        outcome=Outcome.CONFIRMED,
        basis=world.OBSERVER,
        by=personas.verifier.actor,
        now=world.after(5),
    )
    incidents.record_outcome(
        incident_id=incident.pk,
        outcome=Outcome.OTHER_AGENCY,
        basis=(Basis(BasisKind.OFFICIAL_SOURCE, "the city says so"),),
        by=personas.verifier.actor,
        now=world.after(8 * 24 * 60),
        corrects=first,
    )

    found = facts()
    assert found.outcomes == {Outcome.OTHER_AGENCY: 1}
    assert (found.looked, found.decided) == ({5: 1}, {5: 1})
    assert facts(WEEK.plus(1)).outcomes == {}


def test_what_was_open_when_the_week_ended_is_counted_whenever_it_is_asked(personas: Personas) -> None:
    later = LAST_SECOND + timedelta(days=2)
    decided(personas, Outcome.UNFOUNDED, at=LAST_SECOND)
    decided(personas, Outcome.UNFOUNDED, at=later, waited=3 * 24 * 60)
    decided(personas, Outcome.UNFOUNDED, at=later, waited=60)
    world.seen()

    assert facts().left_open == 2


def test_a_clock_that_was_wrong_makes_no_number_negative(personas: Personas) -> None:
    incident_id = decided(personas, Outcome.UNFOUNDED, at=LAST_SECOND)
    Incident.objects.filter(pk=incident_id).update(opened_at=LAST_SECOND + timedelta(days=400))

    assert facts().left_open == 0


def test_incidents_of_before_waits_were_kept_have_none(personas: Personas) -> None:
    decided(personas, Outcome.UNFOUNDED, looked=None, waited=None)

    assert (facts().outcomes, facts().looked) == ({Outcome.UNFOUNDED: 1}, {})


def test_the_week_is_published_by_the_first_outcomes_own_job_when_it_has_settled(personas: Personas) -> None:
    for minutes in (0, 600):
        incident = world.seen(minutes=minutes, north_m=minutes * 10)
        incidents.record_outcome(
            incident_id=incident.pk,
            outcome=Outcome.UNVERIFIABLE,
            basis=(),
            by=personas.verifier.actor,
            now=world.after(minutes + 5),
        )
    jobs.run_all(now=SETTLED - timedelta(seconds=1), queues=("worker",))
    assert not WeekNumbers.objects.exists()

    jobs.run_all(now=SETTLED, queues=("worker",))

    assert list(WeekNumbers.objects.values_list("week_on", "unverifiable", "confirmed")) == [
        (WEEK.monday, None, None)
    ]


def test_a_published_week_stays_whatever_is_corrected_later(personas: Personas) -> None:
    several = [decided(personas, Outcome.UNFOUNDED) for _ in range(9)]
    numbers.publish_weeks(now=SETTLED)
    before = list(WeekNumbers.objects.values())

    Incident.objects.filter(pk__in=several).update(state="confirmed", outcome="confirmed")
    again = numbers.publish_weeks(now=SETTLED + timedelta(days=300))

    assert again == 0
    assert list(WeekNumbers.objects.values()) == before
    (edition,) = queries.editions()
    assert (edition.counts[Outcome.UNFOUNDED], edition.counts[Outcome.CONFIRMED]) == (10, None)
    assert (edition.looked, edition.decided) == (Waits(5, None), Waits(30, None))


def test_the_database_refuses_to_change_a_week_or_to_keep_a_small_count(personas: Personas) -> None:
    WeekNumbers.objects.create(week_on=WEEK.monday, unfounded=5)

    with pytest.raises(IntegrityError), transaction.atomic():
        WeekNumbers.objects.update(unfounded=10)
    with pytest.raises(IntegrityError), transaction.atomic():
        WeekNumbers.objects.create(week_on=WEEK.plus(1).monday, confirmed=4)
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute("UPDATE incidents_weeknumbers SET unfounded = 10")


def test_quiet_weeks_between_are_published_too_and_none_that_is_not_over(personas: Personas) -> None:
    decided(personas, Outcome.UNFOUNDED, at=LAST_SECOND)
    decided(personas, Outcome.UNFOUNDED, at=LAST_SECOND + timedelta(weeks=60))

    published = numbers.publish_weeks(now=LAST_SECOND + timedelta(weeks=60, days=1))

    assert published == 60
    assert numbers.publish_weeks(now=LAST_SECOND + timedelta(weeks=60, days=1)) == 0
    assert numbers.publish_weeks(now=LAST_SECOND + timedelta(weeks=60, days=3, seconds=1)) == 1


def test_a_clock_that_runs_years_ahead_for_a_moment_freezes_no_empty_years(personas: Personas) -> None:
    decided(personas, Outcome.UNFOUNDED, at=LAST_SECOND)

    assert numbers.publish_weeks(now=LAST_SECOND + timedelta(days=3650)) == 1
    assert WeekNumbers.objects.count() == 1


def test_weeks_are_counted_by_few_queries_however_many(
    personas: Personas, django_assert_num_queries: QueryCount
) -> None:
    for number in range(12):
        decided(personas, Outcome.UNFOUNDED, at=LAST_SECOND + timedelta(weeks=number, hours=-12))

    with django_assert_num_queries(5):
        found = queries.week_facts([WEEK.plus(number) for number in range(12)], ZONE)

    assert [each.outcomes for each in found] == [{Outcome.UNFOUNDED: 1}] * 12


def test_members_read_what_is_open_by_age_and_by_hour(personas: Personas) -> None:
    world.seen()
    world.seen(minutes=300, north_m=9_000)
    world.seen(minutes=700, north_m=-9_000)
    at = world.after(720)

    found = queries.desk(by=personas.dispatcher.actor, now=at, zone=ZONE)

    assert found.open_items.by_age == (0, 1, 0, 1, 1, 0)
    assert (found.open_items.in_all, found.open_items.unseen) == (3, 3)
    assert [hour for hour, count in enumerate(found.by_hour) if count] == [3, 9, 22]
    assert found.weeks[0].left_open == 3


def test_who_does_not_see_the_board_reads_no_exact_number(personas: Personas) -> None:
    with pytest.raises(NotAllowed):
        queries.desk(by=personas.editor.actor, now=SETTLED, zone=ZONE)
