"""JOIN, STOP and HELP by SMS and by mail: what is promised, what ends, and what nobody can do in another's name."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from amparo.alerts.models import Subscription, SubscriptionWatch
from amparo.alerts.services import letters
from amparo.channels import api as channels
from amparo.channels.api import ChannelKind
from amparo.channels.models import Correspondent, Delivery, JoinRequest, RecordedMessage
from amparo.channels.services import answers
from amparo.core import journal
from amparo.core.jobs import Priority
from tests.alerts.world import World

MARIA, BEA = "+12135550142", "+12135550143"


@pytest.fixture(autouse=True)
def sms_is_on(world: World) -> Iterator[None]:
    answers.forget_answers()
    channels.switch_on(ChannelKind.SMS, by="system", now=world.now)
    yield
    answers.forget_answers()


_counted = iter(range(1_000_000))


def text(world: World, words: str, sender: str = MARIA) -> None:
    channels.receive_text(
        kind=ChannelKind.SMS, sender=sender, text=words, event_id=f"SM{next(_counted)}", now=world.now
    )
    world.work()


def mail(world: World, words: str, sender: str = "ana@example.org") -> None:
    raw = (
        f"From: {sender}\r\nTo: alerts@network.example\r\nMessage-ID: <{next(_counted)}@x>\r\n\r\n{words}\r\n"
    )
    channels.receive_mail(raw.encode(), world.now)
    world.work()


def told() -> list[str]:
    return [row.body for row in RecordedMessage.objects.order_by("pk")]


def test_a_join_subscribes_and_says_what_it_means(world: World) -> None:
    text(world, "JOIN 90006")

    row = Subscription.objects.get()
    assert (row.areas, row.channel, row.state, row.language) == (["90006"], "sms", "confirmed", "en")
    assert row.consented_at is not None
    [answer] = told()
    for promised in ("90006", "Msg & data rates may apply", "HELP", "STOP"):
        assert promised in answer
    assert channels.sms_parts(answer) == 1


def test_a_join_in_spanish_is_answered_in_spanish(world: World) -> None:
    text(world, "Unirme Boyle Hieghts")

    row = Subscription.objects.get()
    assert (row.areas, row.language) == (["boyle-heights"], "es")
    [answer] = told()
    assert "Boyle Heights" in answer
    assert "ALTO" in answer
    assert channels.sms_parts(answer) <= 2


@pytest.mark.parametrize(
    "words, areas",
    [
        ("JOIN 90006 90057", ["90006", "90057"]),
        ("join 90006, 90057 and 90006", ["90006", "90057"]),
        ("JOIN 90006-1234", ["90006"]),
        ("JOIN 9OO06", ["90006"]),
        ("JOIN boyle heights", ["boyle-heights"]),
        ("JOIN 90006 90000", ["90006"]),
        ("اشترك ٩٠٠٠٦", ["90006"]),
        ("START 90006", ["90006"]),
    ],
)
def test_places_are_understood_as_people_write_them(world: World, words: str, areas: list[str]) -> None:
    text(world, words)

    assert Subscription.objects.get().areas == areas


def test_everything_is_the_whole_region(world: World) -> None:
    text(world, "ALTA TODO")
    text(world, "UNIRME TODO")

    assert Subscription.objects.get().is_everywhere


def test_a_second_join_adds_to_the_first(world: World) -> None:
    text(world, "JOIN 90006")
    text(world, "JOIN 90057")

    assert Subscription.objects.get().areas == ["90006", "90057"]
    assert Correspondent.objects.count() == 1
    assert len(journal.after(0, kinds=["subscription.confirmed"])) == 1
    assert "90006, 90057" in told()[-1]


@pytest.mark.parametrize("words", ["JOIN", "JOIN 9006", "JOIN 00000", "JOIN Atlantis", "START"])
def test_an_unknown_place_is_answered_kindly_and_nothing_is_kept(world: World, words: str) -> None:
    text(world, words)

    [answer] = told()
    assert "JOIN 9" in answer
    assert channels.sms_parts(answer) == 1
    assert not Subscription.objects.exists()

    world.later(timedelta(days=1, seconds=1))
    assert not Correspondent.objects.exists()


def test_a_good_join_after_a_bad_one_stays(world: World) -> None:
    text(world, "JOIN Atlantis")
    text(world, "JOIN 90006")
    world.later(timedelta(days=2))

    assert Subscription.objects.exists()
    assert Correspondent.objects.exists()


@pytest.mark.timeout(30)
def test_a_stop_ends_everything_is_answered_once_and_then_there_is_silence(world: World) -> None:
    text(world, "JOIN 90006 90057")
    text(world, "JOIN boyle heights")
    before = len(told())

    for _ in range(4):
        text(world, "STOP")
    world.released()

    assert not Subscription.objects.exists()
    assert not SubscriptionWatch.objects.exists()
    assert not Correspondent.objects.exists()
    assert len(told()) == before + 1
    assert "no more messages" in told()[-1]


def test_who_stopped_may_join_again(world: World) -> None:
    text(world, "JOIN 90006")
    text(world, "STOP")
    text(world, "JOIN 90057")

    assert Subscription.objects.get().areas == ["90057"]


def test_a_stop_and_a_join_that_wait_together_are_done_in_their_order(world: World) -> None:
    text(world, "JOIN 90006")
    for number, words in enumerate(("STOP", "JOIN 90057")):
        channels.receive_text(
            kind=ChannelKind.SMS, sender=MARIA, text=words, event_id=f"together{number}", now=world.now
        )
    world.work()

    assert Subscription.objects.get().areas == ["90057"]
    assert Correspondent.objects.get().state == "confirmed"


def test_a_join_before_a_stop_that_was_not_done_yet_is_void(world: World) -> None:
    for number, words in enumerate(("JOIN 90057", "STOP")):
        channels.receive_text(
            kind=ChannelKind.SMS, sender=MARIA, text=words, event_id=f"void{number}", now=world.now
        )
    world.work()

    assert not Subscription.objects.exists()
    assert not JoinRequest.objects.exists()


def test_what_waits_when_a_stop_comes_never_leaves(world: World) -> None:
    text(world, "JOIN 90006")
    correspondent = Correspondent.objects.get()
    message = channels.create_message(
        purpose="alert",
        renderings={"en": channels.Rendering("Invented", "Invented", "Invented alert")},
        now=world.now,
        expires_at=world.now + timedelta(hours=5),
    )
    later = world.now + timedelta(hours=1)
    channels.queue_deliveries(
        message_id=message,
        recipients=[channels.Recipient(correspondent.pk, "en", {})],
        priority=Priority.URGENT,
        now=later,
    )
    text(world, "STOP")
    world.now = later
    world.work()

    assert "Invented alert" not in told()
    assert not Delivery.objects.filter(message_id=message, state="sent").exists()


def test_the_consent_ends_after_a_year_and_a_new_join_renews_it(world: World) -> None:
    text(world, "JOIN 90006")
    world.later(timedelta(days=300))
    text(world, "JOIN 90006")
    world.later(timedelta(days=100))
    assert Subscription.objects.exists()

    world.later(timedelta(days=300))
    assert not Subscription.objects.exists()
    assert not Correspondent.objects.exists()


def test_help_in_her_own_language(world: World) -> None:
    text(world, "ALTA 90006")
    text(world, "HELP")

    assert RecordedMessage.objects.latest("pk").language == "es"


@pytest.mark.timeout(30)
def test_a_flood_of_joins_is_answered_ten_times_a_day(world: World) -> None:
    for number in range(14):
        text(world, f"JOIN 900{number:02}")

    assert Subscription.objects.count() <= 1
    assert len(told()) == 10


def test_a_place_never_stands_in_the_journal(world: World) -> None:
    text(world, "JOIN 90006")
    text(world, "JOIN My name is Maria")

    kept = " ".join(str(entry.payload) for entry in journal.after(0))
    assert "90006" not in kept
    assert "maria" not in kept.lower()
    assert not JoinRequest.objects.exists()


def test_while_sms_is_off_nobody_is_written_to(world: World) -> None:
    text(world, "JOIN 90006", sender=BEA)
    channels.switch_off(ChannelKind.SMS, by="system", now=world.now)
    before = len(told())

    world.released()

    assert len(told()) == before


def test_a_mail_that_says_stop_only_brings_the_link(world: World) -> None:
    world.subscriber("ana@example.org")
    for _ in range(5):
        mail(world, "STOP")

    assert Subscription.objects.exists(), "a sender's name is easily forged"
    asked = RecordedMessage.objects.filter(subject__contains="Stop alerts")
    assert asked.count() == 1
    assert "/alerts/unsubscribe/" in asked.get().body


def test_a_mail_that_says_join_is_asked_first(world: World) -> None:
    mail(world, "JOIN 90006")

    row = Subscription.objects.get()
    assert (row.state, row.areas) == ("pending", ["90006"])
    assert "/alerts/confirm/" in told()[0]
    world.later(letters.UNCONFIRMED_KEPT + timedelta(seconds=1))
    assert not Correspondent.objects.exists()
