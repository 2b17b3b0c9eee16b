"""Around the told story ordinary reports come in: some dozens, away from it, most of them settled."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from amparo.core import jobs
from amparo.core.places import cells
from amparo.core.places.cells import Point
from amparo.core.places.gazetteer import gazetteer
from amparo.demo import api as demonstration
from amparo.demo.domain import weekend
from amparo.demo.services import background, people, replay
from amparo.demo.services.background import Background
from amparo.demo.simulation.api import Kind, Truth
from amparo.incidents import api as incidents
from amparo.incidents.models import Incident

NOW = datetime(2026, 5, 4, 3, 45, tzinfo=UTC)
STARTED = NOW - weekend.END


@pytest.fixture
def drawn() -> Background:
    return background.draw(weekend.read_incidents(demonstration.TOLD), started_at=STARTED)


def test_some_dozens_of_reports_on_all_days_and_none_when_the_visitor_comes(drawn: Background) -> None:
    days = Counter((sent.at - STARTED).days for sent in drawn.messages)

    assert 30 <= len(drawn.messages) <= background.MOST_MESSAGES
    assert set(days) == {4, 5, 6}
    assert max(sent.at for sent in drawn.messages) < NOW - timedelta(minutes=20)
    assert all(at < NOW for at, _event in drawn.settled)
    assert (
        background.draw(weekend.read_incidents(demonstration.TOLD), started_at=STARTED).messages
        == drawn.messages
    )


def test_nothing_is_near_the_story_or_where_the_check_reports(drawn: Background) -> None:
    story = weekend.read_incidents(demonstration.TOLD)
    shift = STARTED + background.FRIDAY - background.BEGAN
    checked = gazetteer().by_slug("lincoln-heights").centre

    for _at, event in drawn.settled:
        here = cells.centre(event.place)
        assert event.kind is not Kind.ACTION
        assert cells.distance_m(here, checked) > 2_900
        near = [told for told in story if cells.distance_m(Point(told.lat, told.lon), here) < 1_400]
        assert all(
            abs(STARTED + told.reports[0].at - event.began - shift) > timedelta(hours=7) for told in near
        )


def test_what_could_not_be_verified_waits(drawn: Background) -> None:
    assert all(event.outcome is not Truth.UNVERIFIABLE for _at, event in drawn.settled)
    assert len({sent.told.event for sent in drawn.messages}) > len(drawn.settled)


@pytest.mark.timeout(60)
def test_it_is_played_between_the_story_s_own_steps(db: None, drawn: Background) -> None:
    cast = people.found_network(weekend.read_network(demonstration.TOLD), now=STARTED)
    at, event = drawn.settled[0]
    messages = tuple(sent for sent in drawn.messages if sent.told.event == event.key)
    alone = Background(messages, ((at, event),))

    replay.play(cast, (), started_at=STARTED, around=alone)
    jobs.run_all(now=at, queues=("worker",))

    found = [each for each in map(incidents.incident_of, alone.reports[event.key]) if each is not None]
    assert len(alone.reports[event.key]) == len(messages)
    assert set(Incident.objects.filter(pk__in=found).values_list("outcome", flat=True)) == {
        event.outcome.value
    }


@pytest.mark.timeout(60)
def test_what_has_an_outcome_keeps_it(db: None, drawn: Background) -> None:
    cast = people.found_network(weekend.read_network(demonstration.TOLD), now=STARTED)
    at, event = next((at, each) for at, each in drawn.settled if each.outcome is Truth.UNFOUNDED)
    messages = tuple(sent for sent in drawn.messages if sent.told.event == event.key)
    alone = Background(messages, ((at, event), (at + timedelta(hours=1), event)))

    replay.play(cast, (), started_at=STARTED, around=alone)

    assert set(Incident.objects.values_list("outcome", flat=True)) == {"unfounded"}
