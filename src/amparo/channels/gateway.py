"""The gateway process: the only one that can read people's addresses. It sends, and fetches what comes in."""

import asyncio
import logging
import signal
import threading
from datetime import timedelta
from types import FrameType

import uvloop
from django.conf import settings
from django.core import checks
from django.db import close_old_connections, connection

from amparo.channels import keys
from amparo.channels.adapters import egress
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.email import imap
from amparo.channels.hooks import server, telegram
from amparo.channels.hooks import signal as signal_cli
from amparo.channels.services import housekeeping, inbound, lanes, on_call, sending, watching
from amparo.core import clock, jobs
from amparo.core.errors import AmparoError
from amparo.core.watch import beats

log = logging.getLogger(__name__)

TIDY_EVERY = timedelta(seconds=2)


class GatewayRefused(AmparoError):
    """The settings are not such that this gateway may run; `fields` has `checks`, their ids."""

    code = "GATEWAY_REFUSED"


def main(keys_descriptor: int) -> None:
    """Read the keys from the inherited descriptor, close it, and work until SIGTERM or SIGINT.

    Raises:
        KeyringBroken: the descriptor gives no keyring.
        GatewayRefused: a check of the settings fails, such as the recording adapter outside a demonstration.
    """
    keys.hold(keys.read_keyring(keys_descriptor))
    failed = [found.id or "" for found in checks.run_checks(tags=["channels"]) if found.is_serious()]
    if failed:
        raise GatewayRefused(checks=failed)
    egress.enforce(egress.configured_hosts())
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    watch = watching.Watch(clock.now())
    threads = _threads(watch)
    threading.excepthook = end_with_the_thread
    for thread in threads:
        thread.start()
    with beats.beating("gateway", lambda: watch.is_well):
        jobs.work(("gateway",), sending.stop)
    for thread in threads:
        thread.join(timeout=2)


def _threads(watch: watching.Watch) -> list[threading.Thread]:
    """Return what runs beside the jobs: a lane for each kind of channel, and whatever brings us something."""
    threads = [threading.Thread(target=_tidy, name="tidy", daemon=True)]
    threads += [
        threading.Thread(target=lanes.run, args=(kind, keys.held()), name=f"send {kind.value}", daemon=True)
        for kind in _kinds()
    ]
    threads += _receiving()
    threads.append(threading.Thread(target=watch.until, args=(sending.stop,), name="watch", daemon=True))
    return threads


def tell_on_call(words: str) -> bool:
    """Tell the people on call, from a process that lives only for it; True if anybody was reached."""
    return on_call.tell(words)


def _receiving() -> list[threading.Thread]:
    """Return the threads by which providers' messages come in, as far as the settings name them."""
    stop = (sending.stop,)
    threads: list[threading.Thread] = []
    if imap.is_configured():
        threads.append(threading.Thread(target=_fetch_mail, name="mail", daemon=True))
    if telegram.is_wanted():
        threads.append(threading.Thread(target=telegram.look_after, args=stop, name="telegram", daemon=True))
    if signal_cli.is_wanted():
        threads.append(threading.Thread(target=signal_cli.look_after, args=stop, name="signal", daemon=True))
    if server.is_wanted():
        threads.append(threading.Thread(target=_listener().serve, args=stop, name="hooks", daemon=True))
    return threads


def end_with_the_thread(fault: threading.ExceptHookArgs) -> None:
    """End the process when one of its threads dies: the supervisor starts it again, whole."""
    name = "a thread" if fault.thread is None else fault.thread.name
    log.critical("The gateway ends, as this of it failed: %s", name, exc_info=fault.exc_value)
    sending.stop.set()


def _kinds() -> list[ChannelKind]:
    return [ChannelKind(name) for name in settings.CHANNEL_ADAPTERS]


def _listener() -> server.Listener:
    try:
        return server.Listener()
    except OSError as error:
        raise GatewayRefused(checks=["hooks.address_not_free"]) from error


def _end(_number: int, _frame: FrameType | None) -> None:
    sending.stop.set()


def _tidy() -> None:
    """Put back what a dead gateway had in hand, and clear away what is over, until the process ends."""
    while not sending.stop.is_set():
        close_old_connections()
        housekeeping.tidy(_kinds(), now=clock.now())
        sending.stop.wait(TIDY_EVERY.total_seconds())
    connection.close()


def _fetch_mail() -> None:
    imap.poll(sending.stop, _receive)
    connection.close()


def _receive(raw: bytes) -> None:
    close_old_connections()
    inbound.receive_mail(raw, now=clock.now())
