"""Drills reach volunteers and nobody else, need two people, are stopped by one, and never look real (T31, T32)."""

import os
from datetime import timedelta
from uuid import UUID, uuid4

import capvalidator
import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client, override_settings
from lxml import etree

from amparo.alerts.domain import tokens
from amparo.alerts.domain.drills import DrillNotPossibleNow
from amparo.alerts.models import Alert, CAPMessage, Drill, DrillVolunteer, SignedMessage
from amparo.alerts.queries import drills as queries
from amparo.alerts.queries import signing
from amparo.alerts.services import drilling, pausing, publishing
from amparo.alerts.services.releasing import AlreadyReleased, ContentChanged
from amparo.channels import api as channels
from amparo.channels.models import Delivery, RecordedMessage
from amparo.core import journal
from amparo.incidents.models import SearchEntry
from amparo.network import api as network
from amparo.network.api import NotAllowed, NotIndependent
from amparo.network.services import lockdown
from tests.alerts.world import World
from tests.personas import Persona

NS = {"cap": "urn:oasis:names:tc:emergency:cap:1.2"}
HALF_AN_HOUR = timedelta(minutes=30)
DRILLS = 1000 if os.environ.get("AMPARO_FULL") else 200

pytestmark = pytest.mark.timeout(60)


def proposed(world: World) -> UUID:
    return drilling.compose(
        area="pico-union",
        activity="street_stop",
        lifetime=HALF_AN_HOUR,
        by=world.personas.dispatcher.actor,
        now=world.now,
    )


def hash_of(drill_id: UUID) -> str:
    return Drill.objects.get(pk=drill_id).content_hash


def started(world: World) -> UUID:
    drill_id = proposed(world)
    by = world.personas.editor.actor
    drilling.release(drill_id=drill_id, content_hash=hash_of(drill_id), by=by, now=world.now)
    world.work()
    return drill_id


def volunteers(world: World, who: Persona, address: str, *, confirms: bool = True) -> UUID:
    drilling.volunteer(address=address, language="en", by=who.actor, now=world.now)
    world.work()
    row = DrillVolunteer.objects.get(member_id=who.id)
    if confirms:
        drilling.confirm(token=signing.path(row.pk, tokens.DRILLS).split("/")[-2], now=world.now)
        world.work()
    return row.pk


def drill_mails() -> list[RecordedMessage]:
    return [each for each in RecordedMessage.objects.order_by("pk") if "DRILL" in each.subject]


def test_a_drill_reaches_volunteers_and_nobody_else(world: World) -> None:
    world.subscriber("ana@live.example", is_everywhere=True)
    volunteers(world, world.personas.observer, "vol@drills.example")
    volunteers(world, world.personas.legal, "not-yet@drills.example", confirms=False)
    before = RecordedMessage.objects.count()

    started(world)

    [mail] = drill_mails()
    assert RecordedMessage.objects.count() == before + 1
    assert mail.to == RecordedMessage.objects.filter(to__startswith="v").first().to  # type: ignore[union-attr]  # there is one
    assert "DRILL" in mail.subject
    assert mail.body.split("\n")[0].startswith("DRILL/EXERCISE.")
    assert "/alerts/check/" not in mail.body
    assert "/report/" not in mail.body


@pytest.mark.timeout(120)
def test_of_a_thousand_drills_none_reaches_a_live_recipient_or_feed(world: World) -> None:
    """T31. One goes the whole way; the part that could reach anybody is done a thousand times in full."""
    for number in range(3):
        world.subscriber(f"live{number}@live.example", is_everywhere=True)
    volunteers(world, world.personas.observer, "vol@drills.example")
    live = set(Delivery.objects.values_list("correspondent_id", flat=True))
    live -= {DrillVolunteer.objects.get().correspondent_id}
    before = Delivery.objects.count()
    found = queries.view(started(world), world.personas.editor.actor, world.now)
    for _ in range(DRILLS - 1):
        message_id = drilling._message(found.texts, world.now + HALF_AN_HOUR, world.now)
        drilling.send(message_id, None, world.now)
    world.work()

    new = Delivery.objects.order_by("pk")[before:]
    assert len(new) == DRILLS
    assert {each.correspondent_id for each in new} == {DrillVolunteer.objects.get().correspondent_id}
    assert not {each.correspondent_id for each in new} & live
    assert not Alert.objects.exists()
    assert not CAPMessage.objects.exists()
    assert Client().get("/feeds/alerts.json").json()["features"] == []
    assert b"DRILL" not in Client().get("/feeds/atom/en.xml").content


