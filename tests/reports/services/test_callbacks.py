"""Wishes to be called: in turn, without a number, and with an end."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from amparo.channels import api as channels
from amparo.channels.models import Correspondent, Message, Rendering
from amparo.core import jobs
from amparo.network.api import NotAllowed
from amparo.reports.domain.callback import MOST_TURNS, WAITS_AT_MOST, CallState
from amparo.reports.models import CallBack
from amparo.reports.queries import callbacks as queries
from amparo.reports.services import callbacks
from tests.personas import Personas

NOW = datetime(2026, 1, 10, 6, 0, 31, tzinfo=UTC)
NUMBER = "+1 213 555 0142"
pytestmark = [pytest.mark.usefixtures("network", "sealing"), pytest.mark.timeout(60)]


@pytest.fixture(autouse=True)
def _sms_is_on(network: object) -> None:
    channels.switch_on(channels.ChannelKind.SMS, by="system", now=NOW)


def wish(*, minutes: int = 0, is_urgent: bool = False) -> UUID:
    return callbacks.ask(
        number=NUMBER, language="es", is_urgent=is_urgent, now=NOW + timedelta(minutes=minutes)
    )


def state(callback_id: UUID) -> str:
    return CallBack.objects.get(pk=callback_id).state


def test_danger_goes_first_then_age(personas: Personas) -> None:
    by = personas.hotline_operator.actor
    old, young, urgent = wish(), wish(minutes=5), wish(minutes=9, is_urgent=True)

    assert [callbacks.take_next(by=by, now=NOW) for _ in range(3)] == [urgent, old, young]
    with pytest.raises(callbacks.NobodyWaits):
        callbacks.take_next(by=by, now=NOW)


def test_whose_turn_it_is_gets_a_message_with_the_word_that_the_member_sees(personas: Personas) -> None:
    callback_id = wish()
    by = personas.hotline_operator.actor
    assert not queries.queue(by=by).waiting[0].word

    callbacks.take_next(by=by, now=NOW)

    (invited,) = queries.queue(by=by).invited
    told = Rendering.objects.get(message__purpose="callback")
    assert invited.callback_id == callback_id
    assert invited.word
    assert told.language == "es"
    assert invited.word in told.body
    assert "555-0100" in told.body


def test_nobody_of_ours_can_read_the_number(personas: Personas) -> None:
    wish()

    row = CallBack.objects.get()
    # Of a random id's digits some are often 555, and hardly ever seven the number's.
    stored = ["".join(filter(str.isdigit, str(value))) for value in vars(row).values()]
    assert not [value for value in stored if "5550142" in value]
    assert row.asked_at.second == 0
    for outsider in (personas.editor, personas.organiser, personas.keyholder):
        with pytest.raises(NotAllowed):
            queries.queue(by=outsider.actor)
        with pytest.raises(NotAllowed):
            callbacks.take_next(by=outsider.actor, now=NOW)


def test_who_did_not_call_is_told_once_more_and_then_given_up(personas: Personas) -> None:
    callback_id, by = wish(), personas.hotline_operator.actor
    for turn in range(1, MOST_TURNS + 1):
        callbacks.take_next(by=by, now=NOW)
        callbacks.go_on(callback_id=callback_id, wanted=CallState.WAITING, by=by, now=NOW)
        assert state(callback_id) == (CallState.WAITING if turn < MOST_TURNS else CallState.GIVEN_UP)


def test_when_it_is_over_the_address_is_let_go_and_the_wish_forgotten(personas: Personas) -> None:
    callback_id, by = wish(), personas.hotline_operator.actor
    callbacks.take_next(by=by, now=NOW)

    callbacks.go_on(callback_id=callback_id, wanted=CallState.REACHED, by=by, now=NOW)

    row = CallBack.objects.get(pk=callback_id)
    assert row.correspondent_id is None
    assert row.ended_at is not None
    assert (row.ended_at.minute, row.ended_at.second) == (0, 0)
    jobs.run_all(now=NOW + timedelta(days=2), queues=("worker",))
    assert not CallBack.objects.exists()


def test_two_members_at_once_the_second_is_told(personas: Personas) -> None:
    callback_id, by = wish(), personas.hotline_operator.actor
    callbacks.take_next(by=by, now=NOW)
    callbacks.go_on(callback_id=callback_id, wanted=CallState.REACHED, by=by, now=NOW)

    with pytest.raises(callbacks.CallMoved):
        callbacks.go_on(
            callback_id=callback_id, wanted=CallState.GIVEN_UP, by=personas.dispatcher.actor, now=NOW
        )


def test_who_waited_too_long_is_told_so_once(personas: Personas) -> None:
    callback_id = wish()
    jobs.run_all(now=NOW + WAITS_AT_MOST + timedelta(minutes=1), queues=("worker",))
    callbacks.end(callback_id=callback_id, now=NOW + WAITS_AT_MOST + timedelta(hours=1))

    assert state(callback_id) == CallState.GIVEN_UP
    assert Message.objects.filter(purpose="callback").count() == 1


def test_without_sms_nothing_is_kept(personas: Personas) -> None:
    channels.switch_off(channels.ChannelKind.SMS, by="system", now=NOW)

    with pytest.raises(callbacks.CallsNotPossible):
        wish()
    with pytest.raises(callbacks.CallsNotPossible):
        callbacks.take_next(by=personas.hotline_operator.actor, now=NOW)
    assert not Correspondent.objects.exists()


def test_what_is_no_number_is_refused_and_nothing_is_kept() -> None:
    for number in ("", "call me", "911" * 20, "\x00"):
        with pytest.raises(channels.AddressRefused):
            callbacks.ask(number=number, language="en", is_urgent=False, now=NOW)
    assert not CallBack.objects.exists()
