"""Where many work at once, two never wait for each other: no `test_` in the name, as test_postgresql.py asks for it."""

from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest

from amparo.incidents import api
from amparo.incidents.api import Basis, BasisKind, Outcome
from amparo.incidents.domain import states
from amparo.incidents.domain.looking import LookFor
from amparo.incidents.domain.surge import Level
from amparo.incidents.models import Incident, Rumour, VerificationRequest
from amparo.incidents.queries import fetch
from amparo.incidents.services import close, decide, form, requests, rumours, standing, surge
from amparo.network import api as network
from amparo.network.models import Member
from amparo.network.services import accounts
from tests.incidents.world import OBSERVER, after, seen, send
from tests.meeting import Act, in_the_midst
from tests.personas import Personas

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("network"),
    pytest.mark.timeout(60),
]

OFFICIAL = (Basis(BasisKind.OFFICIAL_SOURCE, "the city said so on its page"),)


def locking(incident: Incident) -> Act:
    return partial(fetch.locked, incident.pk)


def finding(incident: Incident, personas: Personas, *, corrects: UUID | None = None) -> Act:
    return partial(
        api.record_outcome,
        incident_id=incident.pk,
        outcome=Outcome.OTHER_AGENCY if corrects else Outcome.UNFOUNDED,
        basis=OFFICIAL if corrects else OBSERVER,
        by=personas.verifier.actor,
        now=after(5),
        corrects=corrects,
    )


def test_a_report_is_placed_beside_an_incident_that_somebody_decides(personas: Personas) -> None:
    beside = seen()
    place = partial(form.place_report, report_id=send(north_m=500), now=after(2))

    in_the_midst(locking(beside), place, finding(beside, personas))

    beside.refresh_from_db()
    assert beside.outcome == "unfounded"
    assert Incident.objects.exclude(pk=beside.pk).count() == 1


def test_two_are_put_aside_while_somebody_decides_one_of_them(personas: Personas) -> None:
    first, last = sorted((seen(), seen(north_m=5000)), key=lambda each: each.pk)
    aside = partial(
        standing.set_aside,
        incident_ids=(first.pk, last.pk),
        by=personas.dispatcher.actor,
        now=after(3),
    )
    claim = partial(decide.claim_checking, incident_id=last.pk, by=personas.verifier.actor, now=after(3))

    in_the_midst(locking(last), aside, claim)

    assert set(Incident.objects.values_list("is_aside", flat=True)) == {True}
    assert Incident.objects.get(pk=last.pk).state == states.State.CHECKING


def test_the_level_rises_while_somebody_works_on_two(personas: Personas) -> None:
    first, last = sorted((seen(), seen(north_m=5000)), key=lambda each: each.opened_at)
    switch = partial(
        surge.switch,
        level=Level.FLOOD,
        until=after(60),
        seen=0,
        by=personas.dispatcher.actor,
        now=after(3),
    )

    in_the_midst(locking(last), switch, locking(first))

    assert set(Incident.objects.values_list("is_aside", flat=True)) == {True}


def test_a_page_is_taken_back_while_its_outcome_is_corrected(personas: Personas) -> None:
    incident = seen()
    outcome_id = finding(incident, personas)()
    assert isinstance(outcome_id, UUID)
    by = personas.editor.actor
    page = rumours.draft_from_incident(incident_id=incident.pk, by=by, now=after(6))
    lock = partial(Rumour.objects.select_for_update().get, pk=page)
    take_back = partial(rumours.withdraw, rumour_id=page, by=by, now=after(7))

    in_the_midst(lock, finding(incident, personas, corrects=outcome_id), take_back)

    assert Incident.objects.get().outcome == "other_agency"
    assert Rumour.objects.get().state == "withdrawn"


def test_a_request_is_taken_back_while_its_incident_closes(personas: Personas) -> None:
    incident, by = seen(), personas.dispatcher.actor
    request_id = requests.ask_to_look(
        incident_id=incident.pk, to=None, look_for=[LookFor.ANYBODY_THERE], by=by, now=after(1)
    )
    finding(incident, personas)()
    late = after(6) + timedelta(days=1)
    lock = partial(VerificationRequest.objects.select_for_update().get, pk=request_id)
    closing = partial(close.close_incident, incident_id=incident.pk, now=late)

    in_the_midst(lock, closing, partial(requests.withdraw, request_id=request_id, by=by, now=late))

    assert VerificationRequest.objects.get().state == "withdrawn"


def test_somebody_claims_while_their_roles_change(personas: Personas) -> None:
    incident, verifier = seen(), personas.verifier
    lock = partial(accounts.lock_members, personas.coordinator.id, verifier.id)
    claim = partial(decide.claim_checking, incident_id=incident.pk, by=verifier.actor, now=after(3))
    suspend = partial(
        network.suspend_member, member_id=verifier.id, by=personas.coordinator.actor, now=after(3)
    )

    in_the_midst(lock, claim, suspend)

    assert Incident.objects.get().checking_by_id == verifier.id
    assert Member.objects.get(pk=verifier.id).standing == "suspended"
