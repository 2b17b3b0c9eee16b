"""Where a report belongs: what scores may do, and when the order of arrival does not matter."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.places import cells
from amparo.core.places.cells import Cell, Point, Precision
from amparo.incidents.domain import forming
from amparo.incidents.domain.forming import Candidate, Join, New, Sighting, Suggest

NOON = datetime(2026, 1, 9, 20, 0, tzinfo=UTC)
ALVARADO = Point(34.0576, -118.2755)
METRE = 1 / 111_195  # degrees of latitude


def somewhere(north_m: float = 0, east_m: float = 0, precision: int = Precision.EXACT) -> Cell:
    return cells.cell_at(
        Point(ALVARADO.lat + north_m * METRE, ALVARADO.lon + east_m * METRE * 1.207), precision
    )


def seen(
    number: int,
    *,
    north_m: float = 0,
    minutes: float = 0,
    activity: str = "at_a_door",
    agency: str = "ice",
    first_hand: bool = True,
    words: str = "",
    precision: int = Precision.EXACT,
) -> Sighting:
    return Sighting(
        report_id=UUID(int=number),
        cell=somewhere(north_m, precision=precision),
        seen_at=NOON + timedelta(minutes=minutes),
        activity=activity,
        agency=agency,
        is_first_hand=first_hand,
        words=forming.words_of(words),
    )


def candidate(*sightings: Sighting, number: int = 1, decided_minutes: float | None = None) -> Candidate:
    decided_at = None if decided_minutes is None else NOON + timedelta(minutes=decided_minutes)
    return Candidate(UUID(int=number), sightings, decided_at)


sightings = st.builds(
    seen,
    st.integers(1, 10**6),
    north_m=st.floats(-3000, 3000),
    minutes=st.floats(-300, 300),
    activity=st.sampled_from(["at_a_door", "taking_someone", "traffic_stop", "workplace", "other"]),
    agency=st.sampled_from(["ice", "hsi", "police", "sheriff", "unknown"]),
    words=st.sampled_from(["", "corner of eighth street", "white van eighth street"]),
    precision=st.sampled_from([Precision.NEIGHBOURHOOD, Precision.BLOCK, Precision.EXACT]),
)


def test_two_neighbours_who_see_one_van_form_one_incident() -> None:
    corner = seen(1, activity="street_stop", agency="unknown")
    other_side = seen(2, north_m=120, minutes=10, activity="taking_someone")

    assert isinstance(forming.decide(other_side, [candidate(corner)]), Join)


def test_the_same_door_hours_later_is_another_visit() -> None:
    assert forming.decide(seen(2, minutes=200), [candidate(seen(1))]) == New()


def test_six_blocks_away_is_another_event() -> None:
    assert forming.decide(seen(2, north_m=900), [candidate(seen(1))]) == New()


def test_in_between_a_person_is_asked() -> None:
    between = forming.decide(seen(2, north_m=500), [candidate(seen(1), number=7)])

    assert isinstance(between, Suggest)
    assert between.incident_id == UUID(int=7)


def test_somewhere_in_the_neighbourhood_joins_at_the_moment_and_is_only_suggested_later() -> None:
    """Most who know no more than the neighbourhood tell of what others saw; later it may be anything."""
    rumour = seen(2, precision=Precision.NEIGHBOURHOOD, activity="other", agency="unknown", first_hand=False)
    eyes_later = seen(3, minutes=30, precision=Precision.NEIGHBOURHOOD)

    assert isinstance(forming.decide(rumour, [candidate(seen(1))]), Join)
    assert isinstance(forming.decide(eyes_later, [candidate(seen(1))]), Suggest)


def test_one_rumour_about_one_neighbourhood_is_one_incident() -> None:
    told = seen(1, precision=Precision.NEIGHBOURHOOD, first_hand=False)
    told_again = seen(2, minutes=15, precision=Precision.NEIGHBOURHOOD, first_hand=False)

    assert isinstance(forming.decide(told_again, [candidate(told)]), Join)


def nowhere(number: int, *, minutes: float = 0, activity: str = "at_a_door", agency: str = "ice") -> Sighting:
    return Sighting(
        UUID(int=number), None, NOON + timedelta(minutes=minutes), activity, agency, is_first_hand=True
    )


def crowd_at(north_m: float, *, number: int) -> Candidate:
    """Return what eight people tell of within eight minutes, the last at NOON."""
    told = (seen(100 * number + n, north_m=north_m + 10 * n, minutes=n - 7) for n in range(8))
    return candidate(*told, number=number)


def test_what_names_no_place_joins_only_what_many_tell_of_at_that_moment() -> None:
    crowd, one = crowd_at(0, number=7), candidate(seen(20, north_m=5_000), number=8)

    assert isinstance(forming.decide(nowhere(30, minutes=1), [crowd]), Join)
    assert forming.decide(nowhere(30, minutes=1), [one]) == New()
    assert forming.decide(nowhere(30, minutes=90), [crowd]) == New()
    assert forming.decide(nowhere(30, minutes=1, activity="traffic_stop", agency="police"), [crowd]) == New()


def test_what_names_no_place_joins_nothing_where_something_else_goes_on_at_that_moment() -> None:
    crowd, other = crowd_at(0, number=7), crowd_at(5_000, number=8)

    assert forming.decide(nowhere(30, minutes=1), [crowd, other]) == New()


def test_somebody_of_a_crowd_is_at_the_wrong_corner() -> None:
    """Where many tell of one thing, who names a corner some blocks off means the same more often than not."""
    crowd = candidate(*(seen(n, north_m=10 * n, minutes=n, words="white van") for n in range(1, 13)))
    off = seen(30, north_m=420, minutes=9, words="white van")

    assert isinstance(forming.decide(off, [crowd]), Join)


def test_reports_of_a_moving_van_do_not_become_a_track() -> None:
    """Each sighting is near the one before; no incident may grow along the street with them."""
    drive = [seen(n, north_m=250 * n, minutes=3 * n, activity="passing_by") for n in range(1, 25)]

    groups = group(drive)

    length_m = max(
        cells.distance_m(one.cell, other.cell)
        for members in groups
        for one in members
        for other in members
        if one.cell and other.cell
    )
    assert length_m < 2 * forming.FAR_M


def test_hearsay_joins_what_was_found_false() -> None:
    rumour = seen(2, minutes=5, first_hand=False)

    assert isinstance(forming.decide(rumour, [candidate(seen(1), decided_minutes=30)]), Join)


@pytest.mark.parametrize("minutes, first_hand", [(5, True), (40, False), (40, True)])
def test_new_eyes_or_a_later_moment_put_a_closed_question_anew(*, minutes: float, first_hand: bool) -> None:
    fresh = seen(2, minutes=minutes, first_hand=first_hand)

    decision = forming.decide(fresh, [candidate(seen(1), decided_minutes=30)])

    assert isinstance(decision, Suggest)


def test_an_open_incident_takes_what_a_closed_one_may_not() -> None:
    closed, open_ = candidate(seen(1), number=1, decided_minutes=1), candidate(seen(2, north_m=150), number=2)

    decision = forming.decide(seen(3, north_m=0, minutes=5), [closed, open_])

    assert isinstance(decision, Join)
    assert decision.incident_id == UUID(int=2)


def test_equal_scores_go_to_the_older_incident() -> None:
    twins = [candidate(seen(1), number=9), candidate(seen(1), number=4)]

    decision = forming.decide(seen(2), twins)

    assert isinstance(decision, Join)
    assert decision.incident_id == UUID(int=4)


@given(sightings, sightings)
def test_likeness_is_symmetric_and_between_nothing_and_one(one: Sighting, other: Sighting) -> None:
    value = forming.likeness(one, other)

    assert 0 <= value <= 1
    assert value == pytest.approx(forming.likeness(other, one))


@given(st.floats(0, 2000), st.floats(0, 2000))
def test_farther_is_never_more_alike(near_m: float, far_m: float) -> None:
    near_m, far_m = sorted((near_m, far_m))
    here, there, beyond = somewhere(), somewhere(near_m), somewhere(far_m)
    if cells.distance_m(here, there) > cells.distance_m(here, beyond):
        there, beyond = beyond, there

    assert forming.closeness(here, there) >= forming.closeness(here, beyond)


@given(st.floats(0, 400), st.floats(0, 400))
def test_later_is_never_more_alike(soon: float, late: float) -> None:
    soon, late = sorted((soon, late))

    assert forming.nearness(seen(1), seen(2, minutes=soon)) >= forming.nearness(
        seen(1), seen(3, minutes=late)
    )


@given(sightings, sightings)
def test_agreeing_words_never_hurt(one: Sighting, other: Sighting) -> None:
    def with_words(each: Sighting, text: str) -> Sighting:
        return Sighting(
            each.report_id,
            each.cell,
            each.seen_at,
            each.activity,
            each.agency,
            is_first_hand=True,
            words=forming.words_of(text),
        )

    silent = forming.likeness(with_words(one, ""), with_words(other, ""))
    different = forming.likeness(with_words(one, "white van"), with_words(other, "camioneta blanca"))
    agreeing = forming.likeness(with_words(one, "white van"), with_words(other, "white van"))

    assert silent == different
    assert agreeing >= silent


@given(
    st.floats(30, 37), st.floats(-120, -70), st.floats(0, 360), st.floats(1, 4), st.sampled_from([7, 10, 12])
)
def test_whatever_is_alike_is_found_by_the_search(
    lat: float, lon: float, bearing: float, reach: float, precision: int
) -> None:
    """The index must not hide a candidate: outside the searched cells every likeness is nothing."""
    import math

    distance = reach * 1000
    there = Point(
        lat + distance * math.cos(math.radians(bearing)) * METRE,
        lon + distance * math.sin(math.radians(bearing)) * METRE / math.cos(math.radians(lat)),
    )
    one, other = cells.cell_at(Point(lat, lon), precision), cells.cell_at(there, precision)

    if forming.search_cell(other) not in forming.search_cells(one):
        assert forming.closeness(one, other) == 0


def group(arriving: Sequence[Sighting]) -> set[frozenset[Sighting]]:
    """Form incidents from nothing, in the order of arrival."""
    formed: dict[UUID, list[Sighting]] = {}
    for each in arriving:
        decision = forming.decide(each, [candidate_of(key, held) for key, held in formed.items()])
        key = decision.incident_id if isinstance(decision, Join) else UUID(int=len(formed) + 1)
        formed.setdefault(key, []).append(each)
    return {frozenset(held) for held in formed.values()}


def candidate_of(key: UUID, held: Sequence[Sighting]) -> Candidate:
    return Candidate(key, tuple(held))


@st.composite
def separate_events(draw: st.DrawFn) -> list[Sighting]:
    """Events whose members agree, further apart than is ever joined: within these bounds order must not matter."""
    reports: list[Sighting] = []
    for event in range(draw(st.integers(1, 4))):
        for _ in range(draw(st.integers(1, 6))):
            reports.append(
                seen(
                    len(reports) + 1,
                    north_m=event * 1_000 + draw(st.floats(0, 100)),
                    minutes=draw(st.floats(0, 20)),
                    activity=draw(st.sampled_from(["at_a_door", "taking_someone", "other"])),
                    agency=draw(st.sampled_from(["ice", "hsi", "unknown"])),
                )
            )
    return reports


@given(separate_events(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter_where_events_stand_apart(
    reports: list[Sighting], chance: Random
) -> None:
    shuffled = list(reports)
    chance.shuffle(shuffled)

    assert group(shuffled) == group(reports)


clear_cut = st.builds(
    seen,
    st.integers(1, 10**6),
    north_m=st.sampled_from([0, 60, 200, 900, 1800]),
    minutes=st.sampled_from([0, 10, 45, 240]),
    activity=st.sampled_from(["at_a_door", "taking_someone", "traffic_stop", "other"]),
    agency=st.sampled_from(["ice", "police", "unknown"]),
    precision=st.sampled_from([Precision.NEIGHBOURHOOD, Precision.EXACT]),
)


@given(
    st.lists(clear_cut, min_size=2, max_size=8, unique_by=lambda each: each.report_id),
    st.randoms(use_true_random=False),
)
def test_within_the_stated_bounds_order_never_matters(reports: list[Sighting], chance: Random) -> None:
    """Whatever the reports: if every pair is surely alike or not worth a look, and likeness is transitive."""
    alike = {
        each.report_id: frozenset(
            other.report_id for other in reports if forming.likeness(each, other) >= forming.SURE_FROM
        )
        | {each.report_id}
        for each in reports
    }
    if any(alike[one] != alike[other] for one in alike for other in alike[one]):
        return
    pairs = [
        (one, other) for one, other in combinations(reports, 2) if other.report_id not in alike[one.report_id]
    ]
    if any(forming.likeness(one, other) >= forming.SUGGEST_FROM for one, other in pairs):
        return
    shuffled = list(reports)
    chance.shuffle(shuffled)

    assert group(shuffled) == group(reports)
    assert {frozenset(each.report_id for each in held) for held in group(reports)} == set(alike.values())


def test_a_decision_stays_cheap_when_hundreds_report_one_event() -> None:
    crowd = candidate(*(seen(n, north_m=n % 90, minutes=n % 15) for n in range(1, 500)))

    assert isinstance(forming.decide(seen(900), [crowd]), Join)
