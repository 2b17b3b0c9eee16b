"""Subscribe by e-mail: ask, confirm from the address, change, stop. Only the gateway ever reads the address.

Nobody learns whether an address is subscribed: every request gets the same answer, and writing goes to the address.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amparo.alerts import notices
from amparo.alerts.domain import tokens
from amparo.alerts.domain.wishes import Wishes
from amparo.alerts.models import Subscription, SubscriptionState, SubscriptionWay
from amparo.alerts.queries import signing
from amparo.alerts.services import holding, letters, pace, ways, wishing
from amparo.alerts.services.letters import UNCONFIRMED_KEPT
from amparo.channels import api as channels
from amparo.channels.api import ChannelKind
from amparo.core import clock, ids, jobs, journal

CONSENT_LASTS = timedelta(days=365)
ASKED_BEFORE = timedelta(days=14)


def subscribe(*, address: str, wishes: Wishes, now: datetime) -> None:
    """Store a wish and write to the address for its confirmation.

    An address that was written to three times within the hour is passed over in silence: nobody can be flooded with
    our mails, and nobody learns that somebody else asked.

    Raises:
        AddressRefused, NothingChosen, TooManyAreas, LanguageNotOffered, NoSuchArea.
    """
    wishing.check(wishes)
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
    wishing.write(row, wishes)
    letters.ask_to_confirm(row, now)
    payload = {"subscription": str(row.pk)}
    jobs.enqueue("alerts.forget_unconfirmed", payload, now=now, run_at=now + UNCONFIRMED_KEPT)


def confirm(*, token: str, now: datetime) -> UUID:
    """Begin a subscription, as its owner pressed the button; again changes nothing. Return its id.

    Raises:
        LinkNotValid: no such subscription waits or stands.
    """
    with transaction.atomic():
        row = holding.by_link(token, tokens.CONFIRM)
        if row.state == SubscriptionState.CONFIRMED:
            return row.pk
        consent(row, now)
        wishing.watch(row)
        channels.confirm_correspondent(row.correspondent_id, now)
        journal.write(notices.SUBSCRIBED, subject=row.pk, by="subscriber", now=now)
    return row.pk


def consent(row: Subscription, now: datetime) -> None:
    """Store that a person consents from now on for a year. Inside the caller's transaction."""
    until = now + CONSENT_LASTS
    row.state = SubscriptionState.CONFIRMED
    row.consented_at = clock.floor_to(now, clock.HOUR)
    row.consent_until = until.date()
    row.save()
    payload = {"subscription": str(row.pk)}
    jobs.enqueue("alerts.ask_to_renew", payload, now=now, run_at=until - ASKED_BEFORE)
    jobs.enqueue("alerts.end_consent", payload, now=now, run_at=until + clock.DAY)


def ask_to_renew(subscription_id: UUID, now: datetime) -> None:
    """Ask a person whose consent ends soon whether they go on."""
    with transaction.atomic():
        row = Subscription.objects.select_for_update().filter(pk=subscription_id).first()
        if row is None or row.consent_until is None:
            return
        if now.date() <= row.consent_until <= (now + ASKED_BEFORE).date():
            letters.ask_to_renew(row, now)


def renew(*, token: str, now: datetime) -> None:
    """Let a subscription go on for a year from now, as its owner pressed the button.

    Raises:
        LinkNotValid: no such subscription stands.
    """
    with transaction.atomic():
        row = holding.by_link(token)
        if row.state != SubscriptionState.CONFIRMED:
            raise tokens.LinkNotValid
        consent(row, now)


def change(*, token: str, wishes: Wishes) -> None:
    """Change what a subscription watches.

    Raises:
        LinkNotValid, NothingChosen, TooManyAreas, LanguageNotOffered, NoSuchArea.
    """
    signing.subscription_of(token, tokens.UNSUBSCRIBE)
    wishing.check(wishes)
    with transaction.atomic():
        row = holding.by_link(token)
        row.language = wishes.language
        rewrite_wishes(row, wishes)


def rewrite_wishes(row: Subscription, wishes: Wishes) -> None:
    """Let a subscription watch something else. Inside the caller's transaction."""
    wishing.write(row, wishes)


