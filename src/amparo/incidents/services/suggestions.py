"""Suggest that two incidents may be one, and remember where a person found that they are two."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amparo.core import journal
from amparo.core.errors import AmparoError
from amparo.incidents import notices
from amparo.incidents.models import Incident, ToldApart
from amparo.incidents.queries import fetch
from amparo.network.api import Actor, Capability


class NotSuggested(AmparoError):
    """Nothing says that the two may be one: somebody decided that meanwhile."""

    code = "NOT_SUGGESTED"


def tell_apart(*, incident_id: UUID, other_id: UUID, by: Actor, now: datetime) -> None:
    """Say that two incidents are two. Neither is suggested to be the other again.

    Raises:
        NotAllowed: the actor may not triage.
        NoSuchIncident, NotSuggested: as they say; nothing changed.
    """
    by.require(Capability.TRIAGE_REPORTS)
    with transaction.atomic():
        one, other = (fetch.locked(each) for each in sorted((incident_id, other_id)))
        pointing = [
            (mine, theirs) for mine, theirs in ((one, other), (other, one)) if mine.looks_like_id == theirs.pk
        ]
        if not pointing:
            raise NotSuggested
        for mine, _theirs in pointing:
            mine.looks_like = None
            mine.save(update_fields=["looks_like"])
        ToldApart.objects.get_or_create(one=one, other=other)
        journal.write(notices.TOLD_APART, subject=one.pk, by=by.ref, now=now, other=str(other.pk))
        journal.write(notices.TOLD_APART, subject=other.pk, by=by.ref, now=now, other=str(one.pk))


def repoint(source: Incident, target: Incident) -> list[str]:
    """Let what may be the same as one incident be maybe the same as another; return the ids of those that changed.

    What a person has told apart from the other points at nothing.
    """
    pointing = Incident.objects.filter(looks_like=source).exclude(pk=target.pk)
    ids = sorted(pointing.values_list("pk", flat=True))
    apart = told_apart_from(target.pk)
    Incident.objects.filter(pk__in=[each for each in ids if each not in apart]).update(looks_like=target)
    Incident.objects.filter(pk__in=[each for each in ids if each in apart]).update(looks_like=None)
    return [str(each) for each in ids]


def told_apart_from(incident_id: UUID) -> frozenset[UUID]:
    """Return the incidents that a person found to be others than this one. One query."""
    pairs = ToldApart.objects.filter(Q(one=incident_id) | Q(other=incident_id)).values_list("one", "other")
    return frozenset(each for pair in pairs for each in pair if each != incident_id)
