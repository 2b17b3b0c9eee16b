import stat
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from amparo.channels import api, keys
from amparo.core.privacy.seal import Keyring, KeyringBroken, seal_to


def test_private_keys_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    private = api.make_keys(tmp_path / "data")

    assert private == tmp_path / "data" / "keys" / "gateway.key"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert stat.S_IMODE(private.parent.stat().st_mode) == 0o700


def test_what_is_sealed_to_the_public_key_opens_with_the_private_ones(tmp_path: Path) -> None:
    keyring = Keyring.from_text(api.make_keys(tmp_path).read_text(encoding="ascii"))
    public = (tmp_path / "gateway.pub").read_bytes()

    assert keyring.open_sealed(seal_to(public, b"x")) == b"x"


def test_keys_are_never_made_anew_over_old_ones(tmp_path: Path) -> None:
    before = api.make_keys(tmp_path).read_bytes()
    (tmp_path / "gateway.pub").unlink()

    assert api.make_keys(tmp_path).read_bytes() == before
    assert (tmp_path / "gateway.pub").read_bytes() == Keyring.from_text(before.decode()).public_key()


def test_a_keyring_from_before_there_was_push_gets_a_key_for_it_and_keeps_the_others(tmp_path: Path) -> None:
    private = api.make_keys(tmp_path)
    older = replace(Keyring.from_text(private.read_text(encoding="ascii")), push_key=b"")
    private.write_text(older.to_text(), encoding="ascii")
    (tmp_path / "push.pub").unlink()

    api.make_keys(tmp_path)

    newer = Keyring.from_text(private.read_text(encoding="ascii"))
    assert replace(newer, push_key=b"") == older
    assert (tmp_path / "push.pub").read_bytes() == newer.push_public_key()
    assert stat.S_IMODE(private.stat().st_mode) == 0o600


def test_without_a_whole_public_key_browsers_are_offered_nothing(tmp_path: Path, settings: Settings) -> None:
    settings.PUSH_PUBLIC_KEY_FILE = tmp_path / "push.pub"
    assert api.push_public_key() is None

    (tmp_path / "push.pub").write_bytes(b"short")

    assert api.push_public_key() is None


def test_broken_keys_are_told_and_left(tmp_path: Path) -> None:
    private = api.make_keys(tmp_path)
    private.write_text("half a keyri", encoding="ascii")

    with pytest.raises(KeyringBroken):
        api.make_keys(tmp_path)

    assert private.read_text(encoding="ascii") == "half a keyri"


def test_a_public_key_of_another_length_seals_nothing(tmp_path: Path, settings: Settings) -> None:
    settings.GATEWAY_PUBLIC_KEY_FILE = tmp_path / "gateway.pub"
    (tmp_path / "gateway.pub").write_bytes(b"short")

    with pytest.raises(api.NoPublicKey):
        keys.public_key()


def test_this_process_is_no_gateway() -> None:
    with pytest.raises(api.NotTheGateway):
        keys.held()