def unsubscribe(*, token: str, now: datetime) -> None:
    """End a subscription and forget its address.

    Raises:
        LinkNotValid: no such subscription; it may have ended before.
    """
    with transaction.atomic():
        end(holding.by_link(token), reason="unsubscribed", now=now)


def end(row: Subscription, *, reason: str, now: datetime) -> None:
    """Erase a subscription and forget its address. Inside the caller's transaction."""
    was_confirmed = row.state == SubscriptionState.CONFIRMED
    subscription_id, correspondent_id = row.pk, row.correspondent_id
    ways.drop_all(row, now)
    row.delete()
    # The address before the journal: the gateway takes them in this order.
    holding.forget_address(correspondent_id, now)
    if was_confirmed:
        journal.write(notices.UNSUBSCRIBED, subject=subscription_id, by="subscriber", now=now, reason=reason)


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


def unreachable(correspondent_id: UUID, now: datetime) -> None:
    """Stop using an address where nothing arrives: the next way replaces it, and is told; else all ends."""
    with transaction.atomic():
        for row in holding.with_first_way(correspondent_id):
            if ways.drop_first(row, now):
                letters.tell_of_lost_way(row, now)
            else:
                end(row, reason="unreachable", now=now)
        for way in holding.further_ways(correspondent_id):
            was_used = way.state == SubscriptionState.CONFIRMED
            ways.drop(way, now)
            if was_used:
                letters.tell_of_lost_way(way.subscription, now)


def stop(correspondent_id: UUID, *, channel: ChannelKind, now: datetime) -> None:
    """End what goes to somebody who wrote STOP, by all their ways; by mail, bring the link that ends it.

    Anybody may write a mail in anybody's name, and a subscription that an attacker ended would be missed too late.
    """
    with transaction.atomic():
        if channel is ChannelKind.EMAIL:
            _ask_to_stop(correspondent_id, now)
            return
        for row in holding.with_first_way(correspondent_id):
            end(row, reason="stopped", now=now)
        for way in holding.further_ways(correspondent_id):
            if way.state == SubscriptionState.CONFIRMED:
                end(way.subscription, reason="stopped", now=now)
            else:
                ways.drop(way, now)
        holding.forget_address(correspondent_id, now)  # who had none; usually it went with the subscription


def _ask_to_stop(correspondent_id: UUID, now: datetime) -> None:
    for row in holding.with_first_way(correspondent_id):
        if row.correspondent_id == correspondent_id:
            letters.ask_to_stop(row, now, to=correspondent_id)
    for way in holding.further_ways(correspondent_id):
        if way.correspondent_id == correspondent_id and way.state == SubscriptionState.CONFIRMED:
            letters.ask_to_stop(way.subscription, now, to=correspondent_id)


def same_address(correspondent_id: UUID, earlier_id: UUID, now: datetime) -> None:
    """Let the newest subscription of an address replace the earlier ones: its owner chose anew.

    A further way with the address replaces nobody's subscription: whoever was made to consent to it would lose theirs
    without noticing. Only within one subscription an address counts once.
    """
    with transaction.atomic():
        newest = Subscription.objects.select_for_update().filter(correspondent_id=correspondent_id).first()
        if newest is not None:
            Subscription.objects.filter(pk=newest.pk).update(delivered_as=earlier_id)
            for row in holding.with_first_way(earlier_id):
                if row.pk != newest.pk and row.state == SubscriptionState.CONFIRMED:
                    _replace(row, now)
        for way in holding.further_ways(correspondent_id):
            if way.correspondent_id == correspondent_id:
                _settle(way, earlier_id, now)


def _replace(row: Subscription, now: datetime) -> None:
    """Take the first way from an earlier subscription; without another one it ends."""
    if not ways.drop_first(row, now):
        end(row, reason="replaced", now=now)


def _settle(way: SubscriptionWay, earlier_id: UUID, now: datetime) -> None:
    """Note by which id a further way's deliveries are counted, or drop it where its subscription has the address."""
    row = way.subscription
    others = row.ways.exclude(pk=way.pk).values_list("correspondent_id", "delivered_as")
    held = {row.correspondent_id, row.delivered_as, *(each for pair in others for each in pair)}
    if earlier_id in held:
        ways.drop(way, now)
    else:
        SubscriptionWay.objects.filter(pk=way.pk).update(delivered_as=earlier_id)
