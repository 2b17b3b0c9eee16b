"""The command line's own manners."""

import subprocess
import sys

import pytest

from amparo.cli import entry


def test_an_unknown_command_shows_the_help_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    status = entry.main(["dance"])

    assert status == 2
    said = capsys.readouterr().err
    assert "there is no command 'dance'" in said
    assert "./amparo COMMAND" in said


def test_no_command_at_all_shows_the_help_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main([]) == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["help", "--help", "-h"])
def test_help_names_every_command(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main([word]) == 0

    said = capsys.readouterr().out
    assert all(f"  {name}" in said for name in entry.COMMANDS)
    assert "run-web" not in said


@pytest.mark.parametrize("name", [*entry.COMMANDS, *entry.CHILDREN])
def test_every_command_has_its_module(name: str) -> None:
    module = entry.module_of(name)

    assert callable(module.run)
    assert (module.__doc__ or "").strip()


def test_help_does_not_load_django() -> None:
    code = "import sys; from amparo.cli import entry; entry.main(['help']); sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
