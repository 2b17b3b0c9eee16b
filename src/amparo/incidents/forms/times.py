"""Times as the board says them: how long ago, and the hour on the network's clocks."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_JUST_NOW = timedelta(minutes=2)
_IN_MINUTES = timedelta(minutes=90)
_IN_HOURS = timedelta(hours=36)


def ago(moment: datetime, *, now: datetime) -> str:
    """Return how long ago a moment was, as people say it."""
    passed = now - moment
    if passed < _JUST_NOW:
        return _("just now")
    if passed < _IN_MINUTES:
        minutes = passed // timedelta(minutes=1)
        return ngettext("%(count)s min ago", "%(count)s min ago", minutes) % {"count": minutes}
    if passed < _IN_HOURS:
        hours = round(passed / timedelta(hours=1))
        return ngettext("%(count)s h ago", "%(count)s h ago", hours) % {"count": hours}
    days = round(passed / timedelta(days=1))
    return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}


def clock(moment: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """Return the hour of a moment, with its day where that is not today's."""
    local = moment.astimezone(zone)
    hour = formats.time_format(local.timetz(), "TIME_FORMAT")
    today = now.astimezone(zone).date()
    if local.date() == today:
        return hour
    pattern = "MONTH_DAY_FORMAT" if local.year == today.year else "DATE_FORMAT"
    return _("%(day)s, %(hour)s") % {"day": formats.date_format(local.date(), pattern), "hour": hour}


def hour_of(moment: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """Return a moment that is known to the hour only."""
    return _("in the hour from %(hour)s") % {"hour": clock(moment, now=now, zone=zone)}


def span(first: datetime, last: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """Return the hours from a first to a last moment, or the one hour if they are the same."""
    start = clock(first, now=now, zone=zone)
    if first == last:
        return start
    return _("%(first)s to %(last)s") % {"first": start, "last": clock(last, now=now, zone=zone)}
