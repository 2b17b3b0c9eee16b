"""Pushes to browsers: each message goes to the push service that the browser chose, readable by that browser alone."""

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

    concurrency = 32

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

    def __init__(self, lines: AsyncExitStack, push_key: bytes) -> None:
        self._opened = lines
        self._push_key = push_key
        self._lines: dict[str, Line] = {}

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
        rest = service.rest()
        if rest is not None:
            return DeliveryFailed(permanent=False, reason="push_service_rests", retry_after=rest)
        answer = await self._post(outgoing, subscription)
        if isinstance(answer, Accepted) or answer.permanent:
            service.took()
        else:
            service.refused(answer.retry_after)
        return answer

    async def _post(self, outgoing: Outgoing, subscription: PushSubscription) -> Answer:
        request = request_of(outgoing, subscription, push_key=self._push_key, now=clock.now())
        try:
            line = await self._line(subscription.origin)
            return answer_of(await line.post(target_of(subscription.endpoint), request.body, request.headers))
        except NotReached as error:
            return DeliveryFailed(permanent=False, reason=f"push_{error.reason}"[:32])
        except LineLost:
            return DeliveryFailed(permanent=False, reason="push_line_lost", may_have_arrived=True)

    async def _line(self, origin: str) -> Line:
        if origin not in self._lines:
            line = await self._opened.enter_async_context(line_to(origin, timeout=settings.PUSH_TIMEOUT))
            # Another message may have opened one meanwhile; the stack closes both.
            self._lines.setdefault(origin, line)
        return self._lines[origin]
