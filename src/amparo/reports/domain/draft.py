"""What one person tells us once, as typed values, and what makes it acceptable."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from amparo.core.clock import floor_to
from amparo.core.errors import AmparoError
from amparo.core.places import cells
from amparo.core.places.cells import Cell, Precision
from amparo.core.places.region import Region
from amparo.core.privacy import marks
from amparo.core.privacy import text as private_text
from amparo.reports.domain import limits
from amparo.reports.domain.kinds import Activity, Agency, Answer, PaperShown, PlaceKind
from amparo.reports.domain.markings import read_agency

PLATE_TAKEN_OUT = "▮▮▮"


class DraftRefused(AmparoError):
    """The draft can't be taken as it is; `fields["field"]` names the field of the draft."""

    code: ClassVar[str] = "DRAFT_REFUSED"


class TextFieldRefused(DraftRefused):
    """A text is too long or unreadable; `fields` has `reason` (a code of `core.privacy.text`) and maybe `limit`."""

    code = "TEXT_FIELD_REFUSED"


class OutsideRegion(DraftRefused):
    """The place is not in the network's region."""

    code = "OUTSIDE_REGION"


class SeenInTheFuture(DraftRefused):
    """The time lies ahead of ours."""

    code = "SEEN_IN_THE_FUTURE"


class SeenTooLongAgo(DraftRefused):
    """The time lies further back than a live report may reach; `fields` has `days`."""

    code = "SEEN_TOO_LONG_AGO"


class HowManyOutOfRange(DraftRefused):
    """The number is not between one and `fields["limit"]`."""

    code = "HOW_MANY_OUT_OF_RANGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDraft:
    """What one person tells us once. `checked` makes it acceptable; services store nothing else.

    Attributes:
        activity: what was seen to happen.
        cell: where, at `Precision.EXACT` or coarser, as precisely as the person could say.
        seen_at: when it was seen, not when it was told. Aware.
        first_hand: the person saw it; otherwise was told or read of it.
        place_text: the corner, landmark or address in the person's words.
        place_is_known: False if `cell` is only the middle of the region, because no place could be read.
        agency: as read; where it is unknown, it is read from `markings`.
        markings: words on vests, jackets or vehicles as read.
        vehicles: kind and colour. A plate in it is taken out before it is stored.
        contact: an address for asking back; goes to the gateway's seal and nowhere else.
        contact_kind: by which kind of channel it reaches them: `email`, or `sms` for a number.
        correspondent_id: whom the gateway already knows as the sender.
        sent_before: how many reports had come from the same network within the hour (`services/effort.py`).
        browser_mark: the same for two reports of one browser within a day (`services/marking.py`), or empty.
    """

    activity: Activity
    cell: Cell
    seen_at: datetime
    first_hand: bool
    place_text: str = ""
    place_kind: PlaceKind = PlaceKind.UNKNOWN
    place_is_known: bool = True
    text: str = ""
    how_many: int | None = None
    agency: Agency = Agency.UNKNOWN
    markings: str = ""
    vehicles: str = ""
    paper_shown: PaperShown = PaperShown.UNKNOWN
    being_taken: Answer = Answer.UNKNOWN
    child_alone: bool = False
    someone_hurt: bool = False
    contact: str = field(default="", repr=False)
    contact_kind: str = "email"
    correspondent_id: UUID | None = None
    browser_mark: str = field(default="", repr=False)
    sent_before: int = 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """What differs between a live report and an imported one. `oldest` None: any past time is taken."""

    text_chars: int = limits.TEXT_MAX_CHARS
    text_lines: int = limits.TEXT_MAX_LINES
    oldest: timedelta | None = limits.OLDEST


LIVE = Allowance()
MAILED = Allowance(limits.MAILED_TEXT_MAX_CHARS, limits.MAILED_TEXT_MAX_LINES)
IMPORTED = Allowance(limits.IMPORTED_TEXT_MAX_CHARS, limits.IMPORTED_TEXT_MAX_LINES, None)

