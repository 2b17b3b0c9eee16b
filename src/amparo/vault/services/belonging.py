"""Give originals to the report they came with, and let go of them and of their working copies in time."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from amparo.core import clock, database, jobs, journal
from amparo.core.sketches import pictures_alike
from amparo.vault import notices
from amparo.vault.adapters import blobs
from amparo.vault.domain.kinds import MediaRefused, Refusal
from amparo.vault.models import Likeness, Original, WorkingCopy

log = logging.getLogger(__name__)

LIKENESS_KEPT = timedelta(days=90)


def attach(upload_ids: Sequence[UUID], report_id: UUID, now: datetime) -> int:
    """Give waiting originals to a report; return how many it has now. Doing it again changes nothing.

    Those that are gone, or belong to another report, are passed over: their ids may have been guessed.

    Raises:
        MediaRefused: the report would have too many.
    """
    if not upload_ids:
        return 0
    with transaction.atomic():
        mine = Original.objects.select_for_update().filter(report_id=report_id).values_list("pk", flat=True)
        has = set(mine)
        waiting = Original.objects.select_for_update().filter(pk__in=upload_ids, report_id__isnull=True)
        found = [pk for pk in waiting.values_list("pk", flat=True) if pk not in has]
        if len(has) + len(found) > settings.MEDIA_PER_REPORT:
            raise MediaRefused(why=Refusal.TOO_MANY)
        if not found:
            return len(has)
        Original.objects.filter(pk__in=found).update(report_id=report_id, expires_at=None)
        _compare(found, report_id, now)
        journal.write(
            notices.PICTURES_ATTACHED, subject=report_id, by="reporter", now=now, count=len(has) + len(found)
        )
    return len(has) + len(found)


def _compare(original_ids: Sequence[UUID], report_id: UUID, now: datetime) -> None:
    """Note once which pictures had come with another report before: the board then only reads."""
    since = (now - LIKENESS_KEPT).date()
    earlier = list(
        Likeness.objects.filter(received_on__gte=since, report_id__isnull=False)
        .exclude(report_id=report_id)
        .order_by("-pk")
        .values_list("value", "report_id", "received_on")
    )
    for mine in Likeness.objects.filter(original_id__in=original_ids):
        match = next((each for each in earlier if pictures_alike(mine.value, each[0])), None)
        mine.report_id = report_id
        if match is not None:
            mine.earlier_report_id, mine.earlier_on = match[1], match[2]
        mine.save(update_fields=["report_id", "earlier_report_id", "earlier_on"])


def drop_working_copies(report_ids: Iterable[UUID], now: datetime) -> int:
    """Erase the pictures of reports that close; the sealed originals stay. Return how many pictures went."""
    with transaction.atomic():
        copies = WorkingCopy.objects.filter(original__report_id__in=list(report_ids))
        of = {each for each in copies.values_list("original__report_id", flat=True) if each is not None}
        count, _ = copies.delete()
        for report_id in of:
            journal.write(notices.COPIES_DROPPED, subject=report_id, by="system", now=now, count=count)
        if count:
            transaction.on_commit(database.erase_residue)
    return count


def erase_report(report_id: UUID) -> int:
    """Erase all that came with a report that is withdrawn, originals too; return how many."""
    with transaction.atomic():
        Likeness.objects.filter(report_id=report_id).delete()
        Likeness.objects.filter(earlier_report_id=report_id).update(earlier_report_id=None, earlier_on=None)
        return _erase(Original.objects.filter(report_id=report_id).values_list("pk", flat=True))


def erase_waiting(upload_id: UUID) -> None:
    """Erase an original that belongs to no report: its sender thought again. What has gone is passed over."""
    with transaction.atomic():
        _erase(Original.objects.filter(pk=upload_id, report_id__isnull=True).values_list("pk", flat=True))


def tidy(now: datetime) -> None:
    """Erase what was never sent with a report, what has no row, and hashes whose time is over; come back in a day."""
    with transaction.atomic():
        _erase(Original.objects.filter(expires_at__lte=now).values_list("pk", flat=True))
        Likeness.objects.filter(received_on__lt=(now - LIKENESS_KEPT).date()).delete()
    blobs.sweep_incoming()
    lost = 0
    for original_id in blobs.stale():
        if not Original.objects.filter(pk=original_id).exists():
            blobs.remove(original_id)
            lost += 1
    if lost:
        log.warning("The vault removed %d sealed files that belonged to nothing.", lost)
    _look_for_lost_files()
    if Original.objects.exists() or Likeness.objects.exists():
        jobs.enqueue("vault.tidy", {}, now=now, run_at=now + clock.DAY, unique="vault.tidy")


def _look_for_lost_files() -> None:
    known = Original.objects.values_list("pk", flat=True).iterator()
    missing = sum(1 for original_id in known if not blobs.path_of(original_id).exists())
    if missing:
        log.error(
            "The vault lacks %d sealed files that it should have: look at the disk and the backup.", missing
        )


def _erase(original_ids: Iterable[UUID]) -> int:
    """Delete rows, then their files: what is left by a crash between the two is a file, and is swept."""
    going = list(original_ids)
    Likeness.objects.filter(original_id__in=going).delete()
    Original.objects.filter(pk__in=going).delete()

    def remove() -> None:
        for original_id in going:
            blobs.remove(original_id)
        if going:
            database.erase_residue()

    transaction.on_commit(remove)
    return len(going)
