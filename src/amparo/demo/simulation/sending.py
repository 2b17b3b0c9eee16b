"""Messages as an installation takes them: moved to other days, with what the machine itself notices about a sender."""

import hashlib
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from amparo.core.clock import HOUR
from amparo.demo.simulation.truth import Told
from amparo.reports.api import ReportChannel, ReportDraft

# By these a sender comes from an address that can be counted, and has a browser.
_COUNTED = frozenset({ReportChannel.WEB, ReportChannel.API})
_MARK_CHARS = 32


@dataclass(frozen=True, slots=True)
class Sent:
    """One message, ready to be handed in: at which moment, and with which draft."""

    told: Told
    at: datetime
    draft: ReportDraft


def sent(messages: Iterable[Told], *, shift: timedelta = timedelta()) -> Iterator[Sent]:
    """Return messages, which come by their arrival, moved by `shift`.

    A browser has the same mark for a day; how many the same sender sent within the last hour is counted.
    """
    lately: dict[str, deque[datetime]] = defaultdict(deque)
    for told in messages:
        draft = replace(told.draft, seen_at=told.draft.seen_at + shift)
        if told.channel in _COUNTED:
            earlier = lately[told.source]
            while earlier and earlier[0] <= told.at - HOUR:
                earlier.popleft()
            draft = replace(draft, browser_mark=_mark(told), sent_before=len(earlier))
            earlier.append(told.at)
        yield Sent(told, told.at + shift, draft)


def _mark(told: Told) -> str:
    return hashlib.sha256(f"{told.source}/{told.at:%Y-%m-%d}".encode()).hexdigest()[:_MARK_CHARS]
