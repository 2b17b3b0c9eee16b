"""A simulated weekend is played in through the services that people use, and never into a real network."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from amparo.core import clock
from amparo.demo.services import playing
from amparo.demo.simulation import api as simulation
from amparo.demo.simulation.sending import sent
from amparo.incidents import api as incidents
from amparo.reports.models import Report
from tests.personas import Personas

FRIDAY = datetime(2026, 1, 9, 8, tzinfo=UTC)


@pytest.mark.timeout(60)
def test_every_message_becomes_a_report_in_an_incident(personas: Personas) -> None:
    messages = simulation.simulate(2, days=1, began=FRIDAY).messages[:25]

    taken = playing.play_in(messages, shift=timedelta(days=7))

    assert Report.objects.count() == len(taken) == len(messages)
    assert all(incidents.incident_of(report_id) for report_id in taken.values())
    for told in messages:
        kept = Report.objects.get(pk=taken[told.key])
        assert kept.text == told.draft.text
        assert kept.channel == told.channel
        assert kept.received_at == clock.floor_to(told.at + timedelta(days=7), clock.MINUTE)


def test_where_messages_could_leave_nothing_is_played_in(personas: Personas, settings: Settings) -> None:
    settings.MAY_RECORD_MESSAGES = False
    messages = simulation.simulate(2, days=1, began=FRIDAY).messages[:2]

    with pytest.raises(playing.RealInstallation):
        playing.play_in(messages)

    assert not Report.objects.exists()


def test_a_sender_is_counted_within_the_hour_and_known_for_a_day() -> None:
    weekend = simulation.simulate(2, days=2, began=FRIDAY, junk_a_day=400)

    handed = list(sent(weekend.messages))

    counted = [each for each in handed if each.told.channel in {"web", "api"}]
    assert max(each.draft.sent_before for each in counted) >= 3
    assert all(each.draft.sent_before == 0 for each in handed if each not in counted)
    assert all(each.draft.browser_mark == "" for each in handed if each not in counted)
    marks = {(each.told.source, each.told.at.date()): each.draft.browser_mark for each in counted}
    assert len(set(marks.values())) == len(marks)
    assert all(marks[each.told.source, each.told.at.date()] == each.draft.browser_mark for each in counted)
