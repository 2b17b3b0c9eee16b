"""Subscribe by e-mail: ask, confirm from the address, change, stop. Only the gateway ever reads the address.

Nobody learns whether an address is subscribed: every request gets the same answer, and writing goes to the address.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amparo.alerts import notices
from amparo.alerts.domain import areas, tokens
from amparo.alerts.domain.wishes import Wishes
from amparo.alerts.models import (
    Subscription,
    SubscriptionCell,
    SubscriptionState,
    SubscriptionTopic,
)
from amparo.alerts.queries import signing, wording
from amparo.alerts.services import pace
from amparo.channels import api as channels
from amparo.channels.api import ChannelKind
from amparo.core import clock, ids, jobs, journal, phrases
from amparo.core.errors import AmparoError
from amparo.core.jobs import Priority
from amparo.core.places import gazetteer
from amparo.network import api as network

UNCONFIRMED_KEPT = timedelta(hours=48)
CONSENT_LASTS = timedelta(days=365)
MOST_AREAS = 30
PURPOSE = "confirmation"


class NothingChosen(AmparoError):
    """A subscription without a place or without a topic."""

    code = "NOTHING_CHOSEN"


class TooManyAreas(AmparoError):
    """More areas than one subscription may name; the whole region is one choice."""

    code = "TOO_MANY_AREAS"


class LanguageNotOffered(AmparoError):
    """Alerts are not complete in this language."""

    code = "LANGUAGE_NOT_OFFERED"


def subscribe(*, address: str, wishes: Wishes, now: datetime) -> None:
    """Store a wish and write to the address for its confirmation.

    An address that was written to three times within the hour is passed over in silence: nobody can be flooded with
    our mails, and nobody learns that somebody else asked.

    Raises:
        AddressRefused, NothingChosen, TooManyAreas, LanguageNotOffered, NoSuchArea.
    """
    _check(wishes)
    try:
        pace.count("mail", address.strip().casefold(), pace.MAILS_TO_ADDRESS, now)
    except pace.TooOften:
        return
    with transaction.atomic():
        correspondent_id = channels.register_correspondent(
            kind=ChannelKind.EMAIL, address=address, language=wishes.language, now=now
        )
        ask_first(correspondent_id, wishes, channel=ChannelKind.EMAIL, now=now)


def ask_first(correspondent_id: UUID, wishes: Wishes, *, channel: ChannelKind, now: datetime) -> None:
    """Store a wish and write to the address for its confirmation. Inside the caller's transaction."""
    row = Subscription.objects.create(
        id=ids.new_anonymous_id(),
        correspondent_id=correspondent_id,
        channel=channel,
        state=SubscriptionState.PENDING,
        language=wishes.language,
        asked_at=clock.floor_to(now, clock.HOUR),
    )
    _write_wishes(row, wishes)
    _ask_to_confirm(row, now)
    payload = {"subscription": str(row.pk)}
    jobs.enqueue("alerts.forget_unconfirmed", payload, now=now, run_at=now + UNCONFIRMED_KEPT)


def confirm(*, token: str, now: datetime) -> UUID:
    """Begin a subscription, as its owner pressed the button; again changes nothing. Return its id.

    Raises:
        LinkNotValid: no such subscription waits or stands.
    """
    subscription_id = signing.subscription_of(token, tokens.CONFIRM)
    with transaction.atomic():
        row = _locked(subscription_id)
        if row.state == SubscriptionState.CONFIRMED:
            return row.pk
        until = now + CONSENT_LASTS
        row.state = SubscriptionState.CONFIRMED
        row.consented_at = clock.floor_to(now, clock.HOUR)
        row.consent_until = until.date()
        row.save()
        channels.confirm_correspondent(row.correspondent_id, now)
        journal.write(notices.SUBSCRIBED, subject=row.pk, by="subscriber", now=now)
        payload = {"subscription": str(row.pk)}
        jobs.enqueue("alerts.end_consent", payload, now=now, run_at=until + clock.DAY)
    return row.pk


