"""One object of each kind for the access matrix, made through the services that make it in life.

A route that takes an argument finds it here by the argument's name, under its app; `route_name:argument` wins where a
route needs another object than its neighbours. An app with objects adds a function and a line in `SAMPLES`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID, uuid4

from amparo.alerts import keys
from amparo.alerts.domain import tokens
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.models import Alert, DrillVolunteer, Recording, SubscriptionWay
from amparo.alerts.queries import drills, signing
from amparo.alerts.services import drilling, ways
from amparo.channels.api import ChannelKind
from amparo.core.places.cells import Point, Precision, cell_at
from amparo.incidents.domain.filters import Filter, Flag
from amparo.incidents.domain.looking import LookFor
from amparo.incidents.domain.outcomes import Outcome
from amparo.incidents.domain.rumours import Claim
from amparo.incidents.models import IncidentReport
from amparo.incidents.queries import rumours as reading
from amparo.incidents.services import filters, requests, rumours
from amparo.incidents.services.rumours import OutsideClaim
from amparo.network import api as network
from amparo.network.api import Role
from amparo.network.services import ceiling
from amparo.vault.models import Original, WorkingCopy
from tests.alerts.world import World
from tests.personas import Personas, add_member

# Far enough apart that no two of the samples become one incident.
BOYLE_HEIGHTS = Point(34.034, -118.205)
SAN_PEDRO = Point(33.736, -118.292)
HOLLYWOOD = Point(34.12, -118.35)
VAN_NUYS = Point(34.19, -118.45)

Arguments = Mapping[str, object]
SUBSCRIBER = "invented@example.org"


def of_network(world: World) -> Arguments:
    """Make a member to work on, and an open invitation."""
    invited = network.invite(
        roles=[Role.OBSERVER],
        organisation_id=network.organisations()[0][0],
        by=world.personas.coordinator.actor,
        now=world.now,
    )
    return {
        "member_id": add_member(Role.OBSERVER, handle="somebody").id,
        "invitation_id": invited.invitation_id,
        "token": invited.token,
        "session_id": UUID(int=7),
        "tag": "es",
        "kind": "telegram",
        "lift_id": ceiling.ask(hours=1, by=world.personas.coordinator.actor, now=world.now),
    }


def of_accounts(_world: World) -> Arguments:
    """Name a passkey that nobody has."""
    return {"pk": 0}


def of_incidents(world: World) -> Arguments:
    """Make an incident with nothing recorded yet, a filter that the dispatcher keeps, and rumours."""
    wanted = Filter(flag=Flag.URGENT)
    incident_id = world.incident(None, place=BOYLE_HEIGHTS)
    return {
        **_rumours(world),
        **_beside(world, incident_id),
        "incident_id": incident_id,
        "filter_id": filters.save(name="mine", wanted=wanted, by=world.personas.dispatcher.actor),
    }


def _beside(world: World, incident_id: UUID) -> Arguments:
    """Name a report that can be asked about, and ask the observer to look."""
    return {
        "report_id": IncidentReport.objects.get(incident=incident_id).report_id,
        "request_id": requests.ask_to_look(
            incident_id=incident_id,
            to=world.personas.observer.id,
            look_for=[LookFor.ANYBODY_THERE],
            by=world.personas.dispatcher.actor,
            now=world.now,
        ),
    }


def _rumours(world: World) -> Arguments:
    """Make one that waits for a second person, one that only its taking back concerns, and one that is public."""

    def draft() -> UUID:
        cell = cell_at(BOYLE_HEIGHTS, Precision.NEIGHBOURHOOD)
        what = OutsideClaim(Claim.BUSES, "school", cell, world.now.date(), Outcome.UNVERIFIABLE)
        return rumours.draft_outside(what=what, by=world.personas.verifier.actor, now=world.now)

    public, by = draft(), world.personas.editor.actor
    seen = reading.preview(public, language="en", by=by, now=world.now).content_hash
    rumours.publish(rumour_id=public, content_hash=seen, by=by, now=world.now)
    return {
        "rumour_id": draft(),
        "incidents:rumour_withdraw:rumour_id": draft(),
        "incidents:rumour:rumour_id": public,
    }


def of_vault(world: World) -> Arguments:
    """Make a picture that came with a report."""
    original = Original.objects.create(
        id=uuid4(),
        kind="photo",
        sealed_by="browser",
        recipient="invented",
        sealed_bytes=1,
        received_on=world.now.date(),
        report_id=uuid4(),
    )
    copy = WorkingCopy.objects.create(
        id=uuid4(),
        original=original,
        number=1,
        width=1,
        height=1,
        jpeg=b"\xff\xd8\xff",
        thumbnail=b"\xff\xd8\xff",
    )
    return {"copy_id": copy.pk}


def of_alerts(world: World) -> Arguments:
    """Make an alert in each state that an address asks for, and the links of a subscriber."""
    subscription_id = world.subscriber(SUBSCRIBER)
    released = world.released()
    proposed = world.compose(world.incident(place=HOLLYWOOD))
    world.propose(proposed)
    draft = world.compose(world.incident(place=SAN_PEDRO))
    token = world.stop_token(subscription_id)
    ways.add(token=token, kind=ChannelKind.EMAIL, address=f"second.{SUBSCRIBER}", now=world.now)
    way_link = signing.address(SubscriptionWay.objects.get().pk, tokens.CONFIRM_WAY)
    known = keys.public()  # none where the test is not the signer
    key = known[0].fingerprint.replace(":", "").lower()[:16] if known else "0" * 16
    return {
        **_drills(world),
        "alerts:certificate:name": key,
        "alerts:ed25519:name": key,
        "alert_id": released,
        "alerts:release:alert_id": proposed,
        "alerts:revise:alert_id": draft,
        "alerts:propose:alert_id": draft,
        **_recordings(world),
        "partner_id": UUID(int=8),
        "statement_id": UUID(int=9),
        "signature": "",
        "ending": "geojson",
        "incident_id": world.incident(place=VAN_NUYS),
        "kind": "update",
        "token": token,
        "alerts:confirm_way:token": way_link.split("/")[-2],
        "alerts:confirm:token": signing.address(subscription_id, tokens.CONFIRM).split("/")[-2],
        "language": "en",
        "name": str(released),
        "code": Alert.objects.get(pk=released).code,
    }


def _drills(world: World) -> Arguments:
    """Make a drill that waits, one that runs, and a volunteer's link."""
    by = world.personas.dispatcher.actor

    def proposed() -> UUID:
        return drilling.compose(
            area="pico-union",
            activity="waiting",
            lifetime=drilling.LIFETIMES[0],
            by=by,
            now=world.now,
        )

    running, editor = proposed(), world.personas.editor.actor
    seen = drills.view(running, editor, world.now).content_hash
    drilling.release(drill_id=running, content_hash=seen, by=editor, now=world.now)
    drilling.volunteer(address=SUBSCRIBER, language="en", by=world.personas.observer.actor, now=world.now)
    volunteer = DrillVolunteer.objects.get()
    return {
        "drill_id": running,
        "alerts:drill_release:drill_id": proposed(),
        "alerts:drill_link:token": signing.address(volunteer.pk, tokens.DRILLS).split("/")[-2],
    }


