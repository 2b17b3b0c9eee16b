"""T34: what was sent never changes, however often it is edited; T36: everything ends, everywhere, by itself."""

import os
from datetime import timedelta

import pytest
from django.test import Client
from lxml import etree

from amparo.alerts import api as alerts
from amparo.alerts import keys
from amparo.alerts.domain import xml_signature
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.models import Alert, CAPMessage, SignedMessage
from amparo.alerts.queries import documents, fetch
from amparo.alerts.services import expiring, publishing
from amparo.core.errors import AmparoError
from amparo.incidents.api import Outcome
from amparo.network import queries
from amparo.network.models import Network
from amparo.network.services import lockdown
from tests.alerts import browsing
from tests.alerts.world import World

pytestmark = pytest.mark.timeout(240)
NS = {"cap": "urn:oasis:names:tc:emergency:cap:1.2"}
EDITS = 100 if os.environ.get("AMPARO_FULL") else 20


def test_a_hundred_edits_are_a_hundred_updates_and_the_first_stays_as_it_was(world: World) -> None:
    Network.objects.update(alerts_per_hour=60)
    queries.forget_network()
    first = world.release(world.compose(world.incident()))
    world.work()
    known = {
        first: (bytes(CAPMessage.objects.get(pk=first).body), bytes(SignedMessage.objects.get(pk=first).body))
    }
    draft = alerts.Draft(
        sentences=("statement.still_there",), languages=("en",), lifetime=timedelta(hours=48)
    )
    for number in range(EDITS):
        with pytest.raises(AmparoError):  # what was sent is no draft any more
            world.revise(first, alerts.Draft())
        world.now += timedelta(minutes=2)
        by = world.personas.dispatcher.actor
        update = alerts.update(alert_id=first, draft=draft, by=by, now=world.now)
        world.release(update)
        if number % 10 == 0:
            world.work()
    world.work()

    rows = list(Alert.objects.order_by("number"))
    assert len(rows) == EDITS + 1
    assert len(set(CAPMessage.objects.values_list("sender", "identifier", "sent"))) == EDITS + 1
    for row in rows:
        body = bytes(row.cap.body)
        root = etree.fromstring(body)
        kind = root.findtext("cap:msgType", namespaces=NS)
        references = (root.findtext("cap:references", namespaces=NS) or "").split()
        assert (kind, bool(references)) == (("Alert", False) if row.pk == first else ("Update", True))
        assert row.released_at is not None
        again = documents.cap_message(row, fetch.content_of(row), documents.sent_texts(row), row.released_at)
        assert again == body, "the same values give the same bytes"
    assert bytes(CAPMessage.objects.get(pk=first).body) == known[first][0]
    assert bytes(SignedMessage.objects.get(pk=first).body) == known[first][1]
    third = etree.fromstring(bytes(rows[2].cap.body)).findtext("cap:references", namespaces=NS)
    assert third is not None
    assert len(third.split()) == 2


@pytest.mark.parametrize("kind", [Kind.CONFIRMED, Kind.UNFOUNDED])
def test_a_minute_after_its_end_an_alert_is_nowhere(world: World, kind: Kind) -> None:
    """T36, with the worker alive and with the worker dead."""
    alert_id = world.released(kind, lifetime=timedelta(minutes=15))
    headline = alerts.preview(alert_id, world.personas.editor.actor, world.now).texts[0].headline
    late = world.now + timedelta(minutes=16)

    with browsing.see_at(late):
        for address in ("/feeds/alerts.json", "/feeds/atom/en.xml", "/feeds/atom/es.xml"):
            assert headline not in Client().get(address).text
            assert str(alert_id) not in Client().get(address).text
        assert Client().get(f"/feeds/cap/{alert_id}.xml").status_code == 404
        page = Client().get(f"/alerts/{alert_id}/").text
        assert "Valid now" not in page
        assert "It is still valid" not in Client().post("/alerts/check/", {"text": headline}).text
    assert not list((publishing.folder() / "cap").glob(f"{alert_id}*"))

    world.now = late
    assert expiring.expire(world.now) == 1
    assert Alert.objects.get(pk=alert_id).state == "expired"


def test_no_released_alert_is_without_an_end(world: World) -> None:
    for kind in (Kind.CONFIRMED, Kind.UNFOUNDED, Kind.OTHER_AGENCY, Kind.UNVERIFIABLE):
        world.released(kind)

    for row in Alert.objects.all():
        assert row.expires_at is not None
        assert row.released_at is not None
        assert timedelta(0) < row.expires_at - row.released_at <= timedelta(hours=48)
        ends = etree.fromstring(bytes(row.cap.body)).findall("cap:info/cap:expires", NS)
        assert len(ends) == len(row.content["languages"])


