"""Quiet hours: when alerts wait until the morning, and which do not (decision 0052)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from amparo.core.errors import AmparoError


class QuietHoursUnclear(AmparoError):
    """Quiet hours with a beginning or an end only, or with both the same."""

    code = "QUIET_HOURS_UNCLEAR"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From when until when of each day, in the network's local time; over midnight where `begin` is the later.

    Attributes:
        wakes: alerts about the places that the person named come all the same; about the rest of the region they wait.

    Raises:
        QuietHoursUnclear: both times are the same.
    """

    begin: time
    end: time
    wakes: bool = False

    def __post_init__(self) -> None:
        if self.begin == self.end:
            raise QuietHoursUnclear

    def end_after(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """Return when the quiet hours end in which a moment lies, in UTC; None where it lies in none.

        Clock changes: the hours begin and end when a clock on the wall shows it. Of a time that comes twice the first
        counts; a time that is skipped counts as many minutes after the gap as it lies in it.
        """
        today = now.astimezone(zone).date()
        for day in (today - timedelta(days=1), today):
            last = day if self.begin < self.end else day + timedelta(days=1)
            begins = _moment(datetime.combine(day, self.begin), zone)
            ends = _moment(datetime.combine(last, self.end), zone)
            if begins <= now < ends:
                return ends
        return None


def _moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment at which a clock on the wall shows a time."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def goes_out_at(
    hours: QuietHours | None,
    *,
    now: datetime,
    zone: ZoneInfo,
    expires_at: datetime,
    is_own_place: bool,
    follows: bool,
) -> datetime | None:
    """Return when an alert may reach somebody: `now`, the end of their quiet hours, or None for never.

    Args:
        hours: of the person; None where they have none.
        now: when the alert could leave.
        zone: the network's.
        expires_at: when the alert is over.
        is_own_place: it is about a place that the person named, not only about the region.
        follows: the person holds an earlier message that this one takes back, corrects or ends. It is never lost:
            where it would be over by the morning it comes at once.
    """
    ends = hours.end_after(now, zone) if hours is not None else None
    if hours is None or ends is None or (hours.wakes and is_own_place):
        return now
    if ends < expires_at:
        return ends
    return now if follows else None
