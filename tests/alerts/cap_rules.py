"""The rules of CAP 1.2 that its schema can't state, checked one by one. Each yields a sentence where it is broken.

Source: OASIS Common Alerting Protocol 1.2, sections 3.2.1 to 3.2.4 and 3.3.2.
"""

import re
from collections.abc import Iterator

from lxml import etree

NS = {"cap": "urn:oasis:names:tc:emergency:cap:1.2"}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
_FORBIDDEN = re.compile(r"[\s,<&]")
_PAIR = re.compile(r"-?\d{1,2}\.\d+,-?\d{1,3}\.\d+")
HEADLINE_LIMIT = 160
EAS_CODES = frozenset({"CAE", "CDW", "CEM", "EAN", "EVI", "LAE", "LEW", "NUW", "RMT", "RWT", "SPW", "TOE"})


def broken(message: bytes, *, is_production: bool) -> list[str]:
    """Return every rule that a message breaks."""
    root = etree.fromstring(message)
    return [
        *_identity(root),
        *_times(root),
        *_references(root),
        *_status(root, is_production=is_production),
        *_infos(root),
    ]


def _all(root: etree._Element, path: str) -> list[str]:
    found = root.findall(path, NS)
    return [each.text or "" for each in found]


def _one(root: etree._Element, name: str) -> str:
    return root.findtext(f"cap:{name}", default="", namespaces=NS)


def _identity(root: etree._Element) -> Iterator[str]:
    for name in ("identifier", "sender"):
        if not _one(root, name) or _FORBIDDEN.search(_one(root, name)):
            yield f"{name} has a forbidden character"


def _times(root: etree._Element) -> Iterator[str]:
    for name in ("cap:sent", "cap:info/cap:effective", "cap:info/cap:onset", "cap:info/cap:expires"):
        for value in _all(root, name):
            if not _TIME.fullmatch(value):
                yield f"{name} is not a time with an offset"
            elif value.endswith("+00:00"):
                yield f"{name} writes UTC with a plus"
    if len(_all(root, "cap:info/cap:expires")) != len(root.findall("cap:info", NS)):
        yield "an info does not expire"
    if any(value <= _one(root, "sent") for value in _all(root, "cap:info/cap:expires")):
        yield "it expires before it was sent"


def _references(root: etree._Element) -> Iterator[str]:
    needs = _one(root, "msgType") in {"Update", "Cancel", "Ack", "Error"}
    given = _one(root, "references").split()
    if needs and not given:
        yield "references are missing"
    if not needs and given:
        yield "a first message has references"
    for each in given:
        parts = each.split(",")
        if len(parts) != 3 or not _TIME.fullmatch(parts[2]) or any(_FORBIDDEN.search(part) for part in parts):
            yield "a reference is not sender,identifier,sent"


def _status(root: etree._Element, *, is_production: bool) -> Iterator[str]:
    if _one(root, "status") != ("Actual" if is_production else "Test"):
        yield "the status does not fit the installation"
    if _one(root, "scope") != "Public" or root.find("cap:restriction", NS) is not None:
        yield "the scope is not public"
    if root.find("cap:addresses", NS) is not None:
        yield "a public message has addresses"


def _infos(root: etree._Element) -> Iterator[str]:
    languages = _all(root, "cap:info/cap:language")
    infos = root.findall("cap:info", NS)
    if len(set(languages)) != len(infos):
        yield "languages are missing or twice"
    coded = {
        tuple(_one(info, name) for name in ("urgency", "severity", "certainty", "expires")) for info in infos
    }
    if len(coded) > 1:
        yield "languages say different facts"
    for info in infos:
        yield from _info(info)


def _info(info: etree._Element) -> Iterator[str]:
    if not 0 < len(_one(info, "headline")) <= HEADLINE_LIMIT:
        yield "the headline is missing or too long"
    if _one(info, "category") != "Safety":
        yield "the category is another"
    if not _one(info, "responseType"):
        yield "no response type"
    codes = _all(info, "cap:eventCode/cap:value") + _all(info, "cap:parameter/cap:value")
    if info.find("cap:eventCode", NS) is not None or EAS_CODES & set(codes):
        yield "an event code of EAS"
    for polygon in _all(info, "cap:area/cap:polygon"):
        yield from _polygon(polygon)
    if not _all(info, "cap:area/cap:polygon"):
        yield "no polygon"


def _polygon(text: str) -> Iterator[str]:
    pairs = text.split(" ")
    if len(pairs) < 4 or any(_PAIR.fullmatch(pair) is None for pair in pairs):
        yield "a polygon is not at least four pairs"
        return
    if pairs[0] != pairs[-1]:
        yield "a polygon is not closed"
    if any(not -90 <= float(pair.split(",")[0]) <= 90 for pair in pairs):
        yield "a polygon has longitude first"
