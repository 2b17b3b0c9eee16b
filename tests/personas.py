"""The people of the tests: one for each role, and those who may not come in. All invented.

Every view's tests try the outsider too.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.test import Client

from amparo.core.places.cells import Point
from amparo.core.places.region import Region
from amparo.network import api as network
from amparo.network.api import Actor, Role
from amparo.network.models import Member

FOUNDED = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
CITY = Point(34.05, -118.25)
ORGANISATION = "Invented Legal Aid"

_NAMES = {
    Role.HOTLINE_OPERATOR: "Hortensia",
    Role.DISPATCHER: "Dolores",
    Role.VERIFIER: "Vero",
    Role.OBSERVER: "Omar",
    Role.KEYHOLDER: "Kim",
    Role.LEGAL: "Leticia",
    Role.CASE_WORKER: "Carmen",
    Role.EDITOR: "Elena",
    Role.ORGANISER: "Oscar",
    Role.COORDINATOR: "Consuelo",
}


@dataclass
class Persona:
    """Somebody who knocks: a member with one role, or an outsider without an account."""

    name: str
    member_id: UUID | None = None
    role: Role | None = None

    @property
    def actor(self) -> Actor:
        """What the member may do now, as services take it."""
        assert self.member_id is not None, f"{self.name} has no account"
        return network.actor_for(self.member_id)

    @property
    def id(self) -> UUID:
        """The member's id."""
        assert self.member_id is not None, f"{self.name} has no account"
        return self.member_id

    @cached_property
    def client(self) -> Client:
        """A browser in which this persona is signed in, second factor and all."""
        browser = Client()
        if self.member_id is not None:
            browser.force_login(Member.objects.get(pk=self.member_id))
        return browser


@dataclass
class Personas:
    """Everybody, made once for a test."""

    hotline_operator: Persona
    dispatcher: Persona
    verifier: Persona
    observer: Persona
    keyholder: Persona
    legal: Persona
    case_worker: Persona
    editor: Persona
    organiser: Persona
    coordinator: Persona
    outsider: Persona = field(default_factory=lambda: Persona("outsider"))

    def of(self, role: Role) -> Persona:
        """Return the member with a role."""
        found = getattr(self, role.value)
        assert isinstance(found, Persona)
        return found

    def members(self) -> tuple[Persona, ...]:
        """Return everyone who has an account."""
        return tuple(self.of(role) for role in Role)

    def everybody(self) -> tuple[Persona, ...]:
        """Return everyone, the outsider first."""
        return (self.outsider, *self.members())


def set_up_network() -> None:
    """Make an invented network around the middle of Los Angeles, in English and Spanish."""
    network.set_up_network(
        name="Invented Rapid Response Network",
        region=Region.around(CITY, 60_000),
        languages=["en", "es"],
        default_language="en",
        time_zone="America/Los_Angeles",
        public_contact="Hotline 555-0100, day and night",
        now=FOUNDED,
    )


def add_member(*roles: Role, handle: str, name: str | None = None, password: str | None = None) -> Persona:
    """Add a founder with roles and a second factor."""
    member_id = network.add_founder(
        handle=handle,
        name=name or handle,
        password=password,
        organisation=ORGANISATION,
        roles=roles,
        language="es",
        now=FOUNDED,
    )
    enrol_second_factor(member_id)
    return Persona(name or handle, member_id, roles[0] if roles else None)


def enrol_second_factor(member_id: UUID) -> None:
    """Give a member a second factor, as the page that activates one would."""
    Authenticator.objects.create(user_id=member_id, type=Authenticator.Type.TOTP, data={"secret": "invented"})


def everybody() -> Personas:
    """Add one member for each role."""
    return Personas(**{role.value: add_member(role, handle=role.value, name=_NAMES[role]) for role in Role})


def members() -> Personas:
    """Return the members that `everybody` added in another process."""
    handles = dict(Member.objects.values_list("username", "pk"))
    return Personas(**{role.value: Persona(_NAMES[role], handles[role.value], role) for role in Role})
