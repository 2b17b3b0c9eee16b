"""What the simulator makes: what was so, and what people told about it. Everything in it is invented."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from amparo.core.places.cells import Cell
from amparo.reports.api import Activity, Agency, ReportChannel, ReportDraft


class Kind(StrEnum):
    """What an event was in truth."""

    ACTION = "action"  # immigration enforcement, really there
    OTHER_AGENCY = "other_agency"  # police, sheriff, guards: really there, something else
    MISTAKEN = "mistaken"  # something was there that only looked like it: a tow truck, a parked van
    RUMOUR = "rumour"  # nothing was there


class Truth(StrEnum):
    """The outcome that a person with all the facts would record."""

    CONFIRMED = "confirmed"
    OTHER_AGENCY = "other_agency"
    UNFOUNDED = "unfounded"
    UNVERIFIABLE = "unverifiable"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueEvent:
    """One thing that happened, or that people said happened, at one place and time.

    Attributes:
        place: at `Precision.EXACT`; of a rumour the place that is told. A rumour about a whole city has its middle.
        is_everywhere: the rumour names no place that could be looked at.
        how_many: people in uniform who were really there; of a rumour what the first teller said.
        landmark: which of the words' landmarks stands there; colour and vehicle likewise.
        beside: the key of the event next to which this one happened, on purpose hard to keep apart; else empty.
        grew_from: the key of the event of which this rumour is a mutation; else empty.
    """

    key: str
    kind: Kind
    place: Cell
    began: datetime
    ended: datetime
    outcome: Truth
    activity: Activity
    agency: Agency
    how_many: int
    landmark: int
    colour: int
    vehicle: int
    direction: str
    is_everywhere: bool = False
    child_alone: bool = False
    someone_hurt: bool = False
    picture: int | None = None
    beside: str = ""
    grew_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One report as it reaches the network, with the truth about it beside.

    Attributes:
        at: when it arrives.
        event: the key of the event that it is about; None: junk or a troll.
        is_junk: nobody meant it honestly.
        source: who sent it: the same person (or the same browser) has the same source.
        copied_from: the key of the first message that came with this text or picture; else empty.
        picture: the difference hash (signed 64 bits) of a picture that came with it, or None.
        style: of junk which kind it is; of honest messages how the person knows.
    """

    key: str
    at: datetime
    channel: ReportChannel
    language: str
    draft: ReportDraft
    event: str | None
    is_junk: bool
    source: str
    copied_from: str
    picture: int | None
    style: str


@dataclass(frozen=True, slots=True)
class Weekend:
    """A city's days: every event by its beginning, every message by its arrival."""

    seed: int
    days: int
    began: datetime
    events: tuple[TrueEvent, ...]
    messages: tuple[Told, ...]