def _recordings(world: World) -> Arguments:
    """Make a recording that waits for a second person, and one that everybody may hear."""

    def made(kind: Kind) -> Recording:
        return Recording.objects.create(
            id=uuid4(),
            language="zaw",
            kind=kind,
            opus=b"OggS",
            aac=b"....ftyp",
            sha256="0" * 64,
            duration_ms=2000,
            uploaded_by=world.personas.coordinator.id,
            uploaded_at=world.now,
        )

    heard = made(Kind.UNFOUNDED)
    heard.reviewed_by, heard.reviewed_at = world.personas.editor.id, world.now
    heard.save()
    draft = str(made(Kind.CONFIRMED).pk)
    return {
        "tag": "zaw",
        "recording_id": draft,
        "alerts:audio:recording_id": str(heard.pk),
        "alerts:audio:ending": "ogg",
        "alerts:recording_draft:ending": "ogg",
    }


def of_reports(_world: World) -> Arguments:
    """Name a wish to be called that nobody has."""
    return {"callback_id": UUID(int=7)}


SAMPLES: Mapping[str, Callable[[World], Arguments]] = {
    "reports": of_reports,
    "vault": of_vault,
    "": of_accounts,
    "network": of_network,
    "incidents": of_incidents,
    "alerts": of_alerts,
}


def make(personas: Personas, now: datetime) -> dict[str, Arguments]:
    """Make everything, by app."""
    world = World(personas, now)
    return {app: build(world) for app, build in SAMPLES.items()}
