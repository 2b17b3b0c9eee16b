"""The network's recipient, to which originals are sealed; and the recovery sheet, the only place of its identity.

The identity is made at set-up, printed on the sheet, and forgotten: no process of an installation can open what it
keeps. Where the recipient is missing or broken, nothing is taken and nothing is kept plain.
"""

import hashlib
import io
import os
from base64 import b64encode
from pathlib import Path

import pyrage
from django.conf import settings
from django.template.loader import render_to_string

from amparo.core.errors import AmparoError

RECIPIENT_FILE = "vault.pub"
_GROUP = 4


class NoRecipient(AmparoError):
    """There is no recipient, or its file holds something else."""

    code = "NO_RECIPIENT"


class SheetExists(AmparoError):
    """A file stands where the recovery sheet shall be written: it may be the sheet of another identity."""

    code = "SHEET_EXISTS"


def recipient() -> str:
    """Return the network's age recipient (`age1…`).

    Raises:
        NoRecipient: its file is missing, or it is none.
    """
    try:
        read = Path(settings.VAULT_RECIPIENT_FILE).read_text(encoding="ascii").strip()
        pyrage.x25519.Recipient.from_str(read)
    except (OSError, UnicodeDecodeError, pyrage.RecipientError) as error:
        raise NoRecipient from error
    return read


def fingerprint(of: str) -> str:
    """Return what each original keeps of its recipient, so that one knows which sheet opens it."""
    return hashlib.sha256(of.encode()).hexdigest()[:16]


def make_identity(folder: Path) -> str:
    """Make an identity, keep its recipient in an installation's folder, and return the identity.

    Whoever calls shows it to a person, and keeps it nowhere.

    Raises:
        FileExistsError: the folder has a recipient.
    """
    identity = pyrage.x25519.Identity.generate()
    _write_new(folder / RECIPIENT_FILE, f"{identity.to_public()}\n", 0o644)
    return str(identity)


def check_sheet(path: Path) -> None:
    """Go on only if a recovery sheet may be written there.

    Raises:
        SheetExists: something is there.
    """
    if path.exists():
        raise SheetExists(path=path)


def write_sheet(path: Path, *, identity: str, network: str) -> None:
    """Write the recovery sheet, for its owner's eyes only: a page to print, and then to delete.

    Raises:
        SheetExists: something is there.
        OSError: it can't be written.
    """
    # Needed once in an installation's life, and by no page.
    import qrcode  # type: ignore[import-untyped]  # it has no types
    from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]  # as above

    public = str(pyrage.x25519.Identity.from_str(identity).to_public())
    drawing = io.BytesIO()
    qrcode.make(identity, image_factory=SvgPathImage, box_size=20).save(drawing)
    page = render_to_string(
        "vault/recovery_sheet.html",
        {
            "network": network,
            "groups": groups(identity),
            "recipient": public,
            "fingerprint": fingerprint(public),
            "drawing": b64encode(drawing.getvalue()).decode(),
        },
    )
    try:
        _write_new(path, page, 0o600)
    except FileExistsError as error:
        raise SheetExists(path=path) from error


def groups(identity: str) -> list[str]:
    """Return an identity in short groups to read out and type: written together they are the identity."""
    head, _, rest = identity.partition("-1")
    return [f"{head}-1", *(rest[place : place + _GROUP] for place in range(0, len(rest), _GROUP))]


def _write_new(path: Path, content: str, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
