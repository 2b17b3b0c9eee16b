"""Play the told weekend through the services that people use, with the weekend's own times."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from types import MappingProxyType
from uuid import UUID

from amparo.alerts import api as alerts
from amparo.core import jobs
from amparo.core.places.cells import Cell, Point, Precision, cell_at
from amparo.core.places.gazetteer import gazetteer
from amparo.demo.domain.weekend import Step, StepKind, ToldIncident, ToldOutcome, ToldReport, steps
from amparo.demo.services import sketches
from amparo.demo.services.background import Background
from amparo.demo.services.people import Cast
from amparo.incidents import api as incidents
from amparo.incidents.api import Basis, BasisKind, MergeReason, Outcome
from amparo.network.api import Actor
from amparo.reports import api as reports
from amparo.reports.api import Activity, Answer, PaperShown, PlaceKind, ReportChannel, ReportDraft

OPERATOR, DISPATCHER, VERIFIER, EDITOR, COORDINATOR = "Inés", "Dani", "Vera", "Emilio", "Alma"
# One report in so many was told to the hotline and typed in by a member.
TYPED_IN = 7
# Neighbours of one event stand some paces apart: degrees of latitude and longitude, about 20 m.
PACE = 0.0002
DONE = ("worker", "gateway")
_Moment = tuple[datetime, Callable[[], None]]


@dataclass
class Story:
    """Where the replay stands: which report and alert of the installation is which of the story."""

    cast: Cast
    started_at: datetime
    reports: dict[str, list[tuple[UUID, ToldReport]]] = field(default_factory=dict)
    alerts: dict[str, UUID] = field(default_factory=dict)
    told: int = 0


def play(
    cast: Cast, told: tuple[ToldIncident, ...], *, started_at: datetime, around: Background | None = None
) -> Story:
    """Let everything happen in its order, also what came in around the story; work is done before what comes next."""
    story = Story(cast, started_at)
    moments: list[_Moment] = [
        (started_at + step.at, partial(_DOERS[step.kind], story, step, started_at + step.at))
        for step in steps(told)
    ]
    for now, happen in sorted([*moments, *_around(cast, around)], key=lambda each: each[0]):
        happen()
        jobs.run_all(now=now, queues=DONE)
    return story


def _around(cast: Cast, around: Background | None) -> Iterator[_Moment]:
    if around is None:
        return
    verifier = cast.actor(VERIFIER)
    for sent in around.messages:
        yield sent.at, partial(around.hand_in, sent)
    for at, event in around.settled:
        yield at, partial(around.settle, event, verifier, at)


def _report(story: Story, step: Step, now: datetime) -> None:
    told = step.report
    if told is None:
        raise AssertionError("a step that reports has a report")
    story.told += 1
    is_typed_in = story.told % TYPED_IN == 0
    submitted = reports.submit_report(
        draft=_draft(step.incident, told, now, story.told),
        token=reports.new_token(),
        channel=ReportChannel.MEMBER if is_typed_in else ReportChannel.WEB,
        language=told.language,
        now=now,
        by=story.cast.actor(OPERATOR).ref if is_typed_in else "reporter",
    )
    if told.sketch:
        sketches.send(submitted.report_id, told.sketch, now=now)
    story.reports.setdefault(step.incident.name, []).append((submitted.report_id, told))


def _draft(incident: ToldIncident, told: ToldReport, now: datetime, number: int) -> ReportDraft:
    return ReportDraft(
        activity=Activity(told.activity),
        cell=_cell(incident, number),
        seen_at=now - told.seen_before,
        first_hand=told.is_first_hand,
        place_text=incident.place,
        place_kind=PlaceKind.HOME if incident.is_home else PlaceKind.UNKNOWN,
        text=told.text,
        how_many=told.how_many,
        markings=told.markings,
        vehicles=told.vehicles,
        paper_shown=PaperShown(told.paper_shown),
        being_taken=Answer(told.being_taken),
    )


def _cell(incident: ToldIncident, number: int) -> Cell:
    if incident.vague_area:
        area = gazetteer().by_slug(incident.vague_area)
        return cell_at(area.centre, Precision.NEIGHBOURHOOD)
    return cell_at(
        Point(incident.lat + PACE * (number % 3 - 1), incident.lon + PACE * (number % 2)),
        Precision.EXACT,
    )


def _outcome(story: Story, step: Step, now: datetime) -> None:
    told = step.incident.outcome
    if told is None:
        raise AssertionError("a step that records an outcome has one")
    incident_id = _gather(story, step.incident, now)
    verifier = story.cast.actor(VERIFIER)
    incidents.claim_checking(incident_id=incident_id, by=verifier, now=now)
    incidents.record_outcome(
        incident_id=incident_id,
        outcome=Outcome(told.outcome),
        basis=tuple(_basis(BasisKind(kind), told, story, step.incident.name) for kind in told.basis),
        by=verifier,
        now=now,
    )


def _gather(story: Story, told: ToldIncident, now: datetime) -> UUID:
    """Return the story's incident; where the forming took it apart, the dispatcher puts it together."""
    found = Counter(_where(story, told.name))
    main, _count = found.most_common(1)[0]
    for other in found:
        if other != main:
            incidents.merge(
                incident_id=other,
                into=main,
                reason=MergeReason.SAME_EVENT,
                by=story.cast.actor(DISPATCHER),
                now=now,
            )
    return main


