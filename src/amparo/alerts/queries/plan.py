"""The steps of a fan-out, in their order: who was reached by what it follows, then who watches, the nearest first.

The plan of a released alert never changes: it comes from what the alert says and from the messages before it, none of
which change. So a cursor is a step and the last id taken in it, and whoever goes on after a kill reads ranges of an
index from there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from amparo.alerts.domain.kinds import TOPICS, Kind, Topic
from amparo.alerts.models import Alert, Fanout
from amparo.alerts.queries import fetch, watching
from amparo.alerts.queries.watching import Found, Reader, Rules, Segment
from amparo.channels import api as channels


@dataclass(frozen=True, slots=True)
class Reached:
    """Those to whom an earlier message of the thread was sent, or may have been."""

    message_id: UUID


Step = Reached | Segment


@dataclass(frozen=True, slots=True)
class Position:
    """Where a fan-out stands: the step that is under way, and the last id taken in it."""

    step: int = 0
    after: UUID | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps of one fan-out.

    Attributes:
        steps: in their order.
        consented_by: of those who watch, only who consented at this time or before; None for all.
    """

    steps: tuple[Step, ...]
    consented_by: datetime | None = None


def of(row: Alert) -> Plan:
    """Return the plan of an alert.

    A first alert goes to who watches its place and topic. What follows goes to exactly those who got what it follows,
    with two additions: an update also goes to those who were about to get the first, and a correction that confirms
    for the first time to everybody who wished for that.
    """
    kind, content = Kind(row.kind), fetch.content_of(row)
    if kind in TOPICS:
        return Plan(watching.segments(content, TOPICS[kind]))
    steps: tuple[Step, ...] = tuple(Reached(each) for each in _earlier_messages(row))
    first = fetch.alert(row.thread)
    if kind == Kind.UPDATE:
        watched = watching.segments(fetch.content_of(first), TOPICS[Kind(first.kind)])
        return Plan((*steps, *watched), consented_by=first.released_at)
    if kind == Kind.CORRECTION and content.facts.outcome == "confirmed" and first.kind != Kind.CONFIRMED:
        return Plan((*steps, *watching.segments(content, Topic.CONFIRMED)))
    return Plan(steps)


def _earlier_messages(row: Alert) -> list[UUID]:
    earlier = Fanout.objects.filter(alert__thread=row.thread, message_id__isnull=False).exclude(pk=row.pk)
    found = earlier.order_by("alert__number").values_list("message_id", flat=True)
    return [each for each in found if each is not None]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One reader of a batch: whether it is about a place they named, and whether they hold what it follows."""

    reader: Reader
    is_own_place: bool
    was_reached: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """The next people of a plan, in their order, and where it goes on; `goes_on` is None at its end."""

    recipients: tuple[Recipient, ...]
    goes_on: Position | None


def batch(plan: Plan, at: Position, limit: int, now: datetime) -> Batch:
    """Read on in a plan: over empty steps, until there are so many people or the plan ends. A query or two a step."""
    who = watching.rules(now, plan.consented_by)
    found: list[Recipient] = []
    position, rest = at, limit
    while rest > 0 and position.step < len(plan.steps):
        step = plan.steps[position.step]
        read = _read(step, position, rest, who)
        is_own, was_reached = isinstance(step, Reached) or step.is_own_place, isinstance(step, Reached)
        found += [Recipient(each, is_own, was_reached) for each in read.readers]
        position = Position(position.step, read.last) if read.count == rest else Position(position.step + 1)
        rest -= read.count
    return Batch(tuple(found), position if position.step < len(plan.steps) else None)


def _read(step: Step, at: Position, limit: int, who: Rules) -> Found:
    if isinstance(step, Segment):
        return watching.next_in(step, at.after, limit, who)
    ids = channels.reached_after(step.message_id, at.after, limit)
    readers = watching.of_correspondents(ids, who) if ids else ()
    return Found(ids[-1] if ids else None, len(ids), readers)


def everybody(plan: Plan, now: datetime, at_once: int) -> Iterator[Batch]:
    """Yield all batches of a plan."""
    position: Position | None = Position()
    while position is not None:
        found = batch(plan, position, at_once, now)
        yield found
        position = found.goes_on


def cells_by_topic(steps: Iterable[Step]) -> dict[Topic, tuple[int, ...]]:
    """Return which cells a plan looks under, each once, for each topic."""
    pairs = [(step.topic, step.cell) for step in steps if isinstance(step, Segment)]
    ordered = sorted(set(pairs))
    return {
        topic: tuple(cell for _, cell in group) for topic, group in groupby(ordered, key=lambda each: each[0])
    }