def test_nothing_public_knows_a_drill(world: World) -> None:
    drill_id = started(world)
    row = Drill.objects.get(pk=drill_id)
    client = Client()

    for address in (
        "/",
        "/alerts/subscribe/",
        "/feeds/alerts.json",
        "/feeds/atom/en.xml",
        "/feeds/atom/es.xml",
    ):
        page = client.get(address).content.decode()
        assert row.code not in page
        assert "DRILL" not in page
    for address in (f"/alerts/{drill_id}/", f"/a/{row.code}/", f"/feeds/cap/{drill_id}.xml"):
        assert client.get(address).status_code == 404
    assert client.get(f"/desk/drills/{drill_id}/").status_code == 302
    assert client.get(f"/desk/drills/{drill_id}/cap.xml").status_code == 302
    assert "We do not know this message." in client.post("/alerts/check/", {"text": row.code}).text
    text = queries.texts_of(
        queries.view(drill_id, world.personas.editor.actor, world.now).content, drill_id, row.code
    )[0]
    assert "Yes, we sent this." not in client.post("/alerts/check/", {"text": text.description}).text
    assert not SearchEntry.objects.exists()
    assert not SignedMessage.objects.exists()
    folder = settings.PUBLIC_FILES
    assert not [path for path in folder.rglob("*") if path.is_file() and b"Exercise" in path.read_bytes()]


def test_in_production_no_cap_of_another_status_leaves(world: World) -> None:
    with override_settings(CAP_STATUS="Test"):
        tested = world.released()
    with override_settings(CAP_STATUS="Actual"):
        started(world)
        actual = world.released()
        folder = settings.PUBLIC_FILES / "feeds"
        publishing.publish(world.now)
        found = {
            etree.parse(path).findtext("cap:status", namespaces=NS) for path in (folder / "cap").glob("*.xml")
        }

    assert tested != actual
    assert found == {"Actual"}


def test_its_cap_says_exercise_and_is_restricted(world: World) -> None:
    body = queries.cap_of(started(world), world.personas.editor.actor)

    root = etree.fromstring(body)
    assert capvalidator.check_schema(body).passed
    assert root.findtext("cap:status", namespaces=NS) == "Exercise"
    assert root.findtext("cap:scope", namespaces=NS) == "Restricted"
    assert "DRILL" in (root.findtext("cap:note", namespaces=NS) or "")
    for info in root.findall("cap:info", NS):
        headline = info.findtext("cap:headline", namespaces=NS) or ""
        assert headline.startswith(("DRILL", "SIMULACRO"))
        assert len(headline) <= 160


def test_every_text_in_every_language_says_it_first(world: World) -> None:
    drill_id = proposed(world)

    for text in queries.view(drill_id, world.personas.editor.actor, world.now).texts:
        word = "SIMULACRO" if text.language == "es" else "DRILL"
        for part in (text.headline, text.description, text.short):
            assert part.startswith(word), (text.language, part)
        assert word in text.closing
        assert text.instruction == ""


