"""What an alert says, as one value: stored, hashed, rendered. Never prose that nobody reviewed, unless marked so."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from amparo.alerts.domain.kinds import Kind
from amparo.core.places.cells import Cell


@dataclass(frozen=True, slots=True)
class Facts:
    """What the slots of the sentences are filled from.

    Attributes:
        outcome: the recorded outcome, by its stored value.
        activity: an activity by its stored value; its words come from the phrases.
        agency: an agency by its stored value.
        place: name of the nearest neighbourhood, approximate.
        district: name of what the neighbourhood lies in: the archive shows only this.
        where: cross streets or a public landmark; empty for homes and at neighbourhood precision.
        seen_at: aware, in UTC, already floored.
        count: people taken, 0 if none or unknown.
        earlier_code: short code of the message that this one follows.
        earlier_at: when that was sent.
        partner: the name of the network whose statement this is, if it is none of ours.
        relays: its sender, identifier and time, as CAP refers to a message.
    """

    outcome: str
    activity: str
    agency: str
    place: str
    district: str
    where: str
    seen_at: datetime
    count: int = 0
    earlier_code: str = ""
    earlier_at: datetime | None = None
    partner: str = ""
    relays: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """One alert before it is put into words.

    Attributes:
        sentences: ids of the chosen phrases, in order, without headline and closing.
        free_text: words of the network's own, (language, text), for every language of the alert or none.
        outcome_id: the record that allows it; a newer outcome makes the alert void before its release.
        precision: the H3 resolution of `cells`.
        lifetime: from release to expiry.
    """

    kind: Kind
    outcome_id: str
    sentences: tuple[str, ...]
    facts: Facts
    free_text: tuple[tuple[str, str], ...]
    precision: int
    cells: tuple[Cell, ...]
    languages: tuple[str, ...]
    lifetime: timedelta

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads: plain values only."""
        value = asdict(self)
        value["facts"]["seen_at"] = self.facts.seen_at.isoformat()
        value["facts"]["earlier_at"] = self.facts.earlier_at.isoformat() if self.facts.earlier_at else None
        value["lifetime"] = int(self.lifetime.total_seconds())
        value["free_text"] = [list(pair) for pair in self.free_text]
        value["sentences"] = list(self.sentences)
        value["cells"] = list(self.cells)
        value["languages"] = list(self.languages)
        value["kind"] = self.kind.value
        return value

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> "Content":
        """Read what `to_json` wrote."""
        facts = dict(value["facts"])
        facts["seen_at"] = datetime.fromisoformat(facts["seen_at"])
        facts["earlier_at"] = datetime.fromisoformat(facts["earlier_at"]) if facts["earlier_at"] else None
        return Content(
            kind=Kind(value["kind"]),
            outcome_id=value["outcome_id"],
            sentences=tuple(value["sentences"]),
            facts=Facts(**facts),
            free_text=tuple((language, text) for language, text in value["free_text"]),
            precision=value["precision"],
            cells=tuple(Cell(each) for each in value["cells"]),
            languages=tuple(value["languages"]),
            lifetime=timedelta(seconds=value["lifetime"]),
        )


@dataclass(frozen=True, slots=True)
class Text:
    """An alert in one language.

    Attributes:
        headline: at most 160 characters.
        description: what happened, one sentence a line.
        instruction: what to do, one sentence a line; may be empty.
        closing: code and check address, one sentence a line.
        is_draft: the translation has not been signed off by a reviewer.
        short: what an SMS says, one line; empty for what was sent before there were any.
    """

    language: str
    headline: str
    description: str
    instruction: str
    closing: str
    is_draft: bool
    short: str = ""


def canonical(content: Content, texts: tuple[Text, ...]) -> bytes:
    """Return the one byte sequence that stands for what a person saw in the preview."""
    value = {
        "content": content.to_json(),
        "texts": [asdict(text) for text in sorted(texts, key=lambda each: each.language)],
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_hash(content: Content, texts: tuple[Text, ...]) -> str:
    """Return SHA-256 of the canonical form, in hexadecimal: what an approval is bound to."""
    return hashlib.sha256(canonical(content, texts)).hexdigest()
