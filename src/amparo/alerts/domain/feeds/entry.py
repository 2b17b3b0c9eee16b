"""What the feeds are made of: the publisher and the alerts that stand, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from amparo.alerts.domain.content import Text
from amparo.core import languages
from amparo.core.clock import floor_to
from amparo.core.places.cells import Cell

# The files are written anew this often, though nothing happened, so that readers can tell silence from a fault.
BEAT = timedelta(minutes=15)
# So long after a beat a reader may still believe that nothing new is missing.
GOOD_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who says it.

    Attributes:
        origin: scheme and host of the public site.
        status: CAP's, `Actual` or `Test`.
        beat: the last full quarter of an hour: when the files were last known to be written.
        notices: what stands before everything, by language, while a lockdown holds.
    """

    name: str
    origin: str
    status: str
    beat: datetime
    notices: Mapping[str, str] = field(default_factory=dict)

    @property
    def good_until(self) -> datetime:
        """From when on a reader must take it that the publisher is down."""
        return self.beat + GOOD_FOR

    def address(self, name: str) -> str:
        """Return the address of one file of the feeds."""
        return f"{self.origin}/feeds/{name}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One alert that stands.

    Attributes:
        texts: by language, in the alert's order.
        until: "valid until …" in words, by language.
        cap: its CAP message, as it was sent.
    """

    alert_id: UUID
    thread: UUID
    code: str
    kind: str
    outcome: str
    place: str
    cells: tuple[Cell, ...]
    texts: Mapping[str, Text]
    until: Mapping[str, str]
    seen_at: datetime
    released_at: datetime
    expires_at: datetime
    cap: bytes
    page: str

    @property
    def cap_name(self) -> str:
        """The file of its CAP message, below the feeds' folder."""
        return f"cap/{self.alert_id}.xml"

    @property
    def urn(self) -> str:
        """Its identifier for readers of feeds."""
        return f"urn:uuid:{self.alert_id}"

    def text_for(self, tag: str) -> Text:
        """Return its words in a language; in its first language where it lacks that."""
        return self.texts[languages.best([tag], self.texts) or next(iter(self.texts))]

    def lines_for(self, tag: str) -> str:
        """Return everything it says in a language, and until when, one sentence a line."""
        text = self.text_for(tag)
        parts = (text.description, text.instruction, text.closing, self.until[text.language])
        return "\n".join(part for part in parts if part)


def beat_of(now: datetime) -> datetime:
    """Return the last full quarter of an hour."""
    return floor_to(now, BEAT)
