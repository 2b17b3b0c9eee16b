"""The ways in which one member can sign in, and why the last of them stays."""

from dataclasses import dataclass, replace
from enum import StrEnum

from amparo.core.errors import AmparoError


class Factor(StrEnum):
    """What a member can set up beside the password."""

    PASSKEY = "webauthn"
    AUTHENTICATOR_APP = "totp"
    RECOVERY_CODES = "recovery_codes"


class How(StrEnum):
    """How a session was begun."""

    PASSKEY = "passkey"
    PASSWORD = "password"  # noqa: S105 — the name of a way, no secret
    DEMONSTRATION = "demonstration"


class LastWay(AmparoError):
    """Without this factor the member could not sign in any more, or only with a password."""

    code = "LAST_WAY"


@dataclass(frozen=True, slots=True)
class Ways:
    """What one member has set up. A passkey asks for the person's own sign, so it counts as both factors."""

    passkeys: int
    has_authenticator_app: bool

    @property
    def has_second_factor(self) -> bool:
        """Whether the member may do tasks."""
        return self.passkeys > 0 or self.has_authenticator_app


def check_removal(ways: Ways, factor: Factor) -> None:
    """Go on if the member keeps a second factor without this one.

    An authenticator app can be replaced in one step, so nobody needs to be without one for a moment. Recovery codes
    are no factor of their own: they stand in for the second one beside the password.

    Raises:
        LastWay: none would stay.
    """
    if factor is Factor.PASSKEY:
        left = replace(ways, passkeys=ways.passkeys - 1)
    elif factor is Factor.AUTHENTICATOR_APP:
        left = replace(ways, has_authenticator_app=False)
    else:
        left = ways
    if not left.has_second_factor:
        raise LastWay


def is_copy(*, known: int, shown: int) -> bool:
    """Tell whether a passkey's counter says that a copy of its key is in use (Web Authentication, §6.1.1).

    Passkeys that are carried between devices do not count: both numbers are 0.
    """
    return (known > 0 or shown > 0) and shown <= known
