"""What stands in each feed, read by parsers that are not ours, and what each says of its own end."""

import json
from datetime import datetime, timedelta
from uuid import UUID

import feedparser
from django.conf import settings
from django.test import Client
from lxml import etree

from amparo.alerts.models import Alert
from amparo.alerts.services import publishing, signing
from amparo.core import jobs
from amparo.core.models import Job
from tests.alerts.world import World

NAMES = {"a": "http://www.w3.org/2005/Atom", "cap": "urn:oasis:names:tc:emergency:cap:1.2"}


def expiry_of(alert_id: UUID) -> datetime:
    """Return when an alert ends, as feeds say it: to the second."""
    found = Alert.objects.get(pk=alert_id).expires_at
    assert found is not None
    return found.replace(microsecond=0)


def test_the_index_leads_to_each_cap_message_in_each_of_its_languages(world: World) -> None:
    alert_id = world.released()

    answer = Client().get("/feeds/cap/index.xml")

    [entry] = feedparser.parse(answer.content).entries
    address = f"{settings.PUBLIC_ORIGIN}/feeds/cap/{alert_id}.xml"
    links = [link for link in entry.links if link["type"] == "application/cap+xml"]
    assert [(link["rel"], link["href"]) for link in links] == [("alternate", address)] * 2
    assert {link["hreflang"] for link in links} == {"en", "es"}
    root = etree.fromstring(answer.content)
    said = {
        name: root.findtext(f"a:entry/cap:{name}", namespaces=NAMES)
        for name in ("identifier", "msgType", "certainty", "expires")
    }
    assert said == {
        "identifier": f"amparo-{alert_id}",
        "msgType": "Alert",
        "certainty": "Observed",
        "expires": expiry_of(alert_id).isoformat().replace("+00:00", "-00:00"),
    }


def test_the_json_feed_says_what_the_standard_wants_and_its_extension_the_rest(world: World) -> None:
    alert_id = world.released()

    answer = Client().get("/feeds/json/es.json")

    value = answer.json()
    assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
    assert value["version"] == "https://jsonfeed.org/version/1.1"
    assert value["feed_url"] == f"{settings.PUBLIC_ORIGIN}/feeds/json/es.json"
    assert value["language"] == value["_amparo"]["words"]["language"] == "es"
    [item] = value["items"]
    assert item["id"] == f"urn:uuid:{alert_id}"
    assert item["language"] == "es"
    assert "Confirmado" in item["title"]
    assert "Este mensaje es válido hasta" in item["content_text"]
    extension = item["_amparo"]
    assert datetime.fromisoformat(extension["expires"]) == expiry_of(alert_id)
    assert (extension["status"], extension["kind"]) == ("Test", "confirmed")
    assert extension["code"] == Alert.objects.get(pk=alert_id).code
    assert extension["area"]["geometry"]["type"] == "MultiPolygon"


def test_entries_of_atom_say_their_expiry_to_programs_and_to_people(world: World) -> None:
    alert_id = world.released()

    root = etree.fromstring(Client().get("/feeds/atom/en.xml").content)

    expires = root.findtext("a:entry/cap:expires", namespaces=NAMES) or ""
    assert datetime.fromisoformat(expires) == expiry_of(alert_id)
    assert "valid until" in (root.findtext("a:entry/a:content", namespaces=NAMES) or "")


def test_an_alert_that_lacks_a_language_stands_there_in_another_marked_so(world: World) -> None:
    world.released(languages=("en",))

    [item] = Client().get("/feeds/json/es.json").json()["items"]
    root = etree.fromstring(Client().get("/feeds/atom/es.xml").content)

    assert item["language"] == "en"
    assert item["_amparo"]["direction"] == "ltr"
    entry = root.find("a:entry", NAMES)
    assert entry is not None
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_the_old_name_of_the_map_feed_keeps_working(world: World) -> None:
    world.released()

    assert Client().get("/feeds/alerts.json").content == Client().get("/feeds/alerts.geojson").content


def test_silence_is_told_from_a_fault_by_the_beat(world: World) -> None:
    world.released()
    before = json.loads((publishing.folder() / "json" / "en.json").read_bytes())

    world.later(timedelta(minutes=20))

    after = json.loads((publishing.folder() / "json" / "en.json").read_bytes())
    assert before["items"] == after["items"]
    passed = [datetime.fromisoformat(each["_amparo"]["good_until"]) for each in (before, after)]
    assert timedelta(minutes=15) <= passed[1] - passed[0] <= timedelta(minutes=30)
    assert passed[1] > world.now + timedelta(minutes=44)


def test_one_beat_waits_however_often_the_feeds_are_written(world: World) -> None:
    for _ in range(3):
        jobs.enqueue("alerts.publish", {}, now=world.now)
        world.work()

    assert Job.objects.filter(name="alerts.publish").count() == 1


def test_one_job_writes_every_feed(world: World) -> None:
    alert_id, _ = world.proposed()
    world.release(alert_id)
    code = Alert.objects.get(pk=alert_id).code

    jobs.run_all(now=world.now, queues=(signing.QUEUE,), limit=1)

    names = ("atom/en.xml", "atom/es.xml", "json/en.json", "json/es.json", "alerts.geojson", "alerts.json")
    for name in (*names, f"cap/{alert_id}.xml"):
        assert code in (publishing.folder() / name).read_text(encoding="utf-8")
    assert str(alert_id) in (publishing.folder() / "cap" / "index.xml").read_text(encoding="utf-8")
