"""The delivery ledger: claiming a batch under a lease, and recording results only while the lease is ours.

At least once: a delivery is marked after it was sent. If a gateway dies in between, its batch is sent again when the
lease ends; so duplicates are bounded by the batch in flight, and nothing is lost.
"""

import random
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from django.db import connection, transaction
from django.db.models import QuerySet

from amparo.channels.adapter import Accepted, Answer, DeliveryFailed
from amparo.channels.domain import backoff
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.states import DeliveryState
from amparo.channels.models import Delivery
from amparo.channels.queries import is_locked
from amparo.channels.services.correspondents import mark_unreachable
from amparo.core.errors import AmparoError

# The connections of one gateway take turns here: SQLite lets writers that wait sleep for longer and longer.
_one_writer = Lock()


class LeaseLost(AmparoError):
    """Others own some of our deliveries by now: stop sending at once."""

    code = "DELIVERY_LEASE_LOST"


@dataclass
class Batch:
    """Some deliveries that this gateway alone may send until the lease ends."""

    owner: uuid.UUID
    lease: timedelta
    lease_until: datetime
    deliveries: list[Delivery]
    _answers: list[tuple[Delivery, Answer]] = field(default_factory=list)
    _open: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._open = {delivery.pk for delivery in self.deliveries}

    def note(self, delivery: Delivery, answer: Answer) -> None:
        """Remember an answer until the next `record`."""
        self._answers.append((delivery, answer))

    @property
    def unrecorded(self) -> int:
        """How many answers would be lost, and their messages sent again, if this process died now."""
        return len(self._answers)

    def record(self, now: datetime) -> None:
        """Write the answers noted so far, and renew the lease of the rest, in one transaction.

        Raises:
            LeaseLost: others own some of them; what was ours is written all the same.
        """
        answers, self._answers = self._answers, []
        accepted = [delivery.pk for delivery, answer in answers if isinstance(answer, Accepted)]
        failed = [(delivery, answer) for delivery, answer in answers if isinstance(answer, DeliveryFailed)]
        self._open -= {delivery.pk for delivery, _ in answers}
        with _one_writer, transaction.atomic():
            written = self._write_sent(accepted) if accepted else 0
            for delivery, answer in failed:
                written += self._write_failed(delivery, answer, now)
            renewed = self._renew(now) if self._open else 0
        if written < len(answers) or renewed < len(self._open):
            raise LeaseLost

    def give_back(self, now: datetime) -> None:
        """Release what was not tried, without counting an attempt."""
        self._ours(self._open).update(state=DeliveryState.QUEUED, owner=None, lease_until=None, run_at=now)
        self._open = set()

    def drop(self, delivery: Delivery, state: DeliveryState) -> None:
        """Close a delivery that may not leave any more: expired, cancelled, or without an address."""
        self._open.discard(delivery.pk)
        self._ours({delivery.pk}).update(state=state, owner=None, lease_until=None, values={})

    def _ours(self, keys: set[int]) -> QuerySet[Delivery]:
        return Delivery.objects.filter(pk__in=keys, owner=self.owner)

    def _write_sent(self, accepted: list[int]) -> int:
        return self._ours(set(accepted)).update(
            state=DeliveryState.SENT, owner=None, lease_until=None, values={}
        )

    def _renew(self, now: datetime) -> int:
        self.lease_until = now + self.lease
        return self._ours(self._open).update(lease_until=self.lease_until)

    def _write_failed(self, delivery: Delivery, failure: DeliveryFailed, now: datetime) -> int:
        attempts = delivery.attempts + 1
        is_over = failure.permanent or attempts >= backoff.MOST_ATTEMPTS
        pause = backoff.pause_after(attempts, asked=failure.retry_after, jitter=random.random())  # noqa: S311
        written = self._ours({delivery.pk}).update(
            state=DeliveryState.DEAD if is_over else DeliveryState.FAILED,
            attempts=attempts,
            reason=failure.reason,
            run_at=now + pause,
            may_have_arrived=delivery.may_have_arrived or failure.may_have_arrived,
            owner=None,
            lease_until=None,
            **({"values": {}} if is_over else {}),
        )
        if written and failure.permanent and failure.is_address_at_fault and delivery.correspondent_id:
            mark_unreachable(delivery.correspondent_id, reason=failure.reason, now=now)
        return written


def claim(kind: ChannelKind, *, limit: int, lease: timedelta, now: datetime) -> Batch | None:
    """Take the most urgent deliveries that are due, or None when there are none, or a lockdown holds all."""
    if is_locked():
        return None
    due = Delivery.objects.filter(kind=kind, is_waiting=True, run_at__lte=now, expires_at__gt=now)
    if not due.exists():
        return None
    with _one_writer, transaction.atomic():
        rows = due.order_by("-priority", "run_at", "pk").select_related("correspondent")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        deliveries = list(rows[:limit])
        batch = Batch(uuid.uuid4(), lease, now + lease, deliveries)
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(
            state=DeliveryState.SENDING, owner=batch.owner, lease_until=batch.lease_until
        )
    return batch if deliveries else None


def reclaim(now: datetime) -> int:
    """Put back what a dead gateway had in hand; each of them may have arrived. Return how many."""
    left = Delivery.objects.filter(state=DeliveryState.SENDING, lease_until__lte=now)
    if not left.exists():  # a look waits for nobody, a write for every other writer
        return 0
    return left.update(
        state=DeliveryState.QUEUED, owner=None, lease_until=None, run_at=now, may_have_arrived=True
    )


def expire(now: datetime) -> int:
    """Close what waited until it was too late. Return how many."""
    late = Delivery.objects.filter(is_waiting=True, expires_at__lte=now)
    if not late.exists():
        return 0
    return late.update(state=DeliveryState.EXPIRED, reason="expired", values={})


def stop_cancelled() -> int:
    """Close what went back to waiting after its message had been cancelled. Return how many."""
    waiting = Delivery.objects.filter(is_waiting=True, message__cancelled_at__isnull=False)
    if not waiting.exists():
        return 0
    return waiting.update(state=DeliveryState.CANCELLED, reason="cancelled", values={})


def next_due(kind: ChannelKind) -> datetime | None:
    """Return when the next waiting delivery of a kind is due, of whatever priority."""
    waiting = Delivery.objects.filter(kind=kind, is_waiting=True).order_by("run_at")
    return waiting.values_list("run_at", flat=True).first()
