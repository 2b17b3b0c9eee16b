"""The token of one submission: made when the form opens, so that sending twice is the same as sending once."""

import secrets
from typing import ClassVar

from amparo.reports.domain import limits
from amparo.reports.domain.draft import DraftRefused


class TokenRefused(DraftRefused):
    """The token is too short to be unguessable, or too long; `fields` has `least` and `most`."""

    code: ClassVar[str] = "TOKEN_REFUSED"


def new_token() -> str:
    """Return a new token of 192 bits."""
    return secrets.token_urlsafe(24)


def checked_token(token: str) -> str:
    """Return the token if it may serve.

    Raises:
        TokenRefused: wrong length, or not printable ASCII.
    """
    is_plain = token.isascii() and token.isprintable()
    if not is_plain or not limits.TOKEN_MIN_CHARS <= len(token) <= limits.TOKEN_MAX_CHARS:
        raise TokenRefused(field="token", least=limits.TOKEN_MIN_CHARS, most=limits.TOKEN_MAX_CHARS)
    return token
