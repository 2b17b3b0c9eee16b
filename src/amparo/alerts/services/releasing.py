"""Release: the second person's approval of exactly what was previewed.

The approval binds a hash of content and words. Everything is asked again inside the transaction: is the releaser
still a member who may, is the outcome still the same, do the words come out the same, is none of the authors the
releaser or a hand of his. Then one guarded UPDATE decides: of fifty approvals at once, one finds the row as proposed.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from amparo.alerts.domain import kinds, precision, states
from amparo.alerts.domain.content import Content, Text, content_hash
from amparo.alerts.domain.kinds import FIRST_KINDS, RELAY_KINDS, Kind
from amparo.alerts.domain.states import Action, State
from amparo.alerts.models import Alert
from amparo.alerts.queries import fetch, wording
from amparo.alerts.services import composing, guarding, issuing, pausing, relaying
from amparo.core.errors import AmparoError
from amparo.incidents import api as incidents
from amparo.network import api as network
from amparo.network.api import Actor, Capability


class ContentChanged(AmparoError):
    """What would go out is not what was previewed: look again."""

    code = "CONTENT_CHANGED"


class DraftExpired(AmparoError):
    """The proposal is too old to be sent: its facts may be."""

    code = "DRAFT_EXPIRED"


class AlreadyReleased(AmparoError):
    """Another person released it a moment ago."""

    code = "ALREADY_RELEASED"


class OutcomeChanged(AmparoError):
    """The incident's outcome was recorded anew since this was composed."""

    code = "OUTCOME_CHANGED"


def release(*, alert_id: UUID, content_hash: str, by: Actor, now: datetime) -> None:
    """Send a proposed alert out, as the second person.

    Args:
        alert_id: the proposal.
        content_hash: as `preview` gave it.
        by: who approves; his standing is read again.
        now: the moment of release; the alert expires its lifetime later.

    Raises:
        NotAllowed, NoSuchMember: the actor may not (any more), or an author was removed.
        NotIndependent: the actor is an author, or not a second person beside one.
        NoSuchAlert, NotPossibleNow, AlreadyReleased, DraftExpired: nothing here waits for release.
        ContentChanged, OutcomeChanged, OutcomeDoesNotSayThis, NotOverYet, TooPrecise: the preview is out of date.
        AlreadyAlerted: another alert about the incident went out meanwhile.
        StatementChanged: the partner whose statement this passes on says something else by now.
        PrivateTextFound: a text holds what leads to a person.
        SendingIsLocked, CeilingReached: two coordinators can change that.
    """
    with transaction.atomic():
        actor = network.actor_for(by.member_id)
        actor.require(Capability.RELEASE_ALERT)
        row = fetch.locked(alert_id)
        _check_waiting(row, now)
        _check_authors(row, actor)
        pausing.check(now)
        content = fetch.content_of(row)
        _check_facts(row, content, actor, now)
        guarding.check_own_words(content)
        texts = wording.texts_of(content, row.code)
        _check_hash(row, content_hash, content, texts)
        _take(row, content, content_hash, actor, now)
        issuing.issue(row, content, texts, by=actor, now=now, fingerprint=content_hash)


def _check_waiting(row: Alert, now: datetime) -> None:
    if row.released_at is not None:
        raise AlreadyReleased
    states.after(State(row.state), Action.RELEASE)
    if row.draft_expires_at <= now:
        raise DraftExpired


def _check_authors(row: Alert, actor: Actor) -> None:
    for author in row.authors:
        network.actor_for(UUID(author))
        network.check_independent(UUID(author), actor.member_id)


def _check_facts(row: Alert, content: Content, actor: Actor, now: datetime) -> None:
    if row.kind in RELAY_KINDS:
        relaying.check_stands(row, content, now)
        return
    incident = incidents.for_alert(row.incident_id, by=actor)
    if str(incident.outcome_id) != content.outcome_id:
        raise OutcomeChanged
    kind = Kind(row.kind)
    kinds.check_says(kind, outcome=incident.outcome.value, is_over=incident.is_over)
    if content.precision not in precision.allowed(is_home=incident.is_home):
        raise precision.TooPrecise(wanted=content.precision)
    composing.check_nothing_else_stands(row.incident_id, besides=row.thread)
    if kind not in FIRST_KINDS:
        head = composing.check_can_follow(row.thread, kind)
        if head.code != content.facts.earlier_code:
            raise ContentChanged


def _check_hash(row: Alert, previewed: str, content: Content, texts: tuple[Text, ...]) -> None:
    if not previewed or content_hash(content, texts) != previewed or row.proposed_hash != previewed:
        raise ContentChanged


def _take(row: Alert, content: Content, previewed: str, actor: Actor, now: datetime) -> None:
    waiting = Alert.objects.filter(
        pk=row.pk,
        state=State.PROPOSED,
        proposed_hash=previewed,
        released_at__isnull=True,
        draft_expires_at__gt=now,
    )
    given = {
        "state": State.RELEASED,
        "number": fetch.next_number(row.thread),
        "released_by": actor.member_id,
        "released_at": now,
        "expires_at": now + content.lifetime,
    }
    try:
        taken = waiting.update(**given)
    except IntegrityError as error:
        # Another release came between our count and our write; the database counted again.
        if "ALERT_CEILING" not in str(error):
            raise
        raise pausing.CeilingReached(per_hour=network.ceiling(now)) from error
    if not taken:
        raise AlreadyReleased
    for name, value in given.items():
        setattr(row, name, value)
