"""An import appears on board and map, and nothing that it brought about a person ever in public."""

import csv
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse

from amparo.alerts.domain.kinds import Kind
from amparo.core import clock, jobs
from amparo.incidents.api import Outcome
from amparo.incidents.models import HourCount, Incident, IncidentReport
from amparo.reports.api import import_ushahidi
from amparo.reports.models import Report
from tests.alerts.world import World
from tests.architecture import samples
from tests.architecture.routes import routes
from tests.channels.keys import being_the_gateway
from tests.personas import Personas

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(60)]

SAMPLE = Path(__file__).resolve().parents[1] / "fixtures" / "ushahidi" / "invented_sample.csv"
# Of every row: what its teller wrote, and what led to the teller. The names of places are public anyway.
TOLD = ("INCIDENT TITLE", "DESCRIPTION", "LOCATION", "FIRST NAME", "LAST NAME", "EMAIL")


@pytest.fixture
def world(personas: Personas) -> World:
    """The sample has come in, and incidents have formed."""
    world = World(personas)
    import_ushahidi(SAMPLE, now=world.now)
    world.work()
    return world


def incident_with(words: str) -> Incident:
    report = Report.objects.get(text__contains=words)
    return Incident.objects.get(pk=IncidentReport.objects.get(report_id=report.pk).incident_id)


def test_every_row_stands_in_an_incident_and_two_places_in_two(world: World) -> None:
    assert IncidentReport.objects.count() == Report.objects.count() == 11
    van = {incident_with(words).pk for words in ("white van", "camioneta blanca")}
    assert incident_with("Two cars wait").pk not in van
    assert world.now >= max(Incident.objects.values_list("opened_at", flat=True))


def test_the_import_stands_on_the_board_and_on_the_map(world: World) -> None:
    browser = world.personas.dispatcher.client
    seen: set[str] = set()
    for page in range(1, 4):
        seen |= set(
            re.findall(r"/board/([0-9a-f-]{36})/", browser.get(f"/board/?page={page}").content.decode())
        )
    points = browser.get("/board/points.json").json()["points"]

    everything = {str(each) for each in Incident.objects.values_list("pk", flat=True)}
    placed = {str(each) for each in Incident.objects.filter(place_is_known=True).values_list("pk", flat=True)}
    assert seen >= everything
    assert {point["id"] for point in points} == placed
    assert len(placed) == len(everything) - 1, "the row from far away has no place on the map"


@pytest.mark.parametrize("words", ["四个穿背心的人", "أربعة أشخاص", "sòti nan mache a", "👀"])
def test_a_dispatcher_reads_each_text_as_it_was_written(world: World, words: str) -> None:
    page = world.personas.dispatcher.client.get(f"/board/{incident_with(words).pk}/").content.decode()

    assert words in page
    assert 'dir="auto"' in page, "nobody told the language of an import"


def test_what_leads_to_a_person_is_covered_on_the_incidents_page(world: World) -> None:
    page = world.personas.dispatcher.client.get(
        f"/board/{incident_with('my neighbour').pk}/"
    ).content.decode()

    assert re.search(r"<(?:mark|span|details)[^>]*>[^<]*213 555 0134", page)
    assert "rosalinda.marker@example.org" not in page, "columns about the teller are never read"


def test_nothing_of_an_import_reaches_the_public_whatever_becomes_of_it(world: World, tmp_path: Path) -> None:
    with being_the_gateway(tmp_path / "keys"), override_settings(PUBLIC_FILES=tmp_path / "public"):
        made = samples.make(world.personas, clock.now())
        for words, outcome in [("my neighbour", Outcome.CONFIRMED), ("Nobody saw a bus", Outcome.UNFOUNDED)]:
            incident_id = incident_with(words).pk
            world.decide(incident_id, outcome)
            world.release(world.compose(incident_id, Kind(outcome.value)))
        world.work()
        jobs.run_all(now=clock.now())

        pages = dict(_public(made))
    assert len(pages) > 15
    leaks = [(path, told) for path, body in pages.items() for told in _told() if told in body]
    assert leaks == []


def _told() -> Iterator[str]:
    """Yield what nobody outside may read: every run of three words, and whatever stands alone."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for column in TOLD:
                words = row[column].split()
                if len(words) == 1 and len(words[0]) > 3:
                    yield words[0]
                yield from (
                    " ".join((*pair, last)) for pair, last in zip(pairwise(words), words[2:], strict=False)
                )


def _public(made: dict[str, samples.Arguments]) -> Iterator[tuple[str, str]]:
    """Yield every public page and feed, as an outsider gets it."""
    for route in routes():
        given = made.get(route.app, {})
        arguments = {each: given.get(f"{route.name}:{each}", given.get(each)) for each in route.arguments}
        if route.marks != {"public"} or None in arguments.values():
            continue
        try:
            path = reverse(route.name, kwargs=arguments)
        except NoReverseMatch:
            continue
        for language in ("en", "es"):
            answer = Client().get(path, headers={"accept-language": language})
            body = b"".join(answer) if answer.streaming else answer.content
            yield f"{path} {language}", body.decode(errors="replace")
    for alert_id in re.findall(r"/alerts/([0-9a-f-]{36})/", Client().get("/").content.decode()):
        yield alert_id, Client().get(f"/alerts/{alert_id}/").content.decode()


def test_an_import_is_no_surge(world: World) -> None:
    """Thousands of rows of years ago must not make the neighbours of today prove that they are in earnest."""
    assert IncidentReport.objects.count() == 11
    assert not HourCount.objects.exists()
