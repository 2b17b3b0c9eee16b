"""Why a file was not taken, in words for the person who chose it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from amparo.vault.domain.kinds import Refusal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_MIB = 1024 * 1024

_SENTENCES: dict[Refusal, "StrOrPromise"] = {
    Refusal.NO_RECIPIENT: _(
        "Photos can't be taken right now: the network's key for them is missing. Nothing of the file was kept. "
        "Please keep it, and send the report without it."
    ),
    Refusal.NOT_MEDIA: _("We can't read this file as a photo or a video. Nothing of it was kept."),
    Refusal.EMPTY: _("The file is empty."),
    Refusal.TOO_LARGE: _("The file is too large: photos up to %(photo)d MB, videos up to %(video)d MB."),
    Refusal.TOO_MANY_PIXELS: _("This picture is too large to be looked at. Nothing of it was kept."),
    Refusal.TOO_LONG: _("This video is too long: up to %(minutes)d minutes, please."),
    Refusal.TOO_MANY: _("That is too many at once: up to %(files)d photos or videos with one report."),
    Refusal.TOO_HARD: _("We can't work through this file. Nothing of it was kept."),
    Refusal.NOT_SEALED: _("The file did not arrive sealed, so we did not take it. Please try again."),
    Refusal.NO_ROOM: _(
        "There is no room for photos right now. Please keep the file, and send the report without it."
    ),
    Refusal.BUSY: _("Many people are sending photos right now. Please try again in a moment."),
}


def sentence(why: Refusal) -> str:
    """Return the sentence for a refusal, with the limits filled in."""
    return str(_SENTENCES[why]) % {
        "photo": settings.PHOTO_MAX_BYTES // _MIB,
        "video": settings.VIDEO_MAX_BYTES // _MIB,
        "minutes": settings.VIDEO_MAX_S // 60,
        "files": settings.MEDIA_PER_REPORT,
    }
