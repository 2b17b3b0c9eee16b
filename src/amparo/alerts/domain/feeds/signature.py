"""The file beside a feed that says who signed its bytes: one line a signature, the newest first.

    ed25519 3f0c9d2b7a5e4c18 MEUCIQD…

Key id: the first 16 hexadecimal digits of SHA-256 over the 32 bytes of the public key. Lines of earlier bytes stay
for a while, because a shared cache may hand out a feed and its signature of moments some seconds apart.
"""

import base64
import binascii
import hashlib

from amparo.alerts.domain import detached

ALGORITHM = "ed25519"
KEPT = 6


def key_id(public: bytes) -> str:
    """Return the name of a public key."""
    return hashlib.sha256(public).hexdigest()[:16]


def renewed(body: bytes, key: bytes, earlier: bytes = b"") -> bytes:
    """Return the file for a body, with the lines that stood there before below."""
    signature = base64.b64encode(detached.sign(body, key)).decode()
    line = f"{ALGORITHM} {key_id(detached.public_key(key))} {signature}"
    before = [each for each in earlier.decode("ascii", "replace").splitlines() if each != line]
    return "\n".join([line, *before[: KEPT - 1], ""]).encode("ascii", "replace")


def verify(body: bytes, file: bytes, public: bytes) -> bytes:
    """Return the body if one of the lines signs it.

    Raises:
        DetachedSignatureWrong: none does.
    """
    for line in file.decode("ascii", "replace").splitlines():
        algorithm, _, rest = line.partition(" ")
        named, _, encoded = rest.partition(" ")
        if algorithm != ALGORITHM or named != key_id(public):
            continue
        try:
            return detached.verify(body, base64.b64decode(encoded, validate=True), public)
        except (detached.DetachedSignatureWrong, binascii.Error):
            continue
    raise detached.DetachedSignatureWrong
