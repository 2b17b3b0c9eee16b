"""The kinds of channels, by the name that is stored, shown in settings and written into notices."""

from enum import StrEnum


class ChannelKind(StrEnum):
    """A means of receiving and sending. A value is never renamed: rows hold it."""

    WEB = "web"
    EMAIL = "email"
    SMS = "sms"
    HOOK = "hook"
    WEB_PUSH = "web_push"
    TELEGRAM = "telegram"
    SIGNAL = "signal"
    WHATSAPP = "whatsapp"
    NTFY = "ntfy"
    APPRISE = "apprise"


# People write to us by these, and their provider says who wrote: a JOIN is consent, as by SMS.
CHATS = frozenset({ChannelKind.TELEGRAM, ChannelKind.SIGNAL, ChannelKind.WHATSAPP})

# A network turns these on knowingly: companies on the way see who writes to whom, and what.
SWITCHED = frozenset(
    {
        ChannelKind.SMS,
        ChannelKind.TELEGRAM,
        ChannelKind.SIGNAL,
        ChannelKind.WHATSAPP,
        ChannelKind.NTFY,
        ChannelKind.APPRISE,
    }
)
