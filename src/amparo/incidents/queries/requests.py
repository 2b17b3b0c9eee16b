"""Reads of requests to look: an observer's own, as coarse as an observer may see; and an incident's, for its page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from amparo.core.errors import AmparoError
from amparo.core.places.cells import Cell
from amparo.core.places.gazetteer import place_name
from amparo.incidents.domain import looking, states
from amparo.incidents.domain.looking import Answer, LookFor, RequestState
from amparo.incidents.domain.precision import shown_cell
from amparo.incidents.domain.states import State
from amparo.incidents.models import Incident, VerificationRequest
from amparo.incidents.queries import family
from amparo.network import api as network
from amparo.network.api import Actor, Capability

# So many of an observer's own answers stay in sight.
MOST_ANSWERED = 5


class NoSuchRequest(AmparoError):
    """There is no request with this id for this member; whether there is one for another is not told."""

    code = "NO_SUCH_REQUEST"


class NotWantedAnyMore(AmparoError):
    """The incident was decided or is gone meanwhile: nobody needs to go."""

    code = "NOT_WANTED_ANY_MORE"


@dataclass(frozen=True, slots=True)
class Task:
    """A request as the observer sees it: no words of a report, no exact place, no other incident.

    Attributes:
        cell: a block; of a home its neighbourhood.
        is_over: the incident was decided or is gone meanwhile.
        is_mine: the observer said to go.
        is_to_all: it was asked of all; whoever takes it can give it back.
    """

    request_id: UUID
    state: RequestState
    look_for: tuple[LookFor, ...]
    activity: str
    cell: Cell
    place: str
    is_home: bool
    seen_at: datetime
    asked_at: datetime
    changed_at: datetime
    is_over: bool
    is_mine: bool
    is_to_all: bool
    answer: Answer | None
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as those who triage see it."""

    request_id: UUID
    state: RequestState
    look_for: tuple[LookFor, ...]
    to_name: str
    taken_by_id: UUID | None
    taken_by_name: str
    asked_by_name: str
    asked_at: datetime
    changed_at: datetime
    answer: Answer | None
    words: str = field(default="", repr=False)


def is_on(by: Actor, now: datetime) -> bool:
    """Tell whether a member said to be on: only they see what is asked of all."""
    return any(each.member_id == by.member_id for each in network.who_is_on(now))


def tasks(*, by: Actor, now: datetime) -> tuple[Task, ...]:
    """Return what an observer is asked now and has in hand, then the last things that they answered.

    Raises:
        NotAllowed: the actor does not look on request.
    """
    by.require(Capability.LOOK_ON_REQUEST)
    theirs = _for(by, now).select_related("incident__merged_into").order_by("asked_at", "pk")
    is_theirs = Q(state=RequestState.ASKED) | Q(state=RequestState.ACCEPTED, taken_by=by.member_id)
    waiting = [_task(each, by=by) for each in theirs.filter(is_theirs)]
    answered = theirs.filter(state=RequestState.ANSWERED, taken_by=by.member_id).order_by("-changed_at", "pk")
    wanted = [task for task in waiting if task.is_mine or not task.is_over]
    return (*wanted, *(_task(each, by=by) for each in answered[:MOST_ANSWERED]))


def of_incident(incident_id: UUID) -> tuple[RequestView, ...]:
    """Return the requests about an incident and what was merged into it, the newest first: for who reads reports."""
    rows = (
        VerificationRequest.objects.filter(incident__in=family.of(incident_id))
        .select_related("to", "taken_by", "asked_by")
        .order_by("-asked_at", "-pk")
    )
    return tuple(_view(row) for row in rows)


def locked(request_id: UUID) -> VerificationRequest:
    """Return a request that nobody else changes before the caller's transaction ends.

    Raises:
        NoSuchRequest: there is none.
    """
    found = VerificationRequest.objects.select_for_update().filter(pk=request_id).first()
    if found is None:
        raise NoSuchRequest
    return found


