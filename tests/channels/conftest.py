from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

from amparo.channels.services import answers, pace
from amparo.core.privacy.seal import Keyring
from tests.channels.keys import being_the_gateway

if TYPE_CHECKING:
    from tests.channels.delivering import Provider

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Keyring]:
    """Let this process be the gateway, with fresh memory of providers and answers."""
    pace.forget_providers()
    answers.forget_answers()
    with being_the_gateway(tmp_path) as keyring:
        yield keyring
    pace.forget_providers()


@pytest.fixture
def provider(gateway: Keyring, settings: Settings) -> "Provider":
    """Let one provider carry all e-mail."""
    from tests.channels import delivering

    settings.CHANNEL_ADAPTERS = {"email": "tests.channels.delivering.email_provider"}
    return delivering.new_providers()["email"]
