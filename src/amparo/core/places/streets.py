"""Corners of streets, from an extract that the operator imported (`./amparo streets import`).

Two streets that a text names are looked up by their words (full text, one letter may be wrong), and the corners where
one of the first meets one of the second are ranked by how well the names fit.
"""

import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path

from django.conf import settings

from amparo.core.places import cells
from amparo.core.places.cells import Point, Precision
from amparo.core.places.gazetteer import fold
from amparo.core.places.region import Region
from amparo.core.places.street_names import FILLERS, StreetName, is_near, near_spellings, read

logger = logging.getLogger(__name__)

_TEXT_MAX_CHARS = 200
_MOST_WORDS = 5
_MOST_STREETS = 60
_SPLIT = re.compile(r"[&/@+|×]|\b(?:and|y|con|esquina|esq|corner|cruce|at|x|with)\b")
_END = re.compile(r"[,;:()\n]|\.\s")


@dataclass(frozen=True, slots=True)
class Corner:
    """Where two streets meet: its name as the map writes it ("West 7th Street & South Alvarado Street")."""

    name: str
    point: Point


@dataclass(frozen=True, slots=True)
class _Street:
    """A street that a text may name; the less the penalty, the better it fits."""

    number: int
    name: str
    penalty: float


def is_there() -> bool:
    """Tell whether an operator imported an extract: pages that use it then name its source."""
    return settings.STREETS_FILE.exists()


def find(text: str, region: Region, near: Point | None = None, limit: int = 5) -> tuple[Corner, ...]:
    """Return the corners that a text may mean, the likeliest first; none without an extract.

    Args:
        text: as a person writes it: "7th & Alvarado", "alvarado esquina con la 7".
        region: corners outside it are left out.
        near: where the person is, roughly: nearer corners come first among equals.
        limit: how many at most.
    """
    path: Path = settings.STREETS_FILE
    if not path.exists() or not text.strip():
        return ()
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            ranked = _ranked(database, text[:_TEXT_MAX_CHARS], near)
    except sqlite3.DatabaseError:
        # The words that a person wrote still serve: a broken file must not stop a report.
        logger.exception("The street file can't be read; import the extract again.")
        return ()
    inside = (corner for corner in ranked if region.contains(cells.cell_at(corner.point, Precision.EXACT)))
    return tuple(dict.fromkeys(inside))[:limit]


def _ranked(database: sqlite3.Connection, text: str, near: Point | None) -> list[Corner]:
    known: dict[str, list[_Street]] = {}

    def meant(words: str) -> list[_Street]:
        if words not in known:
            known[words] = _streets(database, read(words))
        return known[words]

    found: list[tuple[float, Corner]] = []
    for left, right in _sides(text):
        pairs = product(_windows(left, from_end=True), _windows(right, from_end=False))
        for (one, missed_one), (other, missed_other) in pairs:
            met = _corners(database, meant(one), meant(other))
            found += [(penalty + missed_one + missed_other, corner) for penalty, corner in met]
    return [corner for _, corner in sorted(found, key=lambda each: (each[0], _away(each[1], near)))]


def _away(corner: Corner, near: Point | None) -> tuple[float, str]:
    return (cells.distance_m(corner.point, near) if near else 0, corner.name)


