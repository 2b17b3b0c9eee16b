"""`./amparo lockdown` and `./amparo signing-key`, as the operator types them."""

import stat
from pathlib import Path

import pytest

from tests.cli import founding

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return founding.found(tmp_path_factory.mktemp("trust"), "34.05,-118.24,20")


def test_the_operator_stops_everything_and_asks_that_it_go_on(data: Path) -> None:
    def lockdown(task: str) -> tuple[int, str]:
        return founding.run("lockdown", task, "--data", str(data))

    assert lockdown("status") == (0, "Sending is not stopped.\n")
    assert lockdown("off")[0] == 1

    status, said = lockdown("on")

    assert status == 0
    assert "All sending is stopped." in said
    status, said = lockdown("status")
    assert status == 3
    assert "nobody asked yet" in said
    status, said = lockdown("off")
    assert status == 0
    assert "a coordinator must agree" in said
    assert lockdown("status")[0] == 3


def test_set_up_makes_the_signing_keys_and_rotation_keeps_the_old_public_ones(data: Path) -> None:
    private = data / "keys" / "signing.key"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    before = private.read_bytes()
    status, first = founding.run("signing-key", "show", "--data", str(data))
    assert status == 0
    assert first.count("sign now") == 1

    status, said = founding.run("signing-key", "rotate", "--data", str(data))

    assert status == 0, said
    assert "Tell your partners" in said
    assert said.count("SHA-256") == 2
    assert first.split("SHA-256: ")[1].split()[0] in said
    assert private.read_bytes() != before
    assert b"PRIVATE" not in (data / "signing.pub").read_bytes()


def test_without_a_network_both_say_so(tmp_path: Path) -> None:
    for command in (("lockdown", "on"), ("signing-key", "show")):
        status, said = founding.run(*command, "--data", str(tmp_path / "none"))
        assert status == 1
        assert "there is no network" in said
