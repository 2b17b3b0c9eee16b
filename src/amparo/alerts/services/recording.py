"""Recordings for languages that people speak rather than read: one member uploads, a second signs off."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.alerts import notices
from amparo.alerts.adapters import audio_reading
from amparo.alerts.domain import recordings
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.models import Recording
from amparo.alerts.queries.recordings import NoSuchRecording
from amparo.core import clock, ids, journal, languages
from amparo.core.errors import AmparoError
from amparo.network import api as network
from amparo.network.api import Actor, Capability


class NoSlot(AmparoError):
    """The language is read rather than heard, or not known."""

    code = "NO_SLOT"


def upload(*, tag: str, kind: Kind, data: bytes, by: Actor, now: datetime) -> UUID:
    """Make a draft from an uploaded file, in place of the draft that was there. What is in use stays in use.

    Args:
        tag: the language, one that has slots.
        kind: the kind of alert that the recording says.
        data: the file, as it came.
        by: who uploads.
        now: the moment.

    Raises:
        NotAllowed, NoSlot, RecordingRefused.
    """
    by.require(Capability.MANAGE_NETWORK)
    if not recordings.has_slots(tag):
        raise NoSlot
    language = languages.get(tag).tag
    sound = audio_reading.read(data)
    with transaction.atomic():
        actor = network.actor_for(by.member_id)
        actor.require(Capability.MANAGE_NETWORK)
        Recording.objects.filter(language=language, kind=kind, reviewed_by__isnull=True).delete()
        row = Recording.objects.create(
            id=ids.new_anonymous_id(),
            language=language,
            kind=kind,
            opus=sound.opus,
            aac=sound.aac,
            sha256=hashlib.sha256(sound.opus + sound.aac).hexdigest(),
            duration_ms=sound.duration_ms,
            uploaded_by=actor.member_id,
            uploaded_at=clock.floor_to(now, clock.HOUR),
        )
        _tell(notices.RECORDING_UPLOADED, row, actor, now)
    return row.pk


def sign_off(*, recording_id: UUID, sha256: str, by: Actor, now: datetime) -> None:
    """Put a draft in use, as a second member who listened to it; the one in use before goes.

    Args:
        recording_id: the draft.
        sha256: of what stood on the page: what was heard is what is put in use.
        by: who signs off; asked again.
        now: the moment.

    Raises:
        NotAllowed, NoSuchRecording, NotIndependent.
    """
    with transaction.atomic():
        actor = network.actor_for(by.member_id)
        actor.require(Capability.RELEASE_ALERT)
        row = _locked(recording_id)
        if row.reviewed_by is not None or row.sha256 != sha256:
            raise NoSuchRecording
        network.check_independent(row.uploaded_by, actor.member_id)
        Recording.objects.filter(language=row.language, kind=row.kind, reviewed_by__isnull=False).delete()
        row.reviewed_by, row.reviewed_at = actor.member_id, clock.floor_to(now, clock.HOUR)
        row.save(update_fields=["reviewed_by", "reviewed_at"])
        _tell(notices.RECORDING_REVIEWED, row, actor, now)


def remove(*, recording_id: UUID, by: Actor, now: datetime) -> None:
    """Take a recording away, in use or not, at once. One person alone may do this.

    Raises:
        NotAllowed, NoSuchRecording.
    """
    with transaction.atomic():
        actor = network.actor_for(by.member_id)
        actor.require(Capability.MANAGE_NETWORK)
        row = _locked(recording_id)
        _tell(notices.RECORDING_REMOVED, row, actor, now)
        row.delete()


def _locked(recording_id: UUID) -> Recording:
    row = Recording.objects.select_for_update().filter(pk=recording_id).defer("opus", "aac").first()
    if row is None:
        raise NoSuchRecording
    return row


def _tell(notice: str, row: Recording, actor: Actor, now: datetime) -> None:
    journal.write(
        notice,
        subject=row.pk,
        by=actor.ref,
        now=now,
        language=row.language,
        says=row.kind,
        hash=row.sha256,
    )
