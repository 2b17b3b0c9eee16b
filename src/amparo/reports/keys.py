"""The key of the receipts: made at its first use, in a file of its own: no other key's change loses a receipt."""

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from amparo.core.errors import AmparoError
from amparo.core.privacy.keyfiles import private_folder

_KEY_BYTES = 32


class ReceiptKeyBroken(AmparoError):
    """The file of the receipts' key holds something else. Nothing is made over it: the receipts rest on it."""

    code = "RECEIPT_KEY_BROKEN"


def receipt_key() -> bytes:
    """Return the key.

    Raises:
        ReceiptKeyBroken: the file holds something else.
        OSError: it can't be read or made.
    """
    return _read(Path(settings.RECEIPT_KEY_FILE))


@lru_cache(maxsize=4)
def _read(path: Path) -> bytes:
    if not path.exists():
        _make(path)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError as error:
        raise ReceiptKeyBroken from error
    if len(key) != _KEY_BYTES:
        raise ReceiptKeyBroken
    return key


def _make(path: Path) -> None:
    """Make the key whole; of two processes that do so at once, the second takes the first's."""
    private_folder(path.parent)
    scratch = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.urandom(_KEY_BYTES).hex().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(scratch)
    except FileExistsError:
        pass  # the other process was first
    finally:
        scratch.unlink()
