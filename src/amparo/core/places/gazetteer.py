"""Names of places with a point each: neighbourhoods and ZIPs, from tables that travel with the installation.

There are no boundaries in the tables: the neighbourhood of a place is the one whose point is nearest, which is
approximate, and every screen that shows it says "near".
"""

import csv
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.utils.text import slugify

from amparo.core.errors import AmparoError
from amparo.core.places.cells import Cell, Point, centre, coarsest, distance_m

DATA = Path(__file__).resolve().parent.parent / "data"

AreaKind = Literal["neighbourhood", "zip"]


class NoSuchArea(AmparoError):
    """No area of the gazetteer has this slug."""

    code = "NO_SUCH_AREA"


@dataclass(frozen=True, slots=True)
class Area:
    """A named area: its slug is unique in the gazetteer, `within` names what it lies in (may be empty)."""

    slug: str
    name: str
    kind: AreaKind
    centre: Point
    within: str = ""


def fold(text: str) -> str:
    """Return text for comparing: no accents, no case, blanks and hyphens alike."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char if char.isalnum() else " " for char in decomposed if not unicodedata.combining(char))
    return " ".join(kept.split())


class Gazetteer:
    """Areas that can be searched by name and found by nearness."""

    def __init__(self, areas: tuple[Area, ...], aliases: dict[str, str] | None = None) -> None:
        self.areas = areas
        self._by_slug = {area.slug: area for area in areas}
        self._neighbourhoods = tuple(area for area in areas if area.kind == "neighbourhood")
        by_name = {fold(area.name): area for area in areas}
        self._names = list(by_name.items())
        self._names += [
            (fold(alias), by_name[fold(name)])
            for alias, name in (aliases or {}).items()
            if fold(name) in by_name
        ]

    def by_slug(self, slug: str) -> Area:
        """Return the area with a slug.

        Raises:
            NoSuchArea: there is none.
        """
        try:
            return self._by_slug[slug]
        except KeyError as error:
            raise NoSuchArea from error

    def search(self, text: str, limit: int = 8) -> tuple[Area, ...]:
        """Return areas by name: the exact name first, then names that begin with the text, then that hold it."""
        wanted = fold(text)
        if not wanted:
            return ()
        ranked = sorted(
            (
                (0 if name == wanted else 1 if name.startswith(wanted) else 2, name, area)
                for name, area in self._names
                if wanted in name
            ),
            key=lambda each: each[:2],
        )
        return tuple(dict.fromkeys(area for _, _, area in ranked))[:limit]

    def named_in(self, text: str) -> Area | None:
        """Return the area whose whole name stands in a longer text, the longest name first; None if none does."""
        words = f" {fold(text)} "
        found = [(len(name), area) for name, area in self._names if f" {name} " in words]
        return max(found, key=lambda each: each[0])[1] if found else None

    def nearest(self, point: Point) -> Area | None:
        """Return the neighbourhood whose point is nearest; None in a gazetteer without neighbourhoods."""
        return min(self._neighbourhoods, key=lambda area: distance_m(area.centre, point), default=None)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _point(row: dict[str, str]) -> Point:
    return Point(float(row["lat"]), float(row["lon"]))


def _los_angeles() -> Gazetteer:
    neighbourhoods = tuple(
        Area(slugify(row["name"]), row["name"], "neighbourhood", _point(row), row["region"])
        for row in _rows(DATA / "los_angeles_neighbourhoods.csv")
    )
    zips = tuple(
        Area(row["zip"], row["zip"], "zip", _point(row), row["neighbourhood"])
        for row in _rows(DATA / "los_angeles_zips.csv")
    )
    aliases = {row["alias"]: row["name"] for row in _rows(DATA / "los_angeles_aliases.csv")}
    return Gazetteer(neighbourhoods + zips, aliases)


@lru_cache(maxsize=4)
def load(source: str) -> Gazetteer:
    """Return the gazetteer of a source: `los-angeles`, `none`, or the path of a CSV with name,kind,lat,lon,within."""
    if source == "none":
        return Gazetteer(())
    if source == "los-angeles":
        return _los_angeles()
    return Gazetteer(
        tuple(
            Area(
                slugify(row["name"]),
                row["name"],
                "zip" if row.get("kind") == "zip" else "neighbourhood",
                _point(row),
                row.get("within", ""),
            )
            for row in _rows(Path(source))
        )
    )


def gazetteer() -> Gazetteer:
    """Return this installation's gazetteer (`AMPARO_GAZETTEER`)."""
    return load(settings.GAZETTEER)


@lru_cache(maxsize=4096)
def _nearest_name(source: str, cell: Cell) -> str:
    area = load(source).nearest(centre(cell))
    return area.name if area else ""


def place_name(cell: Cell) -> str:
    """Return the name of the nearest neighbourhood to a cell, or empty text. Approximate: say "near"."""
    return _nearest_name(settings.GAZETTEER, coarsest(cell, 9))
