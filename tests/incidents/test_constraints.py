"""What the database itself refuses, whoever asks."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from amparo.incidents.models import Incident, IncidentReport, OutcomeRecord
from tests.incidents.world import NIGHT, after, seen
from tests.personas import Personas

WRONG_INCIDENTS = {
    "a state nobody knows": {"state": "probably"},
    "confirmed without an outcome": {"state": "confirmed"},
    "an outcome that is not its state": {"state": "confirmed", "outcome": "unfounded", "decided_at": NIGHT},
    "an outcome without a time": {"state": "unfounded", "outcome": "unfounded"},
    "open with an outcome": {"outcome": "confirmed", "decided_at": NIGHT},
    "an outcome nobody knows": {"state": "open", "outcome": "safe"},
    "over without a time": {"state": "ended", "outcome": "confirmed", "decided_at": NIGHT},
    "over though it was nothing": {
        "state": "ended",
        "outcome": "unfounded",
        "decided_at": NIGHT,
        "ended_at": NIGHT,
    },
    "open and over": {"ended_at": NIGHT},
    "merged into nothing": {"state": "merged"},
    "checked by nobody": {"state": "checking"},
    "last seen before it was first seen": {"last_seen_at": after(-5)},
}


@pytest.mark.parametrize("change", WRONG_INCIDENTS.values(), ids=WRONG_INCIDENTS.keys())
def test_an_incident_never_contradicts_itself(network: object, change: dict[str, object]) -> None:
    incident = seen()

    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(**change)


def test_an_incident_does_not_look_like_itself(network: object) -> None:
    incident = seen()

    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(looks_like=incident)


def test_a_report_stands_in_one_incident_only(network: object) -> None:
    one, other = seen(), seen(north_m=2000)
    report = IncidentReport.objects.get(incident=one)

    with pytest.raises(IntegrityError), transaction.atomic():
        IncidentReport.objects.create(incident=other, report_id=report.report_id, is_first_hand=True)


def test_an_incident_has_one_first_outcome_and_each_is_corrected_once(personas: Personas) -> None:
    incident = seen()

    def record(corrects: OutcomeRecord | None = None, outcome: str = "confirmed") -> OutcomeRecord:
        return OutcomeRecord.objects.create(
            id=uuid4(),
            incident=incident,
            outcome=outcome,
            by_id=personas.verifier.id,
            at=NIGHT,
            corrects=corrects,
        )

    first = record()
    with pytest.raises(IntegrityError), transaction.atomic():
        record()
    record(corrects=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        record(corrects=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        record(corrects=OutcomeRecord.objects.get(corrects=first), outcome="safe")
