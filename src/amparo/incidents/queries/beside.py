"""What stands beside an incident's facts: notes, what was asked of its reporters, requests to look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from amparo.incidents.models import Note
from amparo.incidents.queries import board, family, requests
from amparo.incidents.queries.requests import RequestView
from amparo.network import api as network
from amparo.network.api import Actor, Capability
from amparo.reports import api as reports


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note with who wrote it and when."""

    note_id: UUID
    text: str = field(repr=False)
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Beside:
    """All of it; empty for who may not read reports.

    Attributes:
        notes: the oldest first.
        talks: by report.
        observers: who looks on request, by id and name.
        on: how many of them said to be on.
        carrying: answers of one mind on which a person may rest an outcome.
    """

    notes: tuple[NoteView, ...] = ()
    talks: Mapping[UUID, reports.TalkView] = field(default_factory=dict)
    requests: tuple[RequestView, ...] = ()
    observers: tuple[tuple[UUID, str], ...] = ()
    on: int = 0
    carrying: tuple[RequestView, ...] = ()


NOTHING = Beside()


def beside(incident_id: UUID, report_ids: Iterable[UUID], *, by: Actor, now: datetime) -> Beside:
    """Return what stands beside an incident, for who may read its reports."""
    if not board.is_exact_reader(by):
        return NOTHING
    observers = network.members_who_can(Capability.LOOK_ON_REQUEST)
    on = {each.member_id for each in network.who_is_on(now)}
    views = requests.of_incident(incident_id)
    return Beside(
        notes=_notes(incident_id),
        talks=reports.talks(report_ids, by=by),
        requests=views,
        observers=observers,
        on=sum(member_id in on for member_id, _name in observers),
        carrying=requests.observers(views, (member_id for member_id, _name in observers)),
    )


def _notes(incident_id: UUID) -> tuple[NoteView, ...]:
    rows = Note.objects.filter(incident__in=family.of(incident_id)).select_related("by").order_by("at", "pk")
    return tuple(NoteView(row.pk, row.text, row.by.display_name, row.at) for row in rows)
