"""Ask somebody trained to look on the spot, and take what they found. It decides nothing by itself."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from amparo.core import ids, journal
from amparo.core.errors import AmparoError
from amparo.incidents import notices
from amparo.incidents.domain import looking
from amparo.incidents.domain.looking import Answer, LookFor, RequestState, RequestStep
from amparo.incidents.models import Incident, VerificationRequest
from amparo.incidents.queries import family, fetch
from amparo.incidents.queries import requests as queries
from amparo.incidents.services import notes, wording
from amparo.network import api as network
from amparo.network.api import Actor, Capability


class NothingToLookFor(AmparoError):
    """A request must say what to look for."""

    code = "NOTHING_TO_LOOK_FOR"


class PlaceNotKnown(AmparoError):
    """Nobody knows yet where the incident is: there is nowhere to go."""

    code = "PLACE_NOT_KNOWN"


class NotAnObserver(AmparoError):
    """The chosen member does not look on request (any more)."""

    code = "NOT_AN_OBSERVER"


class AlreadyRequested(AmparoError):
    """This member is asked about this incident already."""

    code = "ALREADY_REQUESTED"


class TooManyRequests(AmparoError):
    """Enough people are asked about this incident; `fields` has `limit`."""

    code = "TOO_MANY_REQUESTS"


class AlreadyTaken(AmparoError):
    """Somebody else took the request first."""

    code = "ALREADY_TAKEN"


def ask_to_look(
    *, incident_id: UUID, to: UUID | None, look_for: Iterable[LookFor], by: Actor, now: datetime
) -> UUID:
    """Ask one observer to look at an incident's place, or whoever takes it first; return the request's id.

    Args:
        incident_id: where.
        to: the observer; None asks all who look on request.
        look_for: what to look for, from the closed list.
        by: who asks.
        now: aware.

    Raises:
        NotAllowed: the actor may not triage.
        NoSuchIncident, IncidentIsClosed, PlaceNotKnown, NothingToLookFor, NotAnObserver, AlreadyRequested,
            TooManyRequests: as they say; nobody was asked.
    """
    by.require(Capability.TRIAGE_REPORTS)
    wanted = frozenset(look_for)
    if not wanted:
        raise NothingToLookFor
    _check_observer(to)
    with transaction.atomic():
        incident = fetch.locked(incident_id)
        notes.check_open(incident, now)
        if not incident.place_is_known:
            raise PlaceNotKnown
        _check_room(incident_id, to)
        request = VerificationRequest(
            id=ids.new_id(now),
            incident=incident,
            asked_by_id=by.member_id,
            asked_at=now,
            to_id=to,
            look_for=[each.value for each in LookFor if each in wanted],
            changed_at=now,
        )
        _insert(request)
        _write(notices.LOOK_ASKED, request, by, now)
    return request.pk


def withdraw(*, request_id: UUID, by: Actor, now: datetime) -> None:
    """Take a request back that nobody answered.

    Raises:
        NotAllowed: the actor may not triage.
        NoSuchRequest, RequestStepNotPossible: as they say; nothing changed.
    """
    by.require(Capability.TRIAGE_REPORTS)
    with transaction.atomic():
        request = queries.locked(request_id)
        _move(request, RequestStep.WITHDRAW, now)
        _write(notices.LOOK_WITHDRAWN, request, by, now)


def accept(*, request_id: UUID, by: Actor, now: datetime) -> None:
    """Say that the actor goes and looks. Accepting again changes nothing.

    Raises:
        NotAllowed: the actor does not look on request.
        NoSuchRequest: there is none for the actor.
        AlreadyTaken, NotWantedAnyMore, RequestStepNotPossible: as they say; nothing changed.
    """
    by.require(Capability.LOOK_ON_REQUEST)
    with transaction.atomic():
        request = _locked_for(request_id, by, now)
        if request.taken_by_id == by.member_id and request.state == RequestState.ACCEPTED:
            return
        if request.taken_by_id is not None and request.state == RequestState.ACCEPTED:
            raise AlreadyTaken
        queries.check_wanted(request)
        _move(request, RequestStep.ACCEPT, now, taken_by=by)
        _write(notices.LOOK_ACCEPTED, request, by, now)


def decline(*, request_id: UUID, by: Actor, now: datetime) -> None:
    """Say that the actor can't look; nobody asks why. What was asked of all waits for another again.

    Raises:
        NotAllowed: the actor does not look on request.
        NoSuchRequest, RequestStepNotPossible: as they say; nothing changed.
    """
    by.require(Capability.LOOK_ON_REQUEST)
    with transaction.atomic():
        request = _locked_for(request_id, by, now)
        if request.to_id is None:
            queries.check_own(request, by=by)
            _move(request, RequestStep.GIVE_BACK, now)
        else:
            _move(request, RequestStep.DECLINE, now)
        _write(notices.LOOK_DECLINED, request, by, now)


def answer(*, request_id: UUID, found: Answer, words: str, by: Actor, now: datetime) -> None:
    """Say what was there. On a decided incident it is news; nothing is decided by it.

    Raises:
        NotAllowed: the actor does not look on request.
        TextRefused, WordsHoldPrivate: see `wording.py`; nothing was stored.
        NoSuchRequest, RequestStepNotPossible: as they say; nothing changed.
    """
    by.require(Capability.LOOK_ON_REQUEST)
    kept = wording.clean(words, most_chars=looking.LONGEST_WORDS)
    with transaction.atomic():
        request = _locked_for(request_id, by, now)
        if _is_said(request, found, kept, by):
            return
        queries.check_own(request, by=by)
        request.answer, request.words = found.value, kept
        _move(request, RequestStep.ANSWER, now)
        # The reports of what was merged stand in the other incident: there somebody looks.
        Incident.objects.filter(pk=queries.root_of(request).pk).exclude(outcome="").update(has_news=True)
        _write(notices.LOOK_ANSWERED, request, by, now, answer=found.value)


def _locked_for(request_id: UUID, by: Actor, now: datetime) -> VerificationRequest:
    """Return a request for an observer to act on. Whoever closes an incident locks that first, so we do."""
    fetch.locked(queries.root_for(request_id, by=by, now=now))
    return queries.locked_for(request_id, by=by, now=now)


def _is_said(request: VerificationRequest, found: Answer, words: str, by: Actor) -> bool:
    is_theirs = request.taken_by_id == by.member_id and request.state == RequestState.ANSWERED
    return is_theirs and (request.answer, request.words) == (found.value, words)


def _check_observer(to: UUID | None) -> None:
    if to is not None and to not in dict(network.members_who_can(Capability.LOOK_ON_REQUEST)):
        raise NotAnObserver


def _check_room(incident_id: UUID, to: UUID | None) -> None:
    waiting = VerificationRequest.objects.filter(
        incident__in=family.of(incident_id), state__in=sorted(looking.OPEN)
    )
    # One open call to all is enough; a second would only send two.
    if any(row == to for row in waiting.values_list("to", flat=True)):
        raise AlreadyRequested
    if waiting.count() >= looking.MOST_OPEN:
        raise TooManyRequests(limit=looking.MOST_OPEN)


def _insert(request: VerificationRequest) -> None:
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyRequested from error


def _move(
    request: VerificationRequest, step: RequestStep, now: datetime, *, taken_by: Actor | None = None
) -> None:
    request.state = looking.after(RequestState(request.state), step)
    if step is RequestStep.ACCEPT and taken_by is not None:
        request.taken_by_id = taken_by.member_id
    elif step in {RequestStep.GIVE_BACK, RequestStep.DECLINE}:
        request.taken_by = None
    request.changed_at = now
    request.save()


def _write(kind: str, request: VerificationRequest, by: Actor, now: datetime, **payload: str) -> None:
    journal.write(kind, subject=request.incident_id, by=by.ref, now=now, request=str(request.pk), **payload)
