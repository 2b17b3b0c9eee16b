"""Which recordings there are: the slots of a language on the desk, and what everybody may hear."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amparo.alerts.domain import recordings
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.domain.states import State
from amparo.alerts.models import Recording
from amparo.alerts.queries.public import PublicAlert
from amparo.core.errors import AmparoError
from amparo.core.languages import Language
from amparo.network import api as network
from amparo.network.api import Actor, Capability

# What these say is over when they are: no recording of it is played then, since nobody hears a date on it.
_OF_NOW = frozenset({Kind.CONFIRMED, Kind.UPDATE, Kind.RELAYED})


class NoSuchRecording(AmparoError):
    """There is no such recording, or it is not what somebody listened to."""

    code = "NO_SUCH_RECORDING"


@dataclass(frozen=True, slots=True)
class Held:
    """One recording as the desk sees it."""

    recording_id: UUID
    sha256: str
    seconds: int
    uploaded_by: str
    uploaded_at: datetime
    reviewed_by: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """One kind of alert in one language: what is in use, and what waits for a second member."""

    kind: Kind
    in_use: Held | None
    draft: Held | None


@dataclass(frozen=True, slots=True)
class Spoken:
    """One language that has slots, and how many are filled."""

    language: Language
    in_use: int
    drafts: int


@dataclass(frozen=True, slots=True)
class Sound:
    """The bytes of a recording."""

    opus: bytes
    aac: bytes
    sha256: str


def spoken(*, by: Actor) -> tuple[Spoken, ...]:
    """Return every language that has slots, those with recordings first."""
    by.require(Capability.SEE_ALERTS_DESK)
    counts: dict[str, list[int]] = {}
    for tag, reviewer in Recording.objects.values_list("language", "reviewed_by"):
        counts.setdefault(tag, [0, 0])[reviewer is None] += 1
    found = [Spoken(each, *counts.get(each.tag, [0, 0])) for each in recordings.spoken_languages()]
    return tuple(sorted(found, key=lambda each: (not (each.in_use or each.drafts), each.language.name)))


def slots(tag: str, *, by: Actor) -> tuple[Slot, ...]:
    """Return a language's slots, in the order of the kinds."""
    by.require(Capability.SEE_ALERTS_DESK)
    rows = Recording.objects.filter(language=tag).defer("opus", "aac")
    held: Mapping[tuple[str, bool], Held] = {
        (row.kind, row.reviewed_by is not None): _held(row, by) for row in rows
    }
    return tuple(Slot(kind, held.get((kind, True)), held.get((kind, False))) for kind in recordings.KINDS)


def draft(recording_id: UUID, *, by: Actor) -> Sound:
    """Return any recording, also one that nobody signed off, for those who work with alerts.

    Raises:
        NotAllowed, NoSuchRecording.
    """
    by.require(Capability.SEE_ALERTS_DESK)
    return _sound(Recording.objects.filter(pk=recording_id).first())


def language_of(recording_id: UUID, *, by: Actor) -> str:
    """Return the language of a recording; empty where it is gone."""
    by.require(Capability.SEE_ALERTS_DESK)
    return Recording.objects.filter(pk=recording_id).values_list("language", flat=True).first() or ""


def public(recording_id: UUID) -> Sound:
    """Return what everybody may hear: a recording that a second member signed off.

    Raises:
        NoSuchRecording: there is none.
    """
    return _sound(Recording.objects.filter(pk=recording_id, reviewed_by__isnull=False).first())


def said_now(newest: PublicAlert) -> Kind | None:
    """Return the kind whose recording says what holds now of a thread, by its newest message; None once it is over."""
    is_over = newest.kind in _OF_NOW and newest.state != State.RELEASED
    return None if is_over else newest.kind


def languages_with(kind: Kind) -> tuple[str, ...]:
    """Return the tags in which everybody can hear a kind of alert. Public: they stand on its page."""
    found = Recording.objects.filter(kind=kind, reviewed_by__isnull=False)
    tags = set(found.values_list("language", flat=True))
    return tuple(each.tag for each in recordings.spoken_languages() if each.tag in tags)


def in_use(tag: str, kind: Kind) -> UUID | None:
    """Return the recording that everybody may hear for a kind. Public: it stands on the page of an alert."""
    found = Recording.objects.filter(language=tag, kind=kind, reviewed_by__isnull=False)
    return found.values_list("pk", flat=True).first()


def _held(row: Recording, by: Actor) -> Held:
    return Held(
        recording_id=row.pk,
        sha256=row.sha256,
        seconds=-(-row.duration_ms // 1000),
        uploaded_by=network.member_name(row.uploaded_by),
        uploaded_at=row.uploaded_at,
        reviewed_by=network.member_name(row.reviewed_by) if row.reviewed_by else "",
        is_mine=row.uploaded_by == by.member_id,
    )


def _sound(row: Recording | None) -> Sound:
    if row is None:
        raise NoSuchRecording
    return Sound(bytes(row.opus), bytes(row.aac), row.sha256)
