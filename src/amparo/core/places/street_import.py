"""Read an operator's OpenStreetMap extract into a file of streets and their corners, as a stream.

Two passes: named ways, whose nodes go into a temporary table; then the positions of the nodes that streets of
different names share. The file is written whole beside the old one and takes its place at the end.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import ClassVar

import osmium

from amparo.core.errors import AmparoError
from amparo.core.places import cells
from amparo.core.places.cells import Point, Precision
from amparo.core.places.region import Region
from amparo.core.places.street_names import near_spellings, read

# https://wiki.openstreetmap.org/wiki/Key:highway: where people say "the corner of".
_ROADS = frozenset(
    {
        "motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "living_street",
        "pedestrian", "service", "road", "motorway_link", "trunk_link", "primary_link", "secondary_link",
        "tertiary_link", "busway",
    }
)  # fmt: skip
_OTHER_NAMES = ("alt_name", "short_name", "official_name", "loc_name", "old_name", "name_1")
_NAME_MAX_CHARS = 120
# Crossing roads of two carriageways share up to four nodes: nearer than this they are one corner.
_ONE_CORNER_M = 80
SCHEMA = """
CREATE TABLE street (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE naming (id INTEGER PRIMARY KEY, street INTEGER NOT NULL, words TEXT NOT NULL, kind TEXT NOT NULL,
  direction TEXT NOT NULL);
CREATE TABLE corner (one INTEGER NOT NULL, other INTEGER NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL);
CREATE TABLE spelling (spelt TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (spelt, word)) WITHOUT ROWID;
CREATE VIRTUAL TABLE word USING fts5 (words, content='', tokenize='unicode61 remove_diacritics 0');
"""
_SCRATCH = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;
CREATE TEMP TABLE visit (node INTEGER NOT NULL, street INTEGER NOT NULL);
"""


class NotAnExtract(AmparoError):
    """The file gives no streets of the region; `fields["reason"]` says why.

    Reasons: `unreadable`, `not_an_extract` (with `detail`), `no_streets`, `outside_region`.
    """

    code: ClassVar[str] = "NOT_AN_EXTRACT"


@dataclass(frozen=True, slots=True)
class Imported:
    """How much came in: streets that have a corner in the region, and corners."""

    streets: int
    corners: int


def import_streets(extract: Path, *, region: Region, target: Path) -> Imported:
    """Read an extract and put its streets of the region in the place of the file `target`.

    Costs two readings of the extract; memory grows with the shared nodes, not with the file.

    Raises:
        NotAnExtract: nothing was changed.
    """
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        result = _write(extract, region, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return result


def _write(extract: Path, region: Region, part: Path) -> Imported:
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    database = sqlite3.connect(part, isolation_level=None)
    try:
        database.executescript(_SCRATCH + SCHEMA)
        database.execute("BEGIN")
        names = _read_ways(extract, database)
        if not names:
            raise NotAnExtract(reason="no_streets")
        corners = _read_corners(extract, database, region)
        if not corners:
            raise NotAnExtract(reason="outside_region")
        result = _store(database, names, corners)
        database.execute("COMMIT")
    finally:
        database.close()
    with part.open("rb") as file:
        os.fsync(file.fileno())
    return result


def _read_ways(extract: Path, database: sqlite3.Connection) -> dict[str, tuple[int, set[str]]]:
    """Note which nodes each named road passes, and return the roads' names with their numbers and other names."""
    names: dict[str, tuple[int, set[str]]] = {}
    with _told():
        ways = osmium.FileProcessor(str(extract), osmium.osm.WAY).with_filter(osmium.filter.KeyFilter("name"))
        for way in ways:
            name = way.tags["name"].strip()
            if not isinstance(way, osmium.osm.Way) or not _is_road(way.tags.get("highway"), name):
                continue
            number, others = names.setdefault(name, (len(names) + 1, set()))
            others.update(_other_names(way.tags))
            database.executemany(
                "INSERT INTO visit VALUES (?, ?)", [(node.ref, number) for node in way.nodes]
            )
    return names


def _is_road(kind: str | None, name: str) -> bool:
    return kind in _ROADS and len(name) <= _NAME_MAX_CHARS and bool(read(name).words)


def _other_names(tags: Iterable[osmium.osm.Tag]) -> set[str]:
    return {
        each.strip()
        for tag in tags
        if tag.k in _OTHER_NAMES or tag.k.startswith("name:")
        for each in tag.v.split(";")
        if len(each) <= _NAME_MAX_CHARS
    }


def _read_corners(
    extract: Path, database: sqlite3.Connection, region: Region
) -> dict[tuple[int, int], list[Point]]:
    """Return where each two roads meet, within the region."""
    database.execute("CREATE INDEX temp.visit_node ON visit (node, street)")
    shared = {
        node: sorted({int(each) for each in streets.split(",")})
        for node, streets in database.execute(
            "SELECT node, group_concat(DISTINCT street) FROM visit GROUP BY node HAVING count(DISTINCT street) > 1"
        )
    }
    corners: dict[tuple[int, int], list[Point]] = {}
    with _told():
        nodes = osmium.FileProcessor(str(extract), osmium.osm.NODE)
        for node in nodes.with_filter(osmium.filter.IdFilter(shared)):
            if not isinstance(node, osmium.osm.Node) or not node.location.valid():
                continue
            point = Point(node.location.lat, node.location.lon)
            if not region.contains(cells.cell_at(point, Precision.EXACT)):
                continue
            for pair in combinations(shared[node.id], 2):
                _add(corners.setdefault(pair, []), point)
    return corners


def _add(points: list[Point], point: Point) -> None:
    if all(cells.distance_m(each, point) > _ONE_CORNER_M for each in points):
        points.append(point)


def _store(
    database: sqlite3.Connection,
    names: dict[str, tuple[int, set[str]]],
    corners: dict[tuple[int, int], list[Point]],
) -> Imported:
    """Write what was found: only streets that have a corner, and no corner of a street with its own other half."""
    read_names = {number: read(name) for name, (number, _) in names.items()}
    told_apart = {
        pair: points
        for pair, points in corners.items()
        if read_names[pair[0]].words != read_names[pair[1]].words
        or read_names[pair[0]].kind != read_names[pair[1]].kind
    }
    used = {number for pair in told_apart for number in pair}
    words: set[str] = set()
    for name, (number, others) in names.items():
        if number in used:
            words |= _store_street(database, number, name, others)
    rows = [
        (one, other, round(point.lat, 6), round(point.lon, 6))
        for (one, other), points in told_apart.items()
        for point in points
    ]
    database.executemany("INSERT INTO corner VALUES (?, ?, ?, ?)", rows)
    database.executemany(
        "INSERT INTO spelling VALUES (?, ?)",
        [(spelt, word) for word in words for spelt in (near_spellings(word) if len(word) > 3 else {word})],
    )
    database.execute("CREATE INDEX corner_pair ON corner (one, other)")
    database.execute("INSERT INTO word (word) VALUES ('optimize')")
    if not rows:
        raise NotAnExtract(reason="outside_region")
    return Imported(streets=len(used), corners=len(rows))


def _store_street(database: sqlite3.Connection, number: int, name: str, others: set[str]) -> set[str]:
    """Write one street under each of its names, and return their words."""
    database.execute("INSERT INTO street VALUES (?, ?)", (number, name))
    words: set[str] = set()
    for each in {read(called) for called in {name, *others}}:
        if not each.words:
            continue
        row = (number, " ".join(each.words), each.kind, each.direction)
        cursor = database.execute(
            "INSERT INTO naming (street, words, kind, direction) VALUES (?, ?, ?, ?)", row
        )
        database.execute("INSERT INTO word (rowid, words) VALUES (?, ?)", (cursor.lastrowid, row[1]))
        words.update(each.words)
    return words


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the reader says of a broken file into our refusal."""
    try:
        yield
    except OSError as error:
        raise NotAnExtract(reason="unreadable", detail=error.strerror or "") from error
    except RuntimeError as error:
        raise NotAnExtract(reason="not_an_extract", detail=str(error)) from error
