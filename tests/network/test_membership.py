"""Vouching, roles, suspension, removal: who may, and what must never happen."""

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from amparo.core.journal import about
from amparo.network import api
from amparo.network.api import (
    AlreadySo,
    CannotVouch,
    LastCoordinator,
    NoSuchMember,
    NotAllowed,
    NotIndependent,
    OwnRolesRaised,
    Role,
)
from amparo.network.models import Member, MemberRole
from tests.personas import FOUNDED, Persona, Personas, add_member, set_up_network

SOON = FOUNDED + timedelta(hours=1)


def brought_in_by(persona: Persona, handle: str, *roles: Role) -> Persona:
    invited = api.invite(
        roles=roles or [Role.EDITOR],
        organisation_id=api.organisations()[0][0],
        by=persona.actor,
        now=FOUNDED,
    )
    member_id = api.accept_invitation(
        token=invited.token,
        handle=handle,
        name=handle,
        password="four words that do not belong",
        language="en",
        now=SOON,
    )
    return Persona(handle, member_id)


def test_a_second_account_made_by_oneself_is_not_a_second_person(personas: Personas) -> None:
    puppet = brought_in_by(personas.coordinator, "puppet")

    with pytest.raises(NotIndependent):
        api.check_independent(personas.coordinator.id, puppet.id)
    api.vouch(member_id=puppet.id, by=personas.legal.actor, now=SOON)

    api.check_independent(personas.coordinator.id, puppet.id)


def test_the_word_of_a_removed_member_counts_no_more(personas: Personas) -> None:
    newcomer = brought_in_by(personas.coordinator, "newcomer")
    api.vouch(member_id=newcomer.id, by=personas.legal.actor, now=SOON)
    api.remove_member(member_id=personas.legal.id, by=personas.coordinator.actor, now=SOON)

    with pytest.raises(NotIndependent):
        api.check_independent(newcomer.id, personas.coordinator.id)
    api.vouch(member_id=newcomer.id, by=personas.editor.actor, now=SOON)

    api.check_independent(newcomer.id, personas.coordinator.id)


def test_an_unknown_id_is_nobodys_second_person(personas: Personas) -> None:
    with pytest.raises(NoSuchMember):
        api.check_independent(personas.editor.id, UUID(int=9))


def test_nobody_vouches_for_himself_or_for_one_he_invited(personas: Personas) -> None:
    newcomer = brought_in_by(personas.coordinator, "newcomer")

    for member_id, by in ((newcomer.id, newcomer.actor), (newcomer.id, personas.coordinator.actor)):
        with pytest.raises(CannotVouch):
            api.vouch(member_id=member_id, by=by, now=SOON)


def test_the_database_refuses_such_a_voucher_too(personas: Personas) -> None:
    newcomer = brought_in_by(personas.coordinator, "newcomer")

    for voucher in (newcomer.id, personas.coordinator.id):
        with pytest.raises(IntegrityError), transaction.atomic():
            Member.objects.filter(pk=newcomer.id).update(vouched_by=voucher)


def test_one_word_is_enough_and_is_not_overwritten(personas: Personas) -> None:
    newcomer = brought_in_by(personas.coordinator, "newcomer")
    api.vouch(member_id=newcomer.id, by=personas.legal.actor, now=SOON)

    with pytest.raises(CannotVouch):
        api.vouch(member_id=newcomer.id, by=personas.editor.actor, now=SOON)


def test_nobody_gives_himself_a_role(personas: Personas) -> None:
    coordinator = personas.coordinator

    with pytest.raises(OwnRolesRaised):
        api.change_roles(
            member_id=coordinator.id,
            roles=[Role.COORDINATOR, Role.KEYHOLDER],
            by=coordinator.actor,
            now=SOON,
        )


def test_an_account_one_made_does_not_give_one_a_role_either(personas: Personas) -> None:
    maker = brought_in_by(personas.coordinator, "maker", Role.COORDINATOR)
    puppet = brought_in_by(maker, "puppet", Role.COORDINATOR)

    with pytest.raises(NotIndependent):
        api.change_roles(member_id=maker.id, roles=[Role.COORDINATOR, Role.EDITOR], by=puppet.actor, now=SOON)


def test_changed_roles_count_at_once_and_are_written_down(personas: Personas) -> None:
    observer = personas.observer

    api.change_roles(member_id=observer.id, roles=[Role.EDITOR], by=personas.coordinator.actor, now=SOON)

    assert api.Capability.RELEASE_ALERT in observer.actor.capabilities
    entry = about(observer.id)[-1]
    assert entry.kind == "member.roles_changed"
    assert entry.payload == {"added": ["editor"], "taken": ["observer"]}
    assert entry.by == personas.coordinator.actor.ref
    with pytest.raises(AlreadySo):
        api.change_roles(member_id=observer.id, roles=[Role.EDITOR], by=personas.coordinator.actor, now=SOON)


