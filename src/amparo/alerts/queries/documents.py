"""An alert's CAP message from what is stored: made at release, and made again to see whether it is still the same."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from amparo.alerts.domain import cap
from amparo.alerts.domain.content import Content, Text
from amparo.alerts.models import Alert
from amparo.alerts.queries import fetch, wording
from amparo.network import api as network


def sender() -> str:
    """Return CAP's sender: the host of the public site, which no other network has."""
    return urlsplit(settings.PUBLIC_ORIGIN).hostname or "localhost"


def cap_message(row: Alert, content: Content, texts: tuple[Text, ...], released_at: datetime) -> bytes:
    """Return the bytes of an alert's CAP message; for the same alert the same bytes."""
    book = wording.book()
    message = cap.Message(
        identifier=cap.identifier_of(row.pk),
        sender=sender(),
        sender_name=network.current_network().name,
        sent=released_at,
        expires=released_at + content.lifetime,
        status=settings.CAP_STATUS,
        kind=content.kind,
        outcome=content.facts.outcome,
        incident=f"amparo-thread-{row.thread}",
        references=_references(row, released_at),
        texts=texts,
        events={text.language: book.text(f"event.{content.kind}", text.language) for text in texts},
        place=content.facts.place,
        cells=content.cells,
        code=row.code,
        page_address=f"{settings.PUBLIC_ORIGIN}/alerts/{row.pk}/",
        relays=content.facts.relays,
    )
    return cap.serialise(message)


def sent_texts(row: Alert) -> tuple[Text, ...]:
    """Return the words as they went out, in the order of the content's languages."""
    order = fetch.content_of(row).languages
    return tuple(
        Text(
            each.language,
            each.headline,
            each.description,
            each.instruction,
            each.closing,
            each.is_draft,
            each.short,
        )
        for each in sorted(row.texts.all(), key=lambda text: order.index(text.language))
    )


def _references(row: Alert, released_at: datetime) -> tuple[cap.Reference, ...]:
    """Return all earlier messages of the thread that were still valid; if none was, all of them."""
    earlier = [
        each
        for each in fetch.sent_in_thread(row.thread)
        if each.number is not None and row.number is not None and each.number < row.number
    ]
    valid = [each for each in earlier if each.expires_at is not None and each.expires_at > released_at]
    return tuple(
        cap.Reference(each.cap.sender, each.cap.identifier, each.cap.sent) for each in valid or earlier
    )
