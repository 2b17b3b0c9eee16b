"""The weeks before the story: whenever a visitor comes, a whole week is published, and counted from what was."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from amparo.core import jobs
from amparo.demo import api as demonstration
from amparo.demo.domain import weekend
from amparo.demo.services import earlier, people
from amparo.demo.simulation.api import Truth
from amparo.incidents.models import Incident, WeekNumbers

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
SUNDAY = datetime(2026, 5, 4, 3, 45, tzinfo=UTC)


@pytest.mark.parametrize("days", range(7))
def test_a_whole_week_has_settled_before_any_visitor_comes(days: int) -> None:
    now = SUNDAY + timedelta(days=days)
    started_at = now - weekend.END

    drawn = earlier.draw(started_at=started_at, zone=LOS_ANGELES)

    monday = earlier.begins(started_at, LOS_ANGELES)
    in_first_week = [each for each in drawn if each.decided_at < monday + timedelta(days=7)]
    assert monday.astimezone(LOS_ANGELES).strftime("%a %H:%M") == "Mon 00:00"
    assert monday + timedelta(days=10) < now
    assert all(monday <= each.sent.at < each.looked_at < each.decided_at < started_at for each in drawn)
    assert len(in_first_week) == sum(earlier.PER_WEEK.values())
    assert sum(each.event.outcome is Truth.CONFIRMED for each in drawn) <= earlier.WEEKS


@pytest.mark.timeout(120)
def test_the_week_that_everybody_reads_is_what_was_decided(db: None) -> None:
    started_at = SUNDAY + timedelta(days=1) - weekend.END  # the fewest incidents before the story
    monday = earlier.begins(started_at, LOS_ANGELES)
    cast = people.found_network(weekend.read_network(demonstration.TOLD), now=monday)

    earlier.play(cast, earlier.draw(started_at=started_at, zone=LOS_ANGELES))
    jobs.run_all(now=SUNDAY + timedelta(days=1), queues=("worker",))

    week = WeekNumbers.objects.earliest("week_on")
    assert week.week_on == monday.astimezone(LOS_ANGELES).date()
    assert (week.confirmed, week.other_agency, week.unfounded) == (None, 5, 15)
    assert week.looked_half_min is not None
    assert week.decided_half_min is not None
    assert not Incident.objects.filter(state__in=("open", "checking", "confirmed")).exists()
