"""The intake key: what a report that waits on a phone is sealed to.

An age identity (X25519). Phones know its recipient and seal to it before they store anything; only `web` opens what
comes, in memory, when it comes. The key protects what lies on a lost or searched phone. It protects nothing on the
way, where TLS does, and nothing here: `web` reads the report as if it had been typed into the page.

The file holds one identity a line. The first one is what phones seal to from now on; those below it are kept so that
reports which wait on phones since before a change still open. Lines that begin with `#` are comments, as in the files
that `age-keygen` writes.
"""

from functools import lru_cache
from pathlib import Path

import pyrage
from django.conf import settings

from amparo.core.errors import AmparoError
from amparo.core.privacy.keyfiles import private_folder, write_whole

PRIVATE_FILE = Path("keys") / "intake.key"
PUBLIC_FILE = Path("intake.pub")

Identities = tuple[pyrage.x25519.Identity, ...]


class NoIntakeKey(AmparoError):
    """There is no intake key here: no report can be sealed to it, and none can be opened."""

    code = "NO_INTAKE_KEY"


class IntakeKeyBroken(AmparoError):
    """The key's file holds something else than age identities; nothing of it is told."""

    code = "INTAKE_KEY_BROKEN"


class SealedToAnotherKey(AmparoError):
    """None of our intake keys opens it: sealed to another key, cut short or changed."""

    code = "SEALED_TO_ANOTHER_KEY"


def make_keys(data: Path) -> Path:
    """Make the intake key under a data folder, unless it is there; return the private file.

    Private: `keys/intake.key`, mode 0600. Public: `intake.pub`, the recipient of the first identity, written anew
    where it does not fit. Private keys that are there are never overwritten.

    Raises:
        IntakeKeyBroken: the file that is there holds something else.
    """
    private, public = data / PRIVATE_FILE, data / PUBLIC_FILE
    private_folder(private.parent)
    if not private.exists():
        write_whole(private, f"{pyrage.x25519.Identity.generate()}\n".encode(), 0o600)
    recipient_now = f"{_parsed(private)[0].to_public()}\n".encode()
    if not public.exists() or public.read_bytes() != recipient_now:
        write_whole(public, recipient_now, 0o644)
    return private


def recipient() -> str:
    """Return what phones seal to (`age1…`).

    Raises:
        NoIntakeKey: there is none.
        IntakeKeyBroken: its file can't be read as a key.
    """
    return str(_held()[0].to_public())


def open_sealed(sealed: bytes) -> bytes:
    """Return what a phone sealed.

    Raises:
        SealedToAnotherKey: none of our keys opens it.
        NoIntakeKey: there is none.
        IntakeKeyBroken: its file can't be read as a key.
    """
    try:
        opened: bytes = pyrage.decrypt(sealed, _held())
    except pyrage.DecryptError as error:
        raise SealedToAnotherKey from error
    return opened


def _held() -> Identities:
    path = Path(settings.INTAKE_KEY_FILE)
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise NoIntakeKey from error
    return _read(path, changed)


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> Identities:
    return _parsed(path)


def _parsed(path: Path) -> Identities:
    try:
        lines = [line.strip() for line in path.read_text(encoding="ascii").splitlines()]
        found = tuple(
            pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")
        )
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise IntakeKeyBroken from error
    if not found:
        raise IntakeKeyBroken
    return found
