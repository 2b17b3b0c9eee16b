"""Everything that the page of one incident shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from amparo.core import journal
from amparo.core.models import JournalEntry
from amparo.core.places.cells import Cell
from amparo.incidents.domain import forming, states
from amparo.incidents.domain.outcomes import Basis, BasisKind, Outcome
from amparo.incidents.domain.states import Step
from amparo.incidents.models import Incident, OutcomeRecord
from amparo.incidents.queries import board, fetch, moves
from amparo.incidents.queries.board import BoardRow
from amparo.network import api as network
from amparo.network.api import Actor, Capability
from amparo.reports import api as reports
from amparo.vault import api as vault

# What a person may want to merge with is near in place, and within one shift.
MERGEABLE_WITHIN = timedelta(hours=14)
MOST_MERGEABLE = 20

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """One recorded outcome; the first in a list is the one that stands."""

    outcome_id: UUID
    outcome: Outcome
    kinds: tuple[BasisKind, ...]
    bases: tuple[Basis, ...]
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of an incident's timeline.

    Attributes:
        by_name: empty for what the system did; then `at` is known to the hour only.
    """

    kind: str
    at: datetime
    by_name: str
    outcome: str
    report_count: int
    reason: str
    answer: str


@dataclass(frozen=True, slots=True)
class LastMove:
    """The last moving of reports, by its entry in the journal, while it can be taken back."""

    entry_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class Detail:
    """An incident as its page shows it.

    Attributes:
        reports: whole, for those who may read them; else empty.
        pictures: what came with those reports, by report.
        seen_before: which of their pictures had come with another report.
        steps: what the state allows; what the actor may do is asked for by capability.
        mergeable: incidents near in place and time into which the actor may merge this one.
    """

    row: BoardRow
    decided_at: datetime | None
    ended_at: datetime | None
    merged_into: UUID | None
    reports: tuple[reports.ReportView, ...]
    pictures: Mapping[UUID, tuple[vault.PictureView, ...]]
    seen_before: tuple[vault.SeenBefore, ...]
    outcomes: tuple[OutcomeView, ...]
    steps: frozenset[Step]
    mergeable: tuple[BoardRow, ...]
    timeline: tuple[Moment, ...]
    last_move: LastMove | None


def detail(incident_id: UUID, *, by: Actor) -> Detail:
    """Return an incident as its page shows it to an actor.

    Raises:
        NotAllowed: the actor may not see the board.
        NoSuchIncident: there is none.
    """
    by.require(Capability.SEE_BOARD)
    incident = board.with_joined(incident_id)
    if incident is None:
        raise fetch.NoSuchIncident(incident_id=incident_id)
    reads = board.is_exact_reader(by)
    about = journal.about(incident.pk)
    present = fetch.present_report_ids(incident) if reads else ()
    return Detail(
        row=board.rows_of([incident], by=by)[0],
        decided_at=incident.decided_at,
        ended_at=incident.ended_at,
        merged_into=incident.merged_into_id,
        reports=reports.for_triage(present, by=by) if present else (),
        pictures=vault.pictures_of(present, by) if present else {},
        seen_before=vault.seen_before(present, by) if present else (),
        outcomes=_outcomes(incident, reads=reads),
        steps=states.steps_from(states.State(incident.state)),
        mergeable=_mergeable(incident, by=by) if by.can(Capability.TRIAGE_REPORTS) else (),
        timeline=_timeline(about),
        last_move=_last_move(about),
    )


def _outcomes(incident: Incident, *, reads: bool) -> tuple[OutcomeView, ...]:
    records = OutcomeRecord.objects.filter(incident=incident).select_related("by").order_by("-at", "-pk")
    standing = fetch.current_outcome(incident)
    ordered = sorted(records, key=lambda record: standing is None or record.pk != standing.pk)
    return tuple(_outcome(record, reads=reads) for record in ordered)


def _outcome(record: OutcomeRecord, *, reads: bool) -> OutcomeView:
    bases = record.bases()
    return OutcomeView(
        outcome_id=record.pk,
        outcome=Outcome(record.outcome),
        kinds=tuple(basis.kind for basis in bases),
        bases=bases if reads else (),
        by_name=record.by.display_name,
        at=record.at,
    )


def _mergeable(incident: Incident, *, by: Actor) -> tuple[BoardRow, ...]:
    near = (
        board.joined(
            Incident.objects.filter(
                search_cell__in=forming.search_cells(Cell(incident.cell)),
                last_seen_at__gt=incident.first_seen_at - MERGEABLE_WITHIN,
                first_seen_at__lt=incident.last_seen_at + MERGEABLE_WITHIN,
            )
        )
        .exclude(state__in=states.GONE)
        .exclude(pk=incident.pk)
        .order_by("-last_seen_at", "pk")
    )
    if not by.can(Capability.RECORD_OUTCOME):
        near = near.filter(outcome="")
    found = list(near[:MOST_MERGEABLE])
    found.sort(key=lambda each: each.pk != incident.looks_like_id and each.looks_like_id != incident.pk)
    return board.rows_of(found, by=by, with_marks=False)


def _last_move(about: Iterable[JournalEntry]) -> LastMove | None:
    entry = moves.last_move(about)
    return LastMove(entry.pk, entry.kind) if entry else None


def _timeline(entries: Iterable[JournalEntry]) -> tuple[Moment, ...]:
    names: dict[str, str] = {SYSTEM: ""}
    moments = []
    for entry in entries:
        if entry.by not in names:
            names[entry.by] = network.member_name(UUID(entry.by.removeprefix("member:")))
        moments.append(
            Moment(
                kind=entry.kind,
                at=entry.at,
                by_name=names[entry.by],
                outcome=entry.payload.get("outcome", ""),
                report_count=len(entry.payload.get("reports", ())),
                reason=entry.payload.get("reason", ""),
                answer=entry.payload.get("answer", ""),
            )
        )
    return tuple(moments)
