"""Subscribing: what a stranger learns (nothing), what is kept (little), and what ends it."""

from datetime import timedelta

import pytest
from django.test import Client

from amparo.alerts import api as alerts
from amparo.alerts.domain.kinds import Topic
from amparo.alerts.models import Subscription
from amparo.alerts.services import pace
from amparo.channels.models import Correspondent, RecordedMessage
from amparo.core import journal
from amparo.core.models import JournalEntry
from tests.alerts import browsing
from tests.alerts.world import World


def test_every_address_gets_the_same_answer(world: World) -> None:
    world.subscriber("ana@example.org")
    client = Client()

    known = client.post("/alerts/subscribe/", browsing.wished(address="ana@example.org"))
    unknown = client.post("/alerts/subscribe/", browsing.wished(address="bea@example.org"))
    caught = client.post("/alerts/subscribe/", browsing.wished(address="cleo@example.org", website="x"))

    assert known.status_code == unknown.status_code == caught.status_code == 303
    assert known["Location"] == unknown["Location"] == caught["Location"]


def test_a_filled_honeypot_stores_nothing(world: World) -> None:
    Client().post("/alerts/subscribe/", browsing.wished(address="cleo@example.org", website="x"))

    assert not Subscription.objects.exists()


def test_nobody_can_be_flooded_with_our_mails(world: World) -> None:
    client = Client()
    for number in range(8):
        address = "ana@example.org" if number % 2 else "Ana@Example.org"
        assert client.post("/alerts/subscribe/", browsing.wished(address=address)).status_code == 303
    world.work()

    assert RecordedMessage.objects.count() == pace.MAILS_TO_ADDRESS


def test_one_client_cannot_subscribe_a_list_of_addresses(world: World) -> None:
    client = Client()
    answers = [
        client.post("/alerts/subscribe/", browsing.wished(address=f"a{number}@example.org")).status_code
        for number in range(pace.SUBSCRIBE_BY_CLIENT + 1)
    ]

    assert answers == [303] * pace.SUBSCRIBE_BY_CLIENT + [429]
    assert Subscription.objects.count() == pace.SUBSCRIBE_BY_CLIENT


@pytest.mark.parametrize(
    "changed",
    [
        {"address": "no address"},
        {"address": "a@b.example\r\nBcc: c@d.example"},
        {"address": "x" * 300 + "@example.org"},
        {"topics": []},
        {"topics": ["everything"]},
        {"places": ""},
        {"places": "Atlantis"},
        {"places": ",".join(["Pico-Union"] * 40)},
        {"places": "P" * 601},
        {"language": "xx"},
        {"language": "ar"},
    ],
    ids=str,
)
def test_bad_input_is_answered_in_words_and_stores_nothing(world: World, changed: dict[str, object]) -> None:
    form = {**browsing.wished(address="ana@example.org"), **changed}

    answer = Client().post("/alerts/subscribe/", form, headers={"accept-language": "es"})

    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert not Subscription.objects.exists()
    assert not Correspondent.objects.exists()


def test_unconfirmed_wishes_are_erased_after_48_hours(world: World) -> None:
    wishes = alerts.Wishes("en", (Topic.CONFIRMED,), ("pico-union",))
    alerts.subscribe(address="ana@example.org", wishes=wishes, now=world.now)
    world.work()

    world.later(timedelta(hours=47))
    assert Subscription.objects.exists()
    world.later(timedelta(hours=1, seconds=1))

    assert not Subscription.objects.exists()
    assert not Correspondent.objects.exists()


def test_consent_ends_by_itself_after_a_year(world: World) -> None:
    world.subscriber("ana@example.org")

    world.later(timedelta(days=367))

    assert not Subscription.objects.exists()
    assert not Correspondent.objects.exists()


def test_opening_the_link_does_not_confirm(world: World) -> None:
    wishes = alerts.Wishes("en", (Topic.CONFIRMED,), ("pico-union",))
    alerts.subscribe(address="ana@example.org", wishes=wishes, now=world.now)
    path = browsing.confirm_path(Subscription.objects.get().pk)

    for _ in range(3):
        assert Client().get(path).status_code == 200
        assert Client().head(path).status_code == 200

    assert Subscription.objects.get().state == "pending"


@pytest.mark.parametrize("spoil", ["", "A", "AAAA", "x" * 43, "%00", "é"])
def test_a_made_up_link_opens_nothing(world: World, spoil: str) -> None:
    subscription_id = world.subscriber("ana@example.org")
    good = world.stop_token(subscription_id)

    for token in (f"{good}{spoil}" if spoil else f"{good[:-2]}AA", good[::-1], f"{good[:22]}{'A' * 21}"):
        assert Client().post(f"/alerts/unsubscribe/{token}/").status_code == 404
    assert Client().post(f"/alerts/confirm/{good}/").status_code == 404

    assert Subscription.objects.filter(pk=subscription_id).exists()


def test_what_a_subscriber_did_is_known_to_the_hour_only(world: World) -> None:
    world.subscriber("ana@example.org")

    row = Subscription.objects.get()
    entry = JournalEntry.objects.get(kind="subscription.confirmed")
    for moment in (row.asked_at, row.consented_at, entry.at):
        assert moment is not None
        assert (moment.minute, moment.second, moment.microsecond) == (0, 0, 0)
    assert not entry.payload
    assert journal.about(row.pk) == [entry]
