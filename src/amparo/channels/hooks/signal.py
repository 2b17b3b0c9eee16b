"""What signal-cli tells: a stream of events (Server-Sent Events) that the gateway listens to."""

import http.client
import logging
import ssl
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from threading import Event
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error, close_old_connections

from amparo.channels import queries
from amparo.channels.adapters.http import is_safe
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.hooks.exchange import HookRefused
from amparo.channels.hooks.receiving import receive
from amparo.channels.services import delivery_reports
from amparo.channels.signal import events
from amparo.channels.signal.adapter import path
from amparo.core import clock

log = logging.getLogger(__name__)

KIND = ChannelKind.SIGNAL
PAUSE = timedelta(seconds=5)
# The daemon says something at least each 15 seconds, if only that it is there.
SILENCE_S = 60
LONGEST_LINE = 256 * 1024


def is_wanted() -> bool:
    """Tell whether the gateway has a daemon to listen to."""
    is_whole = settings.SIGNAL_ACCOUNT and is_safe(settings.SIGNAL_URL)
    return "signal" in settings.CHANNEL_ADAPTERS and bool(is_whole)


def look_after(stop: Event) -> None:
    """Listen again and again until `stop` is set: the body of a thread.

    What comes while nobody listens waits at Signal's server, where the daemon runs with `--receive-mode on-connection`.
    """
    while not stop.is_set():
        close_old_connections()
        if queries.is_switched_on(KIND):
            try:
                listen(stop)
            except (OSError, http.client.HTTPException):
                log.warning("The stream of Signal ended; it is opened again.")
            except (Error, HookRefused):
                log.warning("What came by Signal was not taken.")
        stop.wait(PAUSE.total_seconds())


def listen(stop: Event) -> None:
    """Take in events until the stream ends, or the channel is switched off.

    Raises:
        OSError: the daemon is not there, or was silent for too long.
        http.client.HTTPException: it speaks no HTTP.
    """
    with closing(_connection()) as connection:
        connection.request("GET", path("events"), headers={"Accept": "text/event-stream"})
        response = connection.getresponse()
        if response.status != http.client.OK:
            log.warning("signal-cli does not give events: %d", response.status)
            return
        for data in _events(response):
            if stop.is_set() or not queries.is_switched_on(KIND):
                return
            if data:
                close_old_connections()
                take(data, now=clock.now())


def take(data: str, *, now: datetime) -> None:
    """Take in one event.

    Raises:
        HookRefused: 503 as `receive` does.
    """
    event = events.read(data, settings.SIGNAL_ACCOUNT)
    if isinstance(event, events.Receipts):
        for reference in event.references:
            delivery_reports.record_arrival_of(KIND, reference)
    elif event is not None:
        for number, sender in enumerate(event.senders):
            receive(
                kind=KIND, sender=sender, text=event.text, event_id=f"signal:{event.event_id}:{number}", now=now
            )


def _connection() -> http.client.HTTPConnection:
    parts = urlsplit(settings.SIGNAL_URL)
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, parts.port, timeout=SILENCE_S, context=context)
    return http.client.HTTPConnection(host, parts.port, timeout=SILENCE_S)


def _events(response: http.client.HTTPResponse) -> Iterator[str]:
    """Yield the data of each event, and an empty text for a sign of life (WHATWG HTML, section 9.2)."""
    data: list[str] = []
    while line := response.readline(LONGEST_LINE):
        if not line.endswith(b"\n"):  # too long to be read: what follows belongs to it
            _to_the_end_of_the_line(response)
            data = []
            continue
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text.startswith("data:"):
            data.append(text[5:].removeprefix(" "))
        elif not text or text.startswith(":"):
            yield "\n".join(data)
            data = [] if not text else data


def _to_the_end_of_the_line(response: http.client.HTTPResponse) -> None:
    while line := response.readline(LONGEST_LINE):
        if line.endswith(b"\n"):
            return
