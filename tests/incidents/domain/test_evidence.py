"""The evidence for a report belonging to an incident: named, bounded, and weighed by how well the place is known."""

from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.places.cells import Precision
from amparo.incidents.domain import evidence, likeness
from amparo.incidents.domain.evidence import NAMES, Evidence, Knowing
from amparo.incidents.domain.evidence_weights import FOR_ITSELF, TABLE, WEIGHTS
from amparo.incidents.domain.likeness import Sighting
from tests.incidents.domain.test_forming import nowhere, seen, sightings


def weighed(report: Sighting, *members: Sighting, tellers: int = 0, clear: float = 0.0) -> Evidence:
    return evidence.evidence(
        report,
        members,
        likenesses=[likeness.likeness(report, each) for each in members],
        tellers=tellers or len(members),
        clear=clear,
    )


def value(found: Evidence, name: str) -> float:
    return found.values[NAMES.index(name)]


def test_each_kind_of_evidence_has_a_weight_for_each_way_to_know_the_place() -> None:
    assert tuple(TABLE) == NAMES
    assert len(WEIGHTS) == len(FOR_ITSELF) == len(Knowing)
    assert {len(column) for column in WEIGHTS} == {len(NAMES)}


@pytest.mark.parametrize(
    "report, member, knowing",
    [
        (nowhere(1), seen(2), Knowing.NO_PLACE),
        (seen(1, precision=Precision.NEIGHBOURHOOD), seen(2), Knowing.AREA_NEAR_SPOT),
        (
            seen(1, precision=Precision.NEIGHBOURHOOD),
            seen(2, precision=Precision.NEIGHBOURHOOD),
            Knowing.AREA_NEAR_AREA,
        ),
        (seen(1), seen(2), Knowing.SPOT_NEAR_SPOT),
        (seen(1), seen(2, precision=Precision.NEIGHBOURHOOD), Knowing.SPOT_NEAR_AREA),
        (seen(1), nowhere(2), Knowing.SPOT_NEAR_AREA),
    ],
)
def test_the_weights_go_by_how_well_both_sides_know_the_place(
    report: Sighting, member: Sighting, knowing: Knowing
) -> None:
    assert weighed(report, member).knowing is knowing


@given(sightings, st.lists(sightings, min_size=1, max_size=12), st.floats(-5, 5))
def test_evidence_is_bounded_whatever_is_told(
    report: Sighting, members: list[Sighting], clear: float
) -> None:
    found = weighed(report, *members, clear=clear)

    assert len(found.values) == len(NAMES)
    assert all(-20 <= each <= 20 for each in found.values)
    assert abs(value(found, "clear")) <= evidence.MOST_CLEAR


@given(sightings, st.lists(sightings, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_the_members_does_not_matter(
    report: Sighting, members: list[Sighting], chance: Random
) -> None:
    shuffled = list(members)
    chance.shuffle(shuffled)

    assert weighed(report, *shuffled).log_odds == pytest.approx(weighed(report, *members).log_odds)


def test_what_went_quiet_is_told_of_less_likely() -> None:
    just_now, hours_ago = seen(1, minutes=0), seen(2, minutes=-170)

    assert value(weighed(seen(3), just_now), "quiet_to_180") < value(
        weighed(seen(3), hours_ago), "quiet_to_180"
    )


def test_a_clock_that_runs_ahead_is_no_gap() -> None:
    ahead = Sighting(
        UUID(int=1), None, seen(1).seen_at + timedelta(days=1), "other", "unknown", is_first_hand=True
    )

    assert value(weighed(seen(3), ahead), "tellers_lately") == 0
