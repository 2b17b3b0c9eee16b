"""What the feeds say now, and their bytes: Atom and CAP for programs, JSON for maps and partner sites."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from lxml import etree

from amparo.alerts.domain import cap
from amparo.alerts.domain.content import Content
from amparo.alerts.domain.states import State
from amparo.alerts.models import Alert, AlertText
from amparo.alerts.queries import fetch, wording
from amparo.channels import api as channels
from amparo.core import languages
from amparo.core.places.cells import Cell, outline
from amparo.network import api as network

ATOM = "http://www.w3.org/2005/Atom"
MOST_ENTRIES = 200
_NSMAP: dict[str, str] = {None: ATOM}  # type: ignore[dict-item]  # lxml takes None for the default namespace


@dataclass(frozen=True)
class Entry:
    """One alert of the feeds."""

    row: Alert
    content: Content
    texts: Mapping[str, AlertText]
    cap: bytes
    released_at: datetime
    expires_at: datetime

    @property
    def page(self) -> str:
        """Where people read it."""
        return f"{settings.PUBLIC_ORIGIN}/alerts/{self.row.pk}/"

    @property
    def cap_name(self) -> str:
        """The file of its CAP message, below the feeds' folder."""
        return f"cap/{self.row.pk}.xml"


def current(now: datetime) -> list[Entry]:
    """Return what stands released and signed and has not expired, the newest first."""
    rows = Alert.objects.filter(state=State.RELEASED, expires_at__gt=now, signed__isnull=False)
    rows = rows.select_related("signed").prefetch_related("texts").order_by("-released_at", "-pk")
    entries = [_entry(row) for row in rows[:MOST_ENTRIES]]
    # What was made while this installation was a test stays out of it for ever.
    return [each for each in entries if cap.has_status(each.cap, settings.CAP_STATUS)]


def files(entries: list[Entry], now: datetime) -> dict[str, bytes]:
    """Return the bytes of every file by its name below the feeds' folder."""
    written = {entry.cap_name: entry.cap for entry in entries}
    written["alerts.json"] = _json(entries)
    for tag in sorted({*wording.offered_languages(), *(tag for entry in entries for tag in entry.texts)}):
        written[f"atom/{tag}.xml"] = _atom(entries, tag, now)
    return written


def lockdown_notices(tags: Iterable[str]) -> dict[str, str]:
    """Return the fixed sentence that a lockdown says in every feed, by language; nothing while none holds."""
    if not channels.is_locked():
        return {}
    book = wording.book()
    complete = set(book.languages_complete(["lockdown.notice"]))
    return {tag: book.text("lockdown.notice", tag if tag in complete else "en") for tag in tags}


def _entry(row: Alert) -> Entry:
    if row.released_at is None or row.expires_at is None:
        raise fetch.NoSuchAlert
    texts = {text.language: text for text in row.texts.all()}
    return Entry(row, fetch.content_of(row), texts, bytes(row.signed.body), row.released_at, row.expires_at)


def _atom(entries: list[Entry], tag: str, now: datetime) -> bytes:
    """Return the Atom feed (RFC 4287) of one language; an alert that lacks it stands in its first language."""
    current_network = network.current_network()
    address = f"{settings.PUBLIC_ORIGIN}/feeds/atom/{tag}.xml"
    root = etree.Element(f"{{{ATOM}}}feed", nsmap=_NSMAP)
    root.set("{http://www.w3.org/XML/1998/namespace}lang", tag)
    newest = max((entry.released_at for entry in entries), default=None)
    _add(root, "id", address)
    _add(root, "title", current_network.name)
    if notice := lockdown_notices([tag]):
        _add(root, "subtitle", notice[tag])
    _add(root, "updated", _atom_time(newest or now.replace(hour=0, minute=0, second=0)))
    author = etree.SubElement(root, f"{{{ATOM}}}author")
    _add(author, "name", current_network.name)
    _link(root, "self", address, "application/atom+xml")
    _link(root, "alternate", f"{settings.PUBLIC_ORIGIN}/", "text/html")
    for entry in entries:
        _atom_entry(root, entry, tag)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _atom_entry(root: etree._Element, entry: Entry, tag: str) -> None:
    chosen = languages.best([tag], entry.texts) or next(iter(entry.texts))
    text = entry.texts[chosen]
    node = etree.SubElement(root, f"{{{ATOM}}}entry")
    if chosen != tag:
        node.set("{http://www.w3.org/XML/1998/namespace}lang", chosen)
    _add(node, "id", f"urn:uuid:{entry.row.pk}")
    _add(node, "title", text.headline)
    _add(node, "updated", _atom_time(entry.released_at))
    _add(node, "published", _atom_time(entry.released_at))
    etree.SubElement(node, f"{{{ATOM}}}category", term=entry.row.kind)
    _link(node, "alternate", entry.page, "text/html")
    _link(node, "related", f"{settings.PUBLIC_ORIGIN}/feeds/{entry.cap_name}", cap.MEDIA_TYPE)
    content = etree.SubElement(node, f"{{{ATOM}}}content", type="text")
    content.text = "\n".join(part for part in (text.description, text.instruction, text.closing) if part)


def _json(entries: list[Entry]) -> bytes:
    """Return a GeoJSON FeatureCollection (RFC 7946: longitude first); properties hold every language."""
    value = {
        "type": "FeatureCollection",
        "network": network.current_network().name,
        "status": settings.CAP_STATUS,
        "notices": lockdown_notices(wording.offered_languages()),
        "features": [_feature(entry) for entry in entries],
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _feature(entry: Entry) -> dict[str, Any]:
    texts = {
        tag: {
            "headline": text.headline,
            "description": text.description,
            "instruction": text.instruction,
            "closing": text.closing,
        }
        for tag, text in sorted(entry.texts.items())
    }
    return {
        "type": "Feature",
        "id": str(entry.row.pk),
        "geometry": {
            "type": "MultiPolygon",
            "coordinates": [[_ring(cell)] for cell in entry.content.cells],
        },
        "properties": {
            "code": entry.row.code,
            "kind": entry.row.kind,
            "outcome": entry.content.facts.outcome,
            "thread": str(entry.row.thread),
            "place": entry.content.facts.place,
            "seen_at": entry.content.facts.seen_at.isoformat(),
            "released_at": entry.released_at.isoformat(timespec="seconds"),
            "expires_at": entry.expires_at.isoformat(timespec="seconds"),
            "page": entry.page,
            "cap": f"{settings.PUBLIC_ORIGIN}/feeds/{entry.cap_name}",
            "texts": texts,
        },
    }


def _ring(cell: Cell) -> list[list[float]]:
    corners = outline(cell)
    return [[round(point.lon, 5), round(point.lat, 5)] for point in (*corners, corners[0])]


def _atom_time(moment: datetime) -> str:
    return cap.moment(moment).replace("-00:00", "Z")


def _link(parent: etree._Element, relation: str, address: str, media_type: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}link", rel=relation, href=address, type=media_type)


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}{name}").text = text
