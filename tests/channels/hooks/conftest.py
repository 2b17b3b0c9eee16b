import pytest
from pytest_django import Settings

from amparo.channels.api import switch_on
from amparo.channels.domain.kinds import ChannelKind
from amparo.core.privacy.seal import Keyring
from tests.channels.conftest import NOW
from tests.channels.hooks.calling import ACCOUNT, ORIGIN

HOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLDER_SECRET = "whsec_" + "b2xkZXIgc2VjcmV0IG9mIG91cnMgMTIz"


@pytest.fixture(autouse=True)
def _receiving(gateway: Keyring, db: None, settings: Settings) -> None:
    switch_on(ChannelKind.SMS, by="system", now=NOW)
    settings.KANNEL_SECRET = "hook-secret"
    settings.TWILIO_ACCOUNT, settings.TWILIO_TOKEN = ACCOUNT, "12345"
    settings.HOOK_SECRETS = (HOOK_SECRET, OLDER_SECRET)
    settings.GATEWAY_HOOKS_ORIGIN = ORIGIN


@pytest.fixture
def by_kannel(settings: Settings) -> None:
    settings.SMS_PROVIDER = "kannel"


@pytest.fixture
def by_twilio(settings: Settings) -> None:
    settings.SMS_PROVIDER = "twilio"
