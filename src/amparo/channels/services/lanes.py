"""One thread for each kind of channel: a provider that is slow, or silent, keeps nobody else waiting."""

import logging
from threading import Event

from django.db import Error, close_old_connections, connection

from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.services import sending
from amparo.core import clock
from amparo.core.errors import AmparoError
from amparo.core.privacy.seal import Keyring

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.5

_PAUSE_S = 2
# A lane has its thread to itself: it keeps its connection for long, and a moment longer than there is work.
_RUN_S = 60.0
_LINGER_S = 1.0
# What was sent and can't be written is kept in memory, and nothing more is sent, until it can be.
_PATIENCE_S = 24 * 3600.0

_told: dict[ChannelKind, Event] = {}


def tell(kind: ChannelKind) -> bool:
    """Tell a kind's thread that something is due; False where it has none, as in tests and the demonstration."""
    told = _told.get(kind)
    if told is None:
        return False
    told.set()
    return True


def run(kind: ChannelKind, keyring: Keyring) -> None:
    """Send whenever something is due, until the process ends: the body of a kind's thread."""
    told = _told.setdefault(kind, Event())
    while not sending.stop.is_set():
        if told.wait(_LOOK_EVERY_S):
            told.clear()
            _send(kind, keyring, told)
    connection.close()
    _told.pop(kind, None)


def _send(kind: ChannelKind, keyring: Keyring, told: Event) -> None:
    """Send what is due; after a fault of the database, or one of ours, try again after a pause, as a job would."""
    close_old_connections()
    try:
        sending.send_due(
            kind,
            keyring=keyring,
            now=clock.now(),
            run_s=_RUN_S,
            linger_s=_LINGER_S,
            patience_s=_PATIENCE_S,
            is_watched=True,
        )
    except (Error, AmparoError):
        log.exception("Sending by %s failed; it is tried again.", kind.value)
        told.set()
        sending.stop.wait(_PAUSE_S)
