"""Further ways to a subscriber: add one, which is asked for its own consent; order them; take one out.

The first way stands in the subscription, the others in rows of their own. An alert goes to the first, and to the next
when that fails. A person adds another way by the link in their messages, so whoever holds a message of theirs could:
nothing goes there before it has consented, and no answer tells whether an address is known.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from amparo.alerts.domain import tokens
from amparo.alerts.domain.ways import MOST_WAYS
from amparo.alerts.models import Subscription, SubscriptionState, SubscriptionWay
from amparo.alerts.queries import signing
from amparo.alerts.services import holding, letters, pace, wishing
from amparo.channels import api as channels
from amparo.channels.api import ChannelKind
from amparo.core import clock, ids, jobs
from amparo.core.errors import AmparoError

OFFERED: Final = (ChannelKind.EMAIL, ChannelKind.SMS)
# Counted from the full hour before, as no exact time of a subscriber is stored: at least one and 48 hours.
CODE_KEPT: Final = timedelta(hours=2)
WAY_KEPT: Final = timedelta(hours=49)
MOST_TRIES: Final = 5


class WayNotOffered(AmparoError):
    """This kind of way can't be added by typing an address, or the network does not use it."""

    code = "WAY_NOT_OFFERED"


class NumberElsewhere(AmparoError):
    """A telephone number of a country to which the network sends no texts; `fields` has `countries`."""

    code = "NUMBER_ELSEWHERE"


class TooManyWays(AmparoError):
    """A subscription has as many ways as it may have."""

    code = "TOO_MANY_WAYS"


class LastWay(AmparoError):
    """The only way can't be taken out: that would be to stop."""

    code = "LAST_WAY"


class CodeNotValid(AmparoError):
    """The code was not sent for this subscription, is too old, or was guessed too often. Never says which."""

    code = "CODE_NOT_VALID"


def offered() -> tuple[ChannelKind, ...]:
    """Return the kinds of way that can be added by typing an address."""
    return tuple(kind for kind in OFFERED if channels.is_switched_on(kind))


def add(*, token: str, kind: ChannelKind, address: str, now: datetime) -> None:
    """Write to another address for its consent; it is used once that came.

    To an address that was written to three times within the hour nothing goes, and nobody learns it.

    Raises:
        LinkNotValid, WayNotOffered, TooManyWays, AddressRefused, NumberElsewhere: as they say.
        TooOften: so many were added to this subscription.
    """
    subscription_id = signing.subscription_of(token, tokens.UNSUBSCRIBE)
    if kind not in offered():
        raise WayNotOffered(kind=kind.value)
    pace.count("ways", str(subscription_id), pace.WAYS_OF_SUBSCRIPTION, now)
    with transaction.atomic():
        row = holding.by_id(subscription_id)
        if row.state != SubscriptionState.CONFIRMED:
            raise tokens.LinkNotValid
        if row.ways.count() + 1 >= MOST_WAYS:
            raise TooManyWays(limit=MOST_WAYS)
        correspondent_id = _register(kind, address, row.language, now)
        # Kept like any other, so that the page tells nobody that others asked the same address.
        _ask(row, kind, correspondent_id, is_silent=_was_asked_often(kind, address, now), now=now)


def _register(kind: ChannelKind, address: str, language: str, now: datetime) -> UUID:
    try:
        return channels.register_correspondent(kind=kind, address=address, language=language, now=now)
    except channels.AddressRefused as error:
        if error.fields.get("reason") == "other_country":
            raise NumberElsewhere(countries=tuple(settings.SMS_COUNTRIES)) from error
        raise


def _was_asked_often(kind: ChannelKind, address: str, now: datetime) -> bool:
    what = "mail" if kind is ChannelKind.EMAIL else kind.value
    try:
        pace.count(what, channels.same_spelling(kind, address), pace.MAILS_TO_ADDRESS, now)
    except pace.TooOften:
        return True
    return False


def _ask(
    row: Subscription, kind: ChannelKind, correspondent_id: UUID, *, is_silent: bool, now: datetime
) -> None:
    has_code = kind is ChannelKind.SMS
    way = SubscriptionWay.objects.create(
        id=ids.new_anonymous_id(),
        subscription=row,
        correspondent_id=correspondent_id,
        channel=kind,
        state=SubscriptionState.PENDING,
        position=max(row.ways.values_list("position", flat=True), default=0) + 1,
        ends_at=clock.floor_to(now, clock.HOUR) + (CODE_KEPT if has_code else WAY_KEPT),
    )
    if not is_silent:
        _write(way, now)
    jobs.enqueue("alerts.forget_way", {"way": str(way.pk)}, now=now, run_at=way.ends_at)


def _write(way: SubscriptionWay, now: datetime) -> None:
    if way.channel == ChannelKind.SMS:
        letters.send_code(way, code=signing.code_of(way.pk), now=now)
    else:
        letters.ask_way_to_confirm(way, now)


