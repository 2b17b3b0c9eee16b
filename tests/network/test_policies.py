"""The policies: changed in sight, within bounds, and what the page promises is what the rules do."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from amparo.core import journal
from amparo.incidents.domain import outcomes
from amparo.incidents.domain.outcomes import Basis, BasisKind, BasisRefused, Outcome, Witness
from amparo.network import api
from amparo.network.api import NetworkSettings, Role
from amparo.network.domain.actors import NotAllowed
from amparo.network.domain.policy import BasisPolicy, Policies
from amparo.network.models import Network
from amparo.network.services import policies
from amparo.network.services.policies import MoreMediaThanReports, NothingChanged, PolicyOutOfBounds
from tests.personas import FOUNDED, Personas, add_member

PAGE = "/network/policies/"
USUAL = {
    "trained_observers": "1",
    "independent_reports": "2",
    "reports_with_media": "1",
    "first_look_minutes": "15",
    "give_up_hours": "12",
    "alerts_per_hour": "6",
}


def test_a_new_network_has_the_usual_policies(network: NetworkSettings) -> None:
    assert network.first_look_within == timedelta(minutes=15)
    assert network.give_up_after == timedelta(hours=12)
    assert network.basis_policy == BasisPolicy(1, 2, 1)


def test_a_change_holds_at_once_and_names_who_did_it(personas: Personas) -> None:
    client = personas.coordinator.client

    answer = client.post(PAGE, USUAL | {"trained_observers": "2", "give_up_hours": "6"})

    assert answer.status_code == 303
    with transaction.atomic():
        assert api.current_network().basis_policy.trained_observers == 2
        assert api.current_network().give_up_after == timedelta(hours=6)
    [entry] = journal.after(0, kinds=["network.policies_changed"])
    assert entry.by == personas.coordinator.actor.ref
    assert entry.payload == {"changed": ["trained_observers 1 2", "give_up_after 720 360"]}
    page = client.get(PAGE).text
    assert "Trained observers: 1 before, 2 now" in page
    assert personas.coordinator.name in page


def test_nothing_changed_writes_nothing(personas: Personas) -> None:
    answer = personas.coordinator.client.post(PAGE, USUAL)

    assert answer.status_code == 422
    assert "it is so already" in answer.text
    assert not journal.after(0, kinds=["network.policies_changed"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"independent_reports": "1"},
        {"independent_reports": "11"},
        {"trained_observers": "-1"},
        {"trained_observers": "6"},
        {"reports_with_media": "3"},
        {"first_look_minutes": "1"},
        {"first_look_minutes": "99999999999999999999"},
        {"give_up_hours": "1"},
        {"give_up_hours": "73"},
        {"give_up_hours": "soon"},
        {"independent_reports": ""},
    ],
)
def test_nonsense_is_refused_and_kept_on_the_page(personas: Personas, wrong: dict[str, str]) -> None:
    answer = personas.coordinator.client.post(PAGE, USUAL | wrong)

    assert answer.status_code == 422
    assert not journal.after(0, kinds=["network.policies_changed"])


@pytest.mark.parametrize(
    "beyond, refused",
    [
        (Policies(BasisPolicy(1, 1, 1)), PolicyOutOfBounds),
        (Policies(BasisPolicy(6, 2, 1)), PolicyOutOfBounds),
        (Policies(BasisPolicy(1, 2, 3)), MoreMediaThanReports),
        (Policies(first_look_within=timedelta()), PolicyOutOfBounds),
        (Policies(give_up_after=timedelta(days=30)), PolicyOutOfBounds),
        (Policies(), NothingChanged),
    ],
)
def test_the_service_keeps_the_bounds_too(
    personas: Personas, beyond: Policies, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        policies.change(policies=beyond, by=personas.coordinator.actor, now=FOUNDED)


@pytest.mark.parametrize(
    "column, value",
    [
        ("trained_observers", 6),
        ("independent_reports", 11),
        ("reports_with_media", 3),
        ("first_look_within", timedelta(seconds=1)),
        ("give_up_after", timedelta(days=4)),
    ],
)
def test_the_database_keeps_the_bounds(network: NetworkSettings, column: str, value: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Network.objects.update(**{column: value})


def test_only_who_manages_the_network_may(personas: Personas) -> None:
    for persona in personas.everybody():
        expected = {Role.COORDINATOR: 200, None: 302}.get(persona.role, 403)
        assert persona.client.get(PAGE).status_code == expected
        if persona.role not in {Role.COORDINATOR, None}:
            with pytest.raises(NotAllowed):
                policies.change(policies=Policies(BasisPolicy(2)), by=persona.actor, now=FOUNDED)


def test_two_changes_at_once_each_say_what_they_found(personas: Personas) -> None:
    other = add_member(Role.COORDINATOR, handle="other")
    policies.change(policies=Policies(BasisPolicy(2, 2, 1)), by=personas.coordinator.actor, now=FOUNDED)
    policies.change(policies=Policies(BasisPolicy(2, 3, 1)), by=other.actor, now=FOUNDED)

    lines = [entry.payload["changed"] for entry in journal.after(0, kinds=["network.policies_changed"])]
    assert lines == [["trained_observers 1 2"], ["independent_reports 2 3"]]


def confirms(policy: BasisPolicy, *basis: Basis, reports: int = 0, first_hand: bool = True) -> bool:
    words = [frozenset(f"word{letter}{number}" for letter in "abcdefgh") for number in range(reports)]
    witnesses = [Witness(UUID(int=number + 1), first_hand, words[number]) for number in range(reports)]
    try:
        outcomes.check_basis(Outcome.CONFIRMED, basis, policy, witnesses)
    except BasisRefused:
        return False
    return True


def of_reports(count: int) -> Basis:
    return Basis(
        BasisKind.INDEPENDENT_REPORTS, "called back", tuple(UUID(int=each + 1) for each in range(count))
    )


@pytest.mark.parametrize("policy", [BasisPolicy(), BasisPolicy(2, 3, 2), BasisPolicy(0, 2, 0)])
def test_what_the_page_says_is_what_the_rules_do(policy: BasisPolicy) -> None:
    observers = Basis(BasisKind.TRAINED_OBSERVER, "saw it", (), max(policy.trained_observers, 1))
    picture = Basis(BasisKind.MEDIA_WITH_LANDMARK, "the tower", (UUID(int=1),))
    pictures = Basis(
        BasisKind.MEDIA_WITH_LANDMARK,
        "the tower",
        tuple(UUID(int=each + 1) for each in range(policy.reports_with_media)),
    )
    official = Basis(BasisKind.OFFICIAL_SOURCE, "an office")
    enough = of_reports(policy.independent_reports)

    assert confirms(policy, observers) is (policy.trained_observers > 0), "observers on the spot"
    assert confirms(policy, enough, pictures, reports=policy.independent_reports)
    assert not confirms(policy, of_reports(1), picture, reports=1), "one neighbor alone, also with a picture"
    assert not confirms(policy, picture, reports=1), "a picture alone"
    assert not confirms(policy, official), "an office alone"
    assert not confirms(policy, enough, pictures, reports=policy.independent_reports, first_hand=False), (
        "who heard of it saw nothing"
    )
