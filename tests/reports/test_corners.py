"""A corner in words becomes a point, where the operator has streets and the person says so."""

from pathlib import Path

import pytest
from pytest_django import Settings

from amparo.core.places import cells
from amparo.core.places.cells import Cell, Point, Precision
from amparo.core.places.street_import import import_streets
from amparo.reports.models import Report
from tests.core.places.test_streets import LOS_ANGELES, write_extract
from tests.reports.reporting import Neighbour

pytestmark = pytest.mark.django_db
KEY = "34.05770,-118.27700"


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("streets")
    import_streets(
        write_extract(folder / "grid.osm.pbf"), region=LOS_ANGELES, target=folder / "streets.sqlite3"
    )
    return folder / "streets.sqlite3"


@pytest.fixture
def asked(neighbour: Neighbour, extract: Path, settings: Settings) -> Neighbour:
    """Somebody who wrote a corner and is asked which one."""
    settings.STREETS_FILE = extract
    neighbour.opens()
    neighbour.sends(activity="at_a_door")
    neighbour.sends(place_text="7 y Alvarado", area="")
    return neighbour


def goes_on(neighbour: Neighbour, **where: str) -> Report:
    neighbour.sends(**where)
    neighbour.sends(seen="10", heard="first_hand")
    neighbour.sends("send")
    return Report.objects.get()


def test_the_corner_is_offered_and_becomes_an_exact_point(asked: Neighbour) -> None:
    assert "Do you mean one of these corners?" in asked.text
    assert "West 7th Street & South Alvarado Street" in asked.text
    assert "(near Westlake)" in asked.text
    assert "None of these. Use only my words" in asked.text
    assert "Streets © OpenStreetMap contributors" in asked.text
    assert f'value="{KEY}" checked' in asked.text

    report = goes_on(asked, place_text="7 y Alvarado", area="", corner=KEY, corner_for="7 y Alvarado")

    assert cells.precision_of(Cell(report.cell)) == Precision.EXACT
    assert cells.distance_m(Cell(report.cell), Point(34.0577, -118.2770)) < 15
    assert report.place_text == "7 y Alvarado"
    assert report.place_is_known


def test_the_summary_names_the_corner_beside_the_words(asked: Neighbour) -> None:
    asked.sends(place_text="7 y Alvarado", area="", corner=KEY, corner_for="7 y Alvarado")
    asked.sends(seen="10", heard="first_hand")

    assert "West 7th Street & South Alvarado Street · 7 y Alvarado" in asked.text
    assert "Streets © OpenStreetMap contributors" in asked.text

    asked.sends("edit-where")
    assert f'value="{KEY}" checked' in asked.text


def test_words_alone_always_serve(asked: Neighbour) -> None:
    report = goes_on(
        asked, place_text="7 y Alvarado", area="Westlake", corner="words", corner_for="7 y Alvarado"
    )

    assert cells.precision_of(Cell(report.cell)) == Precision.NEIGHBOURHOOD
    assert report.place_text == "7 y Alvarado, Westlake"


def test_an_answer_about_other_words_is_asked_again(asked: Neighbour) -> None:
    page = asked.sends(place_text="Wilshire & Vermont", area="", corner=KEY, corner_for="7 y Alvarado")

    assert page.status_code == 422
    assert "Wilshire Boulevard & South Vermont Avenue" in asked.text


@pytest.mark.parametrize("answer", ["", "1,2", "34.05771,-118.27700", "🚐", "x" * 9000])
def test_a_corner_that_was_not_offered_is_no_answer(answer: str, asked: Neighbour) -> None:
    page = asked.sends(place_text="7 y Alvarado", area="Westlake", corner=answer, corner_for="7 y Alvarado")

    assert page.status_code == 422
    assert "Please choose one of them" in asked.text


def test_a_point_on_the_map_goes_before_the_corner(asked: Neighbour) -> None:
    page = asked.sends(place_text="7 y Alvarado", area="", lat="34.05", lon="-118.28")

    assert page.status_code == 200


def test_without_an_extract_nothing_is_asked(neighbour: Neighbour) -> None:
    neighbour.opens()
    neighbour.sends(activity="at_a_door")
    neighbour.sends(place_text="7th & Alvarado", area="Westlake")

    assert "OpenStreetMap" not in neighbour.text
    assert "When was it seen?" in neighbour.text


def test_the_question_speaks_spanish(asked: Neighbour) -> None:
    asked.language = "es"
    asked.sends(place_text="alvarado esquina con la 7", area="")

    assert "¿Quiere decir una de estas esquinas?" in asked.text
    assert "(cerca de Westlake)" in asked.text
