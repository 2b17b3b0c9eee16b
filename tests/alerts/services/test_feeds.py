"""The feeds: ready-made files, honest about their age, without anything of the visitor, empty of what has ended."""

import gzip
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.test import Client
from lxml import etree

from amparo.alerts.models import Alert, SignedMessage
from amparo.alerts.services import publishing
from amparo.core.models import Job
from tests.alerts import browsing
from tests.alerts.world import World

FEEDS_OF_A_LANGUAGE = [("atom", "en.xml"), ("atom", "es.xml"), ("json", "en.json"), ("json", "es.json")]
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


EVERY_FEED = [
    "/feeds/atom/en.xml", "/feeds/json/en.json", "/feeds/cap/index.xml", "/feeds/alerts.geojson", "/feeds/alerts.json",
]  # fmt: skip


@pytest.mark.parametrize("path", EVERY_FEED)
def test_a_feed_can_be_cached_by_anybody_and_sets_nothing(world: World, path: str) -> None:
    world.released()
    client = Client()

    first = client.get(path, headers={"accept-encoding": "gzip"})
    smallest = client.get(path, headers={"accept-encoding": "gzip, deflate, br, zstd"})
    refused = client.get(path, headers={"accept-encoding": "br;q=0, gzip;q=0.0"})
    plain = client.get(path)
    again = client.get(path, headers={"if-none-match": first["ETag"], "accept-encoding": "gzip"})
    weak = client.get(path, headers={"if-none-match": f"W/{plain['ETag']}"})

    assert gzip.decompress(first.content) == plain.content
    assert brotli.decompress(smallest.content) == refused.content == plain.content
    assert len({first["ETag"], plain["ETag"], smallest["ETag"]}) == 3
    assert not plain["ETag"].startswith("W/")
    assert again.status_code == weak.status_code == 304
    assert not again.content
    assert not again.has_header("Content-Length")
    for answer in (first, plain, smallest, again):
        assert answer["Cache-Control"] == publishing_rule()
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies
        assert "Cookie" not in answer["Vary"]


def publishing_rule() -> str:
    return "public, max-age=15, stale-while-revalidate=60, stale-if-error=86400"


def test_who_asks_by_date_gets_what_is_newer(world: World) -> None:
    world.released()
    path = publishing.folder() / "alerts.geojson"
    os.utime(path, (1_700_000_000, 1_700_000_000))
    client = Client()

    first = client.get("/feeds/alerts.geojson")
    asked = {"if-modified-since": first["Last-Modified"]}
    unchanged = client.get("/feeds/alerts.geojson", headers=asked)
    the_etag_decides = client.get("/feeds/alerts.geojson", headers=asked | {"if-none-match": '"another"'})
    world.released()
    changed = client.get("/feeds/alerts.geojson", headers=asked)

    assert unchanged.status_code == 304
    assert the_etag_decides.status_code == changed.status_code == 200


def test_a_file_of_this_very_second_has_no_date_to_ask_by(world: World) -> None:
    world.released()
    path = publishing.folder() / "alerts.geojson"

    with browsing.see_at(
        datetime.fromtimestamp(int(path.stat().st_mtime), UTC) + timedelta(milliseconds=900)
    ):
        answer = Client().get("/feeds/alerts.geojson")

    assert answer.status_code == 200
    assert not answer.has_header("Last-Modified")


def test_each_writing_of_a_file_gets_a_later_second(world: World) -> None:
    world.released()
    before = (publishing.folder() / "alerts.geojson").stat().st_mtime

    world.released()

    assert int((publishing.folder() / "alerts.geojson").stat().st_mtime) > int(before)


def test_what_stands_compressed_beside_a_file_is_served_only_if_it_is_of_the_same_bytes(world: World) -> None:
    world.released()
    beside = publishing.folder() / "alerts.geojson.gz"
    beside.write_bytes(gzip.compress(b"of another moment"))
    (publishing.folder() / "alerts.geojson.br").write_bytes(b"broken")
    client = Client()

    plain = client.get("/feeds/alerts.geojson")
    packed = client.get("/feeds/alerts.geojson", headers={"accept-encoding": "gzip"})
    smallest = client.get("/feeds/alerts.geojson", headers={"accept-encoding": "br"})

    assert gzip.decompress(packed.content) == brotli.decompress(smallest.content) == plain.content


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
    assert {each.name for each in (publishing.folder() / "cap").iterdir()} == {
        "index.xml", "index.xml.gz", "index.xml.br"
    }  # fmt: skip
    assert not Job.objects.filter(name="alerts.expire", run_at__lte=world.now).exists()


def test_files_are_whole_and_compressed_beside_themselves(world: World) -> None:
    world.released()

    files = [path for path in publishing.folder().rglob("*") if path.is_file() and not is_ours_alone(path)]

    plain = {path for path in files if path.suffix not in {".gz", ".br", ".sig"}}
    names = {str(path.relative_to(publishing.folder())) for path in plain}
    assert names >= {"alerts.geojson", "alerts.json", "cap/index.xml"}
    assert names >= {f"{kind}/{tag}" for kind, tag in FEEDS_OF_A_LANGUAGE}
    for path in plain:
        gz, br = (path.with_name(path.name + ending).read_bytes() for ending in (".gz", ".br"))
        assert gzip.decompress(gz) == brotli.decompress(br) == path.read_bytes()


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
    "path",
    [
        "/feeds/cap/../../x.xml",
        "/feeds/atom/xx-unknown.xml",
        "/feeds/atom/..xml",
        "/feeds/json/xx-unknown.json",
    ],
)
def test_only_feeds_are_served(world: World, path: str) -> None:
    assert Client().get(path).status_code == 404
