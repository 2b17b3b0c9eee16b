"""What those who triage see of what came with reports: working copies, never originals."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from amparo.core.errors import AmparoError
from amparo.network.api import Actor, Capability
from amparo.vault.domain.kinds import MediaKind, SealedBy
from amparo.vault.models import Likeness, Original, WorkingCopy


class NoSuchPicture(AmparoError):
    """There is no such picture, or it belongs to no report, or it went when its report closed."""

    code = "NO_SUCH_PICTURE"


@dataclass(frozen=True, slots=True)
class CopyView:
    """A working copy by its id and size in pixels; `video_frame` counts from 1, 0 for a photo."""

    copy_id: UUID
    report_id: UUID
    width: int
    height: int
    video_frame: int


@dataclass(frozen=True, slots=True)
class PictureView:
    """One photo or video that came with a report.

    Attributes:
        copies: empty where the format can't be shown, or the report is closed: the original is kept sealed.
    """

    report_id: UUID
    kind: MediaKind
    sealed_by: SealedBy
    received_on: date
    copies: tuple[CopyView, ...]


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """A picture of a report looks like one that came with another report on an earlier day."""

    report_id: UUID
    earlier_report_id: UUID
    earlier_on: date


@dataclass(frozen=True, slots=True)
class Shown:
    """A working copy with its bytes (JPEG)."""

    view: CopyView
    jpeg: bytes = field(repr=False)


def pictures_of(report_ids: Iterable[UUID], by: Actor) -> dict[UUID, tuple[PictureView, ...]]:
    """Return what came with reports, by report; reports without pictures are left out.

    Raises:
        NotAllowed: the actor may not see pictures.
    """
    _require(by)
    found: dict[UUID, tuple[PictureView, ...]] = {}
    originals = Original.objects.filter(report_id__in=list(report_ids)).order_by("received_on", "pk")
    copies = _copies_of(original.pk for original in originals)
    for original in originals:
        if original.report_id is None:
            continue
        view = PictureView(
            report_id=original.report_id,
            kind=MediaKind(original.kind),
            sealed_by=SealedBy(original.sealed_by),
            received_on=original.received_on,
            copies=tuple(_copy(each, original) for each in copies.get(original.pk, ())),
        )
        found[view.report_id] = (*found.get(view.report_id, ()), view)
    return found


def seen_before(report_ids: Iterable[UUID], by: Actor) -> tuple[SeenBefore, ...]:
    """Return which reports brought a picture like one that another report had brought.

    Raises:
        NotAllowed: the actor may not see pictures.
    """
    _require(by)
    rows = (
        Likeness.objects.filter(report_id__in=list(report_ids), earlier_on__isnull=False)
        .order_by("-earlier_on", "pk")
        .values_list("report_id", "earlier_report_id", "earlier_on")
        .distinct()
    )
    return tuple(SeenBefore(mine, other, day) for mine, other, day in rows if mine and other and day)


def likenesses_of(report_ids: Iterable[UUID]) -> dict[UUID, tuple[int, ...]]:
    """Return the difference hashes of what came with reports, by report, for whatever compares reports. One query.

    No picture can be made of them, and they are shown to nobody: so no actor is asked for.
    """
    found: dict[UUID, tuple[int, ...]] = {}
    rows = Likeness.objects.filter(report_id__in=list(report_ids)).order_by("value")
    for report_id, value in rows.values_list("report_id", "value"):
        if report_id is not None:
            found[report_id] = (*found.get(report_id, ()), value)
    return found


def came_before(report_id: UUID) -> frozenset[UUID]:
    """Return the reports that had brought a picture like one of this report's; for whatever compares. One query."""
    rows = Likeness.objects.filter(report_id=report_id, earlier_report_id__isnull=False)
    return frozenset(each for each in rows.values_list("earlier_report_id", flat=True) if each is not None)


def shown(copy_id: UUID, *, is_small: bool, by: Actor) -> Shown:
    """Return a working copy, or its thumbnail, for someone who may see it.

    Raises:
        NotAllowed: the actor may not see pictures.
        NoSuchPicture: there is none (any more).
    """
    _require(by)
    content = "thumbnail" if is_small else "jpeg"
    row = (
        WorkingCopy.objects.select_related("original")
        .defer("jpeg" if is_small else "thumbnail")
        .filter(pk=copy_id, original__report_id__isnull=False)
        .first()
    )
    if row is None:
        raise NoSuchPicture
    return Shown(_copy(row, row.original), bytes(getattr(row, content)))


def waiting(upload_ids: Iterable[UUID]) -> tuple[UUID, ...]:
    """Return those of the ids that are originals waiting for their report; for their sender, who alone knows them."""
    wanted = list(upload_ids)
    known = set(Original.objects.filter(pk__in=wanted, report_id__isnull=True).values_list("pk", flat=True))
    return tuple(each for each in dict.fromkeys(wanted) if each in known)


def _copies_of(original_ids: Iterable[UUID]) -> dict[UUID, list[WorkingCopy]]:
    found: dict[UUID, list[WorkingCopy]] = {}
    for row in WorkingCopy.objects.filter(original__in=list(original_ids)).defer("jpeg", "thumbnail"):
        found.setdefault(row.original_id, []).append(row)
    return found


def _copy(row: WorkingCopy, original: Original) -> CopyView:
    if original.report_id is None:
        raise NoSuchPicture
    return CopyView(
        copy_id=row.pk,
        report_id=original.report_id,
        width=row.width,
        height=row.height,
        video_frame=row.number if original.kind == MediaKind.VIDEO else 0,
    )


def _require(by: Actor) -> None:
    """Pictures are for those who read reports' own words; who records outcomes without triage reads them too."""
    if not by.can(Capability.RECORD_OUTCOME):
        by.require(Capability.TRIAGE_REPORTS)
