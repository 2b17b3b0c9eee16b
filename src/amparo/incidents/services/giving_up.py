"""Giving up: what nobody could find out within the network's time is proposed, and a person records it, in bulk.

Never proposed: what somebody checks at this moment; what was seen again since; and danger (urgent, a child alone,
somebody hurt), on which a person decides one by one, on its own page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from amparo.core.errors import AmparoError
from amparo.incidents.domain import time_box
from amparo.incidents.domain.outcomes import Outcome
from amparo.incidents.domain.states import State
from amparo.incidents.models import Incident
from amparo.incidents.queries import fetch
from amparo.incidents.services import decide
from amparo.network.api import Actor, Capability, current_network

# One press does a screen's worth; more at once would be pressed without reading.
MOST_AT_ONCE = 100


class TooManyAtOnce(AmparoError):
    """More was chosen than one press may record; `fields` has `limit`."""

    code = "TOO_MANY_AT_ONCE"


class NotProposed(AmparoError):
    """It is not proposed, or not any more: too new, in danger, or in somebody's hands."""

    code = "NOT_PROPOSED"


@dataclass(frozen=True, slots=True)
class Refused:
    """One incident where nothing was recorded, and why."""

    incident_id: UUID
    error: AmparoError


@dataclass(frozen=True, slots=True)
class Bulk:
    """What became of each item of one press."""

    done: tuple[UUID, ...]
    refused: tuple[Refused, ...]


def proposed(now: datetime) -> QuerySet[Incident]:
    """Return what the board proposes to give up, in no order."""
    since = time_box.proposes_since(now, current_network())
    return Incident.objects.filter(
        state=State.OPEN,
        opened_at__lte=since,
        last_seen_at__lte=since,
        is_urgent=False,
        child_alone=False,
        someone_hurt=False,
    )


def record_in_bulk(incident_ids: Iterable[UUID], by: Actor, now: datetime) -> Bulk:
    """Record "could not be verified" for each of these, each for itself: one that fails stops no other.

    Only for what is proposed at this moment: what somebody began to check or decided meanwhile stays as it is.

    Raises:
        NotAllowed: the actor may not record outcomes.
        TooManyAtOnce: more than one press may do; nothing was recorded.
    """
    by.require(Capability.RECORD_OUTCOME)
    wanted = tuple(dict.fromkeys(incident_ids))
    if len(wanted) > MOST_AT_ONCE:
        raise TooManyAtOnce(limit=MOST_AT_ONCE)
    done: list[UUID] = []
    refused: list[Refused] = []
    for incident_id in wanted:
        try:
            _give_up(incident_id, by=by, now=now)
        except AmparoError as error:
            refused.append(Refused(incident_id, error))
        else:
            done.append(incident_id)
    return Bulk(tuple(done), tuple(refused))


def _give_up(incident_id: UUID, *, by: Actor, now: datetime) -> None:
    with transaction.atomic():
        incident = fetch.locked(incident_id)
        standing = fetch.current_outcome(incident)
        if standing is not None:
            raise decide.AlreadyRecorded(outcome_id=standing.pk, outcome=Outcome(standing.outcome))
        if not proposed(now).filter(pk=incident.pk).exists():
            raise NotProposed
        decide.record_outcome(incident_id=incident_id, outcome=Outcome.UNVERIFIABLE, basis=(), by=by, now=now)
