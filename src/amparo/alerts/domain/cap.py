"""Build one CAP 1.2 message, pure: values in, bytes out.

Source: OASIS Common Alerting Protocol 1.2, 1 July 2010; its sections 3.2 and 3.3 for the rules that the schema can't
state. We are no alerting authority: no code, event code or tone of EAS, IPAWS or WEA is ever written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from uuid import UUID

from lxml import etree

from amparo.alerts.domain.content import Text
from amparo.alerts.domain.kinds import RELAY_KINDS, Kind
from amparo.core.places.cells import Cell, outline

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
EXERCISE = "Exercise"
MEDIA_TYPE = "application/cap+xml"
# The parameter that names the message of another network which this one passes on.
RELAYS = "AMPARO-RELAYS"
KIND = "AMPARO-KIND"
CODE = "AMPARO-CODE"
_NSMAP: dict[str, str] = {None: NAMESPACE}  # type: ignore[dict-item]  # lxml takes None for the default namespace


@dataclass(frozen=True, slots=True)
class Grade:
    """The four coded judgements of an `info`."""

    urgency: str
    severity: str
    certainty: str
    response: str


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier message of the thread that was still valid: the very strings that stood in it."""

    sender: str
    identifier: str
    sent: str


@dataclass(frozen=True, slots=True)
class Message:
    """Everything that stands in one message.

    Attributes:
        status: `Actual`, `Test` or, for a drill, `Exercise`.
        incident: an opaque id that ties the messages of a thread together.
        texts: one per language, with the words of the event and of the area beside each.
        page_address: where people read the alert.
        relays: the partner's message that this passes on, as "sender,identifier,sent"; empty for our own.
    """

    identifier: str
    sender: str
    sender_name: str
    sent: datetime
    expires: datetime
    status: str
    kind: Kind
    outcome: str
    incident: str
    references: tuple[Reference, ...]
    texts: tuple[Text, ...]
    events: Mapping[str, str]
    place: str
    cells: tuple[Cell, ...]
    code: str
    page_address: str
    relays: str = ""


_GRADES: Mapping[str, Grade] = MappingProxyType(
    {
        "confirmed": Grade("Immediate", "Moderate", "Observed", "Monitor"),
        "unfounded": Grade("Past", "Minor", "Unlikely", "None"),
        "other_agency": Grade("Past", "Minor", "Observed", "None"),
        "unverifiable": Grade("Unknown", "Minor", "Unknown", "Monitor"),
    }
)
# A partner saw it, we did not.
_RELAYED = Grade("Immediate", "Moderate", "Possible", "Monitor")
_RELAYED_OVER = Grade("Past", "Minor", "Possible", "None")
# Never `AllClear`: what we confirmed has ended, and others that we do not know of may be nearby.
_OVER = Grade("Past", "Minor", "Observed", "Assess")
_TAKEN_BACK = Grade("Past", "Unknown", "Unknown", "None")


def message_type(kind: Kind) -> str:
    """Return CAP's `msgType`: what follows an earlier message is an Update, what takes it back a Cancel."""
    if kind == Kind.WITHDRAWAL:
        return "Cancel"
    return "Update" if kind in {Kind.UPDATE, Kind.ALL_CLEAR, Kind.CORRECTION, Kind.RELAYED_OVER} else "Alert"


def grade(kind: Kind, outcome: str) -> Grade:
    """Return the coded judgements of an alert."""
    if kind == Kind.WITHDRAWAL:
        return _TAKEN_BACK
    if kind in RELAY_KINDS:
        return _RELAYED if kind == Kind.RELAYED else _RELAYED_OVER
    return _OVER if kind == Kind.ALL_CLEAR else _GRADES[outcome]


def moment(value: datetime) -> str:
    """Return a time as CAP wants it: whole seconds, an offset, never `Z`; UTC is `-00:00`."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S-00:00")


def has_status(body: bytes, status: str) -> bool:
    """Tell whether a message of ours has a status: what was made as a test is never served as real."""
    return f"<status>{status}</status>".encode() in body


def identifier_of(alert_id: UUID) -> str:
    """Return the identifier of an alert's message, without a forbidden character."""
    return f"amparo-{alert_id}"


def polygon(cell: Cell) -> str:
    """Return a cell's outline as `lat,lon` pairs, closed: CAP puts latitude first."""
    corners = outline(cell)
    return " ".join(f"{point.lat:.5f},{point.lon:.5f}" for point in (*corners, corners[0]))


def serialise(message: Message) -> bytes:
    """Return the message as UTF-8 XML, the same bytes for the same values."""
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap=_NSMAP)
    _add(root, "identifier", message.identifier)
    _add(root, "sender", message.sender)
    _add(root, "sent", moment(message.sent))
    _add(root, "status", message.status)
    _add(root, "msgType", message_type(message.kind))
    if message.status == EXERCISE:
        # CAP 1.2, 3.2.1: only for the exercise's participants, whose identifier stands in the note.
        _add(root, "scope", "Restricted")
        _add(root, "restriction", "Volunteers of this drill only")
    else:
        _add(root, "scope", "Public")
    if note := _note(message):
        _add(root, "note", note)
    if message.references:
        _add(root, "references", " ".join(f"{r.sender},{r.identifier},{r.sent}" for r in message.references))
    relayed = message.relays.split(",")[1:2]
    _add(root, "incidents", " ".join([message.incident, *relayed]))
    for text in message.texts:
        _add_info(root, message, text)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _note(message: Message) -> str:
    parts = []
    if message.status == EXERCISE:
        parts.append(f"DRILL/EXERCISE {message.code}. Nothing in it really happened.")
    if message.status == "Test":
        parts.append("This is a test or a demonstration. Nothing in it really happened.")
    if message.relays:
        parts.append(f"Passes on, unchecked, the statement {message.relays}")
    return " ".join(parts)


def _add_info(root: etree._Element, message: Message, text: Text) -> None:
    coded = grade(message.kind, message.outcome)
    info = etree.SubElement(root, f"{{{NAMESPACE}}}info")
    for name, value in (
        ("language", text.language),
        ("category", "Safety"),
        ("event", message.events[text.language]),
        ("responseType", coded.response),
        ("urgency", coded.urgency),
        ("severity", coded.severity),
        ("certainty", coded.certainty),
        ("effective", moment(message.sent)),
        ("expires", moment(message.expires)),
        ("senderName", message.sender_name),
        ("headline", text.headline),
        ("description", f"{text.description}\n{text.closing}"),
        ("instruction", text.instruction),
        ("web", message.page_address),
    ):
        if value:
            _add(info, name, value)
    for name, value in (
        (CODE, message.code),
        (KIND, message.kind.value),
        (RELAYS, message.relays),
    ):
        if value:
            parameter = etree.SubElement(info, f"{{{NAMESPACE}}}parameter")
            _add(parameter, "valueName", name)
            _add(parameter, "value", value)
    area = etree.SubElement(info, f"{{{NAMESPACE}}}area")
    _add(area, "areaDesc", message.place)
    for cell in message.cells:
        _add(area, "polygon", polygon(cell))


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = text
