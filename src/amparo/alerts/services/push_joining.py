"""Subscribe a browser to alerts on its screen, give it another address of its own, and greet it.

The permission that a person gave in the browser is the consent: nobody can give it for somebody else's browser, and no
third person can name an address whose keys only that browser has. So there is nothing to confirm (decision 0051).
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse

from amparo.alerts import notices
from amparo.alerts.domain import tokens
from amparo.alerts.domain.wishes import Wishes
from amparo.alerts.models import Subscription
from amparo.alerts.queries import signing, wording
from amparo.alerts.services import subscribing
from amparo.channels import api as channels
from amparo.channels.api import ChannelKind
from amparo.core import clock, ids, journal
from amparo.core.jobs import Priority
from amparo.network import api as network

PURPOSE = "joining"
WELCOME_WITHIN = timedelta(hours=1)
THREAD: Final = "welcome"


def begin(*, address: str, wishes: Wishes, now: datetime) -> str:
    """Begin a subscription of a browser and return the path of the page that changes and ends it.

    Args:
        address: the browser's push subscription, as it gives it.
        wishes: what it is to hear of.
        now: when its owner pressed.

    Raises:
        AddressRefused, NothingChosen, TooManyAreas, LanguageNotOffered, NoSuchArea, NoPublicKey.
    """
    with transaction.atomic():
        row = Subscription(
            id=ids.new_anonymous_id(),
            correspondent_id=channels.register_correspondent(
                kind=ChannelKind.WEB_PUSH, address=address, language=wishes.language, now=now
            ),
            channel=ChannelKind.WEB_PUSH,
            language=wishes.language,
            asked_at=clock.floor_to(now, clock.HOUR),
        )
        subscribing.consent(row, now)
        path = signing.path(row.pk, tokens.UNSUBSCRIBE)
        subscribing.change(token=_token_of(path), wishes=wishes)
        channels.confirm_correspondent(row.correspondent_id, now)
        journal.write(notices.SUBSCRIBED, subject=row.pk, by="subscriber", now=now)
        _greet(row, now)
    return path


def readdress(*, token: str, address: str, now: datetime) -> None:
    """Give a subscription the browser's new address: push services change them now and then.

    Raises:
        LinkNotValid: no such subscription, or it is none of a browser.
        AddressRefused, NoPublicKey.
    """
    subscription_id = signing.subscription_of(token, tokens.UNSUBSCRIBE)
    with transaction.atomic():
        rows = Subscription.objects.select_for_update()
        row = rows.filter(pk=subscription_id, channel=ChannelKind.WEB_PUSH).first()
        if row is None:
            raise tokens.LinkNotValid
        try:
            channels.readdress_correspondent(row.correspondent_id, address=address, now=now)
        except channels.NoSuchCorrespondent as error:
            raise tokens.LinkNotValid from error


def _token_of(path: str) -> str:
    return path.strip("/").rpartition("/")[2]


def _greet(row: Subscription, now: datetime) -> None:
    """Send the first push at once: it shows how alerts will look, and that they arrive."""
    book, name = wording.book(), network.current_network().name
    subject = book.text("join.subject", row.language, network=name)
    text = book.text("push.welcome", row.language, network=name)
    message_id = channels.create_message(
        purpose=PURPOSE,
        renderings={row.language: channels.Rendering(subject, text, brief=text)},
        now=now,
        expires_at=now + WELCOME_WITHIN,
        about=channels.About(thread=THREAD, number=0, kind=THREAD, page=reverse("alerts:subscribe")),
    )
    recipient = channels.Recipient(row.correspondent_id, row.language, {})
    channels.queue_deliveries(
        message_id=message_id, recipients=[recipient], priority=Priority.URGENT, now=now
    )
