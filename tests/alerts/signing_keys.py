"""Keys and certificates of invented signers, made once a process: RSA takes its time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from django.test import override_settings

from amparo.alerts import keys
from amparo.core.privacy.keyfiles import private_folder

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
ENDS = BEGAN + timedelta(days=3650)


@cache
def pair(name: str, kind: str = "rsa", bits: int = 2048) -> tuple[bytes, bytes]:
    """Return the private key and the certificate of a signer, PEM."""
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    if kind == "rsa":
        key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    else:
        key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGAN)
        .not_valid_after(ENDS)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private, certificate.public_bytes(serialization.Encoding.PEM)


@cache
def _ready_made() -> dict[Path, bytes]:
    """Make the keys of a whole installation once: their files by name below the data folder."""
    with TemporaryDirectory() as folder:
        keys.make_keys(Path(folder), host="testserver", now=BEGAN)
        return {name: (Path(folder) / name).read_bytes() for name in (keys.PRIVATE_FILE, keys.PUBLIC_FILE)}


@contextmanager
def being_the_signer(folder: Path) -> Iterator[keys.SigningKeys]:
    """Be the worker that signs, for a while."""
    private_folder(folder / keys.PRIVATE_FILE.parent)
    for name, content in _ready_made().items():
        (folder / name).write_bytes(content)
    held = keys.SigningKeys.from_text((folder / keys.PRIVATE_FILE).read_text(encoding="ascii"))
    with override_settings(SIGNING_PUBLIC_FILE=folder / keys.PUBLIC_FILE), keys.held_for_a_while(held):
        yield held


def is_the_signer() -> bool:
    """Tell whether this process signs: where a worker runs beside the test, it does not."""
    try:
        return bool(keys.held())
    except keys.NotTheSigner:
        return False
