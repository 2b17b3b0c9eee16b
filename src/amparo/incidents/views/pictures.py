"""The photos and videos of reports as an incident's page shows them: small, each leading to a large one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from amparo.vault.api import CopyView, MediaKind, PictureView, SeenBefore


@dataclass(frozen=True, slots=True)
class Picture:
    """A small picture, what to say of it to who can't see it, and where the large one is."""

    src: str
    href: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Pictures:
    """What came with one report.

    Attributes:
        shown: the working copies.
        notes: what there is to say: kept without a preview, or seen with another report before.
    """

    shown: tuple[Picture, ...] = ()
    notes: tuple[str, ...] = ()


def of_report(
    report_id: UUID,
    letter: str,
    came: Mapping[UUID, Sequence[PictureView]],
    seen: Iterable[SeenBefore],
) -> Pictures:
    """Return what came with one report, in words."""
    mine = came.get(report_id, ())
    return Pictures(
        shown=tuple(_shown(mine, letter)),
        notes=(
            *_unshown(mine),
            *dict.fromkeys(_seen(each.earlier_on) for each in seen if each.report_id == report_id),
        ),
    )


def _shown(views: Iterable[PictureView], letter: str) -> Iterator[Picture]:
    for number, view in enumerate(views, start=1):
        for copy in view.copies:
            yield Picture(
                src=reverse("vault:small", args=[copy.copy_id]),
                href=reverse("vault:picture", args=[copy.copy_id]),
                alt=_alt(view.kind, copy, number, letter),
                width=copy.width,
                height=copy.height,
            )


def _alt(kind: MediaKind, copy: CopyView, number: int, letter: str) -> str:
    values = {"number": number, "letter": letter, "frame": copy.video_frame}
    if kind is MediaKind.VIDEO:
        return _("Video %(number)d of report %(letter)s, picture %(frame)d") % values
    return _("Photo %(number)d of report %(letter)s") % values


def _unshown(views: Iterable[PictureView]) -> Iterator[str]:
    count = sum(1 for view in views if not view.copies)
    if count:
        yield _("Sealed without a preview: %(count)d") % {"count": count}


def _seen(day: date) -> str:
    return _("A picture like this came with another report on %(day)s. Is it the same one, sent again?") % {
        "day": formats.date_format(day, "MONTH_DAY_FORMAT")
    }
