"""The app and its database are gone: a plain server hands the files out, whole, signed, and without a cookie (T53)."""

import urllib.request
from pathlib import Path

import pytest
from django.test import override_settings

from amparo.alerts.domain import detached, xml_signature
from amparo.alerts.domain.feeds import signature
from amparo.alerts.models import CAPMessage
from amparo.alerts.services import feed_signing, publishing
from tests.alerts import alone
from tests.alerts.signing_keys import pair
from tests.alerts.world import World

KEY = bytes(range(32))


@pytest.fixture
def signing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process hold the network's key, as the one that publishes does."""
    monkeypatch.setattr(feed_signing, "held_key", lambda: KEY)


def read(address: str) -> tuple[bytes, dict[str, str]]:
    with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 — our own, on loopback
        return answer.read(), dict(answer.headers)


def test_the_files_are_right_signed_and_without_a_cookie_when_nothing_else_runs(
    world: World, signing: None, tmp_path: Path
) -> None:
    alert_id = world.released()
    public = detached.public_key(KEY)

    with (
        alone.served(publishing.folder(), tmp_path) as origin,
        override_settings(PUBLIC_FILES=tmp_path / "gone"),
    ):
        for name in ("alerts.geojson", "alerts.json", "json/en.json", "json/es.json"):
            body, headers = read(f"{origin}/{name}")
            beside, _ = read(f"{origin}/{name}.sig")
            assert signature.verify(body, beside, public) == body
            assert str(alert_id).encode() in body
            assert "stale-if-error=86400" in headers["Cache-Control"]
            assert headers["Access-Control-Allow-Origin"] == "*"
            assert "Set-Cookie" not in headers
        for name in ("cap/index.xml", f"cap/{alert_id}.xml", "atom/en.xml", "frame/es.html"):
            body, headers = read(f"{origin}/{name}")
            assert body
            assert "Set-Cookie" not in headers


def test_a_cap_message_that_is_signed_inside_itself_is_verified_from_its_file(
    world: World, tmp_path: Path
) -> None:
    alert_id = world.released()
    folder = tmp_path / "copy"
    folder.mkdir()
    document = bytes(CAPMessage.objects.get(pk=alert_id).body)
    (folder / "one.xml").write_bytes(xml_signature.sign(document, *pair("network")))

    with alone.served(folder, tmp_path) as origin:
        body, _ = read(f"{origin}/one.xml")

    assert b"amparo-" in xml_signature.verify(body, pair("network")[1])


def test_who_holds_no_key_leaves_no_wrong_signature(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_signing, "held_key", lambda: KEY)
    world.released()
    beside = publishing.folder() / "alerts.geojson.sig"
    assert beside.exists()

    monkeypatch.setattr(feed_signing, "held_key", lambda: None)
    publishing.publish(world.now)
    assert beside.exists(), "the bytes are the same"
    world.released()
    assert not beside.exists()

    monkeypatch.setattr(feed_signing, "held_key", lambda: KEY)
    publishing.publish(world.now)
    body = (publishing.folder() / "alerts.geojson").read_bytes()
    assert signature.verify(body, beside.read_bytes(), detached.public_key(KEY)) == body


def test_a_copy_some_seconds_old_is_verified_by_the_newer_signatures_file(
    world: World, signing: None
) -> None:
    world.released()
    path = publishing.folder() / "alerts.geojson"
    older = path.read_bytes()
    world.released()

    beside = path.with_name(f"{path.name}.sig").read_bytes()

    assert signature.verify(older, beside, detached.public_key(KEY)) == older
    with pytest.raises(detached.DetachedSignatureWrong):
        signature.verify(older + b" ", beside, detached.public_key(KEY))
    with pytest.raises(detached.DetachedSignatureWrong):
        signature.verify(older, beside, detached.public_key(bytes(32)))


@pytest.mark.parametrize("file", [b"", b"ed25519", b"ed25519 x !!!", b"\xff\xfe", b"rsa 1 2\n" * 1000])
def test_a_broken_signatures_file_verifies_nothing(file: bytes) -> None:
    with pytest.raises(detached.DetachedSignatureWrong):
        signature.verify(b"x", file, detached.public_key(KEY))