def root_for(request_id: UUID, *, by: Actor, now: datetime) -> UUID:
    """Return the incident in which a request's incident stands now, for an observer who may act on the request.

    Raises:
        NoSuchRequest: there is none for the actor.
    """
    found = _for(by, now).select_related("incident__merged_into").filter(pk=request_id).first()
    if found is None:
        raise NoSuchRequest
    return root_of(found).pk


def locked_for(request_id: UUID, *, by: Actor, now: datetime) -> VerificationRequest:
    """Return a request that this observer may act on, locked. Lock its incident before.

    Raises:
        NoSuchRequest: there is none for the actor.
    """
    found = _for(by, now).select_for_update().filter(pk=request_id).first()
    if found is None:
        raise NoSuchRequest
    return found


def check_own(request: VerificationRequest, *, by: Actor) -> None:
    """Go on only if the actor has the request in hand.

    Raises:
        NoSuchRequest: somebody else has it.
    """
    if request.taken_by_id is not None and request.taken_by_id != by.member_id:
        raise NoSuchRequest


def check_wanted(request: VerificationRequest) -> None:
    """Go on only if somebody is still needed there.

    Raises:
        NotWantedAnyMore: the incident was decided or is gone.
    """
    if _is_over(root_of(request)):
        raise NotWantedAnyMore


def root_of(request: VerificationRequest) -> Incident:
    """Return the incident in which a request's incident stands now: itself, or what it was merged into."""
    incident = request.incident
    while incident.merged_into is not None:
        incident = incident.merged_into
    return incident


def _for(by: Actor, now: datetime) -> QuerySet[VerificationRequest]:
    """Return what this observer may know of: what was asked of them, what they took, and what all who are on know."""
    theirs = Q(to=by.member_id) | Q(taken_by=by.member_id)
    if is_on(by, now):
        theirs |= Q(to__isnull=True)
    return VerificationRequest.objects.filter(theirs)


def _is_over(incident: Incident) -> bool:
    return incident.state in states.CLOSED or State(incident.state) in states.GONE


def _task(row: VerificationRequest, *, by: Actor) -> Task:
    incident = root_of(row)
    cell = shown_cell(Cell(incident.cell), is_exact_reader=False, is_home=incident.is_home)
    return Task(
        request_id=row.pk,
        state=RequestState(row.state),
        look_for=_look_for(row),
        activity=incident.activity,
        cell=cell,
        place=place_name(cell),
        is_home=incident.is_home,
        seen_at=incident.last_seen_at,
        asked_at=row.asked_at,
        changed_at=row.changed_at,
        is_over=_is_over(incident),
        is_mine=row.taken_by_id == by.member_id,
        is_to_all=row.to_id is None,
        answer=Answer(row.answer) if row.answer else None,
        words=row.words,
    )


def _view(row: VerificationRequest) -> RequestView:
    return RequestView(
        request_id=row.pk,
        state=RequestState(row.state),
        look_for=_look_for(row),
        to_name=row.to.display_name if row.to else "",
        taken_by_id=row.taken_by_id,
        taken_by_name=row.taken_by.display_name if row.taken_by else "",
        asked_by_name=row.asked_by.display_name,
        asked_at=row.asked_at,
        changed_at=row.changed_at,
        answer=Answer(row.answer) if row.answer else None,
        words=row.words,
    )


def _look_for(row: VerificationRequest) -> tuple[LookFor, ...]:
    return tuple(LookFor(each) for each in row.look_for)


def observers(views: Iterable[RequestView], able: Iterable[UUID]) -> tuple[RequestView, ...]:
    """Return the answers on which an outcome may rest: of people who still look on request, all of one mind."""
    who = frozenset(able)
    found = tuple(view for view in views if view.answer in looking.FINDINGS and view.taken_by_id in who)
    return found if len({view.answer for view in found}) == 1 else ()
