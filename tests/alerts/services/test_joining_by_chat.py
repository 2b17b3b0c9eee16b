"""JOIN, STOP and HELP by Telegram, Signal and WhatsApp: the same promises as by SMS, and nobody else's subscription."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from amparo.alerts.models import Subscription
from amparo.channels import api as channels
from amparo.channels import keys
from amparo.channels.api import ChannelKind
from amparo.channels.domain.kinds import CHATS
from amparo.channels.models import Correspondent, RecordedMessage
from amparo.channels.services import answers
from amparo.channels.services.correspondents import address_of
from amparo.core.privacy.seal import Keyring
from tests.alerts.world import World

WHO = {
    ChannelKind.TELEGRAM: "987654321",
    ChannelKind.SIGNAL: "7ccae375-cd51-4c82-8b1e-7be3280aa485",
    ChannelKind.WHATSAPP: "+12135550142",
}
_counted = iter(range(1_000_000))

pytestmark = pytest.mark.parametrize("kind", sorted(CHATS))


@pytest.fixture(autouse=True)
def _chats_are_on(world: World, settings: Settings) -> Iterator[None]:
    answers.forget_answers()
    recording = "amparo.channels.recording"
    settings.CHANNEL_ADAPTERS = {
        **settings.CHANNEL_ADAPTERS,
        "telegram": f"{recording}.RecordingTelegramAdapter",
        "signal": f"{recording}.RecordingSignalAdapter",
        "whatsapp": f"{recording}.RecordingAdapter",
    }
    for kind in CHATS:
        channels.switch_on(kind, by="system", now=world.now)
    yield
    answers.forget_answers()


def _writes(world: World, kind: ChannelKind, words: str) -> None:
    channels.receive_text(
        kind=kind, sender=WHO[kind], text=words, event_id=f"c{next(_counted)}", now=world.now
    )
    world.work()


def _told() -> list[str]:
    return [row.body for row in RecordedMessage.objects.order_by("pk")]


def test_a_join_is_consent_and_is_answered(world: World, kind: ChannelKind) -> None:
    _writes(world, kind, "UNIRME 90006" if kind is ChannelKind.SIGNAL else "JOIN 90006")

    row = Subscription.objects.get()
    assert (row.areas, row.channel, row.state) == (["90006"], kind.value, "confirmed")
    assert len(_told()) == 1


@pytest.mark.parametrize("word", ["STOP", "alto", "停止", "ايقاف", "СТОП", "/stop", "ＳＴＯＰ！"])
def test_a_stop_ends_it_at_once(world: World, kind: ChannelKind, word: str) -> None:
    _writes(world, kind, "JOIN 90006")

    _writes(world, kind, word)

    assert not Subscription.objects.exists()
    assert len(_told()) == 2


def test_help_says_how_and_subscribes_nobody(world: World, kind: ChannelKind) -> None:
    _writes(world, kind, "HELP")

    assert not Subscription.objects.exists()
    [answer] = _told()
    assert "JOIN" in answer
    assert "Msg & data rates" not in answer


@pytest.mark.parametrize(
    "words",
    [
        "JOIN +13105550199",
        "JOIN 90006 +13105550199",
        "JOIN 90006 for my friend 123456789",
        "JOIN @somebody",
        "JOIN 7ccae375-cd51-4c82-8b1e-000000000000",
        "JOIN other@example.org 90006",
    ],
)
def test_nobody_can_subscribe_another(
    world: World, kind: ChannelKind, words: str, gateway_keyring: Keyring
) -> None:
    _writes(world, kind, words)

    addresses = {(row.kind, address_of(gateway_keyring, row)) for row in Correspondent.objects.all()}
    assert addresses <= {(kind.value, WHO[kind])}


@pytest.fixture
def gateway_keyring(world: World) -> Keyring:
    return keys.held()
