"""The key to which phones seal what waits."""

import stat
from pathlib import Path

import pyrage
import pytest
from pytest_django import Settings

from amparo.core.privacy import intake


def sealed_to(recipient: str, plain: bytes) -> bytes:
    sealed: bytes = pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(recipient)])
    return sealed


@pytest.fixture
def key_file(tmp_path: Path, settings: Settings) -> Path:
    """An installation's intake key."""
    settings.INTAKE_KEY_FILE = intake.make_keys(tmp_path)
    return Path(settings.INTAKE_KEY_FILE)


def test_the_private_key_is_readable_by_its_owner_only(key_file: Path, tmp_path: Path) -> None:
    assert key_file == tmp_path / "keys" / "intake.key"
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file.parent.stat().st_mode) == 0o700
    assert (tmp_path / "intake.pub").read_text() == f"{intake.recipient()}\n"


def test_what_a_phone_sealed_opens(key_file: Path) -> None:
    assert intake.open_sealed(sealed_to(intake.recipient(), b"a white van")) == b"a white van"


def test_keys_are_never_made_anew_over_old_ones(key_file: Path, tmp_path: Path) -> None:
    before = key_file.read_bytes()
    (tmp_path / "intake.pub").unlink()

    intake.make_keys(tmp_path)

    assert key_file.read_bytes() == before
    assert (tmp_path / "intake.pub").exists()


def test_after_a_change_phones_seal_to_the_new_key_and_old_reports_still_open(
    key_file: Path, tmp_path: Path
) -> None:
    old = intake.recipient()
    waiting = sealed_to(old, b"sealed last week")
    key_file.write_text(f"# the new one\n{pyrage.x25519.Identity.generate()}\n{key_file.read_text()}")

    intake.make_keys(tmp_path)

    assert intake.recipient() != old
    assert (tmp_path / "intake.pub").read_text().strip() == intake.recipient()
    assert intake.open_sealed(waiting) == b"sealed last week"


@pytest.mark.parametrize("sealed", [b"", b"age-encryption.org/v1\n", b"\x00" * 300, b"{}"])
def test_what_is_not_ours_is_said_to_be_sealed_to_another_key(key_file: Path, sealed: bytes) -> None:
    with pytest.raises(intake.SealedToAnotherKey):
        intake.open_sealed(sealed)


def test_a_changed_byte_does_not_open(key_file: Path) -> None:
    sealed = bytearray(sealed_to(intake.recipient(), b"a white van"))
    sealed[-1] ^= 1

    with pytest.raises(intake.SealedToAnotherKey):
        intake.open_sealed(bytes(sealed))


def test_without_a_key_nothing_can_be_sealed(tmp_path: Path, settings: Settings) -> None:
    settings.INTAKE_KEY_FILE = tmp_path / "none"

    with pytest.raises(intake.NoIntakeKey):
        intake.recipient()


@pytest.mark.parametrize("content", ["half a ke", "", "# only a comment\n", "AGE-SECRET-KEY-1ÄÖ"])
def test_a_broken_key_is_told_and_left(tmp_path: Path, content: str) -> None:
    private = intake.make_keys(tmp_path)
    private.write_text(content, encoding="utf-8")

    with pytest.raises(intake.IntakeKeyBroken):
        intake.make_keys(tmp_path)

    assert private.read_text(encoding="utf-8") == content
