"""Let a partner network in: one coordinator proposes, a second confirms, one alone stops."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction

from amparo.alerts import notices
from amparo.alerts.domain import xml_signature
from amparo.alerts.models import Partner, PartnerState
from amparo.channels import api as channels
from amparo.core import ids, jobs, journal
from amparo.core.errors import AmparoError
from amparo.core.privacy import text as safe_text
from amparo.network import api as network
from amparo.network.api import Actor, Capability

LONGEST_NAME = 48
LARGEST_CERTIFICATE = 16 * 1024
MOST_PARTNERS = 30


class NoSuchPartner(AmparoError):
    """There is no such partner, or it is not in the state for this."""

    code = "NO_SUCH_PARTNER"


class PartnerAddressRefused(AmparoError):
    """The address of the index is none that the gateway would go to, or is our own; `fields["why"]`."""

    code = "PARTNER_ADDRESS_REFUSED"


class PartnerKnown(AmparoError):
    """A partner with this address, or this name, is there."""

    code = "PARTNER_KNOWN"


class TooManyPartners(AmparoError):
    """More partners than anybody can follow."""

    code = "TOO_MANY_PARTNERS"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a coordinator typed."""

    name: str
    address: str
    certificate: str


def propose(*, proposal: Proposal, by: Actor, now: datetime) -> UUID:
    """Store a partner that waits for a second coordinator; nothing is fetched yet.

    Raises:
        NotAllowed, TextRefused, PartnerAddressRefused, CertificateUnusable, PartnerKnown, TooManyPartners.
    """
    by.require(Capability.MANAGE_NETWORK)
    name = (
        safe_text.clean(proposal.name, max_chars=LONGEST_NAME, max_lines=1)
        .replace("{", "(")
        .replace("}", ")")
    )
    address = proposal.address.strip()
    _check_address(address)
    certificate = proposal.certificate.strip()[:LARGEST_CERTIFICATE]
    xml_signature.load_certificate(certificate.encode("ascii", "replace"))
    with transaction.atomic():
        living = Partner.objects.exclude(state=PartnerState.STOPPED)
        if living.filter(address=address).exists() or living.filter(name__iexact=name).exists():
            raise PartnerKnown
        if living.count() >= MOST_PARTNERS:
            raise TooManyPartners
        row = Partner.objects.create(
            id=ids.new_id(now),
            name=name,
            address=address,
            certificate=certificate,
            state=PartnerState.PROPOSED,
            proposed_by=by.member_id,
            proposed_at=now,
        )
        journal.write(notices.PARTNER_PROPOSED, subject=row.pk, by=by.ref, now=now)
    return row.pk


def confirm(*, partner_id: UUID, fingerprint: str, by: Actor, now: datetime) -> None:
    """Let a proposed partner in, as the second coordinator, and begin to read its index.

    Args:
        partner_id: the proposal.
        fingerprint: of its certificate, as it stood on the page: what was compared is what is pinned.
        by: who confirms; asked again.
        now: the moment.

    Raises:
        NotAllowed, NoSuchPartner, NotIndependent.
    """
    with transaction.atomic():
        actor = network.actor_for(by.member_id)
        actor.require(Capability.MANAGE_NETWORK)
        row = _locked(partner_id, PartnerState.PROPOSED)
        network.check_independent(row.proposed_by, actor.member_id)
        if xml_signature.fingerprint(row.certificate.encode()) != fingerprint:
            raise NoSuchPartner
        row.state = PartnerState.ACTIVE
        row.confirmed_by, row.confirmed_at, row.next_at = actor.member_id, now, now
        row.save()
        journal.write(notices.PARTNER_CONFIRMED, subject=row.pk, by=actor.ref, now=now)
        jobs.enqueue("alerts.poll_partners", {}, now=now)


def stop(*, partner_id: UUID, by: Actor, now: datetime) -> None:
    """Read no more of a partner and show nothing of it, at once. One person alone may do this.

    Raises:
        NotAllowed, NoSuchPartner.
    """
    with transaction.atomic():
        actor = network.actor_for(by.member_id)
        actor.require(Capability.MANAGE_NETWORK)
        row = _locked(partner_id, PartnerState.PROPOSED, PartnerState.ACTIVE)
        row.state, row.stopped_at, row.next_at = PartnerState.STOPPED, now, None
        row.save()
        row.documents.all().delete()
        journal.write(notices.PARTNER_STOPPED, subject=row.pk, by=actor.ref, now=now)


def _check_address(address: str) -> None:
    try:
        channels.check_fetchable(address, may_be_here=settings.PARTNERS_MAY_BE_HERE)
    except channels.NotFetched as error:
        raise PartnerAddressRefused(why=error.reason) from error
    if len(address) > 500:
        raise PartnerAddressRefused(why="too_long")
    if address.startswith(f"{settings.PUBLIC_ORIGIN}/") or not urlsplit(address).path:
        raise PartnerAddressRefused(why="our_own")


def _locked(partner_id: UUID, *states: PartnerState) -> Partner:
    row = Partner.objects.select_for_update().filter(pk=partner_id, state__in=states).first()
    if row is None:
        raise NoSuchPartner
    return row
