"""Ending sessions, and naming the devices that are signed in."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from amparo.core import journal
from amparo.core.errors import AmparoError
from amparo.core.privacy import text
from amparo.network import notices
from amparo.network.domain.actors import Actor
from amparo.network.domain.roles import Capability
from amparo.network.models import LONGEST_LABEL, Member, Session, Standing
from amparo.network.queries import NoSuchMember
from amparo.network.services.accounts import still_allowed
from amparo.network.services.session_store import hash_of


class NoSuchSession(AmparoError):
    """The member has no such session, or it ended already."""

    code = "NO_SUCH_SESSION"


class LabelRefused(AmparoError):
    """The name of a device is too long, or holds what can't be shown."""

    code = "LABEL_REFUSED"


def name_device(*, session_id: UUID, label: str, by: Actor) -> None:
    """Give one's own device a name; an empty one takes it away.

    Raises:
        LabelRefused: it can't be taken.
        NoSuchSession: the actor has no such session.
    """
    try:
        cleaned = text.clean(label, max_chars=LONGEST_LABEL) if label.strip() else ""
    except text.TextRefused as error:
        raise LabelRefused from error
    if not Session.objects.filter(pk=session_id, member=by.member_id).update(label=cleaned):
        raise NoSuchSession


def end_session(*, session_id: UUID, by: Actor) -> None:
    """End one of one's own sessions. Its next request comes from nobody.

    Raises:
        NoSuchSession: the actor has no such session.
    """
    deleted, _of_what = Session.objects.filter(pk=session_id, member=by.member_id).delete()
    if not deleted:
        raise NoSuchSession


def end_others(*, member_id: UUID, session_key: str | None) -> int:
    """End every session of a member but the one with this key; return how many."""
    deleted, _of_what = (
        Session.objects.filter(member=member_id).exclude(key_hash=hash_of(session_key)).delete()
    )
    return deleted


@transaction.atomic
def end_sessions_of(*, member_id: UUID, by: Actor, now: datetime) -> None:
    """End every session of another member, who may sign in again.

    Raises:
        NotAllowed: the actor does not manage members.
        NoSuchMember: there is no such active member.
    """
    still_allowed(by, Capability.MANAGE_MEMBERS, member_id)
    if not Member.objects.filter(pk=member_id, standing=Standing.ACTIVE).exists():
        raise NoSuchMember
    end_all(member_id)
    journal.write(notices.SESSIONS_ENDED, subject=member_id, by=by.ref, now=now)


def end_all(member_id: UUID) -> None:
    """End every session of a member, twice over: the rows go, and the epoch in their fingerprints rises."""
    Member.objects.filter(pk=member_id).update(session_epoch=F("session_epoch") + 1)
    Session.objects.filter(member=member_id).delete()
