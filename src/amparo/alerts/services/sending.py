"""Fan out: write an alert's recipients into the delivery ledger, in batches that each commit with their cursor.

Who gets it, and in which order, is the plan's (`queries/plan.py`). Whoever unsubscribed gets nothing. Quiet hours and
the order of a person's ways go into the ledger with each recipient. A killed worker goes on at the cursor; who was
queued before is passed over by the ledger.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse

from amparo.alerts.domain import composing, quiet, tokens
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.domain.states import State
from amparo.alerts.models import Alert, AlertText, Fanout
from amparo.alerts.queries import fetch, plan, signing, wording
from amparo.alerts.queries.plan import Batch, Plan, Position, Recipient
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
    steps = plan.of(fetch.alert(alert_id))
    while _queue_next(alert_id, steps, run):
        run.keep_alive()


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
                about=_about(row),
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
    brief = composing.without_double_points("\n".join(filter(None, (text.description, text.instruction))))
    return channels.Rendering(subject=text.headline, body=body, short=text.short, brief=brief)


def _about(row: Alert) -> channels.About:
    """Return what a newer message of the thread replaces on a screen, and which page opens."""
    page = reverse("alerts:alert", args=[row.pk])
    return channels.About(
        thread=str(row.thread), number=row.number or 0, kind=row.kind, page=page, code=row.code
    )


def _queue_next(alert_id: UUID, steps: Plan, run: Run) -> bool:
    """Queue the next batch and move the cursor, in one transaction; tell whether there is more.

    The batch is read before the transaction, which holds others up; if the cursor was moved meanwhile, by whoever took
    the job when this worker seemed dead, nothing is queued and it is read again from there.
    """
    at = _position(Fanout.objects.get(pk=alert_id))
    found = plan.batch(steps, at, BATCH, run.now)
    with transaction.atomic():
        row = fetch.locked(alert_id)
        fanout = Fanout.objects.get(pk=alert_id)
        if fanout.is_done or not _is_live(row, run.now):
            return False
        if _position(fanout) != at:
            return True
        fanout.queued += _queue(row, fanout, found, run.now)
        if found.goes_on is None:
            fanout.is_done = True
        else:
            fanout.step, fanout.cursor = found.goes_on.step, found.goes_on.after
        fanout.save()
        return not fanout.is_done


def _position(fanout: Fanout) -> Position:
    return Position(fanout.step, fanout.cursor)


def _queue(row: Alert, fanout: Fanout, found: Batch, now: datetime) -> int:
    assert fanout.message_id is not None, "prepared"  # noqa: S101 — for the type checker
    zone = network.current_network().time_zone
    recipients = (_recipient(row, each, zone, now) for each in found.recipients)
    return channels.queue_deliveries(
        message_id=fanout.message_id,
        recipients=(each for each in recipients if each is not None),
        priority=issuing.priority_of(Kind(row.kind)),
        now=now,
    )


def _recipient(row: Alert, found: Recipient, zone: ZoneInfo, now: datetime) -> channels.Recipient | None:
    """Return whom to write to, by which ways and not before when; None for whom it would be over by the morning."""
    assert row.expires_at is not None, "released alerts expire"  # noqa: S101 — for the type checker
    at = quiet.goes_out_at(
        found.reader.quiet,
        now=now,
        zone=zone,
        expires_at=row.expires_at,
        is_own_place=found.is_own_place,
        follows=found.was_reached and row.kind != Kind.UPDATE,
    )
    if at is None:
        return None
    first, *further = found.reader.ways
    values = {"unsubscribe_url": signing.address(found.reader.subscription_id, tokens.UNSUBSCRIBE)}
    not_before = at if at > now else None
    return channels.Recipient(
        first, found.reader.language, values, fallbacks=tuple(further), not_before=not_before
    )


def _is_live(row: Alert, now: datetime) -> bool:
    return row.state == State.RELEASED and row.expires_at is not None and row.expires_at > now
