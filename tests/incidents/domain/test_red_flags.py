"""What is asked about which reports; and that nothing is asked of what was told well."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest

from amparo.core.places import cells
from amparo.core.places.cells import Point, Precision
from amparo.core.sketches import text_sketch
from amparo.incidents.domain.red_flags import PRESSED_FROM, Account, Flag, questions

NOW = datetime(2026, 1, 10, 6, 0, tzinfo=UTC)
HERE = cells.cell_at(Point(34.0576, -118.2755), Precision.EXACT)
FAR = cells.cell_at(Point(34.0640, -118.2755), Precision.EXACT)
AREA = cells.cell_at(Point(34.0576, -118.2755), Precision.NEIGHBOURHOOD)
A, B = UUID(int=1), UUID(int=2)
LONG = text_sketch(
    "Three men with vests knock at the green house on the corner, two vans wait there.", b"key"
)

WELL_TOLD = Account(
    report_id=A,
    cell=HERE,
    seen_at=NOW - timedelta(minutes=5),
    received_at=NOW,
    is_first_hand=True,
    activity="at_a_door",
    agency="ice",
    how_many=4,
)


def flags(*accounts: Account) -> list[Flag]:
    return [each.flag for each in questions(accounts)]


def also(**changes: object) -> Account:
    later = {"report_id": B, "received_at": NOW + timedelta(minutes=3), "seen_at": NOW}
    return replace(WELL_TOLD, **(later | changes))  # type: ignore[arg-type]  # a test's own fields


def test_what_was_told_well_raises_no_question() -> None:
    assert questions([]) == ()
    assert flags(WELL_TOLD) == []
    assert flags(WELL_TOLD, also(agency="hsi", how_many=6, activity="taking_someone")) == []


@pytest.mark.parametrize(
    "changes, flag",
    [
        ({"cell": None}, Flag.PLACE_UNKNOWN),
        ({"cell": AREA}, Flag.PLACE_VAGUE),
        ({"is_first_hand": False}, Flag.SECOND_HAND),
        ({"is_forwarded": True}, Flag.PASSED_ON),
        ({"seen_at": NOW - timedelta(hours=2)}, Flag.TOLD_LATE),
        ({"seen_at": NOW + timedelta(minutes=10)}, Flag.SEEN_AHEAD),
        ({"is_recycled": True}, Flag.RECYCLED_PICTURE),
        ({"is_echo": True}, Flag.SAME_WORDS_ELSEWHERE),
        ({"sent_before": PRESSED_FROM}, Flag.PRESSED_SOURCE),
    ],
)
def test_one_report_raises_its_question(changes: dict[str, object], flag: Flag) -> None:
    assert flags(replace(WELL_TOLD, **changes)) == [flag]  # type: ignore[arg-type]  # a test's own fields


@pytest.mark.parametrize(
    "changes, flag",
    [
        ({"agency": "police"}, Flag.AGENCIES_DIFFER),
        ({"how_many": 12}, Flag.COUNTS_DIFFER),
        ({"cell": FAR}, Flag.FAR_APART),
    ],
)
def test_two_that_contradict_each_other_raise_it_and_are_named(
    changes: dict[str, object], flag: Flag
) -> None:
    (question,) = questions([WELL_TOLD, also(**changes)])

    assert (question.flag, question.report_ids) == (flag, (A, B))


@pytest.mark.parametrize(
    "changes",
    [
        {"agency": "unknown"},
        {"how_many": None},
        {"how_many": 8},
        {"cell": AREA},
        {"agency": "police", "is_first_hand": False},
        {"how_many": 40, "is_first_hand": False},
    ],
)
def test_what_was_not_told_or_only_heard_contradicts_nothing(changes: dict[str, object]) -> None:
    assert flags(WELL_TOLD, also(**changes)) == []


def test_one_saw_them_leave_and_another_saw_them_later() -> None:
    left = replace(WELL_TOLD, activity="leaving")

    assert flags(left, also()) == [Flag.GONE_OR_THERE]
    assert flags(left, also(seen_at=NOW - timedelta(minutes=20))) == []
    assert flags(left, also(activity="leaving")) == []


def test_one_exact_place_and_one_pair_of_eyes_are_enough() -> None:
    vague = also(cell=AREA, is_first_hand=False, seen_at=NOW - timedelta(hours=9))

    assert flags(WELL_TOLD, vague) == []


def test_the_same_words_of_two_places() -> None:
    found = questions([replace(WELL_TOLD, wording=LONG), also(wording=LONG, cell=FAR)])

    assert [each.flag for each in found] == [Flag.FAR_APART, Flag.SAME_WORDS_ELSEWHERE]


def test_only_the_first_source_under_pressure_is_asked_about() -> None:
    assert flags(WELL_TOLD, also(sent_before=500)) == []


def test_the_order_of_the_reports_changes_nothing() -> None:
    told = [
        WELL_TOLD,
        also(agency="police", how_many=30, cell=FAR),
        also(report_id=UUID(int=3), is_forwarded=True, is_recycled=True, activity="leaving"),
    ]

    assert len({questions(each) for each in permutations(told)}) == 1
