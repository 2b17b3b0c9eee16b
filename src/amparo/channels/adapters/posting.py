"""What every adapter that posts shares: the switch, one message over an open line, and answers that are no answers."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from asgiref.sync import sync_to_async

from amparo.channels import queries
from amparo.channels.adapter import Answer, DeliveryFailed, Outgoing, ProviderDown
from amparo.channels.adapters.http import Line, LineLost, NotReached, Reply
from amparo.channels.domain.addresses import AddressRefused, normal
from amparo.channels.domain.kinds import ChannelKind
from amparo.core import jobs

# How long a provider is left alone who does not let us in, or whom the network has switched off.
PATIENCE = jobs.FIRST_BACKOFF * 30
SHORTEST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(hours=1)
KEY_LETTERS = frozenset("0123456789abcdef")
LENGTH_OF_A_KEY = 32


@dataclass(frozen=True, slots=True)
class Request:
    """What is posted. The target may hold a token, the headers a password, the body an address: never print one."""

    target: str = field(repr=False)
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(repr=False, default_factory=dict)


async def check_switch(kind: ChannelKind) -> None:
    """See to it that the network wants a kind to be used.

    Raises:
        ProviderDown: it is switched off.
    """
    if not await sync_to_async(queries.is_switched_on)(kind):
        raise ProviderDown("switched_off", PATIENCE)


def refusal_of(kind: ChannelKind, outgoing: Outgoing) -> DeliveryFailed | None:
    """Refuse what no program of ours writes, before any of it becomes part of a request."""
    try:
        is_stored_form = normal(kind, outgoing.address) == outgoing.address
    except AddressRefused:
        is_stored_form = False
    is_key = len(outgoing.key) == LENGTH_OF_A_KEY and KEY_LETTERS.issuperset(outgoing.key)
    if not (is_stored_form and is_key):
        return DeliveryFailed(permanent=True, reason="header_refused")
    if not outgoing.body.strip():
        return DeliveryFailed(permanent=True, reason="empty")
    return None


async def handed_over(line: Line, request: Request, read: Callable[[Reply], Answer]) -> Answer:
    """Post one message and read what the provider says."""
    try:
        reply = await line.post(request.target, request.body, request.headers)
    except NotReached:
        return DeliveryFailed(permanent=False, reason="unreachable", is_connection_lost=True)
    except LineLost:
        return DeliveryFailed(
            permanent=False, reason="connection_lost", may_have_arrived=True, is_connection_lost=True
        )
    return read(reply)


def fields_of(body: bytes) -> dict[str, object]:
    """Return a JSON object, or an empty one for whatever else came: HTML, garbage, a list, nothing."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def inner(fields: dict[str, object], name: str) -> dict[str, object]:
    """Return an object within an object, or an empty one."""
    found = fields.get(name)
    return found if isinstance(found, dict) else {}


def number_in(fields: dict[str, object], name: str) -> int:
    """Return a whole number from 0 to a million, or 0: what a provider says is counted and shown."""
    found = fields.get(name)
    return found if type(found) is int and 0 < found < 1_000_000 else 0


def too_many(asked: timedelta | None) -> DeliveryFailed:
    """Return the answer to a provider who asks for patience; it holds for the whole connection."""
    pause = min(max(asked or SHORTEST_PAUSE, SHORTEST_PAUSE), LONGEST_PAUSE)
    return DeliveryFailed(permanent=False, reason="too_many", retry_after=pause, is_connection_lost=True)


def not_let_in() -> DeliveryFailed:
    """Return the answer to a provider who does not believe us."""
    return DeliveryFailed(
        permanent=False, reason="sign_in_refused", retry_after=PATIENCE, is_connection_lost=True
    )


def broken(kind: ChannelKind, reply: Reply) -> DeliveryFailed:
    """Return the answer where a provider fails, or a stranger in between speaks: nothing is known of the message.

    A 503 is said before anything was taken.
    """
    return DeliveryFailed(
        permanent=False,
        reason=f"{kind.value}_{reply.status}",
        retry_after=reply.retry_after,
        may_have_arrived=reply.status >= 500 and reply.status != 503,
        is_connection_lost=True,
    )


def unclear(kind: ChannelKind) -> DeliveryFailed:
    """Return the answer to a 200 that holds no answer: a captive portal, a proxy's page, a cut body."""
    return DeliveryFailed(
        permanent=False, reason=f"{kind.value}_unclear", may_have_arrived=True, is_connection_lost=True
    )
