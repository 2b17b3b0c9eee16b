"""Say that one found the same: of two who decide at once, the second may stand beside the first."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.core import journal
from amparo.core.errors import AmparoError
from amparo.incidents import notices
from amparo.incidents.domain.outcomes import Outcome
from amparo.incidents.queries import fetch
from amparo.incidents.services.decide import AlreadyRecorded, NothingToCorrect
from amparo.network.api import Actor, Capability


class OwnOutcome(AmparoError):
    """Whoever recorded an outcome can't agree with themselves."""

    code = "OWN_OUTCOME"


def agree(*, incident_id: UUID, outcome_id: UUID, by: Actor, now: datetime) -> None:
    """Note that the actor agrees with the outcome that stands. It changes nothing; it is not another basis.

    Args:
        outcome_id: the record that the actor saw.

    Raises:
        NotAllowed: the actor may not record outcomes.
        AlreadyRecorded: another record stands by now.
        NoSuchIncident, NothingToCorrect, OwnOutcome: as they say; nothing changed.
    """
    by.require(Capability.RECORD_OUTCOME)
    with transaction.atomic():
        incident = fetch.locked(incident_id)
        standing = fetch.current_outcome(incident)
        if standing is None:
            raise NothingToCorrect
        if standing.pk != outcome_id:
            raise AlreadyRecorded(outcome_id=standing.pk, outcome=Outcome(standing.outcome))
        if standing.by_id == by.member_id:
            raise OwnOutcome
        journal.write(
            notices.OUTCOME_AGREED,
            subject=incident.pk,
            by=by.ref,
            now=now,
            outcome=standing.outcome,
            outcome_id=str(standing.pk),
        )
