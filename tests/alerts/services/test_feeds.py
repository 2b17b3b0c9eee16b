"""The feeds: ready-made files, honest about their age, without anything of the visitor, empty of what has ended."""

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from lxml import etree

from amparo.alerts.models import Alert, SignedMessage
from amparo.alerts.services import publishing
from amparo.core.models import Job
from tests.alerts import browsing
from tests.alerts.world import World

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_a_release_appears_in_every_feed(world: World) -> None:
    alert_id = world.released()

    cap = Client().get(f"/feeds/cap/{alert_id}.xml")
    atom = Client().get("/feeds/atom/es.xml")
    value = Client().get("/feeds/alerts.json").json()

    assert cap["Content-Type"] == "application/cap+xml"
    assert cap.content == bytes(SignedMessage.objects.get(pk=alert_id).body)
    feed = etree.fromstring(atom.content)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
    assert feed.findtext("a:entry/a:id", namespaces=ATOM) == f"urn:uuid:{alert_id}"
    assert "Confirmado:" in (feed.findtext("a:entry/a:title", namespaces=ATOM) or "")
    links = {link.get("type"): link.get("href") for link in feed.findall("a:entry/a:link", ATOM)}
    assert links["application/cap+xml"] == f"{settings.PUBLIC_ORIGIN}/feeds/cap/{alert_id}.xml"
    [feature] = value["features"]
    ring = feature["geometry"]["coordinates"][0][0]
    assert ring[0] == ring[-1]
    assert ring[0][0] < -100, "GeoJSON puts longitude first"
    assert set(feature["properties"]["texts"]) == {"en", "es"}


@pytest.mark.parametrize("path", ["/feeds/atom/en.xml", "/feeds/alerts.json"])
def test_a_feed_can_be_cached_by_anybody_and_sets_nothing(world: World, path: str) -> None:
    world.released()
    client = Client()

    first = client.get(path, headers={"accept-encoding": "gzip"})
    plain = client.get(path)
    again = client.get(path, headers={"if-none-match": first["ETag"], "accept-encoding": "gzip"})
    weak = client.get(path, headers={"if-none-match": f"W/{plain['ETag']}"})

    assert gzip.decompress(first.content) == plain.content
    assert first["ETag"] != plain["ETag"]
    assert again.status_code == weak.status_code == 304
    assert not again.content
    for answer in (first, plain, again):
        assert answer["Cache-Control"] == publishing_rule()
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies
        assert "Cookie" not in answer["Vary"]


def publishing_rule() -> str:
    return "public, max-age=15, stale-while-revalidate=60, stale-if-error=86400"


def test_the_etag_changes_with_what_is_said(world: World) -> None:
    before = Client().get("/feeds/alerts.json")["ETag"]

    world.released()

    assert Client().get("/feeds/alerts.json")["ETag"] != before


def test_at_its_expiry_an_alert_leaves_every_feed_though_the_worker_is_dead(world: World) -> None:
    alert_id = world.released()
    expires_at = Alert.objects.get(pk=alert_id).expires_at
    assert expires_at is not None

    with browsing.see_at(expires_at):
        gone = Client().get(f"/feeds/cap/{alert_id}.xml")
        atom = Client().get("/feeds/atom/en.xml")
        home = Client().get("/")

    assert gone.status_code == 404
    assert str(alert_id) not in atom.text
    assert f"/alerts/{alert_id}/" in home.text.split("Over")[-1]


def test_the_worker_ends_what_is_past_its_time(world: World) -> None:
    alert_id = world.released()
    waits = world.compose(world.incident())

    world.later(timedelta(hours=2, seconds=1))

    assert Alert.objects.get(pk=alert_id).state == "expired"
    assert Alert.objects.get(pk=waits).state == "expired"
    assert not list((publishing.folder() / "cap").iterdir())
    assert not Job.objects.filter(name="alerts.expire", run_at__lte=world.now).exists()


def test_files_are_whole_and_compressed_beside_themselves(world: World) -> None:
    world.released()

    files = [path for path in publishing.folder().rglob("*") if path.is_file() and not is_ours_alone(path)]

    plain = [path for path in files if path.suffix != ".gz"]
    assert len(plain) == 4
    for path in plain:
        beside = path.with_name(f"{path.name}.gz")
        assert gzip.decompress(beside.read_bytes()) == path.read_bytes()


def is_ours_alone(path: Path) -> bool:
    return path.name in {".lock", "valid-until"}


def test_publishing_again_changes_no_file(world: World) -> None:
    world.released()
    before = {path: path.stat().st_mtime_ns for path in publishing.folder().rglob("*.xml*")}

    publishing.publish(world.now)

    assert before == {path: path.stat().st_mtime_ns for path in publishing.folder().rglob("*.xml*")}


def test_taken_back_alerts_leave_and_their_withdrawal_stands(world: World) -> None:
    alert_id = world.released()

    world.withdraw(alert_id)

    properties = [
        each["properties"] for each in json.loads(Client().get("/feeds/alerts.json").content)["features"]
    ]
    assert [each["kind"] for each in properties] == ["withdrawal"]
    assert Client().get(f"/feeds/cap/{alert_id}.xml").status_code == 404


@pytest.mark.parametrize(
    "path", ["/feeds/cap/../../x.xml", "/feeds/atom/xx-unknown.xml", "/feeds/atom/..xml"]
)
def test_only_feeds_are_served(world: World, path: str) -> None:
    assert Client().get(path).status_code == 404
