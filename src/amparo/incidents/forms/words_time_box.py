"""The time box in words: how long something waited for a first look. The colour only repeats what the words say."""

from datetime import datetime, timedelta

from django.utils.translation import ngettext

from amparo.incidents.domain import states, time_box
from amparo.incidents.domain.time_box import TimeBox, TimePolicy
from amparo.incidents.queries.board import BoardRow

_IN_MINUTES = timedelta(minutes=100)
_HOUR = timedelta(hours=1)


def late_text(row: BoardRow, *, now: datetime, policy: TimePolicy) -> str:
    """Return how long an incident has waited for a first look, or nothing while that is in time."""
    if row.state not in states.UNDECIDED or row.has_look:
        return ""
    waited = time_box.waited(row.opened_at, now, policy)
    if waited.box is TimeBox.IN_TIME:
        return ""
    passed = timedelta(minutes=waited.minutes)
    if passed < _IN_MINUTES:
        return ngettext(
            "%(count)s minute without a look", "%(count)s minutes without a look", waited.minutes
        ) % {"count": waited.minutes}
    hours = passed // _HOUR
    return ngettext("%(count)s hour without a look", "%(count)s hours without a look", hours) % {
        "count": hours
    }
