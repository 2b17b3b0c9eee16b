"""Let a neighbour in, and a second coordinator who is nobody's hand."""

from uuid import UUID

from amparo.alerts.domain import xml_signature
from amparo.alerts.services import partners
from amparo.network import api as network
from amparo.network.api import Actor, Role
from amparo.network.models import Member
from tests.alerts.partner_server import NAME, Neighbour
from tests.alerts.world import World
from tests.personas import add_member


def second_coordinator() -> Actor:
    """Return another coordinator, a founder as the first is."""
    known = Member.objects.filter(username="second").first()
    if known is not None:
        return network.actor_for(known.pk)
    return add_member(Role.COORDINATOR, handle="second", name="Cora").actor


def let_in(world: World, there: Neighbour) -> UUID:
    """Propose and confirm the neighbour as a partner."""
    proposal = partners.Proposal(NAME, there.address, there.certificate)
    partner_id = partners.propose(proposal=proposal, by=world.personas.coordinator.actor, now=world.now)
    partners.confirm(
        partner_id=partner_id,
        fingerprint=xml_signature.fingerprint(there.certificate.encode()),
        by=second_coordinator(),
        now=world.now,
    )
    return partner_id
