"""What a subscription writes to its own addresses: please confirm, say again that you stop, or that you go on."""

from datetime import datetime, timedelta
from uuid import UUID

from amparo.alerts.domain import composing, tokens
from amparo.alerts.models import Subscription, SubscriptionState, SubscriptionWay
from amparo.alerts.queries import signing, wording
from amparo.channels import api as channels
from amparo.core.jobs import Priority
from amparo.network import api as network

UNCONFIRMED_KEPT = timedelta(hours=48)
RENEWAL_KEPT = timedelta(days=7)
PURPOSE = "confirmation"


def ask_to_confirm(row: Subscription, now: datetime) -> None:
    """Write to a subscription's address for its consent. Inside the caller's transaction, as all here."""
    _ask(wording.spoken(row.language), row.correspondent_id, signing.address(row.pk, tokens.CONFIRM), now)


def ask_way_to_confirm(way: SubscriptionWay, now: datetime) -> None:
    """Write to a further address for its consent."""
    address = signing.address(way.pk, tokens.CONFIRM_WAY)
    _ask(wording.spoken(way.subscription.language), way.correspondent_id, address, now)


def _ask(language: str, correspondent_id: UUID, confirm_url: str, now: datetime) -> None:
    book, name = wording.book(), network.current_network().name
    lines = [
        book.text("mail.confirm_body", language, network=name),
        book.text("mail.confirm_press", language),
        "{confirm_url}",
        book.text("mail.confirm_ignore", language),
        *([book.text("closing.test", language)] if wording.is_test() else []),
        book.text("mail.not_advice", language, network=name),
    ]
    rendering = channels.Rendering(
        book.text("mail.confirm_subject", language, network=name), "\n\n".join(lines)
    )
    recipient = channels.Recipient(correspondent_id, language, {"confirm_url": confirm_url})
    _send(rendering, recipient, purpose=PURPOSE, until=now + UNCONFIRMED_KEPT, now=now)


def send_code(way: SubscriptionWay, *, code: str, now: datetime) -> None:
    """Send a further telephone the code that its owner types in on the page."""
    book, language, name = (
        wording.book(),
        wording.spoken(way.subscription.language),
        network.current_network().name,
    )
    text = book.text("sms.way_code", language, network=name, code="{code}")
    rendering = channels.Rendering(book.text("mail.confirm_subject", language, network=name), text, text)
    recipient = channels.Recipient(way.correspondent_id, language, {"code": code})
    _send(rendering, recipient, purpose=PURPOSE, until=way.ends_at, now=now, priority=Priority.URGENT)


def ask_to_stop(row: Subscription, now: datetime, *, to: UUID) -> None:
    """Bring the link that ends a subscription to the address from which somebody seems to have written STOP."""
    book, language, name = wording.book(), wording.spoken(row.language), network.current_network().name
    lines = [
        book.text("mail.stop_body", language),
        "{unsubscribe_url}",
        book.text("mail.stop_ignore", language),
        book.text("mail.not_advice", language, network=name),
    ]
    rendering = channels.Rendering(book.text("mail.stop_subject", language, network=name), "\n\n".join(lines))
    recipient = channels.Recipient(to, language, _stop_link(row))
    _send(
        rendering,
        recipient,
        purpose="stop",
        until=now + UNCONFIRMED_KEPT,
        now=now,
        priority=Priority.URGENT,
    )


def ask_to_renew(row: Subscription, now: datetime) -> None:
    """Ask a person whose consent ends soon whether they go on."""
    assert row.consent_until is not None, "confirmed"  # noqa: S101 — for the type checker
    book, language, name = wording.book(), wording.spoken(row.language), network.current_network().name
    until = composing.day_in_words(row.consent_until, language)
    lines = [
        book.text("mail.renew_body", language, network=name, until=until),
        book.text("mail.renew_press", language),
        "{renew_url}",
        book.text("mail.renew_ignore", language),
        book.text("closing.unsubscribe", language, unsubscribe_url="{unsubscribe_url}"),
        book.text("mail.not_advice", language, network=name),
    ]
    rendering = channels.Rendering(
        book.text("mail.renew_subject", language, network=name),
        "\n\n".join(composing.without_double_points(line) for line in lines),
        book.text("sms.renew", language, network=name, until=until, renew_url="{renew_url}"),
    )
    values = {**_stop_link(row), "renew_url": f"{signing.address(row.pk, tokens.UNSUBSCRIBE)}renew/"}
    recipient = channels.Recipient(row.correspondent_id, language, values, fallbacks=_further(row))
    _send(rendering, recipient, purpose="renewal", until=now + RENEWAL_KEPT, now=now)


def tell_of_lost_way(row: Subscription, now: datetime) -> None:
    """Tell a person by the way that is left that another one no longer works."""
    book, language, name = wording.book(), wording.spoken(row.language), network.current_network().name
    text = book.text("mail.way_lost_body", language, network=name)
    lines = [
        text,
        book.text("closing.unsubscribe", language, unsubscribe_url="{unsubscribe_url}"),
        book.text("mail.not_advice", language, network=name),
    ]
    subject = book.text("mail.way_lost_subject", language, network=name)
    rendering = channels.Rendering(subject, "\n\n".join(lines), text)
    recipient = channels.Recipient(row.correspondent_id, language, _stop_link(row), fallbacks=_further(row))
    _send(rendering, recipient, purpose="lost_way", until=now + UNCONFIRMED_KEPT, now=now)


def _stop_link(row: Subscription) -> dict[str, str]:
    return {"unsubscribe_url": signing.address(row.pk, tokens.UNSUBSCRIBE)}


def _further(row: Subscription) -> tuple[UUID, ...]:
    ways = row.ways.filter(state=SubscriptionState.CONFIRMED).order_by("position", "id")
    return tuple(ways.values_list("correspondent_id", flat=True))


def _send(
    rendering: channels.Rendering,
    recipient: channels.Recipient,
    *,
    purpose: str,
    until: datetime,
    now: datetime,
    priority: Priority = Priority.ROUTINE,
) -> None:
    message_id = channels.create_message(
        purpose=purpose, renderings={recipient.language: rendering}, now=now, expires_at=until
    )
    channels.queue_deliveries(message_id=message_id, recipients=[recipient], priority=priority, now=now)
