"""What is compared of reports' words, worked out once for each report in this process."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from amparo.core.fifo import FifoCache
from amparo.reports.domain import direction, wording
from amparo.reports.domain.forwarded import is_forwarded

# Sketches that are remembered, at about a kilobyte each. Reports are compared with the same few for some hours.
_MOST_KNOWN = 12_000


@dataclass(frozen=True, slots=True)
class Words:
    """A sketch of a report's words, the direction they tell, and whether they say that they were passed on.

    Made by `domain/wording.py`, `domain/direction.py` and `domain/forwarded.py`.
    """

    wording: tuple[int, ...] = ()
    direction: str = ""
    is_forwarded: bool = False


_known: FifoCache[UUID, Words] = FifoCache(_MOST_KNOWN)


def of(report_id: UUID, text: str, place_text: str, vehicles: str) -> Words:
    """Return what is compared of a report's words; a report is never edited, so it is worked out once."""
    if not (text or place_text or vehicles):
        return Words()  # withdrawn, or it never had words
    words = _known.get(report_id)
    if words is None:
        moved = direction.read(f"{text} {place_text} {vehicles}")
        words = Words(wording.read(text, _key(settings.SECRET_KEY)), moved, is_forwarded(text))
        _known.update({report_id: words})
    return words


@lru_cache(maxsize=2)
def _key(secret: str) -> bytes:
    return salted_hmac("amparo.reports.wording", "", secret=secret, algorithm="sha256").digest()
