"""Of which places apart one sender told, and whom one more report makes more doubtful."""

from uuid import UUID

import pytest

from amparo.incidents.domain import doubts
from amparo.incidents.queries import facts, senders
from amparo.reports.api import ReportFacts
from tests.incidents.world import send

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(60)]
FAR = 6_000
ONE = "c" * 32


def told(report_id: UUID) -> ReportFacts:
    (fact,) = facts.known([report_id])
    return fact.said


def test_places_near_each_other_are_one_and_no_more_are_counted_than_make_a_difference(
    network: object,
) -> None:
    at_home = send(browser_mark=ONE)
    send(minutes=1, north_m=FAR, browser_mark=ONE)
    send(minutes=2, north_m=FAR + 300, browser_mark=ONE)
    assert senders.places_apart([told(at_home)]) == {at_home: 1}

    for number in range(2, 6):
        send(minutes=number, north_m=number * FAR, browser_mark=ONE)

    assert senders.places_apart([told(at_home)]) == {at_home: doubts.SENDER_EVERYWHERE_FROM}


def test_another_sender_and_no_sender_say_nothing_about_one(network: object) -> None:
    mine = send(browser_mark=ONE)
    send(minutes=1, north_m=FAR, browser_mark="d" * 32)
    nobody = send(minutes=2, north_m=2 * FAR)

    assert senders.places_apart([told(mine), told(nobody)]) == {mine: 0, nobody: 0}
    assert senders.elsewhere(told(nobody)) == senders.Elsewhere(0, ())


def test_all_earlier_ones_are_more_doubtful_until_more_can_t_make_them_so(network: object) -> None:
    first = send(browser_mark=ONE)
    beside = send(minutes=1, north_m=1_500, browser_mark=ONE)
    far = send(minutes=2, north_m=FAR, browser_mark=ONE)
    farther = send(minutes=3, north_m=2 * FAR, browser_mark=ONE)
    assert set(senders.elsewhere(told(farther)).doubted_anew) == {first, beside, far}

    farthest = send(minutes=4, north_m=3 * FAR, browser_mark=ONE)
    assert senders.elsewhere(told(farthest)) == senders.Elsewhere(doubts.SENDER_EVERYWHERE_FROM, ())


def test_who_sends_hundreds_from_one_place_lets_few_be_judged_anew(network: object) -> None:
    for number in range(20):
        send(minutes=number, browser_mark=ONE)
    far = send(minutes=21, north_m=FAR, browser_mark=ONE)

    assert len(senders.elsewhere(told(far)).doubted_anew) == 12
