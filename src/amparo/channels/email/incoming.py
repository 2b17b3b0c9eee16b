"""Reading one e-mail that anybody in the world may have sent: who, what in plain text, and whether a machine wrote it.

Everything is bounded: bytes, parts, depth, characters. Attachments are dropped. Headers are read here and go nowhere.
Sources: RFC 5322, 2045 to 2047, 3834 (automatic answers).
"""

import codecs
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from lxml import etree
from typing_extensions import override

from amparo.channels.domain.addresses import AddressRefused, normal_email
from amparo.channels.email.returned import Bounce, read_report
from amparo.core.errors import AmparoError

MOST_BYTES = 2 * 1024 * 1024
MOST_PARTS = 100
MOST_BOUNDARIES = 100
MOST_HEAD_LINES = 2_000
MOST_HTML_BYTES = 512 * 1024
MOST_CHARS = 10_000
MOST_LINES = 200
LONGEST_HEADER = 2_000

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_QUOTE_HEAD = re.compile(
    r"^\s*(on|el|am|le)\b.{5,300}(wrote|escribi[oó]|schrieb|écrit)\s*:\s*$", re.IGNORECASE
)
_SIGNATURE = re.compile(r"^--\s?$")
_AUTOMATIC_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply"})
_MACHINES = ("mailer-daemon", "postmaster", "no-reply", "noreply", "do-not-reply", "donotreply")
# Codecs that are no charsets, or take quadratic time.
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"})
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "br",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "table",
        "ul",
        "ol",
        "pre",
    }
)
_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript"})


class _Bounded(email.policy.Compat32):
    """Cut each header when it is parsed: some are looked at again and again, in more than linear time."""

    @override
    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]


class MailUnreadable(AmparoError):
    """The bytes are no e-mail that can be read within the limits."""

    code = "MAIL_UNREADABLE"


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """One e-mail, read.

    Attributes:
        sender: the address in stored form, or None where there is no usable one.
        subject: one line.
        text: what the person wrote, without quoted answers.
        is_automatic: a machine wrote it: never answer, never store.
        bounce: set for what a server reports of a mail of ours.
    """

    sender: str | None = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    is_automatic: bool
    bounce: Bounce | None


def read_mail(raw: bytes) -> IncomingMail:
    """Read one e-mail; what exceeds the limits is cut off.

    Raises:
        MailUnreadable: it is empty, or nested beyond reason.
    """
    _check_shape(raw[:MOST_BYTES])
    try:
        mail = email.message_from_bytes(raw[:MOST_BYTES], policy=_Bounded())
        parts = list(_parts(mail))
    except (RecursionError, MessageError, ValueError, LookupError) as error:
        raise MailUnreadable from error
    sender, is_machine = _sender(mail)
    return IncomingMail(
        sender=sender,
        subject=_one_line(_header(mail, "Subject")),
        text=_without_quotes(_text(parts)),
        is_automatic=is_machine or _is_automatic(mail),
        bounce=read_report(mail, parts, raw[:MOST_BYTES]),
    )


def _check_shape(raw: bytes) -> None:
    """Refuse what would keep the parser busy: it compares each line with every boundary that is open."""
    head = _END_OF_HEAD.split(raw, maxsplit=1)[0]
    if not raw.strip() or head.count(b"\n") > MOST_HEAD_LINES:
        raise MailUnreadable
    if raw.lower().count(b"boundary") > MOST_BOUNDARIES:
        raise MailUnreadable


def _parts(mail: Message) -> Iterator[Message]:
    """Yield the parts of a mail, outermost first, without entering attached mails."""
    waiting = [mail]
    count = 0
    while waiting and count < MOST_PARTS:
        part = waiting.pop(0)
        count += 1
        yield part
        payload = part.get_payload()
        if isinstance(payload, list) and part.get_content_maintype() == "multipart":
            waiting[:0] = [each for each in payload if isinstance(each, Message)]


