"""The clock, which is I/O: edges read it here and pass `now` on."""

from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def floor_to(moment: datetime, step: timedelta) -> datetime:
    """Return the latest multiple of `step` since midnight UTC that is not after `moment`.

    Stored times are floored so that they say no more than the declared resolution (docs/data-map.md).
    """
    midnight = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + step * ((moment - midnight) // step)


MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
