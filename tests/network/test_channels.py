"""SMS is turned on knowingly, by somebody who manages the network, and off at once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from amparo.channels import api as channels
from amparo.channels.api import ChannelKind
from amparo.channels.models import Delivery
from amparo.core import clock, journal
from amparo.core.jobs import Priority
from amparo.core.privacy.seal import Keyring
from amparo.network.domain.actors import NotAllowed
from amparo.network.domain.channel_points import SMS_POINTS
from amparo.network.domain.roles import Capability
from amparo.network.forms.channels import POINTS
from amparo.network.models import ChannelPoint
from amparo.network.services import channels as service
from tests.channels.keys import being_the_gateway
from tests.personas import Personas

PAGE, POINTS_FORM, ON, OFF = (
    f"/network/channels/{rest}" for rest in ("", "sms/points/", "sms/on/", "sms/off/")
)


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[Keyring]:
    with being_the_gateway(tmp_path) as held:
        yield held


def tick(client: Client, *points: str) -> int:
    return client.post(POINTS_FORM, {"points": list(points)}).status_code


def is_on() -> bool:
    return channels.is_switched_on(ChannelKind.SMS)


def test_every_point_has_its_words() -> None:
    assert set(POINTS) == set(SMS_POINTS)


def test_sms_is_off_until_everything_is_answered_for(personas: Personas) -> None:
    client = personas.coordinator.client
    assert not is_on()

    assert client.post(ON).status_code == 303
    assert not is_on()
    assert tick(client, *SMS_POINTS[1:]) == 303
    assert "Not every point" in client.get(ON).text
    client.post(ON)
    assert not is_on()

    tick(client, *SMS_POINTS)
    assert not is_on(), "ticking alone turns nothing on"
    assert "Is all of this true" in client.get(ON).text
    assert not is_on(), "looking turns nothing on"
    client.post(ON)

    assert is_on()
    [entry] = journal.after(0, kinds=["channels.switched_on"])
    assert entry.by == personas.coordinator.actor.ref


def test_the_page_says_who_answered_for_a_point_and_when(personas: Personas) -> None:
    client = personas.coordinator.client
    tick(client, "consent")
    first = ChannelPoint.objects.get()

    tick(client, "consent", "money")

    assert ChannelPoint.objects.get(point="consent").ticked_at == first.ticked_at
    assert f"Answered for by {personas.coordinator.name}" in client.get(PAGE).text
    entries = journal.after(0, kinds=["network.channel_points_changed"])
    assert [entry.payload["ticked"] for entry in entries] == [["consent"], ["money"]]

    tick(client)
    assert not ChannelPoint.objects.exists()


def test_one_press_turns_it_off_and_what_waited_is_cancelled(personas: Personas, keyring: Keyring) -> None:
    client, now = personas.coordinator.client, clock.now()
    tick(client, *SMS_POINTS)
    client.post(ON)
    assert tick(client) == 303
    assert ChannelPoint.objects.count() == len(SMS_POINTS), "the list stays while it is on"
    correspondent = channels.register_correspondent(
        kind=ChannelKind.SMS, address="+12135550142", language="en", now=now
    )
    message = channels.create_message(
        purpose="alert",
        renderings={"en": channels.Rendering("Invented", "Invented")},
        now=now,
        expires_at=now + timedelta(hours=1),
    )
    channels.queue_deliveries(
        message_id=message,
        recipients=[channels.Recipient(correspondent, "en", {})],
        priority=Priority.URGENT,
        now=now,
    )

    assert client.post(OFF).status_code == 303

    assert not is_on()
    assert Delivery.objects.get().state == "cancelled"
    assert len(journal.after(0, kinds=["channels.switched_off"])) == 1
    client.post(OFF)
    assert len(journal.after(0, kinds=["channels.switched_off"])) == 1


def test_a_get_turns_nothing_off(personas: Personas) -> None:
    channels.switch_on(ChannelKind.SMS, by="system", now=clock.now())

    assert personas.coordinator.client.get(OFF).status_code == 405
    assert is_on()


def test_only_who_manages_the_network_comes_in(personas: Personas) -> None:
    for persona in (personas.outsider, personas.editor, personas.coordinator):
        may = persona.member_id is not None and persona.actor.can(Capability.MANAGE_NETWORK)
        expected = 200 if may else 302 if persona.member_id is None else 403
        assert persona.client.get(PAGE).status_code == expected, persona.name
        for address in (ON, OFF, POINTS_FORM):
            answer = persona.client.post(address, {"points": SMS_POINTS})
            assert answer.status_code == (303 if may else expected), (persona.name, address)
    assert not is_on()
    with pytest.raises(NotAllowed):
        service.turn_off(by=personas.editor.actor, now=clock.now())


def test_nonsense_points_are_refused(personas: Personas) -> None:
    client = personas.coordinator.client

    assert client.post(POINTS_FORM, {"points": ["everything"]}).status_code == 303

    assert not ChannelPoint.objects.exists()


def test_the_menu_leads_there(personas: Personas) -> None:
    assert reverse("network:channels") in personas.coordinator.client.get("/desk/").text
    assert reverse("network:channels") not in personas.editor.client.get("/desk/").text


class TestChats:
    @pytest.mark.parametrize("kind", ["telegram", "signal", "whatsapp", "ntfy", "apprise"])
    def test_each_is_turned_on_after_a_second_look_and_off_at_once(
        self, personas: Personas, kind: str
    ) -> None:
        client = personas.coordinator.client
        on, off = (f"/network/channels/{kind}/{way}/" for way in ("on", "off"))
        wanted = ChannelKind(kind)
        assert not channels.is_switched_on(wanted)

        look = client.get(on)
        assert "What others see" in look.text
        assert not channels.is_switched_on(wanted)
        assert client.post(on).status_code == 303
        assert channels.is_switched_on(wanted)
        assert not is_on(), "SMS has a switch of its own"

        assert client.post(off).status_code == 303
        assert not channels.is_switched_on(wanted)

    @pytest.mark.parametrize("kind", ["web", "email", "hook", "smoke"])
    def test_what_has_no_switch_has_no_page(self, personas: Personas, kind: str) -> None:
        client = personas.coordinator.client

        assert client.get(f"/network/channels/{kind}/on/").status_code == 404
        assert client.post(f"/network/channels/{kind}/off/").status_code == 404

    def test_the_page_says_what_others_see_and_what_is_not_set_up(
        self, personas: Personas, settings: Settings
    ) -> None:
        settings.CHANNEL_ADAPTERS = {**settings.CHANNEL_ADAPTERS, "telegram": "x"}
        settings.PUBLIC_CHATS = {"telegram": "@red_alertas_bot"}

        page = personas.coordinator.client.get(PAGE).text

        assert "not encrypted from end to end" in page
        assert "@red_alertas_bot" in page
        assert page.count("It is not set up") == 4
        assert "/network/channels/telegram/on/" in page
        assert "/network/channels/signal/on/" not in page

    def test_who_does_not_manage_the_network_changes_nothing(self, personas: Personas) -> None:
        with pytest.raises(NotAllowed):
            service.turn_on(kind=ChannelKind.SIGNAL, by=personas.verifier.actor, now=clock.now())
