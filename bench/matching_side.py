"""One size of the bench `matching`: fill a database with subscriptions, then measure as often as it is told to.

`python -m bench.matching_side SIZE HITS` prepares SIZE subscriptions of which HITS get the alert, and answers each line
of its input with the seconds of one round.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import django

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

    from amparo.alerts.queries.plan import Plan
    from amparo.alerts.queries.watching import Segment

Result = TypeVar("Result")
NOW = datetime(2026, 11, 24, 20, tzinfo=UTC)
BATCH = 500
AT_ONCE = 50_000
_HERE = (34.0467, -118.2850)
_LANGUAGES = ("es",) * 6 + ("en",) * 3 + ("zh-Hans", "ko")
_CHANNELS = ("email",) * 5 + ("sms",) * 3 + ("web_push", "telegram")
_COLUMNS = (
    "id", "correspondent_id", "channel", "state", "language", "is_everywhere", "areas", "drawn", "quiet_from",
    "quiet_until", "wakes", "has_further_ways", "asked_at", "consented_at", "consent_until",
)  # fmt: skip
_READ = "id, correspondent_id, channel, language, quiet_from, quiet_until, wakes, consented_at"


def main(size: int, hits: int) -> None:
    """Prepare, then answer."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _set_up()
    segments, elsewhere = _places()
    cells, owners = _fill(size, hits, segments, elsewhere)
    bare = _Bare(cells, owners, [segment.cell for segment in segments if segment.urgency == 0])
    print("ready", flush=True)
    for _line in sys.stdin:
        print(json.dumps(_round(segments, bare)), flush=True)


def _round(segments: "tuple[Segment, ...]", bare: "_Bare") -> dict[str, Any]:
    from amparo.alerts.queries import plan

    steps = plan.Plan(segments)
    match, people = _timed(lambda: _walk(steps))
    first, _ = _timed(lambda: plan.batch(steps, plan.Position(), BATCH, NOW))
    count, counted = _timed(lambda: _count(steps))
    lookup, _ = _timed(bare.look_up)
    read, rows = _timed(bare.find)
    return {
        "match": match,
        "first": first,
        "count": count,
        "lookup": lookup,
        "bare": read,
        "found": [people, counted, rows],
    }


def _timed(act: Callable[[], Result]) -> tuple[float, Result]:
    began = time.perf_counter()
    result = act()
    return time.perf_counter() - began, result


def _walk(steps: "Plan") -> int:
    """Read everybody as the fan-out does, and return how many there are."""
    from amparo.alerts.queries import plan

    return sum(len(batch.recipients) for batch in plan.everybody(steps, NOW, BATCH))


def _count(steps: "Plan") -> int:
    from amparo.alerts.queries import audience

    return sum(audience.count_watching(steps, now=NOW, expires_at=NOW + timedelta(hours=2)).values())


class _Bare:
    """The limit: a binary search for cells in numpy, then the people by primary key."""

    def __init__(self, cells: list[int], owners: list[UUID], wanted: list[int]) -> None:
        import numpy

        order = numpy.argsort(numpy.array(cells, dtype=numpy.int64), kind="stable")
        self.cells: numpy.ndarray[Any, Any] = numpy.array(cells, dtype=numpy.int64)[order]
        self.owners = [owners[number] for number in order]
        self.wanted = wanted

    def look_up(self) -> list[UUID]:
        import numpy

        begins = numpy.searchsorted(self.cells, self.wanted, side="left")
        ends = numpy.searchsorted(self.cells, self.wanted, side="right")
        return [owner for begin, end in zip(begins, ends, strict=True) for owner in self.owners[begin:end]]

    def find(self) -> int:
        from django.db import connection

        found = 0
        is_text = connection.vendor == "sqlite"
        hits = iter(self.look_up())
        with connection.cursor() as cursor:
            while keys := [key.hex if is_text else key for key in islice(hits, BATCH)]:
                marks = ", ".join(["%s"] * len(keys))
                cursor.execute(f"SELECT {_READ} FROM alerts_subscription WHERE id IN ({marks})", keys)  # noqa: S608 — only marks
                found += len(cursor.fetchall())
        return found