def test_no_response_type_says_that_all_is_clear(world: World) -> None:
    incident_id = world.incident()
    first = world.release(world.compose(incident_id))
    world.end(incident_id)
    world.follow(first, Kind.ALL_CLEAR)
    world.correct_outcome(incident_id, Outcome.UNFOUNDED)
    world.follow(first, Kind.CORRECTION)
    world.withdraw(world.released())

    for row in CAPMessage.objects.all():
        body = bytes(row.body)
        assert b"AllClear" not in body
        assert b"is safe" not in body
    ended = CAPMessage.objects.get(alert__kind=Kind.ALL_CLEAR)
    root = etree.fromstring(bytes(ended.body))
    assert {each.text for each in root.findall("cap:info/cap:responseType", NS)} == {"Assess"}
    assert "There may be others" in bytes(ended.body).decode()


@pytest.mark.parametrize("kind", [Kind.ALL_CLEAR, Kind.CORRECTION])
def test_what_ends_or_corrects_holds_no_word_of_an_editors_own(world: World, kind: Kind) -> None:
    incident_id = world.incident()
    first = world.release(world.compose(incident_id, precision=10, slots={"where": "8th Street"}))
    if kind is Kind.ALL_CLEAR:
        world.end(incident_id)
    else:
        world.correct_outcome(incident_id, Outcome.UNFOUNDED)
    follow = alerts.all_clear if kind is Kind.ALL_CLEAR else alerts.correct
    by, own = world.personas.dispatcher.actor, {"en": "Come out.", "es": "Salgan."}

    for draft in (
        alerts.Draft(free_text=own),
        alerts.Draft(precision=10, slots={"where": "Somewhere else"}),
    ):
        with pytest.raises(alerts.PreparedSentencesOnly):
            follow(alert_id=first, draft=draft, by=by, now=world.now)

    follow(
        alert_id=first, draft=alerts.Draft(precision=10, slots={"where": "8th Street"}), by=by, now=world.now
    )


def test_the_form_of_a_correction_has_no_field_for_own_words(world: World) -> None:
    incident_id = world.incident()
    first = world.release(world.compose(incident_id))
    world.correct_outcome(incident_id, Outcome.UNFOUNDED)

    client = world.personas.dispatcher.client
    page = client.get(f"/desk/alerts/{first}/follow/correction/").text

    assert "words_en" not in page
    assert 'name="where"' not in page
    assert "words_en" in client.get(f"/desk/alerts/compose/{world.incident()}/").text


def test_a_ceiling_that_is_reached_is_said_in_words_and_taking_back_is_not_counted(world: World) -> None:
    Network.objects.update(alerts_per_hour=2)
    queries.forget_network()
    first = world.released()
    world.released()
    third, content_hash = world.proposed()
    editor = world.personas.editor

    answer = editor.client.post(f"/desk/alerts/{third}/release/", {"content_hash": content_hash})

    assert answer.status_code == 409
    assert "Two coordinators can lift the ceiling" in answer.text
    with pytest.raises(alerts.CeilingReached):
        alerts.release(alert_id=third, content_hash=content_hash, by=editor.actor, now=world.now)
    world.withdraw(first)
    assert Alert.objects.get(kind="withdrawal").state == "released"


def test_a_lockdown_refuses_releases_and_lets_one_take_back(world: World) -> None:
    world.subscriber("ana@example.org")
    first = world.released()
    waiting, content_hash = world.proposed()
    lockdown.lock(by=world.personas.coordinator.actor, now=world.now)

    with pytest.raises(alerts.SendingIsLocked):
        alerts.release(
            alert_id=waiting, content_hash=content_hash, by=world.personas.editor.actor, now=world.now
        )
    before = len(world.got(""))
    world.withdraw(first)

    assert len(world.got("")) == before, "nothing leaves while it holds"
    assert "We took this message back" in Client().get(f"/alerts/{first}/").text
    assert xml_signature.verify(
        bytes(SignedMessage.objects.get(alert__kind="withdrawal").body), keys.public()[0].certificate
    )


def test_a_lockdown_is_said_in_every_feed_and_no_longer_when_it_is_over(world: World) -> None:
    world.released()
    by = world.personas.coordinator.actor
    lockdown.lock(by=by, now=world.now)
    world.work()

    assert "All sending is stopped" in Client().get("/feeds/atom/en.xml").text
    assert "detenidos" in Client().get("/feeds/atom/es.xml").text
    value = Client().get("/feeds/alerts.json").json()
    assert set(value["notices"]) == {"en", "es"}
    assert len(value["features"]) == 1, "what stands goes on standing"

    lockdown.ask_to_lift(by=by, now=world.now)
    lockdown.lift_at_the_machine(world.now)
    world.work()

    assert "All sending is stopped" not in Client().get("/feeds/atom/en.xml").text
    assert Client().get("/feeds/alerts.json").json()["notices"] == {}
