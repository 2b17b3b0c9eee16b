"""What signing in leaves behind: the day, and nothing finer."""

from datetime import date, datetime
from uuid import UUID

from amparo.core import clock
from amparo.network.domain.ways import How
from amparo.network.models import Member


def remember_the_day(member_id: UUID, *, now: datetime) -> None:
    """Store the day (UTC) on which a member signed in; a second time on the same day writes nothing."""
    today: date = clock.floor_to(now, clock.DAY).date()
    Member.objects.filter(pk=member_id).exclude(last_seen_on=today).update(last_seen_on=today)


def note(how: How, *, now: datetime) -> dict[str, str]:
    """Return what a session says of its beginning: the way and the day (UTC)."""
    return {"how": how.value, "on": clock.floor_to(now, clock.DAY).date().isoformat()}