_KIND_OF_PLACE = {
    Activity.AT_A_DOOR: PlaceKind.HOME,
    Activity.INSIDE_A_HOME: PlaceKind.HOME,
    Activity.STREET_STOP: PlaceKind.PUBLIC,
    Activity.TRAFFIC_STOP: PlaceKind.PUBLIC,
    Activity.CHECKPOINT: PlaceKind.PUBLIC,
    Activity.PASSING_BY: PlaceKind.PUBLIC,
    Activity.WORKPLACE: PlaceKind.WORK,
    Activity.COURTHOUSE: PlaceKind.COURT,
}


def kind_of_place(activity: Activity) -> PlaceKind:
    """Return the kind of place that an activity implies: a door is a home's until somebody says otherwise."""
    return _KIND_OF_PLACE.get(activity, PlaceKind.UNKNOWN)


def clean_field(name: str, value: str, *, max_chars: int, max_lines: int = 1) -> str:
    """Return a text of a draft, safe to store.

    Raises:
        TextFieldRefused: too long, too many lines, or not Unicode.
    """
    try:
        return private_text.clean(value, max_chars=max_chars, max_lines=max_lines)
    except private_text.TextRefused as error:
        raise TextFieldRefused(field=name, reason=error.code, limit=error.fields.get("limit")) from error


def without_plates(vehicles: str) -> str:
    """Return a description of vehicles with whatever looks like a plate taken out: none is ever stored there."""
    kept = vehicles
    for mark in reversed(marks.find_plates(vehicles)):
        kept = kept[: mark.start] + PLATE_TAKEN_OUT + kept[mark.end :]
    return kept


def checked_seen_at(seen_at: datetime, *, now: datetime, oldest: timedelta | None) -> datetime:
    """Return the time floored to five minutes, never after `now`.

    Raises:
        SeenInTheFuture: it lies ahead by more than a clock's error.
        SeenTooLongAgo: it lies further back than `oldest`.
    """
    if seen_at > now + limits.AHEAD_AT_MOST:
        raise SeenInTheFuture(field="seen_at")
    if oldest is not None and seen_at < now - oldest:
        raise SeenTooLongAgo(field="seen_at", days=oldest.days)
    return floor_to(min(seen_at, now).astimezone(UTC), limits.SEEN_STEP)


def checked(draft: ReportDraft, *, region: Region, now: datetime, allowance: Allowance = LIVE) -> ReportDraft:
    """Return the draft as it may be stored: texts cleaned, time floored, place in the region, plates taken out.

    Raises:
        DraftRefused: one of its kinds, naming the first field that is wrong.
    """
    if not region.contains(draft.cell):
        raise OutsideRegion(field="place")
    if draft.how_many is not None and not 1 <= draft.how_many <= limits.HOW_MANY_MAX:
        raise HowManyOutOfRange(field="how_many", limit=limits.HOW_MANY_MAX)
    markings = clean_field("markings", draft.markings, max_chars=limits.MARKINGS_MAX_CHARS)
    vehicles = clean_field("vehicles", draft.vehicles, max_chars=limits.VEHICLES_MAX_CHARS)
    is_named = draft.place_kind is not PlaceKind.UNKNOWN
    return replace(
        draft,
        cell=cells.coarsest(draft.cell, Precision.EXACT),
        seen_at=checked_seen_at(draft.seen_at, now=now, oldest=allowance.oldest),
        place_text=clean_field("place", draft.place_text, max_chars=limits.PLACE_TEXT_MAX_CHARS),
        place_kind=draft.place_kind if is_named else kind_of_place(draft.activity),
        text=clean_field("text", draft.text, max_chars=allowance.text_chars, max_lines=allowance.text_lines),
        markings=markings,
        agency=draft.agency if draft.agency is not Agency.UNKNOWN else read_agency(markings),
        vehicles=without_plates(vehicles),
        being_taken=Answer.YES if draft.activity is Activity.TAKING_SOMEONE else draft.being_taken,
    )