def _where(story: Story, name: str) -> list[UUID]:
    found = [incidents.incident_of(report_id) for report_id, _told in story.reports[name]]
    return [each for each in found if each is not None]


def _basis(kind: BasisKind, told: ToldOutcome, story: Story, name: str) -> Basis:
    own = story.reports[name]
    if kind is BasisKind.INDEPENDENT_REPORTS:
        chosen = tuple(report_id for report_id, report in own if report.is_first_hand)
    elif kind is BasisKind.MEDIA_WITH_LANDMARK:
        chosen = tuple(report_id for report_id, report in own if report.has_picture)
    else:
        chosen = ()
    return Basis(kind, told.how_judged, chosen)


def _compose(story: Story, step: Step, now: datetime) -> None:
    verifier = story.cast.actor(VERIFIER)
    if step.incident.outcome is None:
        raise AssertionError("an alert tells an outcome")
    kind = alerts.Kind(step.incident.outcome.outcome)
    alert_id = alerts.compose(
        incident_id=_gather(story, step.incident, now),
        kind=kind,
        sentences=_sentences(kind, step.incident.outcome),
        slots={},
        precision=None,
        languages=None,
        by=verifier,
        now=now,
    )
    alerts.propose(alert_id, verifier, now)
    story.alerts[step.incident.name] = alert_id


def _sentences(kind: alerts.Kind, told: ToldOutcome) -> tuple[str, ...]:
    """Return the usual sentences, with who was there where that is the basis: it fits a yes and a no alike."""
    bases = ("basis.trained_observer",) if BasisKind.TRAINED_OBSERVER in told.basis else ()
    wished = (*bases, *alerts.USUAL[kind])
    return tuple(each for each in wished if each in alerts.CHOICES[kind])


def _release(story: Story, step: Step, now: datetime) -> None:
    _let_out(story.alerts[step.incident.name], _second_person(story), now)


def _end(story: Story, step: Step, now: datetime) -> None:
    incidents.end_incident(
        incident_id=_gather(story, step.incident, now), by=story.cast.actor(VERIFIER), now=now
    )


def _compose_all_clear(story: Story, step: Step, now: datetime) -> None:
    verifier = story.cast.actor(VERIFIER)
    alert_id = alerts.all_clear(
        alert_id=story.alerts[step.incident.name],
        draft=alerts.Draft(sentences=alerts.USUAL[alerts.Kind.ALL_CLEAR]),
        by=verifier,
        now=now,
    )
    alerts.propose(alert_id, verifier, now)
    story.alerts[step.incident.name] = alert_id


def _second_person(story: Story) -> Actor:
    """Return the editor, or every third time the coordinator."""
    return story.cast.actor(COORDINATOR if len(story.alerts) % 3 == 0 else EDITOR)


def _let_out(alert_id: UUID, by: Actor, now: datetime) -> None:
    shown = alerts.preview(alert_id, by, now)
    alerts.release(alert_id=alert_id, content_hash=shown.content_hash, by=by, now=now)


_DOERS: Mapping[StepKind, Callable[[Story, Step, datetime], None]] = MappingProxyType(
    {
        StepKind.REPORT: _report,
        StepKind.OUTCOME: _outcome,
        StepKind.COMPOSE: _compose,
        StepKind.RELEASE: _release,
        StepKind.END: _end,
        StepKind.COMPOSE_ALL_CLEAR: _compose_all_clear,
        StepKind.RELEASE_ALL_CLEAR: _release,
    }
)
