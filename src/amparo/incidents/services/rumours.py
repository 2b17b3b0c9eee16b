"""Make rumour pages: a draft by one person, published by a second one, taken back by one alone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from amparo.core import clock, ids, jobs, journal
from amparo.core.errors import AmparoError
from amparo.core.places.cells import Cell, Precision, coarsest
from amparo.core.places.gazetteer import place_name
from amparo.core.privacy import marks, text
from amparo.incidents import notices
from amparo.incidents.domain import outcomes
from amparo.incidents.domain import rumours as domain
from amparo.incidents.domain.outcomes import Basis, Outcome
from amparo.incidents.domain.rumours import Claim, RumourState, Source, Why
from amparo.incidents.models import Incident, Rumour
from amparo.incidents.queries import fetch, handover
from amparo.incidents.queries import rumours as queries
from amparo.incidents.queries.rumours import NoSuchRumour
from amparo.incidents.services import decide, retracting, search_index
from amparo.network import api as network
from amparo.network.api import Actor, Capability
from amparo.reports import api as reports


class RumourExists(AmparoError):
    """A page about this incident waits or is public; `fields["rumour_id"]`."""

    code = "RUMOUR_EXISTS"


class PlaceNotKnown(AmparoError):
    """The place is not known, has no name here, or is not in the network's region."""

    code = "PLACE_NOT_KNOWN"


class OwnWordsHoldPrivate(AmparoError):
    """An editor's own words lead to a person; `fields` has `kinds` and `language`."""

    code = "OWN_WORDS_HOLD_PRIVATE"


class RumourChanged(AmparoError):
    """What would be published is not what was read: look again."""

    code = "RUMOUR_CHANGED"


class NotWaiting(AmparoError):
    """The page was published, taken back, or is too old."""

    code = "NOT_WAITING"


@dataclass(frozen=True)
class OutsideClaim:
    """What is said outside the network, and what was found about it.

    Attributes:
        cell: somewhere in the neighbourhood that is meant.
        own_words: the editor's own, by language; for every offered language or empty.
        basis: why the outcome may be said; no reports belong to it.
    """

    claim: Claim
    place_kind: str
    cell: Cell
    day: date
    outcome: Outcome
    basis: tuple[Basis, ...] = ()
    own_words: Mapping[str, str] = field(default_factory=dict)


def draft_from_incident(*, incident_id: UUID, by: Actor, now: datetime) -> UUID:
    """Store a draft about an incident with an outcome, and return its id.

    Raises:
        NotAllowed: the actor may not compose.
        NoSuchIncident, NothingFoundYet, PlaceNotKnown, RumourExists: as they say.
    """
    by.require(Capability.COMPOSE_ALERT)
    with transaction.atomic():
        incident = fetch.locked(incident_id)
        standing = fetch.current_outcome(incident)
        if standing is None:
            raise handover.NothingFoundYet
        if not incident.place_is_known:
            raise PlaceNotKnown
        if (known := queries.of_incident(incident_id)) is not None:
            raise RumourExists(rumour_id=known)
        told = reports.facts(fetch.present_report_ids(incident))
        row = _row(Source.INCIDENT, Cell(incident.cell), by=by, now=now)
        row.incident, row.record = incident, standing
        row.claim = Claim(incident.activity)
        row.place_kind = _place_kind(incident, told)
        row.day = _local_day(incident.last_seen_at)
        row.outcome = standing.outcome
        row.basis = standing.basis
        row.found_at = clock.floor_to(standing.at, clock.HOUR)
        heard = domain.counted(_local_day(each.seen_at) for each in told)
        row.heard = [{"day": each.day.isoformat(), "at_least": each.at_least} for each in heard]
        return _store(row, by=by, now=now)


def draft_outside(*, what: OutsideClaim, by: Actor, now: datetime) -> UUID:
    """Store a draft about an outside claim with what was found about it, and return its id.

    Raises:
        NotAllowed: the actor may not compose, or not record outcomes.
        BasisRefused, HowJudgedHoldsPrivate, TextRefused: the basis does not carry the outcome, or can't be kept.
        OwnWordsIncomplete, OwnWordsHoldPrivate: as they say.
        PlaceNotKnown: the place is not in the network's region.
    """
    by.require(Capability.COMPOSE_ALERT)
    by.require(Capability.RECORD_OUTCOME)
    basis = tuple(decide.clean_basis(each) for each in what.basis)
    outcomes.check_basis(what.outcome, basis, network.current_network().basis_policy, ())
    if not network.current_network().region.contains(what.cell):
        raise PlaceNotKnown
    with transaction.atomic():
        row = _row(Source.OUTSIDE, what.cell, by=by, now=now)
        row.claim, row.place_kind, row.day = what.claim, what.place_kind, what.day
        row.own_words = _own_words(what.own_words)
        row.outcome = what.outcome
        row.basis = outcomes.bases_to_json(basis)
        row.found_at = clock.floor_to(now, clock.HOUR)
        return _store(row, by=by, now=now)


