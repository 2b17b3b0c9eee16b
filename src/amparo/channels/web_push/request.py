"""One push as it goes over the wire: RFC 8030, encrypted as RFC 8291 has it. No line to anybody here."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec

from amparo.channels.adapter import Accepted, Answer, DeliveryFailed, Outgoing
from amparo.channels.adapters.http import Reply
from amparo.channels.domain.push_subscriptions import PushSubscription
from amparo.channels.web_push.payload import payload_of
from amparo.channels.web_push.signing import authorization
from amparo.core.jobs import Priority

# For what has no end of its own.
_USUAL_TTL = timedelta(hours=6)
# RFC 8030, section 5.4.
_TOPIC_LENGTH = 32
# Push services differ in how they say "too much" for one browser and for a whole sender: a minute serves both.
_SHORTEST_PAUSE = timedelta(seconds=5)
PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Request:
    """What to post."""

    body: bytes = field(repr=False)
    headers: dict[str, str] = field(repr=False)


def request_of(
    outgoing: Outgoing, subscription: PushSubscription, *, push_key: bytes, now: datetime
) -> Request:
    """Encrypt and sign one message for one browser."""
    headers = {
        "TTL": str(_ttl(outgoing, now)),
        "Urgency": _urgency(outgoing.priority),
        "Authorization": authorization(push_key, subscription.origin, now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
    }
    if outgoing.about is not None:
        headers["Topic"] = topic_of(outgoing.about.thread, subscription)
    return Request(sealed(payload_of(outgoing), subscription), headers)


def sealed(plain: bytes, subscription: PushSubscription) -> bytes:
    """Encrypt for a browser, with a key of our own that is used once."""
    once = ec.generate_private_key(ec.SECP256R1())
    body: bytes = http_ece.encrypt(
        plain,
        private_key=once,
        dh=subscription.p256dh,
        auth_secret=subscription.auth,
        version="aes128gcm",
    )
    return body


def topic_of(thread: str, subscription: PushSubscription) -> str:
    """Return under which name a newer message replaces one that waits.

    It differs from browser to browser and can't be led back to the thread, so a push service learns from it neither
    which alert this is nor who else got it.
    """
    digest = hashlib.blake2b(thread.encode(), key=subscription.auth, digest_size=24, person=b"amparo topic")
    return urlsafe_b64encode(digest.digest()).decode("ascii")[:_TOPIC_LENGTH]


def _ttl(outgoing: Outgoing, now: datetime) -> int:
    left = _USUAL_TTL if outgoing.expires_at is None else outgoing.expires_at - now
    return max(1, int(left.total_seconds()))


def _urgency(priority: Priority) -> str:
    """Return how much of a battery a message is worth (RFC 8030, section 5.3)."""
    if priority >= Priority.URGENT:
        return "high"
    return "normal" if priority >= Priority.ROUTINE else "low"


def answer_of(reply: Reply) -> Answer:
    """Read a push service's answer (RFC 8030, sections 5, 7.2, 7.3 and 8.4)."""
    status = reply.status
    if status in {200, 201, 202, 204}:
        if (
            reply.body.lstrip()[:1] == b"<"
        ):  # a page, where a push service says nothing: somebody else answers here
            return DeliveryFailed(permanent=False, reason="push_page", may_have_arrived=True)
        return Accepted()
    if status in {404, 410}:
        return DeliveryFailed(permanent=True, reason="push_gone", is_address_at_fault=True)
    if status == 429:
        return DeliveryFailed(
            permanent=False, reason="push_429", retry_after=reply.retry_after or _SHORTEST_PAUSE
        )
    if status in {401, 403}:  # our signature, or our key: the browser is well
        return DeliveryFailed(permanent=False, reason=f"push_{status}", retry_after=PATIENCE)
    is_ours = 400 <= status < 500 and status not in {408, 425}
    return DeliveryFailed(
        permanent=is_ours,
        reason=f"push_{status}",
        retry_after=reply.retry_after,
        may_have_arrived=status >= 500 and status != 503,
    )
