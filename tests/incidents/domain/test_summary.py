"""What an incident says of itself does not depend on the order of its reports."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.places import cells
from amparo.core.places.cells import Point, Precision
from amparo.incidents.domain.summary import NothingToSummarise, Told, summarise

NOON = datetime(2026, 1, 9, 20, 0, tzinfo=UTC)


def told(
    *,
    north: int = 0,
    minutes: int = 0,
    activity: str = "at_a_door",
    agency: str = "unknown",
    first_hand: bool = True,
    precision: int = Precision.EXACT,
    is_home: bool = False,
    is_being_taken: bool = False,
    child_alone: bool = False,
    place_is_known: bool = True,
) -> Told:
    return Told(
        cell=cells.cell_at(Point(34.05 + north * 0.001, -118.27), precision),
        seen_at=NOON + timedelta(minutes=minutes),
        activity=activity,
        agency=agency,
        is_first_hand=first_hand,
        is_home=is_home,
        is_being_taken=is_being_taken,
        child_alone=child_alone,
        place_is_known=place_is_known,
    )


anything = st.builds(
    told,
    north=st.integers(-5, 5),
    minutes=st.integers(-60, 60),
    activity=st.sampled_from(["at_a_door", "taking_someone", "waiting", "other"]),
    agency=st.sampled_from(["ice", "police", "unknown"]),
    first_hand=st.booleans(),
    precision=st.sampled_from([Precision.NEIGHBOURHOOD, Precision.EXACT]),
    is_home=st.booleans(),
)


@given(st.lists(anything, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_reports_changes_nothing(reports: list[Told], chance: object) -> None:
    shuffled = list(reports)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random, which hypothesis types loosely

    assert summarise(shuffled) == summarise(reports)


@given(st.lists(anything, min_size=1, max_size=8))
def test_the_place_is_one_that_somebody_named(reports: list[Told]) -> None:
    assert summarise(reports).cell in {each.cell for each in reports}


def test_a_spot_goes_before_an_area_and_eyes_before_hearsay() -> None:
    spot = told(north=3)
    rumour = told(north=0, first_hand=False)
    area = told(north=0, precision=Precision.NEIGHBOURHOOD)

    assert summarise([rumour, area, spot]).cell == spot.cell


def test_the_place_lies_in_the_middle() -> None:
    middle = told(north=1)

    assert summarise([told(north=0), middle, told(north=3)]).cell == middle.cell


def test_an_unknown_place_counts_only_where_there_is_no_other() -> None:
    unknown = told(north=5, place_is_known=False)

    assert summarise([unknown, told()]).cell == told().cell
    assert summarise([unknown, told()]).place_is_known
    assert not summarise([unknown]).place_is_known


def test_one_report_makes_it_a_home() -> None:
    assert summarise([told(), told(), told(is_home=True)]).is_home


def test_of_two_activities_the_graver_heads_the_incident() -> None:
    assert summarise([told(activity="waiting"), told(activity="taking_someone")]).activity == "taking_someone"


def test_an_agency_that_was_read_goes_before_not_known() -> None:
    assert summarise([told(), told(), told(agency="hsi")]).agency == "hsi"


@pytest.mark.parametrize(
    "danger",
    [
        told(is_being_taken=True),
        told(child_alone=True),
        told(activity="inside_a_home"),
        told(activity="taking_someone", first_hand=False),
    ],
)
def test_danger_in_any_report_makes_it_urgent(danger: Told) -> None:
    assert summarise([told(), danger]).is_urgent
    assert not summarise([told()]).is_urgent


def test_nothing_can_be_said_of_nothing() -> None:
    with pytest.raises(NothingToSummarise):
        summarise([])