def publish(*, rumour_id: UUID, content_hash: str, by: Actor, now: datetime) -> None:
    """Make a draft public as the second person, exactly as it was read.

    Raises:
        NotAllowed, NoSuchMember: the actor may not (any more), or an author was removed.
        NotIndependent: the actor is an author, or no second person beside one.
        NoSuchRumour, NotWaiting: nothing here waits.
        RumourChanged: it is not what was read, or the outcome was corrected meanwhile.
    """
    with transaction.atomic():
        actor = network.actor_for(by.member_id)
        actor.require(Capability.RELEASE_ALERT)
        row = _locked(rumour_id)
        if row.state != RumourState.DRAFT or row.created_at <= now - domain.DRAFTS_KEPT:
            raise NotWaiting
        for author in row.authors:
            network.actor_for(UUID(author))
            network.check_independent(UUID(author), actor.member_id)
        texts = queries.texts_of(row)
        if domain.content_hash(queries.said_of(row), texts) != content_hash or not _still_stands(row):
            raise RumourChanged
        row.state = RumourState.PUBLISHED
        row.published_by_id, row.published_at, row.expires_at = actor.member_id, now, now + domain.LIFE
        row.save(update_fields=["state", "published_by", "published_at", "expires_at"])
        _index(row, now)
        journal.write(notices.RUMOUR_PUBLISHED, subject=row.pk, by=actor.ref, now=now, says=row.outcome)


def withdraw(*, rumour_id: UUID, by: Actor, now: datetime) -> None:
    """Take a page back, alone; or drop a draft.

    Raises:
        NotAllowed: the actor may not.
        NoSuchRumour, NotWaiting: there is nothing to take back.
    """
    by.require(Capability.WITHDRAW_ALERT)
    with transaction.atomic():
        row = _locked(rumour_id)
        if row.state == RumourState.WITHDRAWN:
            raise NotWaiting
        retracting.take_back(row, why=Why.BY_HAND, by=by.ref, now=now)


def forget_old_drafts(now: datetime) -> int:
    """Delete drafts that nobody published in time, also those taken back; return how many went."""
    old = Rumour.objects.filter(published_at__isnull=True, created_at__lte=now - domain.DRAFTS_KEPT)
    gone, _ = old.delete()
    return gone


def _row(source: Source, cell: Cell, *, by: Actor, now: datetime) -> Rumour:
    near = coarsest(cell, Precision.NEIGHBOURHOOD)
    place = place_name(near)
    if not place:
        raise PlaceNotKnown
    return Rumour(
        id=ids.new_id(now),
        source=source,
        cell=near,
        place=place,
        authors=[str(by.member_id)],
        composed_by_id=by.member_id,
        created_at=now,
    )


def _store(row: Rumour, *, by: Actor, now: datetime) -> UUID:
    row.save(force_insert=True)
    jobs.enqueue(search_index.PRUNE_JOB, {}, now=now, run_at=now + domain.DRAFTS_KEPT)
    journal.write(notices.RUMOUR_DRAFTED, subject=row.pk, by=by.ref, now=now, says=row.outcome)
    return row.pk


def _locked(rumour_id: UUID) -> Rumour:
    row = Rumour.objects.select_for_update().filter(pk=rumour_id).first()
    if row is None:
        raise NoSuchRumour
    return row


def _still_stands(row: Rumour) -> bool:
    if row.incident_id is None:
        return True
    standing = fetch.current_outcome(fetch.incident(row.incident_id))
    return standing is not None and standing.pk == row.record_id


def _index(row: Rumour, now: datetime) -> None:
    texts = {
        each.language: "\n".join((each.title, *each.said, *each.found)) for each in queries.texts_of(row)
    }
    search_index.put(
        kind=retracting.SEARCH_KIND,
        source_id=row.pk,
        path=reverse("incidents:rumour", args=[row.pk]),
        outcome=row.outcome,
        bases=[each["kind"] for each in row.basis],
        texts=texts,
        found_at=row.found_at,
        until=now + domain.LIFE,
        now=now,
    )


def _place_kind(incident: Incident, told: tuple[reports.ReportFacts, ...]) -> str:
    if incident.is_home:
        return ""
    kinds = Counter(each.place_kind.value for each in told if each.place_kind.value in domain.PLACE_KINDS)
    return kinds.most_common(1)[0][0] if kinds else ""


def _own_words(given: Mapping[str, str]) -> dict[str, str]:
    words = {
        language: text.clean(each, max_chars=domain.LONGEST_OWN_WORDS)
        for language, each in given.items()
        if each.strip()
    }
    domain.check_own_words(words, queries.offered_languages(), Source.OUTSIDE)
    for language, each in words.items():
        found = marks.find_private_marks(each)
        if found:
            raise OwnWordsHoldPrivate(kinds=sorted({mark.kind for mark in found}), language=language)
    return words


def _local_day(moment: datetime) -> date:
    return moment.astimezone(network.current_network().time_zone).date()
