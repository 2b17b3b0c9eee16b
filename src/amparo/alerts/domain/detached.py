"""Sign bytes beside themselves, with Ed25519 (RFC 8032): what is served as a file is verified as a file.

No canonical form, no parsing before the signature is known to be right: the signature is over the exact bytes.
"""

from typing import Final

from nacl.exceptions import BadSignatureError
from nacl.exceptions import ValueError as WrongSize
from nacl.signing import SigningKey, VerifyKey

from amparo.core.errors import AmparoError

SIGNATURE_BYTES: Final = 64
KEY_BYTES: Final = 32


class DetachedSignatureWrong(AmparoError):
    """The bytes are not what the holder of the key signed, or the key or the signature is none."""

    code = "DETACHED_SIGNATURE_WRONG"


def new_key() -> bytes:
    """Return a new private key: its 32 bytes of seed."""
    return bytes(SigningKey.generate())


def public_key(key: bytes) -> bytes:
    """Return the 32 bytes of the public key of a private one."""
    return bytes(SigningKey(key).verify_key)


def sign(body: bytes, key: bytes) -> bytes:
    """Return the 64 bytes of the signature over a body; the same for the same body and key."""
    return SigningKey(key).sign(body).signature


def verify(body: bytes, signature: bytes, public: bytes) -> bytes:
    """Return the body if the holder of a key signed exactly it.

    Raises:
        DetachedSignatureWrong: he did not.
    """
    try:
        return VerifyKey(public).verify(body, signature)
    except (BadSignatureError, WrongSize, TypeError) as error:
        raise DetachedSignatureWrong from error
