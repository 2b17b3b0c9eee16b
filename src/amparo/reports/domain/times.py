"""When something was seen, from what people write: a clock time of today, or a date with a time."""

import re
from datetime import datetime, timedelta, tzinfo
from typing import ClassVar

from amparo.reports.domain.draft import DraftRefused

_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?\s*(?P<half>[ap])?\.?\s*m?\.?", re.IGNORECASE
)


class TimeNotUnderstood(DraftRefused):
    """The text is no time of day and no date with a time."""

    code: ClassVar[str] = "TIME_NOT_UNDERSTOOD"


def read_time(text: str, *, zone: tzinfo, now: datetime) -> datetime:
    """Return the moment that a text names: ISO 8601, or a clock time, taken as the latest one that is past.

    A time without a zone is the network's; at the hour that the clock repeats in autumn, the earlier one is meant.

    Raises:
        TimeNotUnderstood: it is neither.
    """
    written = text.strip()
    clock = _CLOCK.fullmatch(written)
    if clock:
        return _latest(clock, zone, now)
    try:
        moment = datetime.fromisoformat(written)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        # An aware moment at the edge of the calendar can't be brought to another zone.
        aware.astimezone(now.tzinfo)
    except (ValueError, OverflowError) as error:
        raise TimeNotUnderstood(field="seen_at") from error
    return aware


def _latest(clock: "re.Match[str]", zone: tzinfo, now: datetime) -> datetime:
    hour, minute = int(clock["hour"]), int(clock["minute"] or 0)
    half = (clock["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise TimeNotUnderstood(field="seen_at")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise TimeNotUnderstood(field="seen_at")
    here = now.astimezone(zone)
    today = here.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return today if today <= here else today - timedelta(days=1)
