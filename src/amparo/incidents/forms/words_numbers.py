"""The network's numbers in words."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from amparo.incidents.domain.outcomes import Outcome
from amparo.network.api import Capability

OUTCOMES: Mapping[Outcome, StrOrPromise] = {
    Outcome.CONFIRMED: _("Confirmed"),
    Outcome.UNFOUNDED: _("Unfounded"),
    Outcome.OTHER_AGENCY: _("Another agency"),
    Outcome.UNVERIFIABLE: _("Could not be verified"),
}
# What those who are on can do, as short as a line of the board.
TASKS: Mapping[Capability, StrOrPromise] = {
    Capability.TYPE_IN_REPORT: _("take calls"),
    Capability.TRIAGE_REPORTS: _("sort reports"),
    Capability.RECORD_OUTCOME: _("record outcomes"),
    Capability.RELEASE_ALERT: _("release alerts"),
}
_HOUR, _DAY = 60, 24 * 60


def waited(minutes: int) -> str:
    """Return a waiting time as people say it."""
    if minutes < _HOUR:
        return ngettext("%(count)s min", "%(count)s min", minutes) % {"count": minutes}
    if minutes < 2 * _DAY:
        hours, rest = divmod(minutes, _HOUR)
        in_hours = ngettext("%(count)s h", "%(count)s h", hours) % {"count": hours}
        return f"{in_hours} {waited(rest)}" if rest else in_hours
    days = round(minutes / _DAY)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def age(limit: timedelta) -> str:
    """Return a limit of an age as people say it."""
    return waited(limit // timedelta(minutes=1))
