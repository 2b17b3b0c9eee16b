"""Found the invented network: its members, each invited and vouched for as a real one would be."""

import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from amparo.core.places.gazetteer import gazetteer
from amparo.core.places.region import Region
from amparo.demo.domain.weekend import ToldMember, ToldNetwork
from amparo.demo.services.entrance import Persona
from amparo.network import api as network
from amparo.network.api import Actor, Role
from amparo.vault import api as vault

ORGANISATION = "Coalición del Ejemplo"


@dataclass(frozen=True)
class Cast:
    """The members of the invented network, by name, and the personas a visitor may be."""

    members: Mapping[str, UUID]
    personas: tuple[Persona, ...]

    def actor(self, name: str) -> Actor:
        """Return a member as one who acts."""
        return network.actor_for(self.members[name])


def found_network(told: ToldNetwork, *, now: datetime) -> Cast:
    """Set the network up and bring its members in: founders first, the others invited by one and vouched by another.

    Raises:
        AlreadySetUp: the installation has a network.
    """
    network.set_up_network(
        name=told.name,
        region=Region.of_points(area.centre for area in gazetteer().areas),
        languages=told.languages,
        default_language=told.default_language,
        time_zone=told.time_zone,
        public_contact=told.public_contact,
        now=now,
    )
    members = {each.name: _found(each, now) for each in told.members if each.is_founder}
    inviter, voucher = (network.actor_for(member_id) for member_id in list(members.values())[:2])
    for each in told.members:
        if not each.is_founder:
            members[each.name] = _bring_in(each, inviter=inviter, voucher=voucher, now=now)
    personas = tuple(_persona(each, members[each.name]) for each in told.members if each.tries)
    return Cast(members, personas)


def turn_on_sms(cast: Cast, name: str, *, now: datetime) -> None:
    """Have a member answer for every point, and turn SMS on."""
    network.answer_for_channel(points=network.SMS_POINTS, by=cast.actor(name), now=now)
    network.turn_channel_on(by=cast.actor(name), now=now)


def handle_of(name: str) -> str:
    """Return a member's handle: the name in plain small letters."""
    decomposed = unicodedata.normalize("NFKD", name.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _found(told: ToldMember, now: datetime) -> UUID:
    return network.add_founder(
        handle=handle_of(told.name),
        name=told.name,
        password=None,
        organisation=ORGANISATION,
        roles=[Role(each) for each in told.roles],
        language=told.language,
        now=now,
    )


def _bring_in(told: ToldMember, *, inviter: Actor, voucher: Actor, now: datetime) -> UUID:
    invited = network.invite(
        roles=[Role(each) for each in told.roles],
        organisation_id=network.add_organisation(name=ORGANISATION, now=now),
        by=inviter,
        now=now,
    )
    member_id = network.accept_invitation(
        token=invited.token,
        handle=handle_of(told.name),
        name=told.name,
        password=secrets.token_urlsafe(24),
        language=told.language,
        now=now,
    )
    network.vouch(member_id=member_id, by=voucher, now=now)
    return member_id


def _persona(told: ToldMember, member_id: UUID) -> Persona:
    return Persona(
        handle_of(told.name), told.name, member_id, tries_en=told.tries["en"], tries_es=told.tries["es"]
    )


def make_vault_identity(data: Path) -> None:
    """Make the key for photos, and keep its identity in the folder: everybody here is invented, and tests open them."""
    if (data / vault.RECIPIENT_FILE).exists():
        return
    kept = data / "keys" / "vault-identity.txt"
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    kept.write_text(
        "# A demonstration keeps this; a real network has it on its recovery sheet alone.\n"
        f"{vault.make_identity(data)}\n",
        encoding="ascii",
    )
    kept.chmod(0o600)
