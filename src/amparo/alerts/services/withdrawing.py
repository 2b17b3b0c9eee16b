"""Withdraw: what one person alone may do, with a fixed sentence. Stopping must be easier than sending."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amparo.alerts import notices
from amparo.alerts.domain import states
from amparo.alerts.domain.content import content_hash
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.domain.states import UNSENT, Action, State
from amparo.alerts.models import Alert
from amparo.alerts.queries import fetch, wording
from amparo.alerts.services import composing, issuing
from amparo.core import ids, journal
from amparo.network import api as network
from amparo.network.api import Actor, Capability

# Long enough that whoever reads the first message hours later still finds that it was taken back.
LIFETIME = timedelta(hours=12)


def withdraw(*, alert_id: UUID, by: Actor, now: datetime) -> None:
    """Take back what was sent (all who got it are told so), or drop what was not.

    Raises:
        NotAllowed, NoSuchMember: the actor may not (any more).
        NoSuchAlert, NotPossibleNow: there is nothing to take back.
    """
    with transaction.atomic():
        actor = network.actor_for(by.member_id)
        actor.require(Capability.WITHDRAW_ALERT)
        row = fetch.locked(alert_id)
        states.after(State(row.state), Action.WITHDRAW)
        if row.state in UNSENT:
            Alert.objects.filter(pk=row.pk).update(state=State.WITHDRAWN, over_at=now)
            journal.write(notices.WITHDRAWN, subject=row.pk, by=actor.ref, now=now, by_alert="")
            return
        if row.kind == Kind.WITHDRAWAL:
            raise states.NotPossibleNow(state=row.state, action=Action.WITHDRAW.value)
        _send_withdrawal(row, actor, now)


def _send_withdrawal(taken_back: Alert, actor: Actor, now: datetime) -> None:
    before = fetch.content_of(taken_back)
    facts = replace(
        before.facts,
        where="",
        count=0,
        earlier_code=taken_back.code,
        earlier_at=taken_back.released_at,
    )
    content = replace(
        before, kind=Kind.WITHDRAWAL, facts=facts, sentences=(), free_text=(), lifetime=LIFETIME
    )
    code = composing.unused_code()
    texts = wording.texts_of(content, code)
    fingerprint = content_hash(content, texts)
    row = Alert.objects.create(
        id=ids.new_id(now),
        thread=taken_back.thread,
        number=fetch.next_number(taken_back.thread),
        incident_id=taken_back.incident_id,
        kind=Kind.WITHDRAWAL,
        state=State.RELEASED,
        code=code,
        content=content.to_json(),
        authors=[str(actor.member_id)],
        proposed_hash=fingerprint,
        composed_by=actor.member_id,
        proposed_by=actor.member_id,
        released_by=actor.member_id,
        created_at=now,
        draft_expires_at=now,
        released_at=now,
        expires_at=now + LIFETIME,
    )
    issuing.issue(row, content, texts, by=actor, now=now, fingerprint=fingerprint)
