"""The name of a delivery, and how the gateway learns that some are due."""

import hashlib
from datetime import datetime
from uuid import UUID

from amparo.channels.domain.kinds import ChannelKind
from amparo.core import jobs
from amparo.core.jobs import Priority


def idempotency_key(message_id: UUID, correspondent_id: UUID) -> str:
    """Return the name of one delivery that providers and returned mail repeat; it tells neither id."""
    both = message_id.bytes + correspondent_id.bytes
    return hashlib.blake2b(both, digest_size=16, person=b"amparo delivery").hexdigest()


def wake(kind: ChannelKind, *, priority: Priority, now: datetime, run_at: datetime | None = None) -> None:
    """Have the gateway look for what is due. One waiting job a priority (and, for later, a second of time) will do."""
    when = "now" if run_at is None else f"{run_at:%Y%m%d%H%M%S}"
    jobs.enqueue(
        "channels.send",
        {"kind": kind.value},
        now=now,
        run_at=run_at,
        priority=priority,
        unique=f"channels.send:{kind.value}:{int(priority)}:{when}",
    )
