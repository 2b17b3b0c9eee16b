"""Fixtures of the tests of reports."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from amparo.channels.api import make_keys
from amparo.reports.services import attempts
from tests.reports.reporting import Neighbour


@pytest.fixture
def sealing(tmp_path: Path) -> Iterator[None]:
    """A gateway's public key, so that addresses can be sealed."""
    make_keys(tmp_path)
    with override_settings(GATEWAY_PUBLIC_KEY_FILE=tmp_path / "gateway.pub"):
        yield


@pytest.fixture(autouse=True)
def _forgotten_attempts() -> Iterator[None]:
    attempts.forget_failures()
    yield
    attempts.forget_failures()


@pytest.fixture
def neighbour(network: None) -> Neighbour:
    """Somebody who opens the public page."""
    return Neighbour()
