"""Form incidents from reports as they arrive, change and go. Every function may run twice and does its work once.

What these write into the journal happens right after a neighbour's act, so it carries the hour only.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amparo.core import clock, database, ids, journal
from amparo.incidents import notices
from amparo.incidents.domain import forming
from amparo.incidents.domain.states import State
from amparo.incidents.models import Incident, IncidentReport, Membership, SameSource
from amparo.incidents.queries import candidates, facts, fetch, lost_basis, remembered
from amparo.incidents.services import _refresh, arriving

BY_SYSTEM = "system"


def place_report(*, report_id: UUID, now: datetime) -> UUID | None:
    """Put a report into the incident it belongs to, or form one; return the incident's id.

    A report that is in an incident already stays; one that was withdrawn meanwhile is passed over (None).
    """
    with transaction.atomic():
        # Two workers that each form an incident would not see each other's.
        database.stand_in_line(database.LINE_OF_FORMING)
        known = IncidentReport.objects.filter(report_id=report_id).order_by("-pk").first()
        if known is not None:
            return known.incident_id if known.membership == Membership.PRESENT else None
        found = facts.known((report_id,))
        if not found:
            return None
        fact = found[0]
        arrival = arriving.note(fact, now=now)
        remembered.remember(fact)
        near = candidates.near(fact.sighting, arrival.told_before)
        decision = arrival.or_group(forming.decide(fact.sighting, near))
        if isinstance(decision, forming.Join):
            _join(fetch.locked(decision.incident_id), fact, now=now)
            return arrival.placed(decision.incident_id, now=now)
        similar = decision.incident_id if isinstance(decision, forming.Suggest) else None
        return arrival.placed(_form(fact, looks_like=similar, now=now), now=now)


def report_withdrawn(*, report_id: UUID, now: datetime) -> None:
    """Take a withdrawn report out of its incident. An outcome stays; one that rested on the report is news.

    Nobody but a person decides whether what was found still holds; until then the page says what it lost.
    """
    with transaction.atomic():
        database.stand_in_line(database.LINE_OF_FORMING)  # or somebody moves it meanwhile
        membership = _present(report_id)
        if membership is None:
            return
        incident = fetch.locked(membership.incident_id)
        membership.membership = Membership.WITHDRAWN
        membership.save(update_fields=["membership"])
        remembered.forget(report_id)
        SameSource.objects.filter(Q(one=report_id) | Q(other=report_id)).delete()
        incident.has_news |= lost_basis.rests_on(incident, report_id)
        _refresh.refresh(incident)
        _write(notices.REPORT_LEFT, incident.pk, report_id, now)


def report_added_to(*, report_id: UUID, now: datetime) -> None:
    """Note that a reporter told more: the board shows it, on a decided incident as news."""
    with transaction.atomic():
        database.stand_in_line(database.LINE_OF_FORMING)  # or somebody moves it meanwhile
        membership = _present(report_id)
        if membership is None:
            return
        incident = fetch.locked(membership.incident_id)
        incident.has_news = bool(incident.outcome)
        _refresh.refresh(incident)
        _write(notices.REPORT_ADDED_TO, incident.pk, report_id, now)


def _present(report_id: UUID) -> IncidentReport | None:
    return IncidentReport.objects.filter(report_id=report_id, membership=Membership.PRESENT).first()


def _form(fact: facts.Fact, *, looks_like: UUID | None, now: datetime) -> UUID:
    hour = clock.floor_to(now, clock.HOUR)
    opened_at = clock.floor_to(now, clock.MINUTE)
    incident = Incident(id=ids.new_id(hour), looks_like_id=looks_like, opened_at=opened_at)
    _refresh.apply(incident, [fact])
    incident.save(force_insert=True)
    _add(incident, fact)
    journal.write(
        notices.FORMED,
        subject=incident.pk,
        by=BY_SYSTEM,
        now=hour,
        report=str(fact.report_id),
        looks_like=str(looks_like) if looks_like else None,
    )
    return incident.pk


def _join(incident: Incident, fact: facts.Fact, *, now: datetime) -> None:
    _add(incident, fact)
    if incident.state == State.CONFIRMED:
        incident.has_news = True
    _refresh.refresh(incident)
    _refresh.tell_reporters(incident, report_ids=(fact.report_id,), now=now)
    _write(notices.JOINED, incident.pk, fact.report_id, now)


def _add(incident: Incident, fact: facts.Fact) -> None:
    IncidentReport.objects.create(
        incident=incident,
        report_id=fact.report_id,
        is_first_hand=fact.sighting.is_first_hand,
    )


def _write(kind: str, incident_id: UUID, report_id: UUID, now: datetime) -> None:
    hour = clock.floor_to(now, clock.HOUR)
    journal.write(kind, subject=incident_id, by=BY_SYSTEM, now=hour, report=str(report_id))