def test_a_coordinator_always_stays(personas: Personas) -> None:
    coordinator = personas.coordinator

    with pytest.raises(LastCoordinator):
        api.remove_member(member_id=coordinator.id, by=coordinator.actor, now=SOON)
    with pytest.raises(LastCoordinator):
        api.suspend_member(member_id=coordinator.id, by=coordinator.actor, now=SOON)
    with pytest.raises(LastCoordinator):
        api.change_roles(member_id=coordinator.id, roles=[], by=coordinator.actor, now=SOON)

    add_member(Role.COORDINATOR, handle="second")
    api.remove_member(member_id=coordinator.id, by=coordinator.actor, now=SOON)


def test_a_suspended_coordinator_does_not_count_as_one(personas: Personas) -> None:
    second = add_member(Role.COORDINATOR, handle="second")
    api.suspend_member(member_id=second.id, by=personas.coordinator.actor, now=SOON)

    with pytest.raises(LastCoordinator):
        api.remove_member(member_id=personas.coordinator.id, by=personas.coordinator.actor, now=SOON)


def test_removal_takes_everything_that_opens_a_door(personas: Personas) -> None:
    removed = personas.editor

    api.remove_member(member_id=removed.id, by=personas.coordinator.actor, now=SOON)

    row = Member.objects.get(pk=removed.id)
    assert not row.has_usable_password()
    assert not MemberRole.objects.filter(member=row).exists()
    assert not row.is_active
    with pytest.raises(NoSuchMember):
        api.actor_for(removed.id)
    assert api.member_name(removed.id) == removed.name
    with pytest.raises(NoSuchMember):
        api.reinstate_member(member_id=removed.id, by=personas.coordinator.actor, now=SOON)


def test_an_actor_read_before_his_removal_does_nothing_any_more(personas: Personas) -> None:
    second = add_member(Role.COORDINATOR, handle="second")
    read_before = second.actor
    api.remove_member(member_id=second.id, by=personas.coordinator.actor, now=SOON)

    with pytest.raises(NotAllowed):
        api.remove_member(member_id=personas.editor.id, by=read_before, now=SOON)
    with pytest.raises(NotAllowed):
        api.invite(roles=[Role.EDITOR], organisation_id=api.organisations()[0][0], by=read_before, now=SOON)
    with pytest.raises(NoSuchMember):
        api.vouch(member_id=personas.editor.id, by=read_before, now=SOON)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_only_coordinators_change_members(personas: Personas, role: Role) -> None:
    by = personas.of(role).actor
    member_id = personas.outsider.member_id or personas.coordinator.id

    with pytest.raises(NotAllowed):
        api.remove_member(member_id=member_id, by=by, now=SOON)
    with pytest.raises(NotAllowed):
        api.suspend_member(member_id=member_id, by=by, now=SOON)
    with pytest.raises(NotAllowed):
        api.change_roles(member_id=member_id, roles=[Role.EDITOR], by=by, now=SOON)
    with pytest.raises(NotAllowed):
        api.renew_access(member_id=member_id, by=by, now=SOON)


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_remove_each_other_at_once_leave_one() -> None:
    set_up_network()
    pair = [add_member(Role.COORDINATOR, handle=handle) for handle in ("first", "second")]
    actors = [persona.actor for persona in pair]
    start = threading.Barrier(2)
    refused: list[str] = []

    def remove_the_other(mine: int) -> None:
        try:
            start.wait()
            api.remove_member(member_id=pair[1 - mine].id, by=actors[mine], now=SOON)
        except (NotAllowed, LastCoordinator) as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=remove_the_other, args=(mine,)) for mine in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert MemberRole.objects.filter(role=Role.COORDINATOR, member__standing="active").count() == 1


def test_who_gives_new_access_does_not_become_a_second_person_by_using_it(personas: Personas) -> None:
    coordinator, editor = personas.coordinator, personas.editor
    taking_over = brought_in_by(coordinator, "taking-over", Role.COORDINATOR)
    puppet = brought_in_by(taking_over, "puppet")
    api.check_independent(taking_over.id, editor.id)
    link = api.renew_access(member_id=editor.id, by=taking_over.actor, now=SOON)

    api.accept_renewal(token=link.token, password="four words that do not belong", now=SOON)

    with pytest.raises(NotIndependent):
        api.check_independent(taking_over.id, editor.id)
    for not_a_third in (taking_over, puppet):
        with pytest.raises(CannotVouch):
            api.vouch(member_id=editor.id, by=not_a_third.actor, now=SOON)
    api.vouch(member_id=editor.id, by=personas.legal.actor, now=SOON)
    api.check_independent(taking_over.id, editor.id)
