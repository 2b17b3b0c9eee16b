"""Each channel says where it connects to: the gateway reaches nothing else."""

import pytest
from pytest_django import Settings

from amparo.channels.apprise.adapter import AppriseAdapter
from amparo.channels.ntfy.adapter import NtfyAdapter
from amparo.channels.signal.adapter import SignalAdapter
from amparo.channels.telegram.adapter import TelegramAdapter
from amparo.channels.whatsapp.adapter import WhatsAppAdapter


@pytest.mark.parametrize(
    "adapter, setting",
    [
        (TelegramAdapter, "TELEGRAM_URL"),
        (SignalAdapter, "SIGNAL_URL"),
        (WhatsAppAdapter, "WHATSAPP_URL"),
        (NtfyAdapter, "NTFY_URL"),
    ],
)
def test_it_is_the_host_of_its_address(
    adapter: type[TelegramAdapter | SignalAdapter | WhatsAppAdapter | NtfyAdapter],
    setting: str,
    settings: Settings,
) -> None:
    setattr(settings, setting, "https://Provider.example:8443/v1?x=1")

    assert adapter().hosts() == ["provider.example"]


def test_apprise_names_what_the_operator_lists(settings: Settings) -> None:
    settings.APPRISE_HOSTS = ("matrix.example", "*.partner.example")

    assert AppriseAdapter().hosts() == ["matrix.example", "*.partner.example"]
