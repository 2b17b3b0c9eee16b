"""Read one CAP 1.2 message of a partner, from the very bytes that its signature covers.

What can't be understood is refused, never guessed. Refusals are named, so that a coordinator can tell the partner.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lxml import etree

from amparo.alerts.domain import cap, codes
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.domain.partners.reading import PartnerRefused, parsed
from amparo.core import languages
from amparo.core.privacy import text as safe_text

CLOCKS_DIFFER = timedelta(minutes=5)
# How long a message may take to appear in the index after its `sent`.
SLOWEST_APPEARANCE = timedelta(minutes=10)
LONGEST = timedelta(hours=48)
_LONGEST_TEXT = 4000
_LONGEST_LINE = 200
_MOST_INFOS = 40
_TYPES = frozenset({"Alert", "Update", "Cancel"})


class Says(StrEnum):
    """What a message amounts to."""

    CONFIRMED = "confirmed"
    ENDED = "ended"
    OTHER = "other"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Words:
    """The partner's own words in one language."""

    language: str
    event: str
    headline: str
    description: str
    instruction: str


@dataclass(frozen=True, slots=True)
class PartnerMessage:
    """A partner's message.

    Attributes:
        references: identifiers of the earlier messages that it updates or takes back.
        shapes: polygons and circles, as CAP writes them.
        is_relay: the partner passes on what somebody else said: that somebody is whom to listen to.
    """

    identifier: str
    sender: str
    sent: datetime
    expires_at: datetime
    message_type: str
    says: Says
    references: tuple[str, ...]
    words: tuple[Words, ...]
    area: str
    polygons: tuple[str, ...]
    circles: tuple[str, ...]
    is_relay: bool

    def triple(self) -> str:
        """Return the three strings by which CAP refers to a message."""
        return f"{self.sender},{self.identifier},{cap.moment(self.sent)}"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a message must be beside signed.

    Attributes:
        status: CAP's: `Actual` in production, else `Test`.
        absent_at: when the index was last read without it, if it was.
    """

    status: str
    now: datetime
    absent_at: datetime | None = None


def read(signed: bytes, expected: Expected) -> PartnerMessage:
    """Return the message that a signature covers.

    Raises:
        PartnerRefused: it is no CAP message, not for everybody, not of this status, from the future, over, without an
            end or with one too far, or older than an index that did not name it: somebody plays back an old one.
    """
    root = parsed(signed)
    if root.tag != f"{{{cap.NAMESPACE}}}alert":
        raise PartnerRefused("no_cap")
    if _one(root, "status") != expected.status:
        raise PartnerRefused("wrong_status")
    if _one(root, "scope") != "Public":
        raise PartnerRefused("not_public")
    kind = _one(root, "msgType")
    if kind not in _TYPES:
        raise PartnerRefused("wrong_type")
    infos = root.findall(f"{{{cap.NAMESPACE}}}info")
    if len(infos) > _MOST_INFOS or (not infos and kind != "Cancel"):
        raise PartnerRefused("no_info")
    message = PartnerMessage(
        identifier=_named(root, "identifier"),
        sender=_named(root, "sender"),
        sent=_moment(_one(root, "sent")),
        expires_at=_end(root, infos),
        message_type=kind,
        says=_says(kind, infos),
        references=_references(root, kind),
        words=_words(infos),
        area=_clean(next(iter(_texts(infos, "area/areaDesc")), ""), _LONGEST_LINE),
        polygons=tuple(dict.fromkeys(_texts(infos, "area/polygon"))),
        circles=tuple(dict.fromkeys(_texts(infos, "area/circle"))),
        is_relay=cap.RELAYS in _texts(infos, "parameter/valueName"),
    )
    _check_times(message, expected)
    return message


def _check_times(message: PartnerMessage, expected: Expected) -> None:
    if message.sent > expected.now + CLOCKS_DIFFER:
        raise PartnerRefused("from_the_future")
    if message.expires_at <= expected.now:
        raise PartnerRefused("over")
    if message.expires_at > message.sent + LONGEST:
        raise PartnerRefused("lasts_too_long")
    if expected.absent_at is not None and message.sent < expected.absent_at - SLOWEST_APPEARANCE:
        raise PartnerRefused("played_back")


def _end(root: etree._Element, infos: list[etree._Element]) -> datetime:
    """Return when the first of its infos ends; a Cancel without any holds as long as what it takes back could."""
    ends = [_moment(text) for text in _texts(infos, "expires")]
    if len(ends) < len(infos):
        raise PartnerRefused("without_an_end")
    return min(ends) if ends else _moment(_one(root, "sent")) + LONGEST


def _says(kind: str, infos: list[etree._Element]) -> Says:
    if kind == "Cancel":
        return Says.TAKEN_BACK
    if "AllClear" in _texts(infos, "responseType") or _kinds(infos) == {Kind.ALL_CLEAR}:
        return Says.ENDED
    is_seen = set(_texts(infos, "certainty")) == {"Observed"}
    is_on = set(_texts(infos, "urgency")) <= {"Immediate", "Expected"}
    return Says.CONFIRMED if is_seen and is_on else Says.OTHER


def _kinds(infos: list[etree._Element]) -> set[str]:
    """Return what another installation of ours calls the message."""
    return _parameters(infos, cap.KIND)


def _parameters(infos: list[etree._Element], wanted: str) -> set[str]:
    qualified = (f"{{{cap.NAMESPACE}}}{name}" for name in ("parameter", "valueName", "value"))
    parameter, name, value = qualified
    return {
        each.findtext(value) or ""
        for info in infos
        for each in info.findall(parameter)
        if each.findtext(name) == wanted
    }


def _references(root: etree._Element, kind: str) -> tuple[str, ...]:
    """Return the identifiers of the sender's own messages that this one follows; others' are not his to change."""
    text = root.findtext(f"{{{cap.NAMESPACE}}}references") or ""
    triples = [each.split(",") for each in text.split()]
    if kind != "Alert" and not triples:
        raise PartnerRefused("follows_nothing")
    if any(len(each) != 3 for each in triples):
        raise PartnerRefused("broken_references")
    sender = _named(root, "sender")
    return tuple(dict.fromkeys(identifier for who, identifier, _ in triples if who == sender))


def _words(infos: list[etree._Element]) -> tuple[Words, ...]:
    """Return what is said, without the message's own code: nearly half of all codes look like a plate."""
    own = {each for each in _parameters(infos, cap.CODE) if each in codes.codes_in(each)}

    def said(info: etree._Element, name: str, limit: int, lines: int = 1) -> str:
        text = _text(info, name)
        for code in own:
            text = text.replace(code, "…")
        return _clean(text, limit, lines)

    found: dict[str, Words] = {}
    for info in infos:
        # CAP: without a language it is en-US.
        tag = (info.findtext(f"{{{cap.NAMESPACE}}}language") or "en-US").strip()
        best = languages.best([tag], [each.tag for each in languages.all_languages()])
        if best is not None and best not in found:
            found[best] = Words(
                best,
                said(info, "event", _LONGEST_LINE),
                said(info, "headline", _LONGEST_LINE),
                said(info, "description", _LONGEST_TEXT, lines=40),
                said(info, "instruction", _LONGEST_TEXT, lines=40),
            )
    return tuple(found.values())


