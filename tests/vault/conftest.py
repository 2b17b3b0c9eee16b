"""A network that can take photos: its recipient, and the identity that its recovery sheet would have."""

from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from django.test import override_settings

from amparo.network.api import NetworkSettings
from amparo.vault import api as vault
from tests.reports.reporting import Neighbour


@pytest.fixture
def identity(tmp_path: Path) -> Iterator[str]:
    """Give the installation a vault of its own; return the identity that opens it."""
    made = vault.make_identity(tmp_path)
    with override_settings(VAULT_RECIPIENT_FILE=tmp_path / "vault.pub", VAULT_FOLDER=tmp_path / "vault"):
        yield made


@pytest.fixture
def opened(identity: str) -> "Opener":
    """Return what opens sealed originals."""
    return Opener(identity)


class Opener:
    """Opens what was sealed to the network."""

    def __init__(self, identity: str) -> None:
        self._identity = pyrage.x25519.Identity.from_str(identity)

    def __call__(self, sealed: bytes) -> bytes:
        """Return what a sealed file holds."""
        found: bytes = pyrage.decrypt(sealed, [self._identity])
        return found


@pytest.fixture
def neighbour(network: NetworkSettings, identity: str) -> Neighbour:
    """Somebody at the public page of a network that takes photos."""
    return Neighbour()
