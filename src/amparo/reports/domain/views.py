"""What leaves the app: one frozen shape for each kind of reader, and nothing a reader has no need of."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from amparo.core.places.cells import Cell
from amparo.reports.domain.kinds import Activity, Agency, Answer, Fate, PaperShown, PlaceKind, ReportChannel
from amparo.reports.domain.private_marks import PrivateMark


@dataclass(frozen=True, slots=True)
class Submitted:
    """What the sender gets: `is_new` is False if the same report had come before.

    Attributes:
        report_id: the report.
        receipt_code: six words in the sender's language; shown once, stored nowhere.
        is_new: False for a repeated submission.
    """

    report_id: UUID
    receipt_code: str = field(repr=False)
    is_new: bool


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What forming incidents needs of a report: no words of the person's own story, no address.

    Attributes:
        correspondent_id: opaque; the same for two reports of one person on one channel, None where none was given.
        browser_mark: the same for two reports of one browser within a day; empty where unknown or erased.
        sent_before: how many reports had come from the same network within the hour.
        wording: a keyed sketch of the words (`amparo.core.sketches`), comparable within an installation.
        direction: in which direction of the compass something moved (`domain/direction.py`), or empty.
        is_forwarded: the words say that they were passed on (`domain/forwarded.py`).
    """

    report_id: UUID
    channel: ReportChannel
    activity: Activity
    agency: Agency
    cell: Cell
    place_text: str
    place_kind: PlaceKind
    place_is_known: bool
    seen_at: datetime
    received_at: datetime
    first_hand: bool
    how_many: int | None
    markings: str
    vehicles: str
    being_taken: Answer
    child_alone: bool
    someone_hurt: bool
    fate: Fate
    is_closed: bool
    correspondent_id: UUID | None = field(default=None, repr=False)
    browser_mark: str = field(default="", repr=False)
    sent_before: int = 0
    wording: tuple[int, ...] = field(default=(), repr=False)
    direction: str = ""
    is_forwarded: bool = False


@dataclass(frozen=True, slots=True)
class AdditionView:
    """Something the reporter added later, for whoever may triage."""

    received_at: datetime
    text: str
    private_marks: tuple[PrivateMark, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """A whole report for whoever may triage. There is no address in it: only whether one may answer."""

    report_id: UUID
    channel: ReportChannel
    language: str
    activity: Activity
    agency: Agency
    cell: Cell
    place_text: str
    place_kind: PlaceKind
    place_is_known: bool
    seen_at: datetime
    received_at: datetime
    first_hand: bool
    how_many: int | None
    markings: str
    vehicles: str
    paper_shown: PaperShown
    being_taken: Answer
    child_alone: bool
    someone_hurt: bool
    text: str
    private_marks: tuple[PrivateMark, ...]
    additions: tuple[AdditionView, ...]
    can_be_answered: bool
    fate: Fate
    is_closed: bool


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """What a receipt code shows: what became of it, never what was said (the code may be in other hands).

    Once the report is closed that is all: `received_at` and `statement_id` are of open ones only.
    """

    report_id: UUID = field(repr=False)
    fate: Fate
    is_closed: bool
    received_at: datetime | None = None
    additions_left: int = 0
    statement_id: UUID | None = None
