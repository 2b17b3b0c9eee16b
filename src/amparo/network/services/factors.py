"""What a member signs in with: no factor comes or goes without a trace, and the last one stays."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from amparo.core import clock, journal
from amparo.core.errors import AmparoError
from amparo.network import notices, queries
from amparo.network.domain import ways
from amparo.network.domain.ways import Factor
from amparo.network.services import sessions
from amparo.network.services.accounts import lock_members


class PasskeyCopied(AmparoError):
    """The passkey's counter went back, so that two devices hold its key."""

    code = "PASSKEY_COPIED"


def check_removal(*, member_id: UUID, factor: Factor) -> None:
    """Go on if the member keeps a second factor without this one; the member's row is locked.

    Raises:
        LastWay: none would stay.
    """
    lock_members(member_id)
    ways.check_removal(queries.ways_of(member_id), factor)


def forget_app(member_id: UUID) -> None:
    """Take an authenticator app away, in the transaction that sets up the next one."""
    for app in Authenticator.objects.filter(user=member_id, type=Factor.AUTHENTICATOR_APP):
        app.delete()


@transaction.atomic
def added(*, member_id: UUID, factor: Factor, session_key: str | None, now: datetime) -> None:
    """Record that a member set something up, and end that member's other sessions."""
    if factor is Factor.RECOVERY_CODES:
        _write(notices.RECOVERY_CODES_MADE, member_id, now)
    else:
        _write(notices.FACTOR_ADDED, member_id, now, factor=factor.value)
    sessions.end_others(member_id=member_id, session_key=session_key)


@transaction.atomic
def removed(*, member_id: UUID, factor: Factor, session_key: str | None, now: datetime) -> None:
    """Record that a member took something away, and end that member's other sessions."""
    _write(notices.FACTOR_REMOVED, member_id, now, factor=factor.value)
    sessions.end_others(member_id=member_id, session_key=session_key)


@transaction.atomic
def password_changed(*, member_id: UUID, session_key: str | None, now: datetime) -> None:
    """Record that a member changed the password, and end that member's other sessions."""
    _write(notices.PASSWORD_CHANGED, member_id, now)
    sessions.end_others(member_id=member_id, session_key=session_key)


@transaction.atomic
def used(authenticator: Authenticator, *, now: datetime) -> None:
    """Keep only the day on which a factor was used; a recovery code that was used is worth an entry."""
    Authenticator.objects.filter(pk=authenticator.pk).update(last_used_at=clock.floor_to(now, clock.DAY))
    if authenticator.type == Factor.RECOVERY_CODES:
        _write(notices.RECOVERY_CODE_USED, authenticator.user_id, now)


def count_up(authenticator: Authenticator, *, shown: int, now: datetime) -> None:
    """Remember the counter that a passkey showed, which is signed.

    Raises:
        PasskeyCopied: it did not rise. The member is told at the next sign-in.
    """
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        known = row.data.get("counter", row.wrap().authenticator_data.counter)
        copied = ways.is_copy(known=known, shown=shown)
        if copied:
            _write(notices.PASSKEY_COPIED, row.user_id, now)
        else:
            row.data["counter"] = shown
            row.save(update_fields=["data"])
    if copied:
        raise PasskeyCopied


def _write(kind: str, member_id: UUID, now: datetime, **payload: str) -> None:
    journal.write(kind, subject=member_id, by=f"member:{member_id}", now=now, **payload)
