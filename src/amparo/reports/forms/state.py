"""What a person has answered so far, carried by the page itself, sealed so that only this installation reads it.

There is no session and no cookie for it: whoever closes the page leaves nothing here. The seal also keeps the
answers out of reach of whoever finds the page in a browser's memory later.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from nacl.encoding import RawEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.secret import SecretBox

from amparo.core.errors import AmparoError

OPEN_FOR = timedelta(hours=12)
_MAX_SEALED_CHARS = 200_000


class PageTooOld(AmparoError):
    """What the page carried was not sealed here, was changed, or was open for too long."""

    code: ClassVar[str] = "PAGE_TOO_OLD"


def seal(purpose: str, content: dict[str, Any], *, now: datetime) -> str:
    """Return values sealed for one purpose (XSalsa20-Poly1305), readable for `OPEN_FOR`."""
    plain = json.dumps({"until": (now + OPEN_FOR).timestamp(), "content": content})
    return urlsafe_b64encode(_box(purpose).encrypt(plain.encode())).decode()


def unseal(purpose: str, sealed: str, *, now: datetime) -> dict[str, Any]:
    """Read what `seal` wrote for the same purpose.

    Raises:
        PageTooOld: something else, or its time is over.
    """
    if len(sealed) > _MAX_SEALED_CHARS:
        raise PageTooOld
    try:
        plain = _box(purpose).decrypt(urlsafe_b64decode(sealed.encode("ascii")))
    except (CryptoError, Base64Error, ValueError) as error:
        raise PageTooOld from error
    read: dict[str, Any] = json.loads(plain)
    if read["until"] < now.timestamp():
        raise PageTooOld
    content: dict[str, Any] = read["content"]
    return content


def _box(purpose: str) -> SecretBox:
    name = f"amparo.reports.{purpose}".encode()
    secret = settings.SECRET_KEY.encode()
    return SecretBox(blake2b(name + b"\x00" + secret, digest_size=SecretBox.KEY_SIZE, encoder=RawEncoder))


@dataclass
class Answers:
    """The token of the report to be, and the raw answers by step.

    Attributes:
        token: made when the form was opened.
        step: the step that the page shows.
        raw: what stands in the fields of each step, checked again at the end.
        answered_at: when the question about the time was answered: "right now" means then.
        comes_back: a step was opened again from the last page, and leads back to it.
        asked_at: when a proof of work was first asked for: who can't prove waits from then.
        pictures: ids of photos and videos that wait, sealed, for this report.
        refused: why other files were not taken, since the last page.
    """

    token: str
    step: str
    raw: dict[str, dict[str, str]] = field(default_factory=dict)
    answered_at: float | None = None
    comes_back: bool = False
    asked_at: float | None = None
    pictures: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def sealed(self, now: datetime) -> str:
        """Return the answers for a hidden field."""
        return seal("answers", asdict(self), now=now)

    @staticmethod
    def unsealed(sealed: str, now: datetime) -> "Answers":
        """Read the hidden field.

        Raises:
            PageTooOld: it can't be read any more.
        """
        return Answers(**unseal("answers", sealed, now=now))
