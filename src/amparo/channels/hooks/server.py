"""The gateway's HTTP listener: a few threads, small bodies, no log of who called.

It stands behind a reverse proxy that passes `/hooks/…` on, or beside a Kannel on the same machine.
"""

import logging
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import Event
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import Error, close_old_connections
from waitress import wasyncore  # type: ignore[import-untyped]  # waitress brings no types
from waitress.server import create_server  # type: ignore[import-untyped]

from amparo.channels.hooks import kannel, partner, telegram, twilio, whatsapp
from amparo.channels.hooks.exchange import Answer, HookRefused, Request
from amparo.core import clock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)

MOST_BYTES = 64 * 1024
_MOST_HEADER_BYTES = 16 * 1024
_THREADS = 4
_MOST_CONNECTIONS = 100
_SILENCE_S = 10
_LOOK_EVERY_S = 0.5
PATIENCE = timedelta(seconds=30)
WHATSAPP_PATH = "/hooks/whatsapp/"

Route = Callable[[Request, datetime], Answer]


def is_wanted() -> bool:
    """Tell whether the settings name anybody who may call."""
    return bool(routes())


def routes() -> dict[str, Route]:
    """Return what may be called, by path. What is not set up does not exist."""
    found: dict[str, Route] = {}
    if settings.SMS_PROVIDER == "kannel" and settings.KANNEL_SECRET:
        found |= {"/hooks/kannel/": kannel.take_message, "/hooks/kannel/report/": kannel.take_report}
    if settings.SMS_PROVIDER == "twilio" and settings.TWILIO_TOKEN:
        found |= {"/hooks/twilio/": twilio.take_message, "/hooks/twilio/status/": twilio.take_status}
    if "telegram" in settings.CHANNEL_ADAPTERS and settings.TELEGRAM_SECRET:
        found[telegram.PATH] = telegram.take_update
    if "whatsapp" in settings.CHANNEL_ADAPTERS and settings.WHATSAPP_APP_SECRET:
        found[WHATSAPP_PATH] = whatsapp.take
    if settings.HOOK_SECRETS:
        found["/hooks/in/"] = partner.take_message
    return found


class Listener:
    """The listener's socket and threads."""

    def __init__(self, *, patience: timedelta = PATIENCE) -> None:
        """Bind the socket; nothing is served yet.

        Args:
            patience: how old a connection may become whose request is not whole, or that has none.

        Raises:
            OSError: the address is taken or is none of ours.
        """
        self._patience = patience
        self._sockets: dict[int, object] = {}
        self._server = create_server(
            _looked_after,
            map=self._sockets,
            host=settings.GATEWAY_HOOKS_ADDRESS,
            port=settings.GATEWAY_HOOKS_PORT,
            threads=_THREADS,
            connection_limit=_MOST_CONNECTIONS,
            channel_timeout=_SILENCE_S,
            cleanup_interval=2,
            max_request_body_size=max(map(_most_bytes, routes()), default=MOST_BYTES) + 1,  # beyond: refused
            inbuf_overflow=whatsapp.MOST_BYTES * 2,  # what is smaller is not written to a disk
            max_request_header_size=_MOST_HEADER_BYTES,
            expose_tracebacks=False,
            ident=None,
            clear_untrusted_proxy_headers=True,
        )
        self.port = int(self._server.effective_port)

    def serve(self, stop: Event) -> None:
        """Serve until `stop` is set: then take no more requests, finish those at hand, and close every socket."""
        while not stop.is_set():
            wasyncore.loop(timeout=_LOOK_EVERY_S, map=self._sockets, count=1)
            self._shut_out_the_slow()
        self._server.task_dispatcher.shutdown(timeout=2)
        wasyncore.close_all(self._sockets, ignore_all=True)

    def _shut_out_the_slow(self) -> None:
        """Close what waitress lets live: it counts silence only, and who sends a byte now and then is never silent."""
        oldest = time.time() - self._patience.total_seconds()
        for channel in list(self._server.active_channels.values()):
            if not channel.requests and channel.creation_time < oldest:
                channel.will_close = True


def _looked_after(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    close_old_connections()
    try:
        return application(environ, start_response)
    finally:
        close_old_connections()


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Answer one request (PEP 3333)."""
    answer = _answer(environ)
    status = HTTPStatus(answer.status)
    headers = [("Content-Length", str(len(answer.body))), ("Cache-Control", "no-store")]
    if answer.status != HTTPStatus.NO_CONTENT:
        headers.append(("Content-Type", answer.content_type))
    start_response(f"{status.value} {status.phrase}", headers)
    return [answer.body]


def _answer(environ: "WSGIEnvironment") -> Answer:
    route = routes().get(environ.get("PATH_INFO", ""))
    if route is None:
        return Answer(404)
    try:
        return route(_request(environ), clock.now())
    except HookRefused as refused:
        return Answer(refused.status)
    except Error:
        log.warning("The database did not take what a provider brought; the provider may bring it again.")
        return Answer(503)


def _most_bytes(path: str) -> int:
    return whatsapp.MOST_BYTES if path == WHATSAPP_PATH else MOST_BYTES


def _request(environ: "WSGIEnvironment") -> Request:
    headers = {
        name[5:].replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    most = _most_bytes(environ.get("PATH_INFO", ""))
    body = environ["wsgi.input"].read(most + 1)
    if len(body) > most:
        raise HookRefused(413)
    return Request(
        environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("QUERY_STRING", ""), headers, body
    )
