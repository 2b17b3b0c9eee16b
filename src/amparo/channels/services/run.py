"""What a run of sending is made of: its time, its means, what is ready to leave, what the ledger is told."""

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from amparo.channels.adapter import Adapter, Answer
from amparo.channels.domain.states import DeliveryState
from amparo.channels.services.ledger import Parcel
from amparo.core.privacy.seal import Keyring


@dataclass
class Stretch:
    """The time in one run: the moment it began, and what has passed on the machine's steady clock."""

    began_at: datetime
    steady: float = field(default_factory=time.monotonic)

    def seconds(self) -> float:
        """Return how long it has lasted."""
        return time.monotonic() - self.steady

    def now(self) -> datetime:
        """Return the time, whatever happens to the machine's clock meanwhile."""
        return self.began_at + timedelta(seconds=self.seconds())


class Ready:
    """What is in hand and not on its way, the most urgent first."""

    def __init__(self) -> None:
        self._by_priority: dict[int, deque[Parcel]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Parcel]:
        return (parcel for waiting in self._by_priority.values() for parcel in waiting)

    def add(self, parcels: list[Parcel]) -> None:
        for parcel in parcels:
            self._by_priority.setdefault(parcel.priority, deque()).append(parcel)
        self._count += len(parcels)

    def put_back(self, parcel: Parcel) -> None:
        self._by_priority.setdefault(parcel.priority, deque()).appendleft(parcel)
        self._count += 1

    def pop(self) -> Parcel:
        self._count -= 1
        priority = max(self._by_priority)
        waiting = self._by_priority[priority]
        parcel = waiting.popleft()
        if not waiting:
            del self._by_priority[priority]
        return parcel


@dataclass(frozen=True)
class Way:
    """What a run sends with, and for how long.

    Attributes:
        adapter: the way out.
        keyring: opens the addresses.
        run_s: after how many seconds the run ends, so that others of the process come to their turn.
        linger_s: how long it waits for more when nothing is left.
        patience_s: for how long a ledger that can't be written is tried again.
        is_watched: a thread of its own looks what was stopped, so that a slow disk holds up nothing.
    """

    adapter: Adapter
    keyring: Keyring
    run_s: float
    linger_s: float = 0.0
    patience_s: float = 0.0
    is_watched: bool = False


@dataclass
class Work:
    """What the ledger is told and asked in one turn."""

    answers: list[tuple[Parcel, Answer]]
    dropped: list[tuple[Parcel, DeliveryState]]
    messages: set[UUID]
    claim: int
    is_last: bool
