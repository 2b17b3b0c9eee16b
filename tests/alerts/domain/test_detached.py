"""A signature beside the bytes: what we sign, two other implementations accept, and the other way round."""

import base64
import subprocess
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from amparo.alerts.domain import detached
from amparo.alerts.domain.detached import DetachedSignatureWrong

KEY = bytes(range(32))
PUBLIC = detached.public_key(KEY)
# The head of an Ed25519 SubjectPublicKeyInfo (RFC 8410): what openssl reads.
SPKI = bytes.fromhex("302a300506032b6570032100")


@given(st.binary(max_size=300))
def test_an_independent_library_agrees_byte_for_byte(body: bytes) -> None:
    signature = detached.sign(body, KEY)

    assert Ed25519PrivateKey.from_private_bytes(KEY).sign(body) == signature
    Ed25519PublicKey.from_public_bytes(PUBLIC).verify(signature, body)
    assert detached.verify(body, signature, PUBLIC) == body
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(PUBLIC).verify(signature, body + b"x")


def test_an_independent_program_accepts_the_signature(tmp_path: Path) -> None:
    body = b'{"features":[]}'
    pem = base64.b64encode(SPKI + PUBLIC).decode()
    (tmp_path / "key.pem").write_text(f"-----BEGIN PUBLIC KEY-----\n{pem}\n-----END PUBLIC KEY-----\n")
    (tmp_path / "sig").write_bytes(detached.sign(body, KEY))

    def status(content: bytes) -> int:
        (tmp_path / "body").write_bytes(content)
        command = "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in body -sigfile sig"
        return subprocess.run(
            command.split(), cwd=tmp_path, capture_output=True, check=False, timeout=20
        ).returncode

    assert status(body) == 0
    assert status(body.replace(b"[]", b"[1]")) != 0


def test_what_was_changed_or_signed_by_another_is_refused() -> None:
    signature = detached.sign(b"body", KEY)
    other = detached.public_key(detached.new_key())

    for body, shown, public in (
        (b"bodY", signature, PUBLIC),
        (b"body", signature[:-1] + bytes([signature[-1] ^ 1]), PUBLIC),
        (b"body", signature, other),
        (b"body", b"", PUBLIC),
        (b"body", signature + b"x", PUBLIC),
        (b"body", signature, b"short"),
        # A key of small order, with which one signature fits every body in a careless implementation.
        (b"body", bytes([1]) + bytes(63), bytes([1]) + bytes(31)),
    ):
        with pytest.raises(DetachedSignatureWrong):
            detached.verify(body, shown, public)


def test_a_private_key_is_32_bytes_and_its_public_key_the_one_that_others_find() -> None:
    key = detached.new_key()

    others = Ed25519PrivateKey.from_private_bytes(key).public_key()

    assert len(key) == detached.KEY_BYTES
    assert detached.public_key(key) == others.public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
