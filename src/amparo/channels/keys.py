"""The gateway's keys: made once, held by the gateway process alone; everybody else reads the public one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from amparo.core.errors import AmparoError
from amparo.core.privacy.keyfiles import private_folder, write_whole
from amparo.core.privacy.seal import Keyring

PRIVATE_FILE = Path("keys") / "gateway.key"
PUBLIC_FILE = Path("gateway.pub")
PUSH_PUBLIC_FILE = Path("push.pub")
_POINT_BYTES = 65


class NotTheGateway(AmparoError):
    """This process holds no keys to addresses: only the gateway does."""

    code = "NOT_THE_GATEWAY"


class NoPublicKey(AmparoError):
    """The gateway's public key is missing or broken: nothing can be sealed, so nothing may be taken in."""

    code = "NO_PUBLIC_KEY"


_held: list[Keyring] = []


def make_keys(data: Path) -> Path:
    """Make the gateway's keys under a data folder, unless they are there; return the private keys' file.

    Private: `keys/gateway.key`, mode 0600, in a folder of mode 0700. Public: `gateway.pub`, and for browsers
    `push.pub`. Existing private keys are never changed; a keyring from before there was push gets the key for it. A
    lost public key is made again.

    Raises:
        KeyringBroken: the file that is there holds something else.
    """
    private, public = data / PRIVATE_FILE, data / PUBLIC_FILE
    private_folder(private.parent)
    if not private.exists():
        write_whole(private, Keyring.generate().to_text().encode() + b"\n", 0o600)
    keyring = Keyring.from_text(private.read_text(encoding="ascii"))
    if not keyring.push_key:
        keyring = keyring.with_push_key()
        write_whole(private, keyring.to_text().encode() + b"\n", 0o600)
    for path, key in ((public, keyring.public_key()), (data / PUSH_PUBLIC_FILE, keyring.push_public_key())):
        if not path.exists() or path.read_bytes() != key:
            write_whole(path, key, 0o644)
    return private


def read_keyring(descriptor: int) -> Keyring:
    """Read the keyring from an inherited descriptor, and close it: what starts later inherits nothing.

    Raises:
        KeyringBroken: the descriptor gives something else.
        OSError: it is not open.
    """
    with os.fdopen(descriptor, "r", encoding="ascii") as file:
        return Keyring.from_text(file.read())


def hold(keyring: Keyring) -> None:
    """Make this process the gateway."""
    _held[:] = [keyring]


@contextmanager
def held_for_a_while(keyring: Keyring) -> Iterator[Keyring]:
    """Be the gateway inside the block: for tests, and for the demonstration's own preparations."""
    before = list(_held)
    hold(keyring)
    try:
        yield keyring
    finally:
        _held[:] = before


def held() -> Keyring:
    """Return the keyring of this process.

    Raises:
        NotTheGateway: it has none.
    """
    if not _held:
        raise NotTheGateway
    return _held[0]


def public_key() -> bytes:
    """Return the key to which addresses are sealed.

    Raises:
        NoPublicKey: its file is missing or has another length.
    """
    try:
        key = Path(settings.GATEWAY_PUBLIC_KEY_FILE).read_bytes()
    except OSError as error:
        raise NoPublicKey from error
    if len(key) != 32:
        raise NoPublicKey
    return key


def push_public_key() -> bytes | None:
    """Return the key that browsers subscribe to our pushes with; None where there is none: then nothing is offered."""
    try:
        key = Path(settings.PUSH_PUBLIC_KEY_FILE).read_bytes()
    except OSError:
        return None
    return key if len(key) == _POINT_BYTES else None
