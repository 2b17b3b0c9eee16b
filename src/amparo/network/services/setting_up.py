"""The beginning of a network, at the console of its machine."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction

from amparo.core import ids, journal
from amparo.core import languages as registry
from amparo.core.errors import AmparoError
from amparo.core.places.region import Region
from amparo.core.privacy import text
from amparo.network import notices, queries
from amparo.network.domain.roles import Role
from amparo.network.models import Network, Organisation
from amparo.network.services.accounts import create_member

NETWORK_SUBJECT = UUID(int=0)
LONGEST_NAME = 120
LONGEST_CONTACT = 300


class AlreadySetUp(AmparoError):
    """This installation has its network already."""

    code = "ALREADY_SET_UP"


class SettingRefused(AmparoError):
    """A setting of the network can't be taken; `fields` has `setting`."""

    code = "SETTING_REFUSED"


@transaction.atomic
def set_up_network(
    *,
    name: str,
    region: Region,
    languages: Sequence[str],
    default_language: str,
    time_zone: str,
    now: datetime,
    public_contact: str = "",
) -> None:
    """Make the one network of this installation, with the default policies.

    Args:
        name: as the public reads it.
        region: where the network works; not empty.
        languages: tags in which alerts go out, the default among them.
        default_language: where a reader's language is not among them.
        time_zone: an IANA name.
        now: the present moment.
        public_contact: how the public reaches the network, in one line; may be empty.

    Raises:
        AlreadySetUp: there is a network.
        SettingRefused: one of the values can't be taken.
    """
    if Network.objects.exists():
        raise AlreadySetUp
    tags = _tags(languages)
    if default_language not in tags:
        raise SettingRefused(setting="default_language")
    if time_zone not in available_timezones():
        raise SettingRefused(setting="time_zone")
    if not region.cells:
        raise SettingRefused(setting="region")
    Network.objects.create(
        name=_line("name", name, LONGEST_NAME),
        region_cells=region.to_json(),
        languages=tags,
        default_language=default_language,
        time_zone=ZoneInfo(time_zone).key,
        public_contact=_line("public_contact", public_contact, LONGEST_CONTACT, may_be_empty=True),
    )
    transaction.on_commit(queries.forget_network)
    journal.write(notices.NETWORK_SET_UP, subject=NETWORK_SUBJECT, by="system", now=now)


@transaction.atomic
def add_organisation(*, name: str, now: datetime) -> UUID:
    """Return the id of the coalition's organisation with this name, made now if there was none.

    Raises:
        SettingRefused: the name can't be taken.
    """
    organisation, _is_new = Organisation.objects.get_or_create(
        name=_line("organisation", name, LONGEST_NAME), defaults={"id": ids.new_id(now)}
    )
    return organisation.pk


@transaction.atomic
def add_founder(
    *,
    handle: str,
    name: str,
    password: str | None,
    organisation: str,
    roles: Iterable[Role],
    language: str,
    now: datetime,
) -> UUID:
    """Add a member at the console, who was invited by nobody and counts as independent of everybody.

    Args:
        handle: for signing in.
        name: what other members see.
        password: None where nobody is to sign in by password.
        organisation: by name; made if it is new.
        roles: what the member does.
        language: of the member's screens.
        now: the present moment.

    Raises:
        HandleRefused, HandleTaken, NameRefused, PasswordRefused, SettingRefused: a value can't be taken.
        UnknownLanguage: the registry does not have the language.
    """
    given = sorted(set(roles))
    member = create_member(
        handle=handle,
        name=name,
        password=password,
        organisation_id=add_organisation(name=organisation, now=now),
        language=language,
        roles=given,
        invited_by=None,
        now=now,
    )
    journal.write(notices.FOUNDER_ADDED, subject=member.pk, by="system", now=now, roles=[*given])
    return member.pk


def _tags(wanted: Sequence[str]) -> list[str]:
    tags = list(dict.fromkeys(wanted))
    if not tags or not all(registry.is_known(tag) for tag in tags):
        raise SettingRefused(setting="languages")
    return [registry.get(tag).tag for tag in tags]


def _line(setting: str, typed: str, limit: int, *, may_be_empty: bool = False) -> str:
    try:
        line = text.clean(typed, max_chars=limit)
    except text.TextRefused as error:
        raise SettingRefused(setting=setting) from error
    if not line and not may_be_empty:
        raise SettingRefused(setting=setting)
    return line
