"""The keys with which alerts are signed: made at set-up, held by the worker alone, published for everybody.

`web` and the gateway never get them: a page that was taken over can say something false, but can't sign it. Partners
pin the certificate and the public key; what earlier keys signed stays verifiable, as their public halves are kept.
"""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import settings

from amparo.alerts.domain import detached, xml_signature
from amparo.core.errors import AmparoError
from amparo.core.privacy.keyfiles import private_folder, write_whole

PRIVATE_FILE = Path("keys") / "signing.key"
PUBLIC_FILE = Path("signing.pub")
LIFETIME = timedelta(days=3650)
# RSA, as some receivers of CAP know nothing newer; 3072 bits are enough beyond the certificate's end.
RSA_BITS = 3072


class NotTheSigner(AmparoError):
    """This process holds no key to sign alerts: only the worker does."""

    code = "NOT_THE_SIGNER"


class SigningKeysBroken(AmparoError):
    """The file holds no signing keys, or their public half is not theirs."""

    code = "SIGNING_KEYS_BROKEN"


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """The private halves, with the certificate that belongs to them."""

    key: bytes = field(repr=False)
    certificate: bytes
    ed25519: bytes = field(repr=False)

    def to_text(self) -> str:
        """Return the keys as one line of JSON: a secret."""
        return json.dumps(
            {
                "key": self.key.decode(),
                "certificate": self.certificate.decode(),
                "ed25519": b64encode(self.ed25519).decode(),
            }
        )

    @staticmethod
    def from_text(text: str) -> "SigningKeys":
        """Read what `to_text` wrote.

        Raises:
            SigningKeysBroken: it is something else.
        """
        try:
            value = json.loads(text)
            return SigningKeys(
                value["key"].encode(), value["certificate"].encode(), b64decode(value["ed25519"])
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SigningKeysBroken from error


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What everybody may know of a pair of keys.

    Attributes:
        certificate: PEM.
        ed25519: 32 bytes.
        since: when they began to sign.
        until: when others took over; None for those that sign now.
    """

    certificate: bytes
    ed25519: bytes
    since: datetime
    until: datetime | None = None

    @property
    def fingerprint(self) -> str:
        """The certificate's SHA-256, as programs print it."""
        return xml_signature.fingerprint(self.certificate)

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "certificate": self.certificate.decode(),
            "ed25519": b64encode(self.ed25519).decode(),
            "since": self.since.isoformat(),
            "until": self.until.isoformat() if self.until else None,
        }

    @staticmethod
    def from_json(value: dict[str, Any]) -> "PublicKeys":
        """Read what `to_json` gave."""
        return PublicKeys(
            value["certificate"].encode(),
            b64decode(value["ed25519"]),
            datetime.fromisoformat(value["since"]),
            datetime.fromisoformat(value["until"]) if value["until"] else None,
        )


_held: list[SigningKeys] = []


def generate(host: str, now: datetime) -> SigningKeys:
    """Return new keys, whose certificate names a host and is signed by itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:64])])
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SigningKeys(private, certificate.public_bytes(serialization.Encoding.PEM), detached.new_key())


def make_keys(data: Path, *, host: str, now: datetime) -> Path:
    """Make the signing keys under a data folder, unless they are there; return the private file.

    A lost public file is made again; which keys were there before is then lost with it.

    Raises:
        SigningKeysBroken: the file that is there holds something else.
    """
    private, public_file = data / PRIVATE_FILE, data / PUBLIC_FILE
    private_folder(private.parent)
    if not private.exists():
        _write(data, generate(host, now), (), now)
    keys = SigningKeys.from_text(private.read_text(encoding="ascii"))
    if not public_file.exists():
        _write_public(data, keys, (), now)
    return private


def rotate(data: Path, *, host: str, now: datetime) -> None:
    """Let new keys sign from now on. The earlier private halves are gone; their public halves stay published.

    Raises:
        SigningKeysBroken: what is there can't be read.
    """
    known = read_public(data / PUBLIC_FILE)
    earlier = tuple(
        each if each.until else PublicKeys(each.certificate, each.ed25519, each.since, now) for each in known
    )
    _write(data, generate(host, now), earlier, now)


def read_public(path: Path) -> tuple[PublicKeys, ...]:
    """Return the public keys, those that sign now first; nothing where none were made.

    Raises:
        SigningKeysBroken: the file holds something else.
    """
    try:
        found = json.loads(path.read_text(encoding="ascii"))
        return tuple(PublicKeys.from_json(each) for each in found["keys"])
    except FileNotFoundError:
        return ()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SigningKeysBroken from error


def public() -> tuple[PublicKeys, ...]:
    """Return this installation's public keys, those that sign now first.

    Raises:
        SigningKeysBroken: their file holds something else.
    """
    return read_public(Path(settings.SIGNING_PUBLIC_FILE))


def read_keys(descriptor: int) -> SigningKeys:
    """Read the keys from an inherited descriptor, and close it: what starts later inherits nothing.

    Raises:
        SigningKeysBroken: the descriptor gives something else.
    """
    with os.fdopen(descriptor, "r", encoding="ascii") as file:
        return SigningKeys.from_text(file.read())


def hold(keys: SigningKeys) -> None:
    """Make this process the signer."""
    _held[:] = [keys]


@contextmanager
def held_for_a_while(keys: SigningKeys) -> Iterator[SigningKeys]:
    """Be the signer inside the block: for tests, and for the demonstration's own preparations."""
    before = list(_held)
    hold(keys)
    try:
        yield keys
    finally:
        _held[:] = before


def held() -> SigningKeys:
    """Return the keys of this process.

    Raises:
        NotTheSigner: it has none.
    """
    if not _held:
        raise NotTheSigner
    return _held[0]


def _write(data: Path, keys: SigningKeys, earlier: tuple[PublicKeys, ...], now: datetime) -> None:
    # The public half first: a crash between the two leaves a key announced that never signs, not the other way round.
    _write_public(data, keys, earlier, now)
    write_whole(data / PRIVATE_FILE, keys.to_text().encode("ascii") + b"\n", 0o600)


def _write_public(data: Path, keys: SigningKeys, earlier: tuple[PublicKeys, ...], now: datetime) -> None:
    current = PublicKeys(keys.certificate, detached.public_key(keys.ed25519), now)
    text = json.dumps({"keys": [each.to_json() for each in (current, *earlier)]}, indent=1)
    write_whole(data / PUBLIC_FILE, text.encode("ascii") + b"\n", 0o644)
