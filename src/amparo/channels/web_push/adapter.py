"""Pushes to browsers: each message goes to the push service that the browser chose, readable by that browser alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from django.conf import settings

from amparo.channels import keys
from amparo.channels.adapter import Accepted, Answer, Connection, DeliveryFailed, Outgoing, ProviderDown
from amparo.channels.adapters.http import Line, LineLost, NotReached, line_to, target_of
from amparo.channels.domain import push_subscriptions
from amparo.channels.domain.push_subscriptions import PushSubscription, SubscriptionRefused
from amparo.channels.web_push import hosts, services
from amparo.channels.web_push.request import PATIENCE, answer_of, request_of
from amparo.core import clock


class WebPushAdapter:
    """Posts to the push services of `AMPARO_PUSH_HOSTS`."""

    def hosts(self) -> list[str]:
        """Return where it connects to: the push services, with all below them."""
        names = [each.partition(":")[0] for each in settings.PUSH_HOSTS]
        return [*names, *(f"*.{name}" for name in names)]

    @property
    def concurrency(self) -> int:
        """As many as the settings say."""
        return int(settings.GATEWAY_IN_FLIGHT)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        """Open nothing yet: which services are needed, the messages say.

        Raises:
            ProviderDown: the gateway's keyring has no key for push.
        """
        push_key = keys.held().push_key
        if not push_key:
            raise ProviderDown("no_push_key", PATIENCE)
        async with AsyncExitStack() as lines:
            yield _PushConnection(lines, push_key)


class _PushConnection:
    """Lines to push services, one each, opened when first needed."""

    def __init__(self, stack: AsyncExitStack, push_key: bytes) -> None:
        self._stack = stack
        self._push_key = push_key
        self._lines: dict[str, Line] = {}
        self._opening: dict[str, asyncio.Lock] = {}

    async def send(self, outgoing: Outgoing) -> Answer:
        """Encrypt one message for its browser and hand it over."""
        try:
            subscription = push_subscriptions.read(outgoing.address)
        except SubscriptionRefused:
            return DeliveryFailed(permanent=True, reason="not_a_subscription", is_address_at_fault=True)
        if not hosts.is_push_service(subscription):
            # The list may be set wrongly: nobody's wish ends because of that.
            return DeliveryFailed(permanent=True, reason="unknown_push_service")
        service = services.service_of(subscription.origin)
        try:
            line = await self._line(subscription.origin, service)
            answer = await self._post(line, outgoing, subscription)
        except services.Rests as rests:
            return DeliveryFailed(permanent=False, reason="push_service_rests", retry_after=rests.rest)
        except NotReached:
            service.unreached()
            return DeliveryFailed(permanent=False, reason="push_unreachable")
        if isinstance(answer, Accepted) or answer.permanent:
            service.took()
        else:
            service.refused(answer.retry_after)
        return answer

    async def _post(self, line: Line, outgoing: Outgoing, subscription: PushSubscription) -> Answer:
        request = request_of(outgoing, subscription, push_key=self._push_key, now=clock.now())
        try:
            reply = await line.post(target_of(subscription.endpoint), request.body, request.headers)
        except LineLost:
            return DeliveryFailed(permanent=False, reason="push_line_lost", may_have_arrived=True)
        return answer_of(reply)

    async def _line(self, origin: str, service: services.Service) -> Line:
        """Return the line to a service; whoever waits for its opening learns that it could not be opened."""
        async with self._opening.setdefault(origin, asyncio.Lock()):
            service.check_awake()
            if origin not in self._lines:
                try:
                    opened = line_to(origin, timeout=settings.PUSH_TIMEOUT)
                    self._lines[origin] = await self._stack.enter_async_context(opened)
                except NotReached as error:
                    service.unreached()
                    raise services.Rests(service.rest()) from error
            return self._lines[origin]
