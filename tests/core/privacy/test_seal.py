"""Sealing to the gateway."""

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.privacy.seal import DoesNotOpen, Keyring, KeyringBroken, seal_to

KEYS = Keyring.generate()
OTHER = Keyring.generate()
PERSON = uuid4()


@given(st.binary(max_size=300))
def test_what_is_sealed_opens_with_the_gateways_key_only(plain: bytes) -> None:
    sealed = seal_to(KEYS.public_key(), plain)

    assert KEYS.open_sealed(sealed) == plain
    with pytest.raises(DoesNotOpen):
        OTHER.open_sealed(sealed)


def test_no_flipped_bit_and_no_cut_is_accepted() -> None:
    sealed = seal_to(KEYS.public_key(), b"+1 213 555 0187")

    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(DoesNotOpen):
            KEYS.open_sealed(bytes(changed))
        with pytest.raises(DoesNotOpen):
            KEYS.open_sealed(sealed[:position])


def test_a_contact_opens_for_its_own_correspondent_only() -> None:
    hidden = KEYS.encrypt_contact(PERSON, "someone@example.org")

    assert KEYS.decrypt_contact(PERSON, hidden) == "someone@example.org"
    with pytest.raises(DoesNotOpen):
        KEYS.decrypt_contact(uuid4(), hidden)
    with pytest.raises(DoesNotOpen):
        OTHER.decrypt_contact(PERSON, hidden)


def test_the_lookup_hash_needs_the_key_and_knows_the_channel() -> None:
    assert KEYS.lookup("email", "a@example.org") == KEYS.lookup("email", "a@example.org")
    assert KEYS.lookup("email", "a@example.org") != OTHER.lookup("email", "a@example.org")
    assert KEYS.lookup("email", "x") != KEYS.lookup("sms", "x")


def test_a_keyring_survives_being_written_and_never_shows_itself() -> None:
    text = KEYS.to_text()

    assert Keyring.from_text(text) == KEYS
    assert repr(KEYS) == "Keyring()"


@pytest.mark.parametrize(
    "broken",
    [
        "", "{}", "[]", '{"sealing": "x"}', '{"sealing":"AA==","contacts":"AA==","lookup":"AA=="}',
        replace(KEYS, push_key=b"short").to_text(), replace(KEYS, push_key=b"\xff" * 32).to_text(),
    ],
)  # fmt: skip
def test_a_broken_keyring_is_refused(broken: str) -> None:
    with pytest.raises(KeyringBroken):
        Keyring.from_text(broken)
