"""Invitation links: one person, once, within three days."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from amparo.core import clock
from amparo.core.journal import about
from amparo.core.languages import UnknownLanguage
from amparo.network import api, queries
from amparo.network.api import (
    HandleRefused,
    HandleTaken,
    InvitationNotUsable,
    Invited,
    NameRefused,
    NoRoleGiven,
    NoSuchMember,
    NoSuchOrganisation,
    NotAllowed,
    PasswordRefused,
    Role,
)
from amparo.network.models import Invitation, Member
from amparo.network.services.inviting import LIFETIME
from tests.personas import FOUNDED, Personas, add_member, set_up_network

SOON = FOUNDED + timedelta(hours=1)
PASSWORD = "four words that do not belong"


def invite(personas: Personas, *roles: Role, now: datetime = FOUNDED) -> Invited:
    organisation_id, _name = api.organisations()[0]
    return api.invite(
        roles=roles or [Role.OBSERVER],
        organisation_id=organisation_id,
        by=personas.coordinator.actor,
        now=now,
    )


def accept(token: str, **changed: str) -> object:
    values = {"handle": "nadia", "name": "Nadia", "password": PASSWORD, "language": "es", **changed}
    return api.accept_invitation(token=token, now=SOON, **values)


def test_an_invitation_brings_the_roles_it_names(personas: Personas) -> None:
    invited = invite(personas, Role.VERIFIER, Role.OBSERVER)

    accept(invited.token)

    member = Member.objects.get(username="nadia")
    assert set(member.roles.values_list("role", flat=True)) == {"verifier", "observer"}
    assert member.invited_by_id == personas.coordinator.id
    assert [entry.kind for entry in about(member.pk)] == ["member.joined"]


def test_the_link_itself_is_not_stored(personas: Personas) -> None:
    invited = invite(personas)

    stored = Invitation.objects.filter(pk=invited.invitation_id).values().get()

    assert invited.token not in str(stored)


def test_a_used_link_is_dead(personas: Personas) -> None:
    invited = invite(personas)
    accept(invited.token)

    with pytest.raises(InvitationNotUsable):
        accept(invited.token, handle="other")

    assert not Member.objects.filter(username="other").exists()


def test_a_link_dies_with_its_hour(personas: Personas) -> None:
    invited = invite(personas)

    with pytest.raises(InvitationNotUsable):
        api.accept_invitation(
            token=invited.token,
            handle="nadia",
            name="Nadia",
            password=PASSWORD,
            language="es",
            now=FOUNDED + LIFETIME,
        )


def test_a_withdrawn_link_is_dead(personas: Personas) -> None:
    invited = invite(personas)
    api.withdraw_invitation(invitation_id=invited.invitation_id, by=personas.coordinator.actor, now=SOON)

    with pytest.raises(InvitationNotUsable):
        accept(invited.token)


def test_the_links_of_a_removed_member_are_dead(personas: Personas) -> None:
    second = add_member(Role.COORDINATOR, handle="second")
    invited = invite(personas)
    api.remove_member(member_id=personas.coordinator.id, by=second.actor, now=SOON)

    with pytest.raises(InvitationNotUsable):
        accept(invited.token)


def test_the_links_of_a_suspended_member_wait(personas: Personas) -> None:
    second = add_member(Role.COORDINATOR, handle="second")
    invited = invite(personas)
    api.suspend_member(member_id=personas.coordinator.id, by=second.actor, now=SOON)

    with pytest.raises(InvitationNotUsable):
        accept(invited.token)


@pytest.mark.parametrize("token", ["", "x", "…", "a" * 5000, "\ud800"])
def test_a_guess_is_no_link(network: object, token: str) -> None:
    with pytest.raises(InvitationNotUsable):
        accept(token)


@pytest.mark.parametrize(
    "field, value, refusal",
    [
        ("handle", "ab", HandleRefused),
        ("handle", "x" * 33, HandleRefused),
        ("handle", "nadia ruiz", HandleRefused),
        ("handle", "nаdia", HandleRefused),  # a Cyrillic а looks like ours
        ("handle", "nadia\u202e", HandleRefused),
        ("handle", "COORDINATOR", HandleTaken),
        ("name", "", NameRefused),
        ("name", "\u200b\u202e", NameRefused),
        ("name", "x" * 81, NameRefused),
        ("name", "🌵🌵", NameRefused),
        ("password", "short", PasswordRefused),
        ("password", "q1w2e3r4t5y6", PasswordRefused),
        ("password", "x" * 201, PasswordRefused),
        ("language", "tlh-invented", UnknownLanguage),
    ],
)
def test_what_can_not_be_taken_leaves_the_link_usable(
    personas: Personas, field: str, value: str, refusal: type[Exception]
) -> None:
    invited = invite(personas)

    with pytest.raises(refusal):
        accept(invited.token, **{field: value})

    accept(invited.token)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_only_coordinators_invite(personas: Personas, role: Role) -> None:
    organisation_id, _name = api.organisations()[0]

    with pytest.raises(NotAllowed):
        api.invite(
            roles=[Role.OBSERVER], organisation_id=organisation_id, by=personas.of(role).actor, now=SOON
        )


def test_an_invitation_needs_a_role_and_a_known_organisation(personas: Personas) -> None:
    by = personas.coordinator.actor

    with pytest.raises(NoRoleGiven):
        api.invite(roles=[], organisation_id=api.organisations()[0][0], by=by, now=SOON)
    with pytest.raises(NoSuchOrganisation):
        api.invite(roles=[Role.OBSERVER], organisation_id=by.member_id, by=by, now=SOON)


def test_a_renewed_member_has_new_keys_and_the_same_roles(personas: Personas) -> None:
    observer = personas.observer
    before = observer.client.get("/desk/").status_code
    link = api.renew_access(member_id=observer.id, by=personas.coordinator.actor, now=FOUNDED)

    api.accept_renewal(token=link.token, password=PASSWORD, now=SOON)

    member = Member.objects.get(pk=observer.id)
    assert member.check_password(PASSWORD)
    assert set(member.roles.values_list("role", flat=True)) == {"observer"}
    assert before == 200
    assert observer.client.get("/desk/").status_code == 302
    assert not queries.has_second_factor(observer.id)
    with pytest.raises(InvitationNotUsable):
        api.accept_renewal(token=link.token, password=PASSWORD, now=SOON)


def test_a_renewal_makes_no_new_member_and_an_invitation_renews_nobody(personas: Personas) -> None:
    renewal = api.renew_access(member_id=personas.observer.id, by=personas.coordinator.actor, now=FOUNDED)
    invited = invite(personas)

    with pytest.raises(InvitationNotUsable):
        accept(renewal.token)
    with pytest.raises(InvitationNotUsable):
        api.accept_renewal(token=invited.token, password=PASSWORD, now=SOON)


def test_nobody_renews_his_own_access(personas: Personas) -> None:
    coordinator = personas.coordinator

    with pytest.raises(NoSuchMember):
        api.renew_access(member_id=coordinator.id, by=coordinator.actor, now=SOON)


def test_a_second_renewal_replaces_the_first(personas: Personas) -> None:
    by = personas.coordinator.actor
    first = api.renew_access(member_id=personas.observer.id, by=by, now=FOUNDED)
    api.renew_access(member_id=personas.observer.id, by=by, now=FOUNDED)

    with pytest.raises(InvitationNotUsable):
        api.accept_renewal(token=first.token, password=PASSWORD, now=SOON)


def test_old_links_are_forgotten(personas: Personas) -> None:
    old = invite(personas)

    api.invite(
        roles=[Role.OBSERVER],
        organisation_id=api.organisations()[0][0],
        by=personas.coordinator.actor,
        now=FOUNDED + timedelta(days=34),
    )

    assert not Invitation.objects.filter(pk=old.invitation_id).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_a_link_at_once_one_comes_in() -> None:
    set_up_network()
    coordinator = add_member(Role.COORDINATOR, handle="coordinator")
    invited = api.invite(
        roles=[Role.OBSERVER],
        organisation_id=api.organisations()[0][0],
        by=coordinator.actor,
        now=FOUNDED,
    )
    start = threading.Barrier(4)
    came_in: list[str] = []

    def try_it(handle: str) -> None:
        try:
            start.wait()
            accept(invited.token, handle=handle)
            came_in.append(handle)
        except InvitationNotUsable:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it, args=(f"thread-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(came_in) == 1
    assert Member.objects.filter(username__startswith="thread-").count() == 1


def test_the_page_of_a_link_lets_a_person_in(personas: Personas) -> None:
    invited = invite(personas, Role.DISPATCHER, now=clock.now())
    browser = Client()
    address = f"/invitation/{invited.token}/"

    shown = browser.get(address, headers={"accept-language": "en"})
    answer = browser.post(
        address,
        {"handle": "Nadia", "name": "Nadia", "language": "es", "password": PASSWORD, "again": PASSWORD},
    )
    again = browser.get(address)

    assert "Consuelo" in shown.content.decode()
    assert answer.status_code == 303
    assert answer["Location"] == "/accounts/login/"
    assert again.status_code == 410


def test_the_page_of_a_link_says_what_is_wrong(personas: Personas) -> None:
    invited = invite(personas, now=clock.now())

    answer = Client().post(
        f"/invitation/{invited.token}/",
        {"handle": "coordinator", "name": "N", "language": "es", "password": PASSWORD, "again": PASSWORD},
        headers={"accept-language": "en"},
    )

    assert answer.status_code == 422
    assert "Somebody has this name already" in answer.content.decode()


def test_a_coordinator_reads_the_link_once(personas: Personas) -> None:
    client = personas.coordinator.client
    organisation_id, _name = api.organisations()[0]

    made = client.post("/members/invite/", {"organisation": str(organisation_id), "roles": ["editor"]})
    listed = client.get("/members/")

    assert "/invitation/" in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert "/invitation/" not in listed.content.decode()
    assert "/withdraw/" in listed.content.decode()
