"""Sealing addresses to the gateway, and what the gateway alone can do with them.

`web` and `worker` hold the public key only: they can put an address in, never take it out (NaCl sealed boxes:
X25519, XSalsa20-Poly1305). The gateway re-encrypts an address under its own fast key (XChaCha20-Poly1305), bound to
the correspondent's id so that a ciphertext moved to another row does not open, and looks people up by a keyed hash.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

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


@dataclass(frozen=True)
class Keyring:
    """The gateway's three keys: to open sealed addresses, to keep contacts, to look them up."""

    sealing: bytes = field(repr=False)
    contacts: bytes = field(repr=False)
    lookup_key: bytes = field(repr=False)

    @staticmethod
    def generate() -> "Keyring":
        """Return a keyring of new random keys."""
        return Keyring(bytes(PrivateKey.generate()), random_bytes(Aead.KEY_SIZE), random_bytes(32))

    def to_text(self) -> str:
        """Return the keyring as one line of JSON: a secret, for a file of mode 0600 or a descriptor."""
        keys = {"sealing": self.sealing, "contacts": self.contacts, "lookup": self.lookup_key}
        return json.dumps({name: b64encode(key).decode() for name, key in keys.items()})

    @staticmethod
    def from_text(text: str) -> "Keyring":
        """Read what `to_text` wrote.

        Raises:
            KeyringBroken: it is something else.
        """
        try:
            keys = {name: b64decode(value, validate=True) for name, value in json.loads(text).items()}
            keyring = Keyring(keys["sealing"], keys["contacts"], keys["lookup"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KeyringBroken from error
        if not all(len(key) == 32 for key in keys.values()):
            raise KeyringBroken
        return keyring

    def public_key(self) -> bytes:
        """Return the key to which others seal; not a secret."""
        return bytes(PrivateKey(self.sealing).public_key)

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
