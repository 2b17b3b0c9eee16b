"""Messages of one sender stay together and in order; a thread is no subscription, and ends."""

from datetime import timedelta

import pytest

from amparo.channels import api
from amparo.channels.domain.addresses import AddressRefused
from amparo.channels.models import Correspondent, InboundMessage, Thread
from amparo.channels.services import correspondents, housekeeping, inbound, threads
from amparo.channels.services.inbound import Received, ReceivedAs
from amparo.core import jobs
from amparo.core.privacy.seal import DoesNotOpen, Keyring, seal_to
from tests.channels.conftest import NOW

pytestmark = pytest.mark.django_db
SMS = api.ChannelKind.SMS


def text(words: str, event: str, sender: str = "+12135550123") -> Received:
    return api.receive_text(kind=SMS, sender=sender, text=words, event_id=event, now=NOW)


def sort() -> None:
    assert jobs.run_all(now=NOW, queues=("gateway",)).failed == []


def test_one_sender_keeps_one_correspondent(gateway: Keyring) -> None:
    first, second, other = (
        text("one", "1"),
        text("two", "2", "213-555-0123"),
        text("three", "3", "+525512345678"),
    )
    sort()
    assert first.inbound_id is not None
    assert other.inbound_id is not None

    together = api.take_inbound(first.inbound_id)
    [apart] = api.take_inbound(other.inbound_id)

    assert [each.text for each in together] == ["one", "two"]
    assert len({each.correspondent_id for each in together}) == 1
    assert apart.correspondent_id != together[0].correspondent_id
    assert second.inbound_id is not None
    with pytest.raises(api.NoSuchInbound):
        api.take_inbound(second.inbound_id)


def test_a_later_job_sorts_what_came_before_it(gateway: Keyring) -> None:
    text("one", "1")
    second = text("two", "2")
    assert second.inbound_id is not None

    inbound.sort(second.inbound_id, keyring=gateway, now=NOW)

    assert set(InboundMessage.objects.values_list("state", flat=True)) == {"ready"}
    sort()
    assert Thread.objects.count() == 1


def test_a_message_that_does_not_open_holds_nobody_up(gateway: Keyring) -> None:
    foreign, mine = text("one", "1"), text("two", "2")
    sealed = seal_to(Keyring.generate().public_key(), b"+12135550188".ljust(320, b"\0"))
    assert mine.inbound_id is not None
    assert foreign.inbound_id is not None
    InboundMessage.objects.filter(pk=foreign.inbound_id).update(sealed_sender=sealed)

    inbound.sort(mine.inbound_id, keyring=gateway, now=NOW)

    assert InboundMessage.objects.get(pk=mine.inbound_id).state == "ready"
    with pytest.raises(DoesNotOpen):
        inbound.sort(foreign.inbound_id, keyring=gateway, now=NOW)


def test_the_same_event_is_one_message_and_another_kind_is_another(gateway: Keyring) -> None:
    assert text("one", "same").what is ReceivedAs.MESSAGE
    assert text("one", "same").what is ReceivedAs.DUPLICATE
    hook = api.receive_text(kind=api.ChannelKind.HOOK, sender="x", text="one", event_id="same", now=NOW)
    assert hook.what is ReceivedAs.MESSAGE


@pytest.mark.parametrize(
    "sender", ["", "AMPARO", "12345", "+1", "+1 213 555 0123 ext 5", "+" + "1" * 50, "\x00"]
)
def test_who_could_not_be_answered_is_not_taken_in(gateway: Keyring, sender: str) -> None:
    with pytest.raises(AddressRefused):
        text("hello", "1", sender)
    assert not InboundMessage.objects.exists()


@pytest.mark.parametrize("words", ["", "   ", "\n\n", "\x00\x07", "\u202e\u202c"])
def test_a_message_without_words_is_empty(gateway: Keyring, words: str) -> None:
    assert text(words, "1").what is ReceivedAs.EMPTY


def test_what_exceeds_a_message_is_cut_off_visibly(gateway: Keyring) -> None:
    text("x" * 20_000, "1")
    kept = InboundMessage.objects.get().text

    assert kept.endswith("x […]")
    assert len(kept) == inbound.MOST_CHARS + len(inbound.CUT_OFF)


def test_a_thread_is_not_found_by_a_subscription(gateway: Keyring) -> None:
    text("one", "1")
    sort()
    thread = Thread.objects.get()

    assert bytes(thread.lookup) != correspondents.lookup_of(gateway, SMS, "+12135550123")
    assert threads.find(kind=SMS, address="+12135550123", keyring=gateway) == thread
    assert "2135550123" not in str(Thread.objects.values()) + str(Correspondent.objects.values())


def test_a_thread_ends_two_days_after_the_last_message_unless_it_is_held(gateway: Keyring) -> None:
    text("one", "1")
    text("two", "2", "+12135550124")
    sort()
    held = threads.find(kind=SMS, address="+12135550124", keyring=gateway)
    assert held is not None
    api.hold_thread(held.correspondent_id)

    housekeeping.tidy([], now=NOW + threads.IDLE - timedelta(hours=1))
    assert Thread.objects.count() == 2
    housekeeping.tidy([], now=NOW + threads.IDLE)
    assert Thread.objects.get() == held
    assert Correspondent.objects.get().pk == held.correspondent_id


def test_who_has_nothing_waiting_is_parted_with_at_once(gateway: Keyring) -> None:
    text("one", "1")
    sort()
    correspondent = Correspondent.objects.get()

    api.part_with_correspondent(correspondent.pk, NOW)

    assert not Correspondent.objects.exists()
    with pytest.raises(api.NoSuchCorrespondent):
        api.part_with_correspondent(correspondent.pk, NOW)