def _set_up() -> None:
    """Make an invented network that uses every channel."""
    from amparo.channels import api as channels
    from tests.personas import set_up_network

    set_up_network()
    for kind in channels.ChannelKind:
        if not channels.is_switched_on(kind):
            channels.switch_on(kind, by="bench", now=NOW)


def _places() -> "tuple[tuple[Segment, ...], list[int]]":
    """Return where the alert looks, and cells of the region where it does not."""
    from amparo.alerts.domain import areas
    from amparo.alerts.domain.kinds import Topic
    from amparo.alerts.domain.ways import Urgency
    from amparo.alerts.queries.watching import Segment
    from amparo.core.places.cells import Point, Precision, cell_at, neighbours

    here = cell_at(Point(*_HERE), Precision.NEIGHBOURHOOD)
    found = areas.rings([here])
    looked = {cell for ring in found for cell in ring.cells}
    segments = tuple(
        Segment(Topic.CONFIRMED, cell, urgency)
        for ring in found
        for urgency in Urgency
        for cell in ring.cells
    )
    return segments, [cell for cell in neighbours(here, 20) if cell not in looked]


def _fill(
    size: int, hits: int, segments: "tuple[Segment, ...]", elsewhere: list[int]
) -> tuple[list[int], list[UUID]]:
    """Store the subscriptions; return the cell and the owner of each row of those who wish for what was confirmed."""
    from django.db import connection

    from amparo.alerts.domain.ways import urgency_of

    chance = random.Random(size)  # noqa: S311 — repeatable on purpose
    near = list(dict.fromkeys(segment.cell for segment in segments))
    getting = set(chance.sample(range(size), hits))
    cells: list[int] = []
    owners: list[UUID] = []

    def rows() -> Iterator[tuple[tuple[Any, ...], list[tuple[Any, ...]]]]:
        for number in range(size):
            key, channel = UUID(int=chance.getrandbits(128), version=4), chance.choice(_CHANNELS)
            watched = set(chance.choices(elsewhere, k=chance.choice((1, 1, 2, 3))))
            if number in getting:
                # Three in four watch the neighbourhood itself.
                watched.add(near[0] if chance.random() < 0.75 else chance.choice(near[1:]))
            topics = ("confirmed",) if chance.random() < 0.7 else ("confirmed", "found_false")
            cells.extend(watched)
            owners.extend([key] * len(watched))
            urgency = int(urgency_of(channel))
            yield (
                _subscription(key, channel, chance),
                [(topic, cell, urgency, key) for cell in sorted(watched) for topic in topics],
            )

    stream = rows()
    with connection.cursor() as cursor:
        while batch := list(islice(stream, AT_ONCE)):
            _insert(cursor, "alerts_subscription", _COLUMNS, [row for row, _ in batch])
            watches = sorted(watch for _, each in batch for watch in each)
            _insert(
                cursor, "alerts_subscriptionwatch", ("topic", "cell", "urgency", "subscription_id"), watches
            )
        cursor.execute("ANALYZE")
    return cells, owners


def _subscription(key: UUID, channel: str, chance: random.Random) -> tuple[Any, ...]:
    quiet = (clock_time(22), clock_time(7)) if chance.random() < 0.3 else (None, None)
    correspondent = UUID(int=chance.getrandbits(128), version=4)
    return (
        key, correspondent, channel, "confirmed", chance.choice(_LANGUAGES), False, "[]", "[]", *quiet, False,
        False, NOW, NOW, date(2027, 11, 24),
    )  # fmt: skip


def _insert(
    cursor: "CursorWrapper", table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    """Write rows as fast as the database takes them, in one transaction."""
    from django.db import connection, transaction

    names = ", ".join(columns)
    if connection.vendor == "postgresql":
        with transaction.atomic(), cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join(["%s"] * len(columns))
    with transaction.atomic():
        cursor.execute("PRAGMA cache_size = -400000")
        plain = [tuple(_stored(value) for value in row) for row in rows]
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", plain)  # noqa: S608 — fixed names


def _stored(value: object) -> bool | int | str | None:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ")
    if isinstance(value, date | clock_time):
        return value.isoformat()
    if value is None or isinstance(value, int | str):
        return value
    raise TypeError(type(value).__name__)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
