"""To the person's next channel, where one failed: a new delivery, and the old one closed, in one transaction.

While a provider is down, what was never handed over moves after `AMPARO_GATEWAY_FAILOVER_AFTER_S`. What may have
arrived there already moves after three times that: better twice than never, and its row says so. A refusal for good
moves at once.
"""

import logging
import uuid
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from amparo.channels import queries
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.states import CorrespondentState, DeliveryState
from amparo.channels.models import Correspondent, Delivery, Outage
from amparo.channels.services import pace
from amparo.channels.services.waking import idempotency_key, wake
from amparo.core.jobs import Priority

log = logging.getLogger(__name__)

CHUNK = 500
# What may have arrived by the channel that is down moves after so many times the wait.
_DOUBT_MOVES_AFTER = 3


def leave_if_down(kind: ChannelKind, *, now: datetime) -> int:
    """Use other channels of people who wait for a provider that has been down for long. Return how many moved."""
    if not pace.is_down_for_long(kind, now=now):
        return 0
    is_hopeless = pace.is_down_for_long(kind, now=now, times=_DOUBT_MOVES_AFTER)
    moved = leave(kind, is_doubt_included=is_hopeless, now=now)
    if moved:
        log.warning("%s deliveries go by other channels, as the provider of %s is down.", moved, kind.value)
    return moved


def leave(kind: ChannelKind, *, is_doubt_included: bool, now: datetime) -> int:
    """Move what waits for a provider who is down to where else its people can be reached. Return how many moved."""
    is_due = Q(state=DeliveryState.FAILED) | Q(run_at__lte=now)
    waiting = Delivery.objects.filter(is_due, kind=kind, is_waiting=True, expires_at__gt=now)
    waiting = waiting.exclude(fallbacks="")
    if not is_doubt_included:
        waiting = waiting.filter(may_have_arrived=False)
    moved, last = 0, 0
    while True:
        with transaction.atomic():
            rows = waiting.filter(pk__gt=last).order_by("pk")
            if connection.features.has_select_for_update_skip_locked:
                rows = rows.select_for_update(skip_locked=True)
            chunk = list(rows[:CHUNK])
            moved += _move(chunk, now, reason="provider_down")
        if len(chunk) < CHUNK:
            return moved
        last = chunk[-1].pk


def pass_on(keys: Collection[int], *, now: datetime) -> int:
    """Move deliveries that failed for good where there is another channel. Inside the caller's transaction."""
    return _move(list(Delivery.objects.filter(pk__in=keys)), now)


def _move(rows: list[Delivery], now: datetime, reason: str = "") -> int:
    """Give rows a successor, where they have one; return how many."""
    if not rows:
        return 0
    successors = list(_successors(rows, now))
    Delivery.objects.bulk_create([new for _, new in successors], ignore_conflicts=True)
    over = Delivery.objects.filter(pk__in=[old.pk for old, _ in successors])
    given = {"reason": reason} if reason else {}
    over.update(state=DeliveryState.MOVED, values={}, fallbacks="", **given)
    for kind in {new.kind for _, new in successors}:
        wake(ChannelKind(kind), priority=Priority.URGENT, now=now)
    return len(successors)


def _successors(rows: Iterable[Delivery], now: datetime) -> Iterator[tuple[Delivery, Delivery]]:
    wanted = {each for row in rows for each in _ways(row)}
    usable = _usable(wanted)
    taken = set(
        Delivery.objects.filter(
            message_id__in={row.message_id for row in rows},
            correspondent_id__in=[c.pk for c in usable.values()],
        ).values_list("message_id", "correspondent_id")
    )
    for row in rows:
        ways = _ways(row)
        for place, way in enumerate(ways):
            whom = usable.get(way)
            if whom is None or (row.message_id, whom.pk) in taken:
                continue
            taken.add((row.message_id, whom.pk))
            yield row, _new(row, whom, ways[place + 1 :], now)
            break


def _ways(row: Delivery) -> list[uuid.UUID]:
    return [uuid.UUID(each) for each in row.fallbacks.split(",") if each]


def _usable(wanted: Collection[uuid.UUID]) -> dict[uuid.UUID, Correspondent]:
    """Return who can be reached now: confirmed or not yet, by a channel that is set, switched on and not down."""
    down = set(Outage.objects.values_list("kind", flat=True))
    kinds = {
        kind
        for kind in settings.CHANNEL_ADAPTERS
        if kind not in down and queries.is_switched_on(ChannelKind(kind))
    }
    found = Correspondent.objects.filter(pk__in=wanted).select_related("merged_into")
    stands_for = {row.pk: row.merged_into or row for row in found if not row.is_released}
    return {
        key: row
        for key, row in stands_for.items()
        if row.state != CorrespondentState.UNREACHABLE and row.kind in kinds
    }


def _new(row: Delivery, whom: Correspondent, rest: list[uuid.UUID], now: datetime) -> Delivery:
    return Delivery(
        message_id=row.message_id,
        correspondent_id=whom.pk,
        kind=whom.kind,
        language=row.language,
        values=row.values,
        state=DeliveryState.QUEUED,
        priority=row.priority,
        run_at=now,
        expires_at=row.expires_at,
        idempotency_key=idempotency_key(row.message_id, whom.pk),
        fallbacks=",".join(each.hex for each in rest),
    )
