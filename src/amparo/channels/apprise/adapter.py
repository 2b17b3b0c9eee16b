"""Messages by apprise: for partners and administrators, to destinations that an operator set up by name.

The library is blocking and tells no more than whether all went well: it runs in threads of its own, and a failure is
taken for one that may pass. There are no receipts, no keys and no answers.
"""

import asyncio
import logging
import warnings
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import lru_cache
from types import ModuleType

from django.conf import settings

from amparo.channels.adapter import Accepted, Answer, Connection, DeliveryFailed, Outgoing, ProviderDown
from amparo.channels.adapters import posting
from amparo.channels.apprise import egress
from amparo.channels.apprise.targets import TargetsBroken, targets
from amparo.channels.domain import lengths
from amparo.channels.domain.kinds import ChannelKind

KIND = ChannelKind.APPRISE
THREADS = 4
_SHORTEST_BODY = 20


class AppriseAdapter:
    """Sends to the destinations that `AMPARO_APPRISE_TARGETS` names, over the hosts of `AMPARO_APPRISE_HOSTS`."""

    concurrency = THREADS

    def hosts(self) -> list[str]:
        """Return where it connects to; `*.example.org` stands for all names below it."""
        return list(settings.APPRISE_HOSTS)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Make ready; each message opens a connection of its own.

        Raises:
            ProviderDown: apprise is switched off, or no destination or no host is set.
        """
        await posting.check_switch(KIND)
        try:
            is_set = bool(targets()) and bool(settings.APPRISE_HOSTS)
        except TargetsBroken as error:
            raise ProviderDown("not_configured", posting.PATIENCE) from error
        if not is_set:
            raise ProviderDown("not_configured", posting.PATIENCE)
        yield _AppriseConnection()


class _AppriseConnection:
    """The threads in which the library works."""

    async def send(self, outgoing: Outgoing) -> Answer:
        """Hand over one message."""
        refusal = posting.refusal_of(KIND, outgoing)
        if refusal is not None:
            return refusal
        address = targets().get(outgoing.address)
        if address is None:
            return DeliveryFailed(permanent=True, reason="apprise_no_such_name", is_address_at_fault=True)
        return await asyncio.get_running_loop().run_in_executor(_threads(), _notify, address, outgoing)


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="apprise")


@lru_cache(maxsize=1)
def _library() -> ModuleType:
    """Load the library when it is first used, with its own voice silenced: it would say where to.

    It takes a second and tens of megabytes. It asks for a module that Python 3.13 has dropped, and can do without.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import apprise

        apprise.Apprise.instantiate("json://localhost")  # the first address has it read all its services
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    return apprise


def _notify(address: str, outgoing: Outgoing) -> Answer:
    """Have the library send one message."""
    apprise = _library()
    asset = apprise.AppriseAsset(
        app_id="Amparo",
        app_desc="",
        app_url="",
        storage_mode=apprise.PersistentStoreMode.MEMORY,
        secure_logging=True,
    )
    service = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    if service is None:
        return DeliveryFailed(permanent=True, reason="apprise_address_not_understood")
    most = max(service.body_maxlen - len(outgoing.subject) - 2, _SHORTEST_BODY)
    with egress.only_to(settings.APPRISE_HOSTS) as within:
        is_taken = service.notify(
            body=lengths.cut(outgoing.body, most, lengths.utf16_units),
            title=outgoing.subject,
            notify_type=apprise.NotifyType.WARNING if outgoing.unsubscribe_url else apprise.NotifyType.INFO,
            body_format=apprise.NotifyFormat.TEXT,
        )
        was_refused = within.was_refused
    if is_taken:
        return Accepted()
    if was_refused:
        return DeliveryFailed(permanent=True, reason="apprise_host_not_allowed")
    return DeliveryFailed(permanent=False, reason="apprise_failed", may_have_arrived=True)
