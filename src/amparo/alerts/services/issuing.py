"""Send out: the one transaction in which an alert becomes a fact, shared by release and withdrawal."""

from datetime import datetime
from uuid import UUID

from amparo.alerts import notices
from amparo.alerts.domain import cap, states
from amparo.alerts.domain.content import Content, Text
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.domain.states import Action, State
from amparo.alerts.models import Alert, AlertText, CAPMessage, Fanout
from amparo.alerts.queries import documents
from amparo.alerts.services import finding
from amparo.channels import api as channels
from amparo.core import jobs, journal
from amparo.core.jobs import Priority
from amparo.network.api import Actor

_TAKES_BACK = frozenset({Kind.WITHDRAWAL, Kind.CORRECTION})
_WHAT_BECOMES_OF_EARLIER = {
    Kind.UPDATE: (Action.SUPERSEDE, notices.SUPERSEDED),
    Kind.CORRECTION: (Action.SUPERSEDE, notices.SUPERSEDED),
    Kind.ALL_CLEAR: (Action.END, notices.ENDED),
    Kind.WITHDRAWAL: (Action.WITHDRAW, notices.WITHDRAWN),
    Kind.RELAYED_OVER: (Action.END, notices.ENDED),
}


def priority_of(kind: Kind) -> Priority:
    """Return what goes first: taking something back before everything."""
    return Priority.CORRECTION if kind in _TAKES_BACK else Priority.URGENT


def issue(
    row: Alert, content: Content, texts: tuple[Text, ...], *, by: Actor, now: datetime, fingerprint: str
) -> None:
    """Store what a released alert says for ever, and start everything that follows. Inside a transaction.

    Args:
        row: already in state `released`, with its times.
        content: what it says.
        texts: in which words.
        by: who released it.
        now: the moment of release.
        fingerprint: the content hash that was approved.
    """
    AlertText.objects.bulk_create(_text_row(row, text) for text in texts)
    CAPMessage.objects.create(
        alert=row,
        identifier=cap.identifier_of(row.pk),
        sender=documents.sender(),
        sent=cap.moment(now),
        body=documents.cap_message(row, content, texts, now),
    )
    Fanout.objects.create(alert=row)
    _close_earlier(row, by=by, now=now)
    finding.let_find(row, content, texts, now)
    journal.write(
        notices.RELEASED,
        subject=row.pk,
        by=by.ref,
        now=now,
        says=row.kind,
        incident=str(row.incident_id),
        hash=fingerprint,
        code=row.code,
        languages=list(content.languages),
    )
    _start(row, now=now)


def _text_row(row: Alert, text: Text) -> AlertText:
    return AlertText(
        alert=row,
        language=text.language,
        headline=text.headline,
        description=text.description,
        instruction=text.instruction,
        closing=text.closing,
        is_draft=text.is_draft,
        short=text.short,
    )


def _close_earlier(row: Alert, *, by: Actor, now: datetime) -> None:
    if row.kind not in _WHAT_BECOMES_OF_EARLIER:
        return
    action, notice = _WHAT_BECOMES_OF_EARLIER[Kind(row.kind)]
    earlier = (
        Alert.objects.select_for_update().filter(thread=row.thread, state=State.RELEASED).exclude(pk=row.pk)
    )
    for each in earlier:
        state = states.after(State(each.state), action)
        Alert.objects.filter(pk=each.pk).update(state=state, over_at=now)
        finding.let_go(each.pk)
        journal.write(notice, subject=each.pk, by=by.ref, now=now, by_alert=str(row.pk))
    _stop_sending(row, now=now)


def _stop_sending(row: Alert, *, now: datetime) -> None:
    """Stop whatever of the thread's earlier messages has not left: only the newest is worth reading."""
    earlier = Fanout.objects.filter(alert__thread=row.thread).exclude(alert=row)
    for fanout in earlier.filter(message_id__isnull=False):
        channels.cancel_message(_known(fanout.message_id), now)
    earlier.update(is_done=True)


def _known(message_id: UUID | None) -> UUID:
    assert message_id is not None, "filtered above"  # noqa: S101 — for the type checker
    return message_id


def _start(row: Alert, *, now: datetime) -> None:
    payload = {"alert": str(row.pk)}
    urgency = priority_of(Kind(row.kind))
    jobs.enqueue("alerts.publish", {}, now=now, priority=Priority.CORRECTION, unique="alerts.publish")
    jobs.enqueue("alerts.sign", payload, now=now, priority=Priority.CORRECTION)
    jobs.enqueue("alerts.fan_out", payload, now=now, priority=urgency)
    jobs.enqueue("alerts.expire", {}, now=now, run_at=row.expires_at, priority=Priority.CORRECTION)
