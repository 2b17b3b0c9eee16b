"""What is compared of reports' words, worked out once for each report in this process."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from amparo.reports.domain import direction, wording
from amparo.reports.domain.forwarded import is_forwarded
from amparo.reports.models import Report

# Sketches that are remembered, at about a kilobyte each. Reports are compared with the same few for some hours.
_MOST_KNOWN = 4_096


@dataclass(frozen=True, slots=True)
class Words:
    """A sketch of a report's words, the direction they tell, and whether they say that they were passed on.

    Made by `domain/wording.py`, `domain/direction.py` and `domain/forwarded.py`.
    """

    wording: tuple[int, ...] = ()
    direction: str = ""
    is_forwarded: bool = False


_known: dict[UUID, Words] = {}


def of(report: Report) -> Words:
    """Return what is compared of a report's words; a report is never edited, so it is worked out once."""
    if not (report.text or report.place_text or report.vehicles):
        return Words()  # withdrawn, or it never had words
    words = _known.get(report.pk)
    if words is None:
        moved = direction.read(f"{report.text} {report.place_text} {report.vehicles}")
        sketch = wording.read(report.text, _key(settings.SECRET_KEY))
        words = Words(sketch, moved, is_forwarded(report.text))
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[report.pk] = words
    return words


@lru_cache(maxsize=2)
def _key(secret: str) -> bytes:
    return salted_hmac("amparo.reports.wording", "", secret=secret, algorithm="sha256").digest()
