"""Acting on STOP, HELP and JOIN in the gateway: at once, answered once, one correspondent for one address."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from amparo.channels import api
from amparo.channels.api import ChannelKind
from amparo.channels.domain.keywords import Keyword, Wish
from amparo.channels.models import Correspondent, JoinRequest, RecordedMessage
from amparo.channels.services import housekeeping, wishes
from amparo.channels.services.correspondents import address_of
from amparo.core import jobs, journal
from amparo.core.privacy.seal import Keyring
from tests.channels.conftest import NOW

MARIA = "+12135550142"
JOIN = Wish(Keyword.JOIN, "es", "90006")

pytestmark = pytest.mark.django_db


def act(wish: Wish, keyring: Keyring, *, kind: ChannelKind = ChannelKind.SMS, address: str = MARIA) -> None:
    wishes.act_on(wish=wish, kind=kind, address=address, keyring=keyring, now=NOW)


@pytest.fixture
def sms(gateway: Keyring) -> Keyring:
    api.switch_on(ChannelKind.SMS, by="system", now=NOW)
    return gateway


def test_a_join_makes_one_confirmed_correspondent_and_a_wish_to_be_taken_once(sms: Keyring) -> None:
    act(JOIN, sms)

    row = Correspondent.objects.get()
    assert (row.state, address_of(sms, row)) == ("confirmed", MARIA)
    [entry] = journal.after(0, kinds=["channels.join_requested"])
    assert entry.payload == {"channel": "sms"}
    join = api.take_join(entry.subject)
    assert (join.correspondent_id, join.argument, join.is_proven) == (row.pk, "90006", True)
    with pytest.raises(api.NoSuchJoin):
        api.take_join(entry.subject)


def test_a_join_by_mail_proves_nothing(sms: Keyring) -> None:
    act(JOIN, sms, kind=ChannelKind.EMAIL, address="ana@example.org")

    assert Correspondent.objects.get().state == "unconfirmed"
    assert not JoinRequest.objects.get().is_proven


def test_a_stop_silences_at_once_before_any_app_knows(sms: Keyring) -> None:
    act(JOIN, sms)
    act(Wish(Keyword.STOP, "en"), sms)

    assert Correspondent.objects.get().state == "unreachable"
    assert not JoinRequest.objects.exists()
    assert RecordedMessage.objects.get().language == "es", "she is answered in the language she came in"
    act(JOIN, sms)
    assert Correspondent.objects.get().state == "confirmed"


def test_a_stranger_who_says_stop_is_answered_once_and_not_kept(sms: Keyring) -> None:
    for _ in range(50):
        act(Wish(Keyword.STOP, "es"), sms)

    assert RecordedMessage.objects.count() == 1
    assert not Correspondent.objects.exists()
    assert not journal.after(0, kinds=["channels.stop_requested"])


def test_while_sms_is_off_a_stop_still_works_and_nothing_is_answered(sms: Keyring) -> None:
    act(JOIN, sms)
    api.switch_off(ChannelKind.SMS, by="system", now=NOW)

    act(Wish(Keyword.STOP, "en"), sms)
    act(Wish(Keyword.HELP, "en"), sms)

    assert journal.after(0, kinds=["channels.stop_requested"])
    assert not RecordedMessage.objects.exists()


def test_who_has_just_joined_again_is_not_forgotten(sms: Keyring) -> None:
    act(JOIN, sms)
    correspondent = Correspondent.objects.get()

    api.forget_correspondent(correspondent.pk, NOW)
    assert Correspondent.objects.exists()

    api.take_join(JoinRequest.objects.get().pk)
    api.forget_correspondent(correspondent.pk, NOW)
    assert not Correspondent.objects.exists()


def test_a_wish_that_nobody_takes_is_deleted_after_a_week(sms: Keyring) -> None:
    act(JOIN, sms)

    housekeeping.tidy([ChannelKind.SMS], now=NOW + timedelta(days=7))

    assert not JoinRequest.objects.exists()


def test_a_kind_that_shows_nobody_anything_has_no_switch() -> None:
    assert api.is_switched_on(ChannelKind.EMAIL)
    assert not api.is_switched_on(ChannelKind.SMS)
    with pytest.raises(api.NoSwitch):
        api.switch_on(ChannelKind.EMAIL, by="system", now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_joins_at_the_same_moment_are_one_correspondent(gateway: Keyring) -> None:
    api.switch_on(ChannelKind.SMS, by="system", now=NOW)
    failed: list[BaseException] = []

    def join() -> None:
        try:
            act(JOIN, gateway)
        except BaseException as error:  # noqa: BLE001 — told to the test below
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=join) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failed
    assert Correspondent.objects.count() == 1
    assert JoinRequest.objects.count() == 6
    jobs.run_all(now=NOW)
