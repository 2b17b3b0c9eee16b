"""Say something to one person whose address only the gateway knows: an answer in a conversation, or a report's fate."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from amparo.channels import api as channels
from amparo.core import phrases
from amparo.core.jobs import Priority
from amparo.core.languages import best
from amparo.reports.domain.effort import Load
from amparo.reports.services import effort

GOOD_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reply:
    """A phrase to be said, with the values that only the delivery may hold: a receipt's six words."""

    phrase: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


def known_languages(language: str, default: str) -> tuple[str, ...]:
    """Return in which languages somebody is answered: one, or the network's first two where theirs is another."""
    spoken = phrases.offered("reports")
    theirs = best([language or default], spoken)
    return (theirs,) if theirs else spoken[:2]


def say(
    *,
    correspondent_id: UUID,
    replies: Iterable[Reply],
    subject: str,
    languages: tuple[str, ...],
    purpose: str,
    now: datetime,
) -> UUID:
    """Queue one message that says some phrases, and return its id. Inside the caller's transaction.

    Args:
        correspondent_id: whom to tell; one that is forgotten or cannot be reached is passed over.
        replies: phrases of this app, in order.
        subject: the phrase of its subject, where the channel has one.
        languages: one, or several to be said one after the other.
        purpose: for the channels' counts.
        now: aware.
    """
    told = list(replies)
    book = phrases.book("reports")
    slots = {name: f"{{{name}}}" for reply in told for name in reply.values} | _addresses()
    short = "\n".join(_text(book, reply.phrase, language, slots) for language in languages for reply in told)
    body = "\n\n".join(
        _text(book, _in_full(reply.phrase), language, slots) for language in languages for reply in told
    )
    if any(reply.phrase == "receipt.text" for reply in told) and (busy := busy_phrase()):
        also = [book.text(busy, language) for language in languages]
        short, body = "\n".join([short, *also]), "\n\n".join([body, *also])
    rendering = channels.Rendering(subject=book.text(subject, languages[0]), body=body, short=short)
    message_id = channels.create_message(
        purpose=purpose, renderings={languages[0]: rendering}, now=now, expires_at=now + GOOD_FOR
    )
    values = {name: value for reply in told for name, value in reply.values.items()}
    recipient = channels.Recipient(correspondent_id, languages[0], values)
    channels.queue_deliveries(
        message_id=message_id, recipients=[recipient], priority=Priority.URGENT, now=now
    )
    return message_id


def busy_phrase() -> str:
    """Return the phrase that says kindly why an answer takes longer; empty on an ordinary day."""
    load = effort.load()
    return "" if load is Load.NORMAL else f"busy.{load.value}"


def statement_address(statement_id: UUID) -> str:
    """Return the address of the public statement about a report's incident."""
    return settings.PUBLIC_ORIGIN + reverse("alerts:alert", args=[statement_id])


def _in_full(phrase: str) -> str:
    """Return the longer form of a phrase, where a mail has room for it."""
    return "mail_receipt.body" if phrase == "receipt.text" else phrase


def _text(book: phrases.Book, phrase: str, language: str, slots: Mapping[str, str]) -> str:
    return book.text(phrase, language, **slots)


def _addresses() -> dict[str, str]:
    return {
        "site_address": settings.PUBLIC_ORIGIN + reverse("reports:report"),
        "receipt_address": settings.PUBLIC_ORIGIN + reverse("reports:receipt"),
    }
