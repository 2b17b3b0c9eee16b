"""Sealing addresses to the gateway, and what the gateway alone can do with them.

`web` and `worker` hold the public key only: they can put an address in, never take it out (NaCl sealed boxes:
X25519, XSalsa20-Poly1305). The gateway re-encrypts an address under its own fast key (XChaCha20-Poly1305), bound to
the correspondent's id so that a ciphertext moved to another row does not open, and looks people up by a keyed hash.
With a fourth key it signs for push services (RFC 8292): browsers take pushes from who holds that key only.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import Aead
from nacl.utils import random as random_bytes

from amparo.core.errors import AmparoError


class DoesNotOpen(AmparoError):
    """What should be opened was sealed to another key, belongs elsewhere, or was changed."""

    code = "DOES_NOT_OPEN"


class KeyringBroken(AmparoError):
    """The text is not a keyring that `Keyring.to_text` wrote."""

    code = "KEYRING_BROKEN"


def seal_to(public_key: bytes, plain: bytes) -> bytes:
    """Return bytes sealed to a gateway's public key (32 bytes); 48 bytes longer than the plain ones."""
    return SealedBox(PublicKey(public_key)).encrypt(plain)


def new_push_key() -> bytes:
    """Return a new private key on P-256, as its 32 bytes."""
    return ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32)


@dataclass(frozen=True)
class Keyring:
    """The gateway's four keys: to open sealed addresses, to keep contacts, to look them up, to sign for push services.

    A keyring that was made before there was a push key has an empty one until `with_push_key`.
    """

    sealing: bytes = field(repr=False)
    contacts: bytes = field(repr=False)
    lookup_key: bytes = field(repr=False)
    push_key: bytes = field(repr=False, default=b"")

    @staticmethod
    def generate() -> "Keyring":
        """Return a keyring of new random keys."""
        return Keyring(
            bytes(PrivateKey.generate()), random_bytes(Aead.KEY_SIZE), random_bytes(32), new_push_key()
        )

    def with_push_key(self) -> "Keyring":
        """Return a keyring that has a push key: this one, unless it has none."""
        return self if self.push_key else replace(self, push_key=new_push_key())

    def to_text(self) -> str:
        """Return the keyring as one line of JSON: a secret, for a file of mode 0600 or a descriptor."""
        keys = {"sealing": self.sealing, "contacts": self.contacts, "lookup": self.lookup_key}
        if self.push_key:
            keys["push"] = self.push_key
        return json.dumps({name: b64encode(key).decode() for name, key in keys.items()})

    @staticmethod
    def from_text(text: str) -> "Keyring":
        """Read what `to_text` wrote.

        Raises:
            KeyringBroken: it is something else.
        """
        try:
            keys = {name: b64decode(value, validate=True) for name, value in json.loads(text).items()}
            keyring = Keyring(keys["sealing"], keys["contacts"], keys["lookup"], keys.get("push", b""))
            if not all(len(key) == 32 for key in keys.values()):
                raise KeyringBroken
            if keyring.push_key:
                keyring.push_public_key()
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KeyringBroken from error
        return keyring

    def public_key(self) -> bytes:
        """Return the key to which others seal; not a secret."""
        return bytes(PrivateKey(self.sealing).public_key)

    def push_public_key(self) -> bytes:
        """Return the key that browsers subscribe with: a point of P-256, uncompressed (65 bytes); not a secret.

        Raises:
            ValueError: the private key is none.
        """
        private = ec.derive_private_key(int.from_bytes(self.push_key), ec.SECP256R1())
        return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def open_sealed(self, sealed: bytes) -> bytes:
        """Open what `seal_to` made.

        Raises:
            DoesNotOpen: another key, or changed bytes.
        """
        try:
            return SealedBox(PrivateKey(self.sealing)).decrypt(sealed)
        except (CryptoError, ValueError, TypeError) as error:
            raise DoesNotOpen from error

    def encrypt_contact(self, correspondent_id: UUID, address: str) -> bytes:
        """Return an address under the gateway's own key, bound to a correspondent."""
        return bytes(Aead(self.contacts).encrypt(address.encode(), correspondent_id.bytes))

    def decrypt_contact(self, correspondent_id: UUID, encrypted: bytes) -> str:
        """Return the address that `encrypt_contact` hid.

        Raises:
            DoesNotOpen: another key, another correspondent, or changed bytes.
        """
        try:
            return Aead(self.contacts).decrypt(encrypted, correspondent_id.bytes).decode()
        except (CryptoError, ValueError, TypeError) as error:
            raise DoesNotOpen from error

    def contact_opener(self) -> Callable[[bytes, bytes], str]:
        """Return what `decrypt_contact` does, for many in a row, by the bytes of a correspondent's id."""
        decrypt = Aead(self.contacts).decrypt

        def open_contact(correspondent_id: bytes, encrypted: bytes) -> str:
            try:
                return decrypt(encrypted, correspondent_id).decode()
            except (CryptoError, ValueError, TypeError) as error:
                raise DoesNotOpen from error

        return open_contact

    def lookup(self, kind: str, address: str) -> bytes:
        """Return the keyed hash (32 bytes) by which an address of a channel is found again."""
        return hashlib.blake2b(f"{kind}\0{address}".encode(), key=self.lookup_key, digest_size=32).digest()