def _header(mail: Message, name: str) -> str:
    """Return a header's text, decoded, cut and on one line; empty where it is missing."""
    value = str(mail.get(name, ""))[:LONGEST_HEADER]
    try:
        pieces = decode_header(value)
    except (MessageError, ValueError):
        return value
    return "".join(
        piece if isinstance(piece, str) else _decoded(piece, charset or "utf-8") for piece, charset in pieces
    )


def _one_line(text: str) -> str:
    return " ".join(_cleaned(text).split())[:300]


def _sender(mail: Message) -> tuple[str | None, bool]:
    """Return the author's address, and whether it is a machine's."""
    try:
        written = getaddresses([_header(mail, "From")])
    except RecursionError:  # comments within comments, a thousand deep
        return None, False
    for _name, address in written[:1]:
        try:
            normal = normal_email(address)
        except AddressRefused:
            return None, address.lower().startswith(_MACHINES[:2])
        return normal, normal.lower().startswith(_MACHINES)
    return None, False


def _is_automatic(mail: Message) -> bool:
    submitted = _header(mail, "Auto-Submitted").split(";")[0].strip().lower()
    return (
        submitted not in {"", "no"}
        or _header(mail, "Precedence").strip().lower() in _AUTOMATIC_PRECEDENCE
        or _header(mail, "Return-Path").strip() == "<>"
        or any(
            name in mail for name in ("X-Autoreply", "X-Autorespond", "List-Id", "List-Unsubscribe", "X-Loop")
        )
    )


def _text(parts: list[Message]) -> str:
    """Return the first plain part that says something, else the first HTML part as text."""
    for wanted in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() != wanted or part.get_content_disposition() == "attachment":
                continue
            content = part.get_payload(decode=True)
            if not isinstance(content, bytes):
                continue
            charset = str(part.get_param("charset", "utf-8"))
            text = _decoded(content[:MOST_HTML_BYTES], charset)
            text = _cleaned(_html_text(text) if wanted == "text/html" else text)
            if text:
                return text
    return ""


def _decoded(content: bytes, charset: str) -> str:
    try:
        name = codecs.lookup(charset.strip().strip("\"'")).name
    except (LookupError, ValueError):
        name = "utf-8"
    if name in _NO_CHARSETS:
        name = "utf-8"
    try:
        return content.decode(name)
    except (UnicodeError, LookupError):
        return _utf8_or_latin(content)


def _utf8_or_latin(content: bytes) -> str:
    """Decode bytes whose charset was missing or wrong: UTF-8 is hard to hit by chance, so it goes first."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _html_text(html: str) -> str:
    parser = etree.HTMLParser(no_network=True, recover=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return ""
    if root is None:
        return ""
    pieces: list[str] = []
    is_silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            is_silent += tag in _SILENT
            pieces.append("\n" if tag in _BLOCKS else "")
            pieces.append("" if is_silent else element.text or "")
        else:
            is_silent -= tag in _SILENT
            pieces.append("\n" if tag in _BLOCKS and tag != "br" else "")
            pieces.append("" if is_silent else element.tail or "")
    return "".join(pieces)


def _cleaned(text: str) -> str:
    """Return text without control characters and lone surrogates, within the limits; what exceeds them is cut off."""
    valid = text.encode("utf-8", "replace").decode()
    unified = valid.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        char for char in unified if char.isprintable() or char.isspace() or char in "\u200c\u200d\u200e\u200f"
    )
    lines = [" ".join(line.split()) for line in kept.split("\n")]
    paragraphs = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return "\n".join(paragraphs.split("\n")[:MOST_LINES])[:MOST_CHARS]


def _without_quotes(text: str) -> str:
    """Cut off the quoted letter below an answer, and what stands after the signature mark."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if _SIGNATURE.match(line) or _QUOTE_HEAD.match(line):
            lines = lines[:number]
            break
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith(">")):
        lines.pop()
    return "\n".join(lines)
