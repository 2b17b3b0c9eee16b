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
LONGEST_ID = 64
MOST_TRIES = 12


def is_wanted() -> bool:
    """Tell whether the gateway has a daemon to listen to."""
    is_whole = settings.SIGNAL_ACCOUNT and is_safe(settings.SIGNAL_URL)
    return "signal" in settings.CHANNEL_ADAPTERS and bool(is_whole)


def look_after(stop: Event) -> None:
    """Listen again and again until `stop` is set: the body of a thread.

    What comes while nobody listens waits at Signal's server, where the daemon runs with `--receive-mode on-connection`.
    """
    listening = Listening(stop)
    while not stop.is_set():
        close_old_connections()
        if queries.is_switched_on(KIND):
            try:
                listening.listen()
            except (OSError, http.client.HTTPException):
                log.warning("The stream of Signal ended; it is opened again.")
        stop.wait(PAUSE.total_seconds())


class Listening:
    """The stream of events, over all of its connections."""

    def __init__(self, stop: Event, *, pause: timedelta = PAUSE) -> None:
        self._stop = stop
        self._pause = pause
        self._last = ""

    def listen(self) -> None:
        """Take in events until the stream ends, or the channel is switched off.

        Raises:
            OSError: the daemon is not there, or was silent for too long.
            http.client.HTTPException: it speaks no HTTP.
        """
        headers = {"Accept": "text/event-stream", **({"Last-Event-ID": self._last} if self._last else {})}
        with closing(_connection()) as connection:
            connection.request("GET", path("events"), headers=headers)
            response = connection.getresponse()
            if response.status != http.client.OK:
                log.warning("signal-cli does not give events: %d", response.status)
                return
            for event_id, data in _events(response):
                if self._stop.is_set() or not queries.is_switched_on(KIND):
                    return
                if data:
                    self._take(data)
                    self._last = event_id

    def _take(self, data: str) -> None:
        """Take in one event, with patience: the daemon does not tell it again."""
        for _ in range(MOST_TRIES):
            try:
                take(data, now=clock.now())
            except (Error, HookRefused):
                self._stop.wait(self._pause.total_seconds())
                close_old_connections()
            else:
                return
        log.error("An event of Signal could not be taken, and is passed over.")


def take(data: str, *, now: datetime) -> None:
    """Take in one event.

    Raises:
        HookRefused: 503 as `receive` does.
    """
    event = events.read(data, settings.SIGNAL_ACCOUNT)
    if isinstance(event, events.Receipts):
        for reference in event.references:
            delivery_reports.record_by_reference(KIND, reference, has_arrived=True, now=now)
    elif event is not None:
        for number, sender in enumerate(event.senders):
            receive(
                kind=KIND,
                sender=sender,
                text=event.text,
                event_id=f"signal:{event.event_id}:{number}",
                now=now,
            )


def _connection() -> http.client.HTTPConnection:
    parts = urlsplit(settings.SIGNAL_URL)
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, parts.port, timeout=SILENCE_S, context=context)
    return http.client.HTTPConnection(host, parts.port, timeout=SILENCE_S)


def _events(response: http.client.HTTPResponse) -> Iterator[tuple[str, str]]:
    """Yield the id and data of each event, and empty texts for a sign of life (WHATWG HTML, section 9.2)."""
    data: list[str] = []
    event_id = ""
    while line := response.readline(LONGEST_LINE):
        if not line.endswith(b"\n"):  # too long to be read: what follows belongs to it
            _to_the_end_of_the_line(response)
            data = []
            continue
        name, _, value = line.decode("utf-8", "replace").rstrip("\r\n").partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            data.append(value)
        elif name == "id" and value.isascii() and value.isprintable() and len(value) <= LONGEST_ID:
            event_id = value
        elif not name and not value:
            yield event_id, "\n".join(data)
            data = []


def _to_the_end_of_the_line(response: http.client.HTTPResponse) -> None:
    while line := response.readline(LONGEST_LINE):
        if line.endswith(b"\n"):
            return
