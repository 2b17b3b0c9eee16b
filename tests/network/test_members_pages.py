"""The pages with which coordinators keep the list of members, and the outsider at each of them."""

from uuid import UUID

import pytest
from django.urls import reverse

from amparo.network.api import Role
from amparo.network.models import Member, Standing
from tests.personas import Persona, Personas, add_member

COORDINATORS_PAGES = ("network:members", "network:invite", "network:capabilities", "network:data_map")


def page(route: str, member_id: UUID) -> str:
    return reverse(f"network:{route}", kwargs={"member_id": member_id})


@pytest.mark.parametrize("route", COORDINATORS_PAGES)
def test_coordinators_open_every_page(personas: Personas, route: str) -> None:
    assert personas.coordinator.client.get(reverse(route)).status_code == 200


@pytest.mark.parametrize("route", [*COORDINATORS_PAGES, "network:desk", "network:vouch"])
def test_an_outsider_is_sent_to_sign_in(personas: Personas, route: str) -> None:
    answer = personas.outsider.client.get(reverse(route))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.OBSERVER, Role.EDITOR, Role.CASE_WORKER])
def test_other_roles_do_not_see_the_list(personas: Personas, role: Role) -> None:
    assert personas.of(role).client.get("/members/").status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_a_start_page(personas: Personas, role: Role) -> None:
    answer = personas.of(role).client.get("/desk/")

    assert answer.status_code == 200
    assert ('href="/members/"' in answer.content.decode()) == (role is Role.COORDINATOR)


def test_who_has_no_second_factor_is_sent_to_set_one_up(personas: Personas) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user=personas.dispatcher.id).delete()

    answer = personas.dispatcher.client.get("/desk/")

    assert answer.status_code == 302
    assert answer["Location"] == reverse("mfa_index")


def test_removing_asks_once_and_ends_sessions_on_the_next_request(personas: Personas) -> None:
    removed = personas.editor
    assert removed.client.get("/desk/").status_code == 200
    address = page("remove", removed.id)

    asked = personas.coordinator.client.get(address)
    done = personas.coordinator.client.post(address)

    assert asked.status_code == 200
    assert done.status_code == 303
    assert removed.client.get("/desk/").status_code == 302
    assert Member.objects.get(pk=removed.id).standing == Standing.REMOVED


def test_a_suspended_member_comes_back_only_by_signing_in_again(personas: Personas) -> None:
    observer = personas.observer
    assert observer.client.get("/desk/").status_code == 200

    personas.coordinator.client.post(page("suspend", observer.id))
    while_suspended = observer.client.get("/desk/").status_code
    personas.coordinator.client.post(page("reinstate", observer.id))
    afterwards = observer.client.get("/desk/").status_code

    assert while_suspended == 302
    assert afterwards == 302, "the old session must not come back to life"


def test_the_last_coordinator_reads_why_he_stays(personas: Personas) -> None:
    coordinator = personas.coordinator

    answer = coordinator.client.post(page("remove", coordinator.id), follow=True)

    assert "Someone must stay" in answer.content.decode()
    assert Member.objects.get(pk=coordinator.id).standing == Standing.ACTIVE


def test_roles_are_changed_by_ticking_them(personas: Personas) -> None:
    answer = personas.coordinator.client.post(
        page("change_roles", personas.observer.id), {"roles": ["observer", "verifier"]}
    )

    assert answer.status_code == 303
    held = set(Member.objects.get(pk=personas.observer.id).roles.values_list("role", flat=True))
    assert held == {"observer", "verifier"}


def test_an_unknown_role_changes_nothing(personas: Personas) -> None:
    answer = personas.coordinator.client.post(
        page("change_roles", personas.observer.id), {"roles": ["emperor"]}
    )

    assert answer.status_code == 422
    assert personas.observer.actor.capabilities


def test_a_member_that_never_was_is_not_found(personas: Personas) -> None:
    nobody = UUID(int=7)
    client = personas.coordinator.client

    answers = {
        route: client.post(page(route, nobody)).status_code
        for route in ("change_roles", "vouch_for", "suspend", "reinstate", "remove", "renew")
    }

    assert set(answers.values()) == {404}
    assert client.get(page("member", nobody)).status_code == 404


def test_vouching_by_handle_needs_no_list(personas: Personas) -> None:
    newcomer = add_member(Role.OBSERVER, handle="newcomer")

    answer = personas.legal.client.post("/members/vouch/", {"handle": " Newcomer "})

    assert answer.status_code == 303
    assert Member.objects.get(pk=newcomer.id).vouched_by_id == personas.legal.id


@pytest.mark.parametrize("handle", ["nobody-here", "legal", "", "x" * 300, "a\x00b"])
def test_vouching_for_nobody_or_oneself_is_refused(personas: Personas, handle: str) -> None:
    answer = personas.legal.client.post("/members/vouch/", {"handle": handle})

    assert answer.status_code == 422


def test_the_list_takes_few_queries_however_many_members(
    personas: Personas, django_assert_max_num_queries: object
) -> None:
    client = personas.coordinator.client
    for number in range(20):
        add_member(Role.OBSERVER, handle=f"observer-{number}")

    with django_assert_max_num_queries(12):  # type: ignore[operator] # pytest-django's fixture has no public type
        answer = client.get("/members/")

    assert answer.status_code == 200


def test_what_a_coordinator_reads_about_a_member_is_a_fixed_list(personas: Personas) -> None:
    from amparo.network import queries

    shown = queries.member(personas.observer.id, by=personas.coordinator.actor)

    assert set(shown.__slots__) == {
        "member_id",
        "handle",
        "name",
        "organisation",
        "roles",
        "language",
        "standing",
        "last_seen_on",
        "is_founder",
        "invited_by",
        "vouched_by",
        "renewed_by",
        "has_second_factor",
    }


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_nobody_else_reads_a_member(personas: Personas, role: Role) -> None:
    from amparo.network import queries
    from amparo.network.api import NotAllowed

    persona: Persona = personas.of(role)

    with pytest.raises(NotAllowed):
        queries.member(personas.observer.id, by=persona.actor)
    with pytest.raises(NotAllowed):
        queries.members(by=persona.actor)
