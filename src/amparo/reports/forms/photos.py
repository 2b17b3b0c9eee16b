"""The part of a page where photos and short videos are added: what it offers, and its sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amparo.vault import api as vault
from amparo.vault.api import Offer, Refusal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_SENTENCES: dict[Refusal, "StrOrPromise"] = {
    Refusal.NO_RECIPIENT: _(
        "Photos can't be taken right now. Nothing of the file was kept. Please keep it, and send the report without it."
    ),
    Refusal.NOT_MEDIA: _("We can't read this file as a photo or a video. Nothing of it was kept."),
    Refusal.EMPTY: _("This file is empty."),
    Refusal.CUT_OFF: _("The connection broke before the file was here. Please try again."),
    Refusal.TOO_LARGE: _("This file is too large: photos up to %(photo)d MB, videos up to %(video)d MB."),
    Refusal.TOO_MANY_PIXELS: _("This picture is too large to be looked at. Nothing of it was kept."),
    Refusal.TOO_LONG: _("This video is too long: up to %(minutes)d minutes, please."),
    Refusal.TOO_MANY: _("That is too many: up to %(files)d photos or videos with one report."),
    Refusal.TOO_HARD: _("We can't work through this file. Nothing of it was kept."),
    Refusal.NOT_SEALED: _("This file did not arrive sealed, so we did not take it. Please try again."),
    Refusal.NO_ROOM: _(
        "There is no room for photos right now. Please keep the file, and send the report without it."
    ),
    Refusal.BUSY: _("Many people are sending photos right now. Please try again in a moment."),
}


@dataclass(frozen=True, slots=True)
class PhotoPart:
    """What the template shows.

    Attributes:
        offer: without a recipient nothing can be added, and the part says so.
        kept: ids of what was taken already and waits for the report.
        problems: why files were not taken, in words.
        sentences: all that may go wrong, by code, for the script.
    """

    offer: Offer
    kept: tuple[str, ...]
    problems: tuple[str, ...]
    sentences: tuple[tuple[str, str], ...]


def part(kept: Sequence[str | UUID] = (), refused: Sequence[str] = ()) -> PhotoPart:
    """Return the part for a page, with what came from it before."""
    offer = vault.offer()
    return PhotoPart(
        offer=offer,
        kept=tuple(str(each) for each in kept),
        problems=tuple(sentence(Refusal(each), offer) for each in dict.fromkeys(refused)),
        sentences=tuple((each.value, sentence(each, offer)) for each in Refusal),
    )


def sentence(why: Refusal, offer: Offer) -> str:
    """Return the sentence for a refusal, with the limits filled in."""
    return str(_SENTENCES[why]) % {
        "photo": offer.photo_max_mb,
        "video": offer.video_max_mb,
        "minutes": offer.video_max_minutes,
        "files": offer.most_files,
    }