def _sides(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """Return what stands on the two sides of each word or sign that joins two streets."""
    lowered = text.casefold()
    parts = [each.strip() for each in _SPLIT.split(lowered)]
    parts = [each for each in parts if fold(_END.sub(" ", each))]
    for before, after in pairwise(parts):
        yield fold(_END.split(before)[-1]).split(), fold(_END.split(after)[0]).split()
    if len(parts) != 1:
        return
    for phrase in _END.split(parts[0]):
        words = fold(phrase).split()
        if len(words) <= _MOST_WORDS + 1:
            yield from ((words[:at], words[at:]) for at in range(1, len(words)))
    pieces = [fold(each).split() for each in _END.split(parts[0])]
    yield from pairwise(pieces)


def _windows(words: list[str], *, from_end: bool) -> Iterator[tuple[str, float]]:
    """Return the runs of words next to the joint, the longest first, each with a penalty for what it leaves out."""
    at = len(words) if from_end else 0
    while (words[:at] if from_end else words[at:]) and words[at - 1 if from_end else at] in FILLERS:
        at += -1 if from_end else 1
    rest = words[:at] if from_end else words[at:]
    for count in range(min(_MOST_WORDS, len(rest)), 0, -1):
        window = rest[-count:] if from_end else rest[:count]
        left_out = [word for word in (rest[:-count] if from_end else rest[count:]) if word not in FILLERS]
        yield " ".join(window), 1.5 * bool(left_out)


def _streets(database: sqlite3.Connection, wanted: StreetName) -> list[_Street]:
    """Return the streets that have all the words of a name, however they are spelt by a letter."""
    kept = [word for word in wanted.words if word not in FILLERS] or list(wanted.words)
    choices = [_spellings(database, word) for word in kept]
    if not all(choices):
        return []
    query = " AND ".join("(" + " OR ".join(f'"{word}"' for word in each) + ")" for each in choices)
    rows = database.execute(
        "SELECT street.id, street.name, naming.words, naming.kind, naming.direction FROM word"
        " JOIN naming ON naming.id = word.rowid JOIN street ON street.id = naming.street"
        " WHERE word MATCH ? ORDER BY word.rank LIMIT ?",
        (query, _MOST_STREETS),
    )
    best: dict[int, _Street] = {}
    for number, name, words, kind, direction in rows:
        penalty = _penalty(wanted, kept, StreetName(tuple(words.split()), kind, direction))
        if number not in best or penalty < best[number].penalty:
            best[number] = _Street(number, name, penalty)
    return list(best.values())


def _penalty(wanted: StreetName, kept: list[str], street: StreetName) -> float:
    missing = sum(word not in street.words for word in kept)
    extra = len([word for word in street.words if word not in FILLERS]) - len(kept)
    other_kind = bool(wanted.kind) and wanted.kind != street.kind
    other_side = bool(wanted.direction) and wanted.direction != street.direction
    return (
        3 * missing + 2 * max(0, extra) + 2 * other_kind + 2 * other_side + 0.25 * (street.kind != "street")
    )


def _spellings(database: sqlite3.Connection, word: str) -> list[str]:
    """Return the word itself if streets have it, else words that begin with it or differ by one letter."""
    if database.execute("SELECT 1 FROM spelling WHERE spelt = ? AND word = ?", (word, word)).fetchone():
        return [word]
    if len(word) < 4 or word.isdecimal():
        return []
    spelt = sorted(near_spellings(word))
    marks = ", ".join("?" * len(spelt))
    rows = database.execute(f"SELECT DISTINCT word FROM spelling WHERE spelt IN ({marks})", spelt)  # noqa: S608 — only question marks
    near = [each for (each,) in rows if is_near(word, each)]
    begun = database.execute(
        "SELECT word FROM spelling WHERE spelt >= ? AND spelt < ? AND word = spelt LIMIT 20",
        (word, word + "\U0010ffff"),
    )
    return list(dict.fromkeys([*near, *(each for (each,) in begun)]))


def _corners(
    database: sqlite3.Connection, ones: list[_Street], others: list[_Street]
) -> list[tuple[float, Corner]]:
    """Return where a street of the first kind meets one of the second, named in that order."""
    one_of, other_of = {each.number: each for each in ones}, {each.number: each for each in others}
    if not one_of or not other_of:
        return []
    first, second = ", ".join("?" * len(one_of)), ", ".join("?" * len(other_of))
    found = []
    for columns in ("one, other", "other, one"):
        rows = database.execute(
            f"SELECT {columns}, lat, lon FROM corner WHERE ({columns}) IN"  # noqa: S608 — two fixed lists and question marks
            f" (SELECT a.id, b.id FROM street a, street b WHERE a.id IN ({first}) AND b.id IN ({second}))",
            [*one_of, *other_of],
        )
        for one, other, lat, lon in rows:
            pair = (one_of[one], other_of[other])
            corner = Corner(f"{pair[0].name} & {pair[1].name}", Point(lat, lon))
            found.append((pair[0].penalty + pair[1].penalty, corner))
    return found
