"""What a subscription writes to its own address: please confirm, please say again that you stop."""

from datetime import datetime, timedelta

from amparo.alerts.domain import tokens
from amparo.alerts.models import Subscription
from amparo.alerts.queries import signing, wording
from amparo.channels import api as channels
from amparo.core.jobs import Priority
from amparo.network import api as network

UNCONFIRMED_KEPT = timedelta(hours=48)
PURPOSE = "confirmation"


def ask_to_confirm(row: Subscription, now: datetime) -> None:
    book, name = wording.book(), network.current_network().name
    lines = [
        book.text("mail.confirm_body", row.language, network=name),
        book.text("mail.confirm_press", row.language),
        "{confirm_url}",
        book.text("mail.confirm_ignore", row.language),
        *([book.text("closing.test", row.language)] if wording.is_test() else []),
        book.text("mail.not_advice", row.language, network=name),
    ]
    subject = book.text("mail.confirm_subject", row.language, network=name)
    message_id = channels.create_message(
        purpose=PURPOSE,
        renderings={row.language: channels.Rendering(subject, "\n\n".join(lines))},
        now=now,
        expires_at=now + UNCONFIRMED_KEPT,
    )
    values = {"confirm_url": signing.address(row.pk, tokens.CONFIRM)}
    recipient = channels.Recipient(row.correspondent_id, row.language, values)
    channels.queue_deliveries(
        message_id=message_id, recipients=[recipient], priority=Priority.ROUTINE, now=now
    )


def ask_to_stop(row: Subscription, now: datetime) -> None:
    book, name = wording.book(), network.current_network().name
    lines = [
        book.text("mail.stop_body", row.language),
        "{unsubscribe_url}",
        book.text("mail.stop_ignore", row.language),
        book.text("mail.not_advice", row.language, network=name),
    ]
    message_id = channels.create_message(
        purpose="stop",
        renderings={
            row.language: channels.Rendering(
                book.text("mail.stop_subject", row.language, network=name), "\n\n".join(lines)
            )
        },
        now=now,
        expires_at=now + UNCONFIRMED_KEPT,
    )
    values = {"unsubscribe_url": signing.address(row.pk, tokens.UNSUBSCRIBE)}
    recipient = channels.Recipient(row.correspondent_id, row.language, values)
    channels.queue_deliveries(
        message_id=message_id, recipients=[recipient], priority=Priority.URGENT, now=now
    )
