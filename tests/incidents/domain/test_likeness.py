"""What two reports have in common: who tells, how late, in whose words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.places.cells import Precision
from amparo.core.sketches import text_sketch
from amparo.incidents.domain import forming, likeness
from amparo.incidents.domain.forming import Candidate, Join, New, Sighting
from tests.incidents.domain.test_forming import NOON, group, seen

KEY = b"k" * 32
RUMOUR = "URGENTE: la migra está en la escuela de la calle 8, no manden a los niños, pasen la voz a todos"
PASSED_ON = (
    "urgente!! la migra esta en la escuela de la calle 8, no manden a los ninos, pasen la voz a todos 🙏"
)


def told(report: Sighting, *, after_minutes: float = 0, text: str = "") -> Sighting:
    return replace(
        report, told_at=report.seen_at + timedelta(minutes=after_minutes), wording=text_sketch(text, KEY)
    )


def is_joined(report: Sighting, *held: Sighting) -> bool:
    return isinstance(forming.decide(report, [Candidate(UUID(int=1), held)]), Join)


def test_two_doors_an_hour_apart_stay_two() -> None:
    first_door = [told(seen(n, minutes=3 * n, north_m=5 * n)) for n in range(1, 6)]
    second_door = told(seen(9, minutes=75, north_m=100))

    assert not is_joined(second_door, *first_door)


def test_the_police_two_blocks_on_stay_the_police() -> None:
    action = [told(seen(n, minutes=n, activity="workplace")) for n in range(1, 4)]
    stop = told(seen(9, minutes=5, north_m=420, activity="traffic_stop", agency="police"))

    assert not is_joined(stop, *action)


def test_hearsay_says_now_for_hours_and_eyes_do_not() -> None:
    """What began at noon is still told "as of now" at one; whoever sees something at one sees something new."""
    began = told(seen(1, first_hand=False))

    assert is_joined(told(seen(2, minutes=65, first_hand=False)), began)
    assert not is_joined(told(seen(3, minutes=65)), told(seen(1)))


def test_what_is_told_late_is_told_less_exactly() -> None:
    at_once, late = told(seen(2, minutes=50)), told(seen(2, minutes=50), after_minutes=240)

    assert likeness.nearness(seen(1), late) > likeness.nearness(seen(1), at_once)


@pytest.mark.parametrize("north_m", [0, 600, 2_500])
def test_a_text_that_is_passed_on_is_one_story_wherever_its_readers_put_it(north_m: float) -> None:
    first = told(seen(1, first_hand=False), text=RUMOUR)
    passed_on = told(seen(2, north_m=north_m, minutes=400, first_hand=False), text=PASSED_ON)

    assert is_joined(passed_on, first)
    assert is_joined(replace(passed_on, cell=None), first)


@pytest.mark.parametrize("first_hand, text, joins", [(False, PASSED_ON, True), (True, PASSED_ON, False),
                         (False, "me dicen que hay agentes por la escuela de la ocho", False)])  # fmt: skip
def test_a_rumour_that_still_goes_round_hears_at_once_what_was_found(
    *, first_hand: bool, text: str, joins: bool
) -> None:
    """Whoever says to have seen it puts the question anew, and so does whoever tells of a later moment in own words."""
    found_false = Candidate(
        UUID(int=1), (told(seen(1, first_hand=False), text=RUMOUR),), NOON + timedelta(minutes=40)
    )
    later = told(seen(2, minutes=180, first_hand=first_hand), text=text)

    assert isinstance(forming.decide(later, [found_false]), Join) is joins


@pytest.mark.parametrize(
    "other",
    [
        told(seen(2, north_m=4_000, first_hand=False), text=PASSED_ON),
        told(seen(2, minutes=26 * 60, first_hand=False), text=PASSED_ON),
    ],
    ids=["another part of the city", "another day"],
)
def test_the_same_words_elsewhere_are_another_rumour(other: Sighting) -> None:
    assert not is_joined(other, told(seen(1, first_hand=False), text=RUMOUR))


def test_two_who_saw_it_are_never_joined_by_their_words_alone() -> None:
    """A tool, or the call script, writes alike of two events."""
    assert not is_joined(told(seen(2, north_m=600), text=RUMOUR), told(seen(1), text=RUMOUR))


def test_short_words_are_everybodys() -> None:
    assert not is_joined(
        told(seen(2, north_m=600, first_hand=False), text="la migra!"),
        told(seen(1, first_hand=False), text="la migra!"),
    )


def test_an_old_picture_joins_nothing_by_itself() -> None:
    """Rumours bring up the same pictures again and again."""
    here, elsewhere = replace(seen(1), pictures=(7,)), replace(seen(2, north_m=600), pictures=(7,))

    assert not is_joined(elsewhere, here)
    assert likeness.likeness_parts(here, elsewhere).picture == 1


def test_one_at_the_wrong_corner_does_not_keep_the_others_out() -> None:
    crowd = [told(seen(n, minutes=n)) for n in range(1, 4)]
    wrong_corner = told(seen(8, north_m=700))

    assert is_joined(told(seen(9, minutes=5)), *crowd, wrong_corner)


def test_of_two_that_fit_alike_the_one_of_which_many_tell_is_nearer() -> None:
    vague = told(seen(9, minutes=2, precision=Precision.NEIGHBOURHOOD, first_hand=False))
    many = Candidate(UUID(int=2), tuple(told(seen(n, minutes=n, north_m=300)) for n in range(1, 5)))
    one = Candidate(UUID(int=1), (told(seen(7, minutes=1, north_m=300)),))

    decision = forming.decide(vague, [one, many])

    assert isinstance(decision, Join)
    assert decision.incident_id == many.incident_id


def test_a_clock_that_is_ahead_is_a_time_like_another() -> None:
    ahead = replace(seen(2, minutes=30), told_at=NOON)

    assert ahead.delay_s == 0
    assert 0 < likeness.likeness(seen(1), ahead) <= 1


@given(
    st.datetimes(min_value=NOON.replace(tzinfo=None), timezones=st.just(UTC)),
    st.integers(-10_000, 10_000),
)
def test_no_two_times_break_it(seen_at: datetime, told_after: int) -> None:
    strange = replace(seen(2), seen_at=seen_at, told_at=NOON + timedelta(minutes=told_after))

    assert 0 <= likeness.likeness(strange, seen(1)) <= 1
    assert likeness.likeness(strange, seen(1)) == likeness.likeness(seen(1), strange)
    assert isinstance(
        forming.decide(strange, [Candidate(UUID(int=1), (seen(1),))]), Join | New | forming.Suggest
    )


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_a_call_a_message_a_web_report_and_a_rumour_about_one_van_are_one_in_any_order(
    order: Sequence[int],
) -> None:
    reports = [
        told(seen(1, activity="street_stop", agency="ice")),
        told(seen(2, minutes=6, north_m=60, activity="taking_someone", agency="unknown"), after_minutes=3),
        told(seen(3, minutes=4, north_m=90, activity="street_stop", agency="ice"), after_minutes=10),
        told(seen(4, minutes=12, north_m=40, activity="other", agency="ice", first_hand=False)),
    ]

    assert len(group([reports[number] for number in order])) == 1
