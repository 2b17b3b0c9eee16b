"""Sign what the feeds say, where this process holds the network's key."""

from amparo.alerts import keys
from amparo.alerts.domain.feeds import signature


def held_key() -> bytes | None:
    """Return the Ed25519 key of this process; None where it holds none, as in every process but the worker."""
    try:
        return keys.held().ed25519
    except keys.NotTheSigner:
        return None


def signature_of(body: bytes, earlier: bytes) -> bytes | None:
    """Return the content of the signature's file for a body; None where no key is held.

    Args:
        body: the bytes of the feed.
        earlier: what the signature's file says now.
    """
    key = held_key()
    return None if key is None else signature.renewed(body, key, earlier)
