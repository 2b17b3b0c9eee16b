"""Names of places."""

from pathlib import Path

import pytest

from amparo.core.places.cells import Point, Precision, cell_at
from amparo.core.places.gazetteer import NoSuchArea, gazetteer, load, place_name


def test_the_bundled_tables_are_whole() -> None:
    areas = load("los-angeles").areas

    assert sum(area.kind == "neighbourhood" for area in areas) == 318
    assert sum(area.kind == "zip" for area in areas) == 294
    assert len({area.slug for area in areas}) == len(areas)


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("pico union", "Pico-Union"),
        ("PICO-UNIÓN", "Pico-Union"),
        ("90006", "90006"),
        ("South Central", "Historic South-Central"),
        ("macarthur park", "Westlake"),
        ("k-town", "Koreatown"),
    ],
)
def test_people_find_a_place_by_what_they_call_it(typed: str, meant: str) -> None:
    assert gazetteer().search(typed)[0].name == meant


def test_an_unknown_or_empty_name_finds_nothing() -> None:
    assert gazetteer().search("   ") == ()
    assert gazetteer().search("nowhere at all") == ()
    with pytest.raises(NoSuchArea):
        gazetteer().by_slug("nowhere")


def test_a_place_is_found_in_a_sentence() -> None:
    found = gazetteer().named_in("hay una van blanca en Pico Union desde las 7")

    assert found is not None
    assert found.name == "Pico-Union"
    assert gazetteer().named_in("no place here") is None


def test_the_nearest_neighbourhood_names_a_cell() -> None:
    cell = cell_at(Point(34.0467, -118.2847), Precision.EXACT)

    assert place_name(cell) == "Pico-Union"


def test_an_operators_own_table_is_read(tmp_path: Path) -> None:
    table = tmp_path / "places.csv"
    table.write_text(
        "name,kind,lat,lon,within\nDelmas,neighbourhood,18.55,-72.30,Port-au-Prince\n12345,zip,18.5,-72.3,\n"
    )

    own = load(str(table))

    assert [area.kind for area in own.areas] == ["neighbourhood", "zip"]
    nearest = own.nearest(Point(18.6, -72.3))
    assert nearest is not None
    assert nearest.name == "Delmas"


def test_no_gazetteer_is_possible() -> None:
    assert load("none").nearest(Point(0, 0)) is None
