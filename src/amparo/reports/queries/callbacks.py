"""Who wants to be called, in order, without any number."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amparo.network.api import Actor, Capability
from amparo.reports.domain import callback
from amparo.reports.domain.callback import CallState
from amparo.reports.models import CallBack


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish to be called.

    Attributes:
        word: what the person says; only shown once it is their turn.
        taken_by: who told them that it is their turn.
        may_wait_again: they may be told once more.
    """

    callback_id: UUID
    state: CallState
    language: str
    word: str
    is_urgent: bool
    asked_at: datetime
    invited_at: datetime | None
    taken_by: str
    may_wait_again: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """Whose turn it is, and who waits."""

    invited: tuple[Wish, ...]
    waiting: tuple[Wish, ...]


def queue(*, by: Actor) -> Queue:
    """Return everybody who waits or whose turn it is. One query.

    Raises:
        NotAllowed: the actor may not take calls.
    """
    by.require(Capability.TYPE_IN_REPORT)
    rows = CallBack.objects.filter(state__in=callback.OPEN).select_related("taken_by")
    wishes = [_wish(row) for row in rows.order_by("-is_urgent", "turns", "asked_at", "pk")]
    return Queue(
        invited=tuple(each for each in wishes if each.state is CallState.INVITED),
        waiting=tuple(each for each in wishes if each.state is CallState.WAITING),
    )


def whose_turn(callback_id: UUID, *, by: Actor) -> Wish | None:
    """Return the wish whose turn it is, or None where it waits, has ended, or is none.

    Raises:
        NotAllowed: the actor may not take calls.
    """
    by.require(Capability.TYPE_IN_REPORT)
    rows = CallBack.objects.filter(pk=callback_id, state=CallState.INVITED).select_related("taken_by")
    return next(map(_wish, rows), None)


def _wish(row: CallBack) -> Wish:
    state = CallState(row.state)
    return Wish(
        callback_id=row.pk,
        state=state,
        language=row.language,
        word=row.word if state is CallState.INVITED else "",
        is_urgent=row.is_urgent,
        asked_at=row.asked_at,
        invited_at=row.invited_at,
        taken_by=row.taken_by.display_name if row.taken_by else "",
        may_wait_again=row.turns < callback.MOST_TURNS,
    )