def change(*, token: str, wishes: Wishes) -> None:
    """Change what a subscription watches.

    Raises:
        LinkNotValid, NothingChosen, TooManyAreas, LanguageNotOffered, NoSuchArea.
    """
    subscription_id = signing.subscription_of(token, tokens.UNSUBSCRIBE)
    _check(wishes)
    with transaction.atomic():
        row = _locked(subscription_id)
        row.language = wishes.language
        rewrite_wishes(row, wishes)


def rewrite_wishes(row: Subscription, wishes: Wishes) -> None:
    """Let a subscription watch something else. Inside the caller's transaction."""
    row.cells.all().delete()
    row.topics.all().delete()
    _write_wishes(row, wishes)


def unsubscribe(*, token: str, now: datetime) -> None:
    """End a subscription and forget its address.

    Raises:
        LinkNotValid: no such subscription; it may have ended before.
    """
    subscription_id = signing.subscription_of(token, tokens.UNSUBSCRIBE)
    with transaction.atomic():
        end(_locked(subscription_id), reason="unsubscribed", now=now)


def end(row: Subscription, *, reason: str, now: datetime) -> None:
    """Erase a subscription and forget its address. Inside the caller's transaction."""
    was_confirmed = row.state == SubscriptionState.CONFIRMED
    subscription_id, correspondent_id = row.pk, row.correspondent_id
    row.delete()
    # The address before the journal: the gateway takes them in this order.
    _forget(correspondent_id, now)
    if was_confirmed:
        journal.write(notices.UNSUBSCRIBED, subject=subscription_id, by="subscriber", now=now, reason=reason)


def _forget(correspondent_id: UUID, now: datetime) -> None:
    try:
        with transaction.atomic():
            channels.forget_correspondent(correspondent_id, now)
    except channels.NoSuchCorrespondent:
        return  # forgotten before


def forget_unconfirmed(subscription_id: UUID, now: datetime) -> None:
    """Erase a subscription that nobody confirmed."""
    with transaction.atomic():
        rows = Subscription.objects.select_for_update()
        row = rows.filter(pk=subscription_id, state=SubscriptionState.PENDING).first()
        if row is not None:
            end(row, reason="unconfirmed", now=now)


def end_consent(subscription_id: UUID, now: datetime) -> None:
    """Erase a subscription whose consent has run out."""
    with transaction.atomic():
        row = Subscription.objects.select_for_update().filter(pk=subscription_id).first()
        if row is not None and row.consent_until is not None and row.consent_until < now.date():
            end(row, reason="consent_ended", now=now)


def end_of(correspondent_id: UUID, *, reason: str, now: datetime) -> None:
    """End every subscription of a correspondent: a STOP, or an address where nothing arrives."""
    with transaction.atomic():
        for row in _of(correspondent_id):
            end(row, reason=reason, now=now)


def stop(correspondent_id: UUID, *, channel: ChannelKind, now: datetime) -> None:
    """End what goes to somebody who wrote STOP; by mail, bring the link that ends it.

    Anybody may write a mail in anybody's name, and a subscription that an attacker ended would be missed too late.
    """
    with transaction.atomic():
        if channel is ChannelKind.EMAIL:
            for row in _of(correspondent_id):
                if row.correspondent_id == correspondent_id:
                    _ask_to_stop(row, now)
            return
        end_of(correspondent_id, reason="stopped", now=now)
        _forget(correspondent_id, now)  # who had none; usually it went with the subscription


def same_address(correspondent_id: UUID, earlier_id: UUID, now: datetime) -> None:
    """Let the newest subscription of an address replace the earlier ones: its owner chose anew."""
    with transaction.atomic():
        newest = Subscription.objects.select_for_update().filter(correspondent_id=correspondent_id).first()
        if newest is None:
            return
        Subscription.objects.filter(pk=newest.pk).update(delivered_as=earlier_id)
        for row in _of(earlier_id):
            if row.pk != newest.pk and row.state == SubscriptionState.CONFIRMED:
                end(row, reason="replaced", now=now)


