"""Fan out: write an alert's recipients into the delivery ledger, in batches that each commit with their cursor.

A first alert goes to who watches its place and topic. What follows goes to exactly those who got the first, with two
additions: an update also goes to those who were about to get the first (they get the newest instead), and a correction
that says for the first time "confirmed" goes to everyone who wished for that. Whoever unsubscribed gets nothing.
A killed worker goes on at the cursor; what it queued twice is passed over by the ledger.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amparo.alerts.domain import composing, tokens
from amparo.alerts.domain.content import Content
from amparo.alerts.domain.kinds import TOPICS, Kind, Topic
from amparo.alerts.domain.states import State
from amparo.alerts.models import Alert, AlertText, Fanout
from amparo.alerts.queries import fetch, signing, watching, wording
from amparo.alerts.services import issuing
from amparo.channels import api as channels
from amparo.core.jobs import Run
from amparo.network import api as network

BATCH = 500
PURPOSE = "alert"


def fan_out(alert_id: UUID, run: Run) -> None:
    """Queue an alert for all its recipients, going on where an earlier run stopped."""
    if not _prepare(alert_id, run.now):
        return
    if Kind(fetch.alert(alert_id).kind) not in TOPICS:
        _to_those_reached(alert_id, run)
    _to_those_watching(alert_id, run)


def _prepare(alert_id: UUID, now: datetime) -> bool:
    """Make the message once; tell whether there is something left to do."""
    with transaction.atomic():
        row = fetch.locked(alert_id)
        fanout = Fanout.objects.get(pk=alert_id)
        if fanout.is_done or not _is_live(row, now):
            return False
        if fanout.message_id is None:
            assert row.expires_at is not None, "released alerts expire"  # noqa: S101 — for the type checker
            fanout.message_id = channels.create_message(
                purpose=PURPOSE,
                renderings={text.language: rendering(row, text) for text in _sayable(row)},
                now=now,
                expires_at=row.expires_at,
            )
            fanout.save()
        return True


def _sayable(row: Alert) -> list[AlertText]:
    """Return the texts in the network's order, without those whose closing sentences were lost since the release."""
    texts = {text.language: text for text in row.texts.all()}
    ordered = [texts[tag] for tag in fetch.content_of(row).languages if tag in texts] or list(texts.values())
    complete = set(wording.book().languages_complete(composing.SENDING))
    return [text for text in ordered if text.language in complete] or ordered[:1]


def rendering(row: Alert, text: AlertText) -> channels.Rendering:
    """Return an alert as an e-mail and an SMS say it; `{unsubscribe_url}` is filled for each receiver."""
    book, language = wording.book(), text.language
    zone = network.current_network().time_zone
    assert row.expires_at is not None, "released alerts expire"  # noqa: S101 — for the type checker
    until = composing.moment_in_words(row.expires_at, language, zone)
    parts = (
        text.headline,
        text.description,
        text.instruction,
        text.closing,
        book.text("closing.until", language, until=until),
        book.text("closing.unsubscribe", language, unsubscribe_url="{unsubscribe_url}"),
        book.text("mail.not_advice", language, network=network.current_network().name),
    )
    body = "\n\n".join(composing.without_double_points(part) for part in parts if part)
    return channels.Rendering(subject=text.headline, body=body, short=text.short)


def _to_those_watching(alert_id: UUID, run: Run) -> None:
    while _next_batch(alert_id, run.now):
        run.keep_alive()


def _next_batch(alert_id: UUID, now: datetime) -> bool:
    """Queue the next batch and move the cursor in one transaction; tell whether there may be more."""
    with transaction.atomic():
        row = fetch.locked(alert_id)
        fanout = Fanout.objects.get(pk=alert_id)
        if fanout.is_done or not _is_live(row, now):
            return False
        found = _watching(row, fanout.cursor, now)
        if not found:
            Fanout.objects.filter(pk=alert_id).update(is_done=True)
            return False
        fanout.queued += _queue(row, fanout, found, now)
        fanout.cursor = found[-1][0]
        fanout.save()
        return True


def _watching(row: Alert, cursor: UUID | None, now: datetime) -> list[tuple[UUID, UUID, str]]:
    """Return the next recipients by place and topic; none for what only goes to those reached."""
    kind, content = Kind(row.kind), fetch.content_of(row)
    if kind in TOPICS:
        subscriptions = watching.watching(content, TOPICS[kind], now)
    elif kind == Kind.UPDATE:
        first = fetch.alert(row.thread)
        subscriptions = watching.watching(fetch.content_of(first), TOPICS[Kind(first.kind)], now)
        subscriptions = subscriptions.filter(consented_at__lte=first.released_at)
    elif _turns_into_a_confirmation(row, content):
        subscriptions = watching.watching(content, Topic.CONFIRMED, now)
    else:
        return []
    return watching.walk(subscriptions, cursor, BATCH)


def _turns_into_a_confirmation(row: Alert, content: Content) -> bool:
    """Tell whether a correction says for the first time that something is there: it must reach who wished for that."""
    first = Kind(fetch.alert(row.thread).kind)
    return row.kind == Kind.CORRECTION and content.facts.outcome == "confirmed" and first != Kind.CONFIRMED


def _to_those_reached(alert_id: UUID, run: Run) -> None:
    row = fetch.alert(alert_id)
    earlier = Fanout.objects.filter(alert__thread=row.thread, message_id__isnull=False).exclude(pk=alert_id)
    messages = [each for each in earlier.values_list("message_id", flat=True) if each is not None]
    reached = list(channels.reached(messages))
    for start in range(0, len(reached), BATCH):
        chunk = reached[start : start + BATCH]
        with transaction.atomic():
            row = fetch.locked(alert_id)
            fanout = Fanout.objects.get(pk=alert_id)
            if fanout.is_done or not _is_live(row, run.now):
                return
            found = watching.of_correspondents(chunk, run.now)
            fanout.queued += _queue(row, fanout, found, run.now)
            fanout.save()
        run.keep_alive()


def _queue(row: Alert, fanout: Fanout, found: Iterable[tuple[UUID, UUID, str]], now: datetime) -> int:
    assert fanout.message_id is not None, "prepared"  # noqa: S101 — for the type checker
    recipients = (
        channels.Recipient(
            correspondent_id, language, {"unsubscribe_url": signing.address(subscription, tokens.UNSUBSCRIBE)}
        )
        for subscription, correspondent_id, language in found
    )
    return channels.queue_deliveries(
        message_id=fanout.message_id,
        recipients=recipients,
        priority=issuing.priority_of(Kind(row.kind)),
        now=now,
    )


def _is_live(row: Alert, now: datetime) -> bool:
    return row.state == State.RELEASED and row.expires_at is not None and row.expires_at > now
