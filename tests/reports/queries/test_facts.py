"""What forming reads of reports: in the order of arrival, with danger that was added later, in the same few queries."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from amparo.reports import api
from amparo.reports.api import Answer
from amparo.reports.models import Report, ReportAddition
from tests.reports.reporting import DRAFT, NOW, submit

Queries = Callable[[int], AbstractContextManager[object]]
pytestmark = pytest.mark.usefixtures("network")


def add(report_id: UUID, number: int, **danger: bool) -> None:
    ReportAddition.objects.create(
        id=uuid4(), report_id=report_id, number=number, received_at=NOW, text="more", **danger
    )


def test_reports_come_in_the_order_of_their_arrival_and_unknown_ids_are_passed_over() -> None:
    later = submit(now=NOW + timedelta(minutes=3)).report_id
    first = submit().report_id

    assert [each.report_id for each in api.facts([later, uuid4(), first])] == [first, later]
    assert api.facts([]) == ()


def test_a_fact_says_what_the_report_says() -> None:
    draft = replace(DRAFT, text="A van went north.", vehicles="white van", how_many=4, child_alone=True)

    (fact,) = api.facts([submit(draft).report_id])

    assert (fact.activity, fact.cell, fact.vehicles, fact.how_many) == (
        DRAFT.activity,
        DRAFT.cell,
        "white van",
        4,
    )
    assert (fact.child_alone, fact.someone_hurt, fact.direction) == (True, False, "n")
    assert fact.wording
    assert not fact.is_closed


def test_danger_that_was_added_counts_and_that_of_another_report_does_not() -> None:
    told, other = submit().report_id, submit().report_id
    add(told, 1, child_alone=True)
    add(told, 2, being_taken=True)
    add(other, 1)

    facts = {each.report_id: each for each in api.facts([told, other])}

    assert (facts[told].child_alone, facts[told].someone_hurt, facts[told].being_taken) == (
        True,
        False,
        Answer.YES,
    )
    assert (facts[other].child_alone, facts[other].being_taken) == (False, Answer(DRAFT.being_taken))


def test_fifty_reports_cost_as_many_queries_as_one(django_assert_num_queries: Queries) -> None:
    ids = [submit().report_id for _ in range(50)]
    with django_assert_num_queries(2):
        assert len(api.facts(ids)) == 50
    with django_assert_num_queries(2):
        api.facts(ids[:1])


def test_only_those_that_were_withdrawn_are_told() -> None:
    kept, gone = submit().report_id, submit().report_id
    Report.objects.filter(pk=gone).update(
        fate="withdrawn",
        text="",
        place_text="",
        markings="",
        vehicles="",
        correspondent_id=None,
        browser_mark="",
    )

    assert api.withdrawn([kept, gone, uuid4()]) == {gone}
