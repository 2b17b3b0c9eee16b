"""Send what a browser sealed, and look at what is stored."""

from pathlib import Path

import pyrage
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amparo.vault import api as vault


def sealed_upload(
    client: Client, plain: bytes, *copies: bytes, sealed: bytes | None = None, kind: str = "photo"
) -> "Answer":
    if sealed is None:
        try:
            to = pyrage.x25519.Recipient.from_str(vault.recipient())
            sealed = pyrage.encrypt(plain, [to])
        except vault.NoRecipient:
            sealed = plain
    form = {
        "kind": kind,
        "sealed": SimpleUploadedFile("a", sealed),
        "copy": [SimpleUploadedFile("b", each) for each in copies],
    }
    return client.post("/media/", form)  # type: ignore[return-value]  # the test client's answers have no public name


class Answer:
    """What the test client answers with, as far as it matters here."""

    status_code: int
    content: bytes

    def json(self) -> dict[str, str]:
        """Return the body, read."""
        raise NotImplementedError


def stored_files() -> list[Path]:
    return [path for path in Path(settings.VAULT_FOLDER).rglob("*") if path.is_file()]
