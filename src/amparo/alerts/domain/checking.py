"""Tell whether a pasted text is ours: sentence by sentence, so that one changed address shows.

A forger copies a real message and changes one line. So a text is only called sent when *every* sentence of it stands in
*one* message that we sent; what does not is named.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

MAX_CHARS = 6000
MAX_LINES = 80
_SIMILAR = 0.5
_FEWEST_WORDS = 3
_SENTENCE_END = re.compile(r"(?<=[.!?。！？।։])\s+|\n+")
# A scheme (`https:`, `tel:`, `WIFI:`), or what a telephone makes an address of: a name with a point in it.
_ADDRESS_LIKE = re.compile(r"^\s*[A-Za-z][A-Za-z0-9+.-]*:|\b[\w-]+\.[A-Za-z]{2,}(?:[/:?#\s]|$)")
_ADDRESS = re.compile(r"https?://[^\s<>]+")


class Verdict(StrEnum):
    """What a person may be told about a pasted text."""

    SENT = "sent"
    # Nothing but a code: there is a message of ours under it. What was written around it we have not seen.
    CODE_ONLY = "code_only"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    # A scanned address that is not ours, however it looks.
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Sent:
    """One rendering that went out: which message, and its full text, headline first."""

    alert_id: UUID
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One pasted sentence: as it stands, for comparing, and whether it is nothing but an address of ours."""

    text: str
    normal: str
    is_own_address: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer: the message it is or resembles, and the pasted sentences that are not ours."""

    verdict: Verdict
    alert_id: UUID | None = None
    not_ours: tuple[str, ...] = ()


def is_only_a_code(text: str, codes: Sequence[str]) -> bool:
    """Tell whether a text is one code and nothing else."""
    return len(codes) == 1 and normalised(text) in {
        normalised(codes[0]),
        normalised(codes[0].replace("-", "")),
    }


def scanned_code(text: str, own_origin: str) -> str | None:
    """Return the code that one of our own addresses names; None where the text is not exactly such an address.

    Nothing is parsed here: parsers and browsers read names before an `@`, backslashes, ports and points at the
    end of a host differently. What is not our origin letter for letter, and one of two paths, is not ours.
    """
    found = re.fullmatch(
        rf"{re.escape(own_origin)}/(?:a/|alerts/check/\?code=)([A-Z0-9]{{3}}-[A-Z0-9]{{3}})/?", text
    )
    return found[1] if found else None


def looks_like_an_address(text: str) -> bool:
    """Tell whether a telephone might open a scanned text as an address, or act on it."""
    return _ADDRESS_LIKE.search(text) is not None


def normalised(text: str) -> str:
    """Return text for comparing: no case, accents kept, punctuation and blanks alike, compatibility forms unified."""
    unified = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(char if char.isalnum() else " " for char in unified).split())


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences and lines of a text as they stand."""
    return tuple(part.strip() for part in _SENTENCE_END.split(text) if normalised(part))


def check(pasted: str, sent: Sequence[Sent], codes: Iterable[str], own_host: str) -> Finding:
    """Compare a pasted text with what was sent.

    Args:
        pasted: at most `MAX_CHARS` characters; nothing of it is kept.
        sent: renderings to compare with; those whose code stands in the text should be among them.
        codes: short codes found in the text.
        own_host: the host of our own addresses; an address of another host is never ours.
    """
    parts = tuple(Part(each, normalised(each), _is_own_address(each, own_host)) for each in sentences(pasted))
    if not parts:
        return Finding(Verdict.UNKNOWN)
    wanted = set(codes)
    best: tuple[int, Finding] | None = None
    for candidate in sent:
        found = _compare(parts, candidate, is_named=candidate.code in wanted)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
    return best[1] if best else Finding(Verdict.UNKNOWN)


def _compare(parts: tuple[Part, ...], candidate: Sent, *, is_named: bool) -> tuple[int, Finding] | None:
    ours = [normalised(each) for each in sentences(candidate.text)]
    known, about = set(ours), set(ours[:2])
    foreign = tuple(part for part in parts if part.normal not in known and not part.is_own_address)
    matched = len(parts) - len(foreign)
    # The headline and the sentence after it hold place and time: advice alone is the same in every message.
    is_about_it = any(part.normal in about for part in parts)
    if not foreign and (is_about_it or is_named):
        return (1000 + matched, Finding(Verdict.SENT, candidate.alert_id))
    if is_named or is_about_it or any(_resembles(part.normal, ours[:3]) for part in foreign):
        not_ours = tuple(part.text for part in foreign)
        return (matched + (100 if is_named else 0), Finding(Verdict.ALTERED, candidate.alert_id, not_ours))
    return None


def _is_own_address(part: str, own_host: str) -> bool:
    """Tell whether a line is nothing but one of our own addresses."""
    return _ADDRESS.fullmatch(part) is not None and urlsplit(part).netloc == own_host


def _resembles(normal: str, ours: Sequence[str]) -> bool:
    words = set(normal.split())
    if len(words) < _FEWEST_WORDS:
        return False
    for each in ours:
        other = set(each.split())
        if len(words & other) >= _SIMILAR * len(words | other):
            return True
    return False
