"""What making and changing accounts has in common: handles, names, passwords, roles."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from amparo.core import ids, languages
from amparo.core.errors import AmparoError
from amparo.core.privacy import text
from amparo.network.domain.actors import Actor
from amparo.network.domain.roles import Capability, Role
from amparo.network.models import Member, MemberRole
from amparo.network.queries import NoSuchMember, actor_for

LONGEST_HANDLE = 32
SHORTEST_HANDLE = 3
LONGEST_NAME = 80
LONGEST_PASSWORD = 200
_HANDLE_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")


class HandleRefused(AmparoError):
    """A handle has 3 to 32 of a-z, 0-9, dot, dash and underscore."""

    code = "HANDLE_REFUSED"


class HandleTaken(AmparoError):
    """Another member has this handle, or had it once."""

    code = "HANDLE_TAKEN"


class NameRefused(AmparoError):
    """A display name is empty, too long, or holds what can't be shown."""

    code = "NAME_REFUSED"


class PasswordRefused(AmparoError):
    """The password is too short, too common or too like the name; `messages` say so to people, if anything does."""

    code = "PASSWORD_REFUSED"

    def __init__(self, messages: Iterable[str] = ()) -> None:
        super().__init__()
        self.messages = tuple(messages)


def lock_members(*members: UUID) -> None:
    """Lock rows in one order, so that two who act on each other at once wait instead of deadlocking.

    Not for their keys: what only names a member, anywhere, is written meanwhile.
    """
    list(
        Member.objects.select_for_update(no_key=True).filter(pk__in=members).order_by("pk").values_list("pk")
    )


def still_allowed(by: Actor, capability: Capability, *others: UUID) -> None:
    """Go on only if the actor has a capability now, inside the transaction that uses it.

    An `Actor` was read when the request began; meanwhile another coordinator may have removed that member. The rows
    of the actor and of `others`, who are to be changed, are locked.

    Raises:
        NotAllowed: the actor does not have the capability, or no longer.
    """
    by.require(capability)
    lock_members(by.member_id, *others)
    try:
        actor_for(by.member_id).require(capability)
    except NoSuchMember:
        Actor(by.member_id, by.name, frozenset()).require(capability)


def create_member(
    *,
    handle: str,
    name: str,
    password: str | None,
    organisation_id: UUID,
    language: str,
    roles: Iterable[Role],
    invited_by: UUID | None,
    now: datetime,
) -> Member:
    """Store a member with roles. Without a password nobody can sign in by one.

    Raises:
        HandleRefused, HandleTaken, NameRefused, PasswordRefused: what was typed can't be taken.
        UnknownLanguage: the registry does not have the language.
    """
    member = Member(
        id=ids.new_id(now),
        username=_handle(handle),
        display_name=_name(name),
        organisation_id=organisation_id,
        language=languages.get(language).tag,
        invited_by_id=invited_by,
    )
    if Member.objects.filter(username=member.username).exists():
        raise HandleTaken
    if password is None:
        member.set_unusable_password()
    else:
        set_password(member, password)
    member.save(force_insert=True)
    MemberRole.objects.bulk_create(MemberRole(member=member, role=role) for role in sorted(set(roles)))
    return member


def set_password(member: Member, password: str) -> None:
    """Set a new password on the row, without saving it.

    Raises:
        PasswordRefused: it is too weak or too long.
    """
    if len(password) > LONGEST_PASSWORD:
        raise PasswordRefused
    try:
        validate_password(password, member)
    except ValidationError as error:
        raise PasswordRefused(error.messages) from error
    member.set_password(password)


def _handle(typed: str) -> str:
    handle = unicodedata.normalize("NFKC", typed).strip().lower()
    if not SHORTEST_HANDLE <= len(handle) <= LONGEST_HANDLE or not _HANDLE_SIGNS.issuperset(handle):
        raise HandleRefused
    return handle


def _name(typed: str) -> str:
    try:
        name = text.clean(typed, max_chars=LONGEST_NAME)
    except text.TextRefused as error:
        raise NameRefused from error
    if not any(char.isalnum() for char in name):
        raise NameRefused
    return name