def _of(correspondent_id: UUID) -> list[Subscription]:
    rows = Subscription.objects.select_for_update()
    return list(rows.filter(correspondent_id=correspondent_id)) + list(
        rows.filter(delivered_as=correspondent_id).exclude(correspondent_id=correspondent_id)
    )


def _locked(subscription_id: UUID) -> Subscription:
    row = Subscription.objects.select_for_update().filter(pk=subscription_id).first()
    if row is None:
        raise tokens.LinkNotValid
    return row


def _check(wishes: Wishes) -> None:
    if not wishes.topics or not (wishes.areas or wishes.is_everywhere):
        raise NothingChosen
    if len(wishes.areas) > MOST_AREAS:
        raise TooManyAreas(limit=MOST_AREAS)
    if wishes.language not in wording.offered_languages():
        raise LanguageNotOffered
    for slug in wishes.areas:
        gazetteer.gazetteer().by_slug(slug)


def _write_wishes(row: Subscription, wishes: Wishes) -> None:
    chosen: Iterable[str] = () if wishes.is_everywhere else wishes.areas
    row.is_everywhere = wishes.is_everywhere
    row.areas = sorted(chosen)
    row.save()
    known = gazetteer.gazetteer()
    cells = {cell for slug in row.areas for cell in areas.cells_of(known.by_slug(slug).centre)}
    SubscriptionCell.objects.bulk_create(SubscriptionCell(subscription=row, cell=cell) for cell in cells)
    SubscriptionTopic.objects.bulk_create(
        SubscriptionTopic(subscription=row, topic=topic) for topic in sorted(set(wishes.topics))
    )


def _ask_to_confirm(row: Subscription, now: datetime) -> None:
    book, name = wording.book(), network.current_network().name
    language = phrases.language_for(wording.APP, [row.language])
    lines = [
        book.text("mail.confirm_body", language, network=name),
        book.text("mail.confirm_press", language),
        "{confirm_url}",
        book.text("mail.confirm_ignore", language),
        *([book.text("closing.test", language)] if wording.is_test() else []),
        book.text("mail.not_advice", language, network=name),
    ]
    subject = book.text("mail.confirm_subject", language, network=name)
    message_id = channels.create_message(
        purpose=PURPOSE,
        renderings={language: channels.Rendering(subject, "\n\n".join(lines))},
        now=now,
        expires_at=now + UNCONFIRMED_KEPT,
    )
    values = {"confirm_url": signing.address(row.pk, tokens.CONFIRM)}
    recipient = channels.Recipient(row.correspondent_id, language, values)
    channels.queue_deliveries(
        message_id=message_id, recipients=[recipient], priority=Priority.ROUTINE, now=now
    )


def _ask_to_stop(row: Subscription, now: datetime) -> None:
    book, name = wording.book(), network.current_network().name
    language = phrases.language_for(wording.APP, [row.language])
    lines = [
        book.text("mail.stop_body", language),
        "{unsubscribe_url}",
        book.text("mail.stop_ignore", language),
        book.text("mail.not_advice", language, network=name),
    ]
    message_id = channels.create_message(
        purpose="stop",
        renderings={
            language: channels.Rendering(
                book.text("mail.stop_subject", language, network=name), "\n\n".join(lines)
            )
        },
        now=now,
        expires_at=now + UNCONFIRMED_KEPT,
    )
    values = {"unsubscribe_url": signing.address(row.pk, tokens.UNSUBSCRIBE)}
    recipient = channels.Recipient(row.correspondent_id, language, values)
    channels.queue_deliveries(
        message_id=message_id, recipients=[recipient], priority=Priority.URGENT, now=now
    )
