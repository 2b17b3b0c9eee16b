"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) per language, and GeoJSON (RFC 7946) with every language.

What JSON Feed has no field for stands in its extension `_amparo`, as the standard provides.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from amparo.alerts.domain.content import Text
from amparo.alerts.domain.feeds.atom import moment
from amparo.alerts.domain.feeds.entry import Entry, Publisher
from amparo.core import languages
from amparo.core.places.cells import Cell, outline

VERSION = "https://jsonfeed.org/version/1.1"
MEDIA_TYPE = "application/feed+json"
GEO_MEDIA_TYPE = "application/geo+json"
GEO = "alerts.geojson"
# Its name in earlier releases, which partners may have bookmarked.
GEO_OLD = "alerts.json"
ABOUT = "/use-our-alerts/"


def name_of(tag: str) -> str:
    """Return the file of a language's feed."""
    return f"json/{tag}.json"


def feed(publisher: Publisher, entries: Iterable[Entry], tag: str, words: Mapping[str, str]) -> bytes:
    """Return the JSON Feed of one language.

    Args:
        publisher: who says it.
        entries: what stands.
        tag: the language; an alert that lacks it stands in its first language, marked so.
        words: what the widget says around the alerts, in this language.
    """
    return _bytes(
        {
            "version": VERSION,
            "title": publisher.name,
            "home_page_url": f"{publisher.origin}/",
            "feed_url": publisher.address(name_of(tag)),
            "language": tag,
            **({"description": publisher.notices[tag]} if tag in publisher.notices else {}),
            "authors": [{"name": publisher.name, "url": f"{publisher.origin}/"}],
            "_amparo": {
                "about": f"{publisher.origin}{ABOUT}",
                "status": publisher.status,
                "written": moment(publisher.beat),
                "good_until": moment(publisher.good_until),
                "direction": languages.get(tag).direction,
                "words": dict(words),
            },
            "items": [_item(entry, tag, publisher) for entry in entries],
        }
    )


def geojson(publisher: Publisher, entries: Iterable[Entry]) -> bytes:
    """Return a FeatureCollection, longitude first; properties hold every language."""
    return _bytes(
        {
            "type": "FeatureCollection",
            "network": publisher.name,
            "status": publisher.status,
            "good_until": moment(publisher.good_until),
            "notices": dict(publisher.notices),
            "features": [_feature(entry, publisher) for entry in entries],
        }
    )


def _item(entry: Entry, tag: str, publisher: Publisher) -> dict[str, Any]:
    text = entry.text_for(tag)
    return {
        "id": entry.urn,
        "url": entry.page,
        "title": text.headline,
        "content_text": entry.lines_for(tag),
        "date_published": moment(entry.released_at),
        "language": text.language,
        "tags": [entry.kind],
        "_amparo": {
            "expires": moment(entry.expires_at),
            "status": publisher.status,
            "kind": entry.kind,
            "outcome": entry.outcome,
            "code": entry.code,
            "until": entry.until[text.language],
            "direction": languages.get(text.language).direction,
            "area": {"name": entry.place, "geometry": _geometry(entry.cells)},
            "cap": publisher.address(entry.cap_name),
        },
    }


def _feature(entry: Entry, publisher: Publisher) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": str(entry.alert_id),
        "geometry": _geometry(entry.cells),
        "properties": {
            "code": entry.code,
            "kind": entry.kind,
            "outcome": entry.outcome,
            "thread": str(entry.thread),
            "place": entry.place,
            "seen_at": entry.seen_at.isoformat(),
            "released_at": entry.released_at.isoformat(timespec="seconds"),
            "expires_at": entry.expires_at.isoformat(timespec="seconds"),
            "page": entry.page,
            "cap": publisher.address(entry.cap_name),
            "texts": {tag: _words(text) for tag, text in sorted(entry.texts.items())},
        },
    }


def _words(text: Text) -> dict[str, str]:
    return {
        "headline": text.headline,
        "description": text.description,
        "instruction": text.instruction,
        "closing": text.closing,
    }


def _geometry(cells: Iterable[Cell]) -> dict[str, Any]:
    return {"type": "MultiPolygon", "coordinates": [[_ring(cell)] for cell in cells]}


@lru_cache(maxsize=4096)
def _ring(cell: Cell) -> list[list[float]]:
    corners = outline(cell)
    return [[round(point.lon, 5), round(point.lat, 5)] for point in (*corners, corners[0])]


def _bytes(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
