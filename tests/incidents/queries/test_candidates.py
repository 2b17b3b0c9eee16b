"""Candidates are found by an index, bounded, and in the same few questions."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from amparo.core import journal
from amparo.core.places import cells
from amparo.incidents.models import Incident
from amparo.incidents.queries import candidates, facts
from amparo.incidents.services import form, wordings
from amparo.reports.api import Activity, ReportDraft, submit_report
from tests.incidents.world import NIGHT, after, incident_of, seen, send, work

pytestmark = pytest.mark.usefixtures("network")
COPIED = "URGENTE: la migra está en la escuela de la calle 8, no manden a los niños, pasen la voz a todos"


def test_candidates_are_read_from_the_index_in_short_ranges() -> None:
    incident = seen()
    wanted = candidates.within_reach(incident.cell, NIGHT)  # type: ignore[arg-type]  # a cell, as stored
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # of a handful of rows it reads the table

    plan = wanted.explain()

    assert "incident_near" in plan
    assert plan.count("last_seen_at") >= 2 or "last_seen_at>? AND last_seen_at<?" in plan


def test_a_report_of_long_ago_does_not_read_all_that_came_since() -> None:
    seen()
    old = replace(facts.known([send()])[0].sighting, seen_at=NIGHT - timedelta(days=400))

    assert candidates.near(old) == ()


@pytest.mark.timeout(20)  # it places four reports first
def test_reading_candidates_takes_the_same_queries_however_many_there_are(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(3):
        seen(north_m=500 * number, minutes=number)
    sighting = facts.known([send(minutes=4)])[0].sighting

    with django_assert_max_num_queries(5):
        found = candidates.near(sighting)

    assert len(found) == 3


def test_in_a_crowd_the_nearest_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    far = [seen(north_m=800 * number) for number in (1, 2, 3)]
    here = seen(north_m=0, minutes=1)
    monkeypatch.setattr(candidates, "MOST_CANDIDATES", 2)

    found = {each.incident_id for each in candidates.near(facts.known([send(minutes=2)])[0].sighting)}

    assert here.pk in found
    assert found == {here.pk, far[0].pk}


def test_what_was_passed_on_finds_its_incident_without_a_place_and_hours_later() -> None:
    wordings.forget_all()
    first = seen(first_hand=False, text=COPIED)
    copy = send(
        minutes=250, first_hand=False, north_m=2_000, text=f"Reenviado: {COPIED} 🙏", place_is_known=False
    )
    work(250)

    assert incident_of(copy).pk == first.pk


def test_a_worker_that_was_killed_before_it_committed_leaves_nothing_and_the_next_one_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report_id = send()

    class Killed(BaseException):
        """What ends a process."""

    def killed(*_args: object, **_more: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(journal, "write", killed)
        with pytest.raises(Killed):
            form.place_report(report_id=report_id, now=after(1))

    assert not Incident.objects.exists()
    assert form.place_report(report_id=report_id, now=after(2)) is not None
    assert Incident.objects.count() == 1


def test_a_report_whose_clock_was_ahead_stands_beside_the_others() -> None:
    """A phone's clock may be some minutes ahead: intake takes the moment of arrival instead."""
    first = seen()
    draft = ReportDraft(
        activity=Activity.AT_A_DOOR,
        cell=cells.Cell(first.cell),
        seen_at=after(6),
        first_hand=True,
        text="agentes en la puerta de la vecina",
    )
    ahead = submit_report(
        draft=draft, token="a-phone-whose-clock-is-ahead", channel="web", language="es", now=after(2)
    )
    work(2)

    assert incident_of(ahead.report_id).pk == first.pk


def test_what_names_no_place_is_held_against_the_moment_by_an_index(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    here, far = seen(), seen(north_m=9_000, minutes=20)
    hours_ago = seen(minutes=-300)
    report = facts.known([send(minutes=5, place_is_known=False)])[0].sighting

    with django_assert_max_num_queries(5):
        found = {each.incident_id for each in candidates.near(report)}

    assert found == {here.pk, far.pk}
    assert hours_ago.pk not in found


def test_the_moment_is_read_from_an_index() -> None:
    seen()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # of a handful of rows it reads the table

    assert "incident_of_the_moment" in candidates.of_the_moment(NIGHT).explain()
