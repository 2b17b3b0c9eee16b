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
    return _with_day(_hour(moment.astimezone(zone)), moment, now=now, zone=zone)


def hour_of(moment: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """Return a moment that is known to the hour only."""
    start = moment.astimezone(zone).replace(minute=0)
    # On the clocks' face: where clocks are set back an hour comes twice, and is said alike both times.
    end = start + timedelta(hours=1)
    hours = _("between %(start)s and %(end)s") % {"start": _hour(start), "end": _hour(end)}
    return _with_day(hours, moment, now=now, zone=zone)


def span(first: datetime, last: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """Return the hours from a first to a last moment, or the one hour if they are the same; one day is said once."""
    if first == last:
        return clock(first, now=now, zone=zone)
    between = _("%(first)s to %(last)s")
    if first.astimezone(zone).date() != last.astimezone(zone).date():
        ends = {"first": clock(first, now=now, zone=zone), "last": clock(last, now=now, zone=zone)}
        return between % ends
    hours = between % {"first": _hour(first.astimezone(zone)), "last": _hour(last.astimezone(zone))}
    return _with_day(hours, first, now=now, zone=zone)


def _hour(local: datetime) -> str:
    return formats.time_format(local.timetz(), "TIME_FORMAT")


def _with_day(hour: str, moment: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    day, today = moment.astimezone(zone).date(), now.astimezone(zone).date()
    if day == today:
        return hour
    if day == today - timedelta(days=1):
        return _("yesterday, %(hour)s") % {"hour": hour}
    pattern = "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT"
    return _("%(day)s, %(hour)s") % {"day": formats.date_format(day, pattern), "hour": hour}