def test_two_people_start_it(world: World) -> None:
    drill_id = proposed(world)

    with pytest.raises(NotAllowed):
        drilling.release(
            drill_id=drill_id,
            content_hash=hash_of(drill_id),
            by=world.personas.dispatcher.actor,
            now=world.now,
        )
    own = drilling.compose(
        area="pico-union",
        activity="waiting",
        lifetime=HALF_AN_HOUR,
        by=world.personas.editor.actor,
        now=world.now,
    )
    with pytest.raises(NotIndependent):
        drilling.release(
            drill_id=own, content_hash=hash_of(own), by=world.personas.editor.actor, now=world.now
        )
    with pytest.raises(ContentChanged):
        drilling.release(
            drill_id=drill_id, content_hash=hash_of(own), by=world.personas.editor.actor, now=world.now
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Drill.objects.filter(pk=drill_id).update(
            released_by=world.personas.dispatcher.id,
            released_at=world.now,
            expires_at=world.now + HALF_AN_HOUR,
        )
    with pytest.raises(IntegrityError, match="DRILL_WAS_PROPOSED"), transaction.atomic():
        Drill.objects.filter(pk=drill_id).update(content={})
    with pytest.raises(IntegrityError, match="ALERT_NEEDS_TWO_PEOPLE"), transaction.atomic():
        Drill.objects.create(
            id=uuid4(), code="D-1", content={}, content_hash="", composed_by=world.personas.dispatcher.id,
            created_at=world.now, proposal_ends_at=world.now, released_by=world.personas.editor.id,
            released_at=world.now, expires_at=world.now + HALF_AN_HOUR,
        )  # fmt: skip


def test_it_starts_once_and_not_too_late(world: World) -> None:
    drill_id = started(world)
    with pytest.raises(AlreadyReleased):
        drilling.release(
            drill_id=drill_id,
            content_hash=hash_of(drill_id),
            by=world.personas.coordinator.actor,
            now=world.now,
        )
    old = proposed(world)
    world.now += drilling.PROPOSAL_LASTS

    with pytest.raises(DrillNotPossibleNow):
        drilling.release(
            drill_id=old, content_hash=hash_of(old), by=world.personas.editor.actor, now=world.now
        )


def test_one_stops_it_and_those_reached_are_told(world: World) -> None:
    volunteers(world, world.personas.observer, "vol@drills.example")
    drill_id = started(world)
    volunteers(world, world.personas.legal, "late@drills.example")

    drilling.stop(drill_id=drill_id, by=world.personas.dispatcher.actor, now=world.now)
    world.work()

    assert [mail.subject.split(": ", 1)[-1][:5] for mail in drill_mails()]
    over = [mail for mail in drill_mails() if "over" in mail.subject]
    assert len(over) == 1
    assert queries.view(drill_id, world.personas.editor.actor, world.now).state == "stopped"
    with pytest.raises(DrillNotPossibleNow):
        drilling.stop(drill_id=drill_id, by=world.personas.dispatcher.actor, now=world.now)
    kinds = [entry.kind for entry in journal.about(drill_id)]
    assert kinds == ["drill.proposed", "drill.released", "drill.stopped"]


def test_stopped_before_it_left_nothing_leaves(world: World) -> None:
    volunteers(world, world.personas.observer, "vol@drills.example")
    drill_id = proposed(world)
    drilling.release(
        drill_id=drill_id, content_hash=hash_of(drill_id), by=world.personas.editor.actor, now=world.now
    )

    drilling.stop(drill_id=drill_id, by=world.personas.editor.actor, now=world.now)
    world.work()

    assert drill_mails() == []


def test_drills_are_not_counted_and_a_lockdown_holds_them(world: World) -> None:
    for _ in range(8):
        started(world)
    assert pausing.released_within_the_hour(world.now) == 0
    drill_id = proposed(world)
    lockdown.lock(by=world.personas.coordinator.actor, now=world.now)

    with pytest.raises(pausing.SendingIsLocked):
        drilling.release(
            drill_id=drill_id, content_hash=hash_of(drill_id), by=world.personas.editor.actor, now=world.now
        )


def test_who_leaves_the_network_gets_none(world: World) -> None:
    volunteers(world, world.personas.observer, "vol@drills.example")
    network.remove_member(
        member_id=world.personas.observer.id, by=world.personas.coordinator.actor, now=world.now
    )
    world.work()

    started(world)

    assert not DrillVolunteer.objects.exists()
    assert drill_mails() == []


def test_an_address_that_nobody_confirms_is_forgotten(world: World) -> None:
    volunteers(world, world.personas.observer, "vol@drills.example", confirms=False)

    world.later(timedelta(hours=49))

    assert not DrillVolunteer.objects.exists()


def test_a_subscriber_who_volunteers_gets_both_once(world: World) -> None:
    world.subscriber("both@example.org")
    volunteers(world, world.personas.observer, "both@example.org")
    drill_id = started(world)
    world.released()
    drilling.stop(drill_id=drill_id, by=world.personas.editor.actor, now=world.now)
    world.work()

    assert len([mail for mail in drill_mails() if "over" not in mail.subject]) == 1
    assert len([mail for mail in drill_mails() if "over" in mail.subject]) == 1
    assert (
        RecordedMessage.objects.filter(subject__contains="Confirmed")
        .exclude(subject__contains="DRILL")
        .count()
        == 1
    )


def test_a_link_of_a_subscription_opens_no_drills(world: World) -> None:
    subscription = world.subscriber("ana@example.org")
    token = signing.path(subscription, tokens.UNSUBSCRIBE).split("/")[-2]

    with pytest.raises(tokens.LinkNotValid):
        drilling.confirm(token=token, now=world.now)
    with pytest.raises(tokens.LinkNotValid):
        drilling.end(token=token, now=world.now)


def test_nobody_volunteers_another_kind_of_address(world: World) -> None:
    with pytest.raises(channels.AddressRefused):
        drilling.volunteer(address="x", language="en", by=world.personas.observer.actor, now=world.now)
