"""Which hosts are push services: a browser names its own, and nobody else may make us call an address.

Asked twice: by `web` before an address is taken in, and by the gateway before anything leaves.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings

from amparo.channels.adapters.http import is_safe
from amparo.channels.domain.push_subscriptions import PushSubscription


def is_push_service(subscription: PushSubscription) -> bool:
    """Tell whether a subscription's endpoint lies at a push service that the settings name, and can't be overheard."""
    parts = urlsplit(subscription.endpoint)
    host = (parts.hostname or "").rstrip(".")
    is_own_port = parts.port is None or f"{host}:{parts.port}" in settings.PUSH_HOSTS
    return is_safe(subscription.endpoint) and is_own_port and _is_below(host, settings.PUSH_HOSTS)


def _is_below(host: str, known: Iterable[str]) -> bool:
    names = [each.partition(":")[0] for each in known]
    return any(host == name or host.endswith(f".{name}") for name in names)