def _clean(text: str, limit: int, lines: int = 1) -> str:
    try:
        return safe_text.clean(text, max_chars=limit, max_lines=lines)
    except safe_text.TextRefused as error:
        raise PartnerRefused("text_refused") from error


def _text(info: etree._Element, name: str) -> str:
    return info.findtext(f"{{{cap.NAMESPACE}}}{name}") or ""


def _texts(infos: list[etree._Element], path: str) -> list[str]:
    qualified = "/".join(f"{{{cap.NAMESPACE}}}{step}" for step in path.split("/"))
    return [(node.text or "").strip() for info in infos for node in info.findall(qualified)]


def _one(root: etree._Element, name: str) -> str:
    found = root.findall(f"{{{cap.NAMESPACE}}}{name}")
    if len(found) != 1:
        raise PartnerRefused("no_cap")
    return (found[0].text or "").strip()


def _named(root: etree._Element, name: str) -> str:
    """Return a name, which CAP wants without spaces, commas and marks of XML (section 3.2.1)."""
    text = _one(root, name)
    if not text or len(text) > _LONGEST_LINE or not text.isprintable() or set(text) & set(" ,<&"):
        raise PartnerRefused("bad_name")
    return text


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise PartnerRefused("bad_time") from error
    if found.tzinfo is None:
        raise PartnerRefused("bad_time")
    return found


def to_json(words: tuple[Words, ...]) -> list[dict[str, str]]:
    """Return what `from_json` reads."""
    return [
        {
            "language": each.language,
            "event": each.event,
            "headline": each.headline,
            "description": each.description,
            "instruction": each.instruction,
        }
        for each in words
    ]


def from_json(value: list[Mapping[str, str]]) -> tuple[Words, ...]:
    """Read what `to_json` wrote."""
    return tuple(Words(**each) for each in value)
