"""What others see of a message by each chat, of ntfy and of apprise, in words that a coordinator can answer for.

The facts as of 2026-12-01 from the services' own pages: Telegram's privacy policy, Signal's pages on sealed sender and
on legal requests, Meta's page on the Cloud API's data, ntfy's pages on configuration and iOS.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from amparo.channels.api import ChannelKind

NAMES: Mapping[ChannelKind, str] = {
    ChannelKind.SIGNAL: "Signal",
    ChannelKind.TELEGRAM: "Telegram",
    ChannelKind.WHATSAPP: "WhatsApp",
    ChannelKind.NTFY: "ntfy",
    ChannelKind.APPRISE: "apprise",
}


@dataclass(frozen=True)
class Seen:
    """One line of the table."""

    who: StrOrPromise
    what: StrOrPromise
    how_long: StrOrPromise


_PHONE = Seen(
    _("Whoever holds the telephone"),
    _("the whole conversation, until it is deleted there"),
    _("until deleted"),
)
_WE = Seen(
    _("We"),
    _("the address only sealed, for the gateway alone; the words as a report"),
    _("see the data map"),
)
_PUSH = Seen(
    _("Apple or Google"),
    _("that the app got something, and when"),
    _("unknown; by order of a court"),
)

# In the order of the page: what shows least comes first.
SEEN: Mapping[ChannelKind, tuple[StrOrPromise, tuple[Seen, ...]]] = {
    ChannelKind.SIGNAL: (
        _("Reports and JOIN are taken, and alerts go out. Only the two ends can read the words."),
        (
            Seen(
                "Signal",
                _("that accounts exist and when they last connected; not who writes to whom, not a word"),
                _("as long as the account"),
            ),
            Seen(
                _("Whoever holds our machine"),
                _(
                    "the words on their way through signal-cli, and the numbers or accounts of those who wrote"
                ),
                _("signal-cli keeps contacts until they are removed there"),
            ),
            _PUSH,
            _PHONE,
            _WE,
        ),
    ),
    ChannelKind.TELEGRAM: (
        _("Reports and JOIN are taken, and alerts go out. A bot's chats are not encrypted from end to end."),
        (
            Seen(
                "Telegram",
                _("the account with its number, the time, every word, and that it is our bot"),
                _("until deleted; numbers and network addresses are given out by order of a court"),
            ),
            _PUSH,
            _PHONE,
            _WE,
        ),
    ),
    ChannelKind.WHATSAPP: (
        _(
            "Reports and JOIN are taken, and alerts go out. What is written to a network ends at Meta, not with us."
        ),
        (
            Seen(
                "Meta",
                _("both numbers, the time, and every word: our end of the conversation is on its machines"),
                _("the words for 30 days at most, it says; who wrote to whom for longer"),
            ),
            _PUSH,
            _PHONE,
            _WE,
        ),
    ),
    ChannelKind.NTFY: (
        _("Alerts go out to an app without an account. Nothing is taken in: nobody can answer by it."),
        (
            Seen(
                _("Whoever runs the ntfy server"),
                _("the topic, every word, and the network address of each phone that listens"),
                _("12 hours by default"),
            ),
            Seen(
                _("Whoever knows the topic"),
                _("every word, where the server lets everybody read"),
                _("12 hours by default"),
            ),
            _PUSH,
            _PHONE,
            Seen(_("We"), _("the topic only sealed, for the gateway alone"), _("see the data map")),
        ),
    ),
    ChannelKind.APPRISE: (
        _(
            "Alerts go out to partners' own tools, which whoever runs the machine has set up. Not for the public."
        ),
        (
            Seen(
                _("The service behind each destination"),
                _("every word, and that it came from us"),
                _("as its own terms say"),
            ),
            Seen(
                _("We"),
                _("a name for the destination; its address stays with the gateway"),
                _("see the data map"),
            ),
        ),
    ),
}
