"""The table of roles: complete, and with the hands kept apart that must be."""

import pytest

from amparo.network.domain.actors import Actor, NotAllowed
from amparo.network.domain.promises import NoPromise, read
from amparo.network.domain.roles import CAPABILITIES, Capability, Role, capabilities_of
from tests.network.domain.test_independence import ANA


def test_every_role_stands_in_the_table() -> None:
    assert set(CAPABILITIES) == set(Role)


def test_every_task_is_somebodys() -> None:
    assert capabilities_of(Role) == set(Capability)


def test_nobody_who_records_outcomes_releases_by_the_same_role() -> None:
    for held in CAPABILITIES.values():
        assert not {Capability.RECORD_OUTCOME, Capability.RELEASE_ALERT} <= held


def test_who_composes_or_releases_can_also_stop() -> None:
    for held in CAPABILITIES.values():
        if held & {Capability.COMPOSE_ALERT, Capability.RELEASE_ALERT}:
            assert Capability.WITHDRAW_ALERT in held


def test_exact_places_are_for_four_roles() -> None:
    with_board = {role for role, held in CAPABILITIES.items() if Capability.SEE_BOARD in held}

    assert with_board == {Role.HOTLINE_OPERATOR, Role.DISPATCHER, Role.VERIFIER, Role.COORDINATOR}


def test_an_actor_without_the_capability_is_refused() -> None:
    observer = Actor(ANA, "Ana", CAPABILITIES[Role.OBSERVER])

    with pytest.raises(NotAllowed) as refused:
        observer.require(Capability.RELEASE_ALERT)

    assert refused.value.fields == {"capability": Capability.RELEASE_ALERT}
    assert str(refused.value) == "NOT_ALLOWED"


def test_a_promise_is_read_from_the_end_of_a_docstring() -> None:
    promise = read("""Summary
    in two lines.

    More.

    Privacy: personal; because.
    Retention: 30 days
    after it is closed.
    """)

    assert promise.summary == "Summary in two lines."
    assert (promise.kind, promise.privacy) == ("personal", "personal; because.")
    assert promise.retention == "30 days after it is closed."


@pytest.mark.parametrize(
    "docstring", [None, "", "Privacy: none.", "Privacy: secret.\nRetention: x.", "Retention: x."]
)
def test_a_docstring_without_a_promise_is_refused(docstring: str | None) -> None:
    with pytest.raises(NoPromise):
        read(docstring)
