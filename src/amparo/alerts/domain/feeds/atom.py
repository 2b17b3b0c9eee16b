"""Atom (RFC 4287): one feed per language for readers, and the index of CAP messages that alert hubs fetch.

Atom has no expiry of its own: entries carry `cap:expires`, as other authorities' indexes do, and say it in words.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from lxml import etree

from amparo.alerts.domain import cap
from amparo.alerts.domain.feeds.entry import Entry, Publisher
from amparo.alerts.domain.kinds import Kind

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
INDEX = "cap/index.xml"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NSMAP: dict[str, str] = {None: ATOM, "cap": cap.NAMESPACE}  # type: ignore[dict-item]  # lxml takes None for the default


def name_of(tag: str) -> str:
    """Return the file of a language's feed."""
    return f"atom/{tag}.xml"


def feed(publisher: Publisher, entries: Iterable[Entry], tag: str) -> bytes:
    """Return the feed of one language; an alert that lacks it stands in its first language, marked so."""
    known = list(entries)
    root = _head(publisher, known, name_of(tag))
    root.set(_LANG, tag)
    if notice := publisher.notices.get(tag):
        etree.SubElement(root, f"{{{ATOM}}}subtitle").text = notice
    for entry in known:
        node = _entry(root, entry, tag)
        if (language := entry.text_for(tag).language) != tag:
            node.set(_LANG, language)
        _link(node, "related", publisher.address(entry.cap_name), cap.MEDIA_TYPE)
        content = etree.SubElement(node, f"{{{ATOM}}}content", type="text")
        content.text = entry.lines_for(tag)
    return _bytes(root)


def cap_index(publisher: Publisher, entries: Iterable[Entry]) -> bytes:
    """Return the index of CAP messages: a link to each for every language that is in it."""
    known = list(entries)
    root = _head(publisher, known, INDEX)
    for entry in known:
        first = next(iter(entry.texts))
        node = _entry(root, entry, first)
        node.set(_LANG, first)
        for tag in entry.texts:
            link = _link(node, "alternate", publisher.address(entry.cap_name), cap.MEDIA_TYPE)
            link.set("hreflang", tag)
        graded = cap.grade(Kind(entry.kind), entry.outcome)
        _add(node, "identifier", cap.identifier_of(entry.alert_id), cap.NAMESPACE)
        _add(node, "msgType", cap.message_type(Kind(entry.kind)), cap.NAMESPACE)
        _add(node, "urgency", graded.urgency, cap.NAMESPACE)
        _add(node, "severity", graded.severity, cap.NAMESPACE)
        _add(node, "certainty", graded.certainty, cap.NAMESPACE)
        _add(node, "areaDesc", entry.place, cap.NAMESPACE)
    return _bytes(root)


def moment(value: datetime) -> str:
    """Return a time as RFC 3339 has it, in UTC, to the second."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _head(publisher: Publisher, entries: list[Entry], name: str) -> etree._Element:
    root = etree.Element(f"{{{ATOM}}}feed", nsmap=_NSMAP)
    address = publisher.address(name)
    _add(root, "id", address)
    _add(root, "title", publisher.name)
    _add(root, "updated", moment(max([publisher.beat, *(entry.released_at for entry in entries)])))
    author = etree.SubElement(root, f"{{{ATOM}}}author")
    _add(author, "name", publisher.name)
    _link(root, "self", address, MEDIA_TYPE)
    _link(root, "alternate", f"{publisher.origin}/", "text/html")
    _add(root, "status", publisher.status, cap.NAMESPACE)
    _add(root, "expires", cap.moment(publisher.good_until), cap.NAMESPACE)
    return root


def _entry(root: etree._Element, entry: Entry, tag: str) -> etree._Element:
    node = etree.SubElement(root, f"{{{ATOM}}}entry")
    _add(node, "id", entry.urn)
    _add(node, "title", entry.text_for(tag).headline)
    _add(node, "updated", moment(entry.released_at))
    _add(node, "published", moment(entry.released_at))
    etree.SubElement(node, f"{{{ATOM}}}category", term=entry.kind)
    _link(node, "alternate", entry.page, "text/html")
    _add(node, "expires", cap.moment(entry.expires_at), cap.NAMESPACE)
    return node


def _link(parent: etree._Element, relation: str, address: str, media_type: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{ATOM}}}link", rel=relation, href=address, type=media_type)


def _add(parent: etree._Element, name: str, text: str, namespace: str = ATOM) -> None:
    etree.SubElement(parent, f"{{{namespace}}}{name}").text = text


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
