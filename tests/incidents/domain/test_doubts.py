"""What speaks for an incident, and what makes one doubt it."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amparo.incidents.domain import doubts
from amparo.incidents.domain.doubts import Doubt, Told, Voices, needed, weigh
from amparo.incidents.domain.surge import Level

WITNESS = Told(
    is_first_hand=True,
    is_by_member=False,
    can_be_asked=False,
    place_is_known=True,
    is_exact=True,
    details=1,
    is_concrete=False,
    says_something=True,
    has_sender=True,
    sent_before=0,
    is_echo=False,
    sender_places=0,
)
MACHINE = replace(WITNESS, is_echo=True)
HEARD = replace(WITNESS, is_first_hand=False)


def saw(number: int) -> Voices:
    """So many who saw it, each by a phone of their own."""
    return Voices(independent=number, in_all=number, senders=number)


def heard(in_all: int, senders: int | None = None) -> Voices:
    """So many who heard of it, in so many wordings."""
    return Voices(independent=0, in_all=in_all, senders=in_all if senders is None else senders)


def test_words_that_are_everywhere_wait_aside_in_a_flood_and_in_a_surge() -> None:
    verdict = weigh((MACHINE,), voices=saw(1), around=0)

    assert verdict.doubts == (Doubt.SAME_WORDS,)
    assert verdict.is_aside(Level.FLOOD)
    assert verdict.is_aside(Level.SURGE)
    assert not verdict.is_aside(Level.NORMAL)


def test_one_good_witness_is_not_made_worse_by_ten_machines() -> None:
    alone = weigh((WITNESS,), voices=saw(1), around=0)
    among = weigh((WITNESS, *[MACHINE] * 10), voices=saw(1), around=0)

    assert among == alone


def test_two_independent_people_end_every_doubt() -> None:
    from_hearsay = replace(WITNESS, place_is_known=False, says_something=False)

    verdict = weigh((from_hearsay, WITNESS), voices=saw(2), around=0)

    assert verdict.doubts == ()
    assert not verdict.is_aside(Level.FLOOD)


def test_in_the_midst_of_a_flood_two_are_chance_and_ten_are_not() -> None:
    two = weigh((WITNESS,) * 2, voices=saw(2), around=30)
    ten = weigh((WITNESS,) * 10, voices=saw(10), around=30)

    assert two.is_aside(Level.FLOOD)
    assert not ten.is_aside(Level.FLOOD)
    assert ten.weight > two.weight


def test_what_several_heard_of_stays_in_the_queue_but_is_no_more_certain() -> None:
    verdict = weigh((HEARD,) * 3, voices=heard(3), around=2)

    assert not verdict.is_aside(Level.FLOOD)
    assert verdict.doubts == (Doubt.HEARSAY,)
    assert verdict.weight < weigh((WITNESS,) * 3, voices=saw(3), around=2).weight


def test_a_text_that_people_pass_on_comes_back_later_than_one_that_they_put_their_own_way() -> None:
    own_words = weigh((HEARD,) * 3, voices=heard(3), around=2)
    two_pass_it_on = weigh((HEARD,) * 3, voices=heard(1, senders=3), around=2)
    six_pass_it_on = weigh((HEARD,) * 7, voices=heard(1, senders=7), around=2)

    assert not own_words.is_aside(Level.FLOOD)
    assert two_pass_it_on.is_aside(Level.FLOOD)
    assert not six_pass_it_on.is_aside(Level.FLOOD)


def test_one_sender_is_one_voice_however_often_it_writes() -> None:
    assert weigh((HEARD,) * 9, voices=heard(1, senders=1), around=0).is_aside(Level.FLOOD)


def test_two_are_enough_where_nothing_else_comes_in_and_ever_more_are_needed_where_much_does() -> None:
    asked = [needed(around) for around in range(60)]

    assert asked[0] == doubts.SUPPORTED_FROM
    assert asked == sorted(asked)
    assert asked[4] > doubts.SUPPORTED_FROM


def test_the_trusted_lane_is_never_aside() -> None:
    typed = replace(WITNESS, is_by_member=True, place_is_known=False, is_first_hand=False)

    for level in Level:
        assert not weigh((typed,), voices=Voices(), around=500).is_aside(level)


def test_a_shared_address_alone_is_no_reason_to_put_anybody_aside_in_a_surge() -> None:
    from_the_church = replace(WITNESS, sent_before=500)

    verdict = weigh((from_the_church,), voices=saw(1), around=0)

    assert verdict.doubts == (Doubt.SAME_NETWORK,)
    assert not verdict.is_doubtful
    assert not verdict.is_aside(Level.SURGE)


def test_an_incident_without_reports_weighs_nothing() -> None:
    assert weigh((), voices=Voices(), around=0).weight == 0


@pytest.mark.timeout(60)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(
    st.lists(
        st.builds(
            Told,
            is_first_hand=st.booleans(),
            is_by_member=st.booleans(),
            can_be_asked=st.booleans(),
            place_is_known=st.booleans(),
            is_exact=st.booleans(),
            details=st.integers(0, 9),
            is_concrete=st.booleans(),
            says_something=st.booleans(),
            has_sender=st.booleans(),
            sent_before=st.integers(0, 40_000),
            is_echo=st.booleans(),
            sender_places=st.integers(0, 50),
        ),
        max_size=6,
    ),
    st.builds(Voices, st.integers(0, 20), st.integers(0, 20), st.integers(0, 20)),
    st.integers(0, 3000),
)
def test_every_incident_has_a_weight_that_fits_whatever_is_told(
    told: list[Told], voices: Voices, around: int
) -> None:
    verdict = weigh(tuple(told), voices=voices, around=around)
    again = weigh(tuple(reversed(told)), voices=voices, around=around)

    assert verdict.weight == again.weight
    assert abs(verdict.weight) <= doubts.WEIGHT_MOST
    assert 0 <= verdict.doubt <= 1
