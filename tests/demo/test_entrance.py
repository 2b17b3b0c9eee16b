"""The demonstration's door: private on the disk, open to its own links, and absent everywhere else."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse
from pytest_django.fixtures import Settings

from amparo.demo.services import entrance
from amparo.demo.services.entrance import DoorClosed, Persona, State

NOW = datetime(2026, 5, 3, 20, 45, tzinfo=UTC)
VERA = Persona("vera", "Vera", uuid4(), tries_en="Record what was found.", tries_es="Anote qué se encontró.")


@pytest.fixture
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def test_a_folder_goes_from_nothing_to_open(data: Path) -> None:
    assert entrance.state() is State.NOTHING
    entrance.begin()
    assert entrance.state() is State.PREPARING
    entrance.build([VERA], ended_at=NOW)
    assert entrance.state() is State.OPEN


def test_the_key_to_the_door_is_the_owners_alone(data: Path) -> None:
    entrance.build([VERA], ended_at=NOW)

    assert (data / entrance.FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_each_folder_has_a_token_of_its_own(data: Path) -> None:
    entrance.build([VERA], ended_at=NOW)
    first = entrance.read().token
    entrance.build([VERA], ended_at=NOW)

    assert entrance.read().token != first
    assert len(first) >= 32


def test_a_link_admits_its_persona(data: Path) -> None:
    entrance.build([VERA], ended_at=NOW)
    door = entrance.read()

    assert door.admit("vera", door.token) == VERA
    assert door.ended_at == NOW


@pytest.mark.parametrize("handle, token", [("vera", "x"), ("vera", ""), ("vera", "ñ"), ("alma", None)])
def test_other_links_admit_nobody(data: Path, handle: str, token: str | None) -> None:
    entrance.build([VERA], ended_at=NOW)
    door = entrance.read()

    with pytest.raises(DoorClosed):
        door.admit(handle, door.token if token is None else token)


def test_half_a_demonstration_has_no_door(data: Path) -> None:
    entrance.begin()

    with pytest.raises(DoorClosed):
        entrance.read()


def test_a_real_network_has_no_such_addresses() -> None:
    """The tests' settings have the root of base and production."""
    patterns = [str(pattern.pattern) for pattern in get_resolver().url_patterns]

    assert not any(pattern.startswith("demo") for pattern in patterns)
    for address in ("/demo/", "/demo/enter/vera/token/", "/demo/outbox/"):
        with pytest.raises(Resolver404):
            resolve(address)
    for name in ("demo:personas", "demo:enter", "outbox:list"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


@pytest.mark.parametrize("chosen", ["base", "local", "test", "production"])
def test_no_other_settings_install_the_demonstration(chosen: str, tmp_path: Path) -> None:
    found = _settings(chosen, tmp_path)

    assert found == "False amparo.web.urls False"


def test_the_demonstrations_own_settings_do(tmp_path: Path) -> None:
    assert _settings("demo", tmp_path) == "True amparo.demo.urls True"


@pytest.mark.parametrize("name", ["AMPARO_IS_DEMO", "IS_DEMO"])
def test_no_variable_turns_a_real_network_into_a_demonstration(name: str, tmp_path: Path) -> None:
    assert _settings("production", tmp_path, **{name: "true"}).startswith("False")


def _settings(chosen: str, data: Path, **more: str) -> str:
    code = (
        "from django.conf import settings as s;"
        "print(s.IS_DEMO, s.ROOT_URLCONF, 'amparo.demo' in s.INSTALLED_APPS)"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(entrance.__file__).parents[3]),
        "DJANGO_SETTINGS_MODULE": f"amparo.settings.{chosen}",
        "TMPDIR": str(data),
        "AMPARO_DATA": str(data),
        "AMPARO_SECRET_KEY": "only-for-tests",
        "AMPARO_PUBLIC_ORIGIN": "https://network.example",
        "AMPARO_ALLOWED_HOSTS": "network.example",
        **more,
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, re.sub(r"\s+", " ", done.stderr)[-300:]
    return done.stdout.strip()
