"""When two accounts count as two people: the rule, tried on every small network that Hypothesis can think of."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.network.domain.independence import NotIndependent, Standing, check, check_voucher, rests_on

# Graphs of a dozen accounts, pair by pair, a hundred times: more than five seconds on a busy machine.
pytestmark = pytest.mark.timeout(60)

Standings = dict[UUID, Standing]


def person(number: int) -> UUID:
    return UUID(int=number)


ANA, BETO, CARLA, DIEGO, EVA = (person(number) for number in range(1, 6))


def why_not(first: UUID, second: UUID, standings: Standings) -> object:
    with pytest.raises(NotIndependent) as refused:
        check(first, second, standings)
    return refused.value.fields["why"]


@st.composite
def networks(draw: st.DrawFn) -> Standings:
    """Draw networks as they grow: everyone is invited by somebody earlier, or is a founder."""
    size = draw(st.integers(2, 9))
    standings: Standings = {person(0): Standing(None)}
    for number in range(1, size):
        inviter = draw(st.one_of(st.none(), st.integers(0, number - 1)))
        invited_by = None if inviter is None else person(inviter)
        others = [each for each in range(size) if each != number and person(each) != invited_by]
        voucher = draw(st.one_of(st.none(), st.sampled_from(others))) if others else None
        standings[person(number)] = Standing(invited_by, None if voucher is None else person(voucher))
    return standings


def test_one_account_is_not_two_people() -> None:
    assert why_not(ANA, ANA, {ANA: Standing(None)}) == "same_account"


def test_founders_are_independent() -> None:
    check(ANA, BETO, {ANA: Standing(None), BETO: Standing(None)})


def test_a_second_account_made_by_oneself_does_not_count() -> None:
    standings = {ANA: Standing(None), BETO: Standing(ANA)}

    assert why_not(ANA, BETO, standings) == "invited_without_voucher"


def test_a_third_members_word_makes_the_invited_one_count() -> None:
    standings = {ANA: Standing(None), CARLA: Standing(None), BETO: Standing(ANA, vouched_by=CARLA)}

    check(ANA, BETO, standings)


def test_a_family_of_accounts_that_vouch_for_each_other_does_not_count() -> None:
    standings = {
        EVA: Standing(None),
        ANA: Standing(EVA, vouched_by=BETO),
        BETO: Standing(ANA, vouched_by=CARLA),
        CARLA: Standing(ANA, vouched_by=BETO),
    }

    assert why_not(ANA, BETO, standings) == "same_hand_behind_both"
    assert why_not(BETO, CARLA, standings) == "same_hand_behind_both"


def test_an_account_made_by_the_account_one_made_does_not_count() -> None:
    standings = {EVA: Standing(None), ANA: Standing(EVA), BETO: Standing(ANA), CARLA: Standing(BETO)}

    assert why_not(ANA, CARLA, standings) == "same_hand_behind_both"


def test_one_honest_word_from_outside_the_family_is_enough() -> None:
    standings = {
        EVA: Standing(None),
        DIEGO: Standing(EVA),
        ANA: Standing(EVA),
        BETO: Standing(ANA, vouched_by=DIEGO),
    }

    check(ANA, BETO, standings)


def test_two_members_invited_by_the_one_founder_count() -> None:
    standings = {EVA: Standing(None), ANA: Standing(EVA), BETO: Standing(EVA)}

    check(ANA, BETO, standings)


@settings(deadline=None)
@given(networks(), st.data())
def test_the_order_of_the_two_does_not_matter(standings: Standings, data: st.DataObject) -> None:
    first, second = (data.draw(st.sampled_from(sorted(standings))) for _ in range(2))

    def verdict(one: UUID, other: UUID) -> object:
        try:
            check(one, other, standings)
        except NotIndependent as refused:
            return refused.fields["why"]
        return None

    assert verdict(first, second) == verdict(second, first)


@settings(deadline=None)
@given(networks(), st.integers(1, 5), st.data())
def test_no_accounts_made_by_one_hand_ever_release_each_others_alerts(
    standings: Standings, puppets: int, data: st.DataObject
) -> None:
    """However many accounts one member makes, and however those vouch, no two of them count as two people."""
    members = [each for each in sorted(standings) if not standings[each].is_founder]
    if not members:
        return
    hand = data.draw(st.sampled_from(members))
    family = [hand]
    for number in range(100, 100 + puppets):
        maker = data.draw(st.sampled_from(family))
        family.append(person(number))
        standings[person(number)] = Standing(maker)
    for puppet in family[1:]:
        makers = {puppet, standings[puppet].invited_by}
        helpers = [each for each in family if each not in makers]
        voucher = data.draw(st.one_of(st.none(), st.sampled_from(helpers)) if helpers else st.none())
        standings[puppet] = Standing(standings[puppet].invited_by, voucher)

    for one in family:
        for other in family:
            with pytest.raises(NotIndependent):
                check(one, other, standings)


@settings(deadline=None)
@given(networks(), st.data())
def test_everyone_rests_on_himself_and_a_founder_on_nobody_else(
    standings: Standings, data: st.DataObject
) -> None:
    one, other = (data.draw(st.sampled_from(sorted(standings))) for _ in range(2))

    assert rests_on(one, one, standings)
    if standings[one].is_founder and one != other:
        assert not rests_on(one, other, standings)


def test_who_makes_a_link_for_new_access_may_have_used_it() -> None:
    standings = {
        EVA: Standing(None),
        ANA: Standing(EVA),
        BETO: Standing(EVA, vouched_by=None, renewed_by=ANA),
        CARLA: Standing(EVA, vouched_by=None, renewed_by=ANA),
    }

    assert why_not(ANA, BETO, standings) == "invited_without_voucher"
    assert why_not(BETO, CARLA, standings) == "same_hand_behind_both"


def test_a_taken_over_founder_is_no_founder_until_somebody_vouches() -> None:
    taken = {DIEGO: Standing(None), ANA: Standing(DIEGO), EVA: Standing(None, renewed_by=ANA)}
    vouched = {**taken, EVA: Standing(None, vouched_by=DIEGO, renewed_by=ANA)}

    assert why_not(ANA, EVA, taken) == "invited_without_voucher"
    check(ANA, EVA, vouched)


def test_the_renewers_own_account_does_not_vouch_for_the_renewed() -> None:
    standings = {EVA: Standing(None), ANA: Standing(EVA), BETO: Standing(ANA), CARLA: Standing(EVA)}
    standings[EVA] = Standing(None, renewed_by=ANA)

    with pytest.raises(NotIndependent):
        check_voucher(BETO, EVA, standings)
    check_voucher(CARLA, EVA, standings)


@settings(deadline=None)
@given(networks(), st.data())
def test_no_accounts_taken_over_by_one_hand_ever_release_each_others_alerts(
    standings: Standings, data: st.DataObject
) -> None:
    """However many accounts one member takes over by links for new access, and however those vouch."""
    members = [each for each in sorted(standings) if not standings[each].is_founder]
    if not members:
        return
    hand = data.draw(st.sampled_from(members))
    others = [each for each in sorted(standings) if each != hand]
    taken = data.draw(st.lists(st.sampled_from(others), unique=True))
    family = [hand, *taken]
    for each in taken:
        standings[each] = Standing(standings[each].invited_by, None, renewed_by=hand)
    for each in taken:
        voucher = data.draw(st.sampled_from(family))
        if voucher in {each, hand, standings[each].invited_by}:
            continue
        try:
            check_voucher(voucher, each, standings)
        except NotIndependent:
            continue
        standings[each] = Standing(standings[each].invited_by, voucher, renewed_by=hand)

    for one in family:
        for other in family:
            with pytest.raises(NotIndependent):
                check(one, other, standings)