def confirm_by_link(*, token: str, now: datetime) -> UUID:
    """Begin to use a way, as its owner pressed the button in the mail; again changes nothing. Return the subscription.

    Raises:
        LinkNotValid: no such way waits or stands.
    """
    way_id = signing.subscription_of(token, tokens.CONFIRM_WAY)
    with transaction.atomic():
        way = _locked(way_id)
        if way.state != SubscriptionState.CONFIRMED:
            if way.ends_at <= now:
                raise tokens.LinkNotValid
            _begin(way, now)
        return way.subscription_id


def confirm_by_code(*, token: str, code: str, now: datetime) -> None:
    """Begin to use a way whose code was typed in.

    Raises:
        LinkNotValid: no such subscription.
        CodeNotValid: it fits no way that waits; each waiting way takes five wrong ones.
        TooOften: so many codes were tried for this subscription.
    """
    subscription_id = signing.subscription_of(token, tokens.UNSUBSCRIBE)
    pace.count("codes", str(subscription_id), pace.CODES_OF_SUBSCRIPTION, now)
    with transaction.atomic():
        row = holding.by_id(subscription_id)
        waiting = row.ways.filter(
            channel=ChannelKind.SMS, state=SubscriptionState.PENDING, ends_at__gt=now, tries__lt=MOST_TRIES
        )
        found = None
        for way in waiting:
            if signing.is_code_of(code, way.pk):
                found = way
            else:
                way.tries += 1
                way.save(update_fields=["tries"])
        if found is not None:
            _begin(found, now)
    if found is None:  # after the transaction, which keeps the count of tries
        raise CodeNotValid


def _begin(way: SubscriptionWay, now: datetime) -> None:
    way.state = SubscriptionState.CONFIRMED
    way.save(update_fields=["state"])
    _mark(way.subscription)
    channels.confirm_correspondent(way.correspondent_id, now)


def move_up(*, token: str, way_id: UUID) -> None:
    """Let a confirmed way change places with the one before it.

    Raises:
        LinkNotValid: no such subscription or confirmed way.
    """
    with transaction.atomic():
        row = holding.by_link(token)
        further = list(row.ways.filter(state=SubscriptionState.CONFIRMED).order_by("position", "id"))
        numbers = [each.pk for each in further]
        if way_id not in numbers:
            raise tokens.LinkNotValid
        number = numbers.index(way_id)
        if number == 0:
            _change_places(row, further[0])
            return
        moved, before = further[number], further[number - 1]
        moved.position, before.position = before.position, moved.position
        for each in (moved, before):
            each.save(update_fields=["position"])


def _change_places(row: Subscription, way: SubscriptionWay) -> None:
    """Let a further way become the first, and the first this one."""
    for column in ("correspondent_id", "delivered_as", "channel"):
        first, other = getattr(row, column), getattr(way, column)
        setattr(row, column, other)
        setattr(way, column, first)
    row.save(update_fields=["correspondent_id", "delivered_as", "channel"])
    way.save(update_fields=["correspondent_id", "delivered_as", "channel"])
    wishing.watch(row)


def take_out(*, token: str, way_id: UUID | None, now: datetime) -> None:
    """Stop using a way and forget its address; None for the first, which the next one then replaces.

    Raises:
        LinkNotValid: no such subscription or way.
        LastWay: it is the only one that is confirmed.
    """
    with transaction.atomic():
        row = holding.by_link(token)
        if way_id is None:
            if not drop_first(row, now):
                raise LastWay
            return
        way = row.ways.filter(pk=way_id).first()
        if way is None:
            raise tokens.LinkNotValid
        drop(way, now)


def drop_first(row: Subscription, now: datetime) -> bool:
    """Let the next way replace the first; tell whether there was one. Inside a transaction."""
    following = row.ways.filter(state=SubscriptionState.CONFIRMED).order_by("position", "id").first()
    if following is None:
        return False
    _change_places(row, following)
    drop(following, now)
    return True


def drop(way: SubscriptionWay, now: datetime) -> None:
    """Take a further way out and forget its address. Inside a transaction, its subscription locked."""
    way.delete()
    _mark(way.subscription)
    holding.forget_address(way.correspondent_id, now)


def drop_all(row: Subscription, now: datetime) -> None:
    """Forget all further ways of a subscription that ends. Inside a transaction."""
    for way in row.ways.order_by("pk"):
        drop(way, now)


def forget_unconfirmed(way_id: UUID, now: datetime) -> None:
    """Take out a way that did not consent in time."""
    with transaction.atomic():
        try:
            way = _locked(way_id)
        except tokens.LinkNotValid:
            return
        if way.state == SubscriptionState.PENDING:
            drop(way, now)


def _locked(way_id: UUID) -> SubscriptionWay:
    """Return a way, its subscription locked."""
    key = SubscriptionWay.objects.filter(pk=way_id).values_list("subscription_id", flat=True).first()
    if key is None:
        raise tokens.LinkNotValid
    row = holding.by_id(key)
    way = row.ways.filter(pk=way_id).select_related("subscription").first()
    if way is None:
        raise tokens.LinkNotValid
    return way


def _mark(row: Subscription) -> None:
    has_more = row.ways.filter(state=SubscriptionState.CONFIRMED).exists()
    Subscription.objects.filter(pk=row.pk).update(has_further_ways=has_more)
    row.has_further_ways = has_more
