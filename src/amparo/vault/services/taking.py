"""What a page that takes files needs: the offer it shows, the mark of its view, and the files themselves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.conf import settings

from amparo.vault import keys
from amparo.vault.domain.kinds import MediaRefused, Refusal
from amparo.vault.services import counted
from amparo.vault.services.receiving import Plain

P = ParamSpec("P")
R = TypeVar("R")

MARK = "amparo_takes_files"
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be sent from a page, for its template and its script.

    Attributes:
        recipient: what the browser seals to; empty where nothing can be taken at all.
    """

    recipient: str
    most_files: int
    photo_max_mb: int
    video_max_mb: int
    video_max_minutes: int


def offer() -> Offer:
    """Return what a page may offer to take."""
    try:
        found = keys.recipient()
    except keys.NoRecipient:
        # The page says so, in words: a report without pictures still works.
        found = ""
    return Offer(
        recipient=found,
        most_files=settings.MEDIA_PER_REPORT,
        photo_max_mb=settings.PHOTO_MAX_BYTES // _MIB,
        video_max_mb=settings.VIDEO_MAX_BYTES // _MIB,
        video_max_minutes=settings.VIDEO_MAX_S // 60,
    )


def takes_files(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view to which files may be sent; to every other they are refused unread."""
    setattr(view, MARK, True)
    return view


def is_taking_files(view: Callable[..., object]) -> bool:
    """Tell whether a view wears the mark."""
    return hasattr(view, MARK)


def largest_form_bytes() -> int:
    """Return how large a form with files may be: one video and photos, and what a form has besides."""
    return settings.VIDEO_MAX_BYTES + (settings.MEDIA_PER_REPORT - 1) * settings.PHOTO_MAX_BYTES + 4 * _MIB


def take_all(sent: Iterable[object], now: datetime) -> tuple[tuple[UUID, ...], tuple[Refusal, ...]]:
    """Keep the files of a form; return the ids of those that were taken, and why others were not."""
    taken, refused = [], []
    for each in sent:
        if not isinstance(each, Plain):
            continue
        try:
            taken.append(each.take(now))
        except MediaRefused as error:
            counted.refused(error.why, now)
            refused.append(error.why)
    return tuple(taken), tuple(refused)
