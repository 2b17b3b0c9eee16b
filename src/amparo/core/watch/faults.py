"""What is wrong, decided from one look: a stable code and plain words, without any content.

The words may travel as a message to a private phone, so they name processes, machines and counts, and nothing of what
the network does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from amparo.core.watch.looking import Seen

# How long a job, or a message, may have been due without anybody taking it.
LATE_AFTER = timedelta(seconds=60)
LONG_QUEUE = 20_000
_KINDS = ("web", "worker", "gateway")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """The first message that is due by one way of sending, by a number that tells it from the next one."""

    kind: str
    head: int
    due_at: datetime


def found_in(seen: Seen, unsent: Iterable[Unsent], *, least_free_bytes: int) -> tuple[Fault, ...]:
    """Return what is wrong, the gravest first."""
    return (
        *_of_processes(seen),
        *_of_sending(seen, unsent),
        *_of_jobs(seen),
        *_of_the_ground(seen, least_free_bytes),
    )


def database_away() -> Fault:
    """Return the fault that is found by not being able to look."""
    return Fault("DATABASE_AWAY", "The database does not answer. Nothing can be taken in or sent.")


def disk_full(free_bytes: int) -> Fault:
    """Return the fault of a disk on which hardly anything is left."""
    return Fault(
        "DISK_FULL", f"The disk is nearly full: {free_bytes // 1_000_000} MB are left. Make room now."
    )


def _of_processes(seen: Seen) -> Iterator[Fault]:
    for kind in _KINDS:
        if not any(each.kind == kind and not each.is_silent for each in seen.processes):
            yield Fault(f"NO_{kind.upper()}", f"No {kind} is running.")
    for each in seen.processes:
        if each.is_silent:
            yield Fault(
                f"SILENT:{each.kind}@{each.machine}",
                f"The {each.kind} on {each.machine} has been silent since {_clock(each.beat_at)}.",
            )


def _of_sending(seen: Seen, unsent: Iterable[Unsent]) -> Iterator[Fault]:
    for each in unsent:
        late = seen.at - each.due_at
        if late >= LATE_AFTER:
            yield Fault(
                f"UNSENT:{each.kind}", f"Nothing leaves by {each.kind}: the oldest waits for {_age(late)}."
            )


def _of_jobs(seen: Seen) -> Iterator[Fault]:
    for queue in seen.queues:
        late = timedelta(0) if queue.oldest_due_at is None else seen.at - queue.oldest_due_at
        if late >= LATE_AFTER:
            yield Fault(
                f"JOBS_WAIT:{queue.name}",
                f"Work for the {queue.name} waits: {queue.due} jobs, the oldest for {_age(late)}.",
            )
        elif queue.due >= LONG_QUEUE:
            yield Fault(f"QUEUE_LONG:{queue.name}", f"{queue.due} jobs wait for the {queue.name}.")
    if seen.newly_dead:
        yield Fault("JOBS_DEAD", f"{seen.newly_dead} jobs were given up in the last hour.")


def _of_the_ground(seen: Seen, least_free_bytes: int) -> Iterator[Fault]:
    if seen.free_disk_bytes < least_free_bytes:
        yield disk_full(seen.free_disk_bytes)
    if seen.broker == "away":
        yield Fault(
            "BROKER_AWAY", "The broker does not answer. Work goes on through the database, more slowly."
        )


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M} UTC"


def _age(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    if seconds < 120:
        return f"{seconds} seconds"
    return f"{seconds // 60} minutes" if seconds < 7200 else f"{seconds // 3600} hours"
