from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import override_settings

from amparo.network import queries
from amparo.network.models import Network
from tests.alerts.signing_keys import being_the_signer
from tests.alerts.world import World
from tests.channels.keys import being_the_gateway
from tests.personas import Personas


@pytest.fixture
def world(personas: Personas, tmp_path: Path) -> Iterator[World]:
    """A network whose members can compose and release, a gateway that records, and a folder of public files."""
    cache.clear()  # where tries are counted
    with (
        being_the_gateway(tmp_path / "keys"),
        being_the_signer(tmp_path / "keys"),
        override_settings(PUBLIC_FILES=tmp_path / "public"),
    ):
        # Tests release many; those of the ceiling set their own.
        Network.objects.update(alerts_per_hour=60)
        queries.forget_network()
        yield World(personas)
