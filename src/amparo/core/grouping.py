"""Commit together what arrives together.

A durable commit waits for the disk, and on SQLite nobody else can write meanwhile. So whoever is first in line carries
out, in one transaction, what all the threads of this process have brought by then; nobody is answered before the commit
that holds their own work. A fault in one piece leaves the others alone: what failed together is done again one by one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from django.db import connection, transaction

Work = TypeVar("Work")
Result = TypeVar("Result")


@dataclass
class _Brought(Generic[Work, Result]):
    """One piece of work, and what became of it."""

    work: Work
    result: Result | None = None
    fault: Exception | None = None
    is_done: bool = False


class TogetherCommitted(Generic[Work, Result]):
    """Do pieces of work from many threads in as few transactions as possible."""

    def __init__(self, do: Callable[[Sequence[Work]], Sequence[Result]], *, most: int = 64) -> None:
        """Take the function that does some pieces inside a transaction and returns a result for each, in order."""
        self._do = do
        self._most = most
        self._brought: list[_Brought[Work, Result]] = []
        self._line = Lock()
        self._turn = Lock()

    def do(self, work: Work) -> Result:
        """Do one piece, maybe together with others, and return its result once it is committed.

        Inside a transaction of the caller it is done there and then: when that is committed is the caller's affair.
        """
        if connection.in_atomic_block:
            with transaction.atomic():
                return self._do([work])[0]
        mine: _Brought[Work, Result] = _Brought(work)
        with self._line:
            self._brought.append(mine)
        while not mine.is_done:
            with self._turn:
                if not mine.is_done:
                    self._do_waiting()
        if mine.fault is not None:
            raise mine.fault
        return mine.result  # type: ignore[return-value]  # done and without a fault: there is a result

    def _do_waiting(self) -> None:
        with self._line:
            together, self._brought = self._brought[: self._most], self._brought[self._most :]
        if not self._is_committed(together) and len(together) > 1:
            for each in together:
                self._is_committed([each])

    def _is_committed(self, together: list[_Brought[Work, Result]]) -> bool:
        """Do some pieces in one transaction; where that fails, one that was alone has its fault."""
        try:
            with transaction.atomic():
                results = self._do([each.work for each in together])
        except Exception as error:  # noqa: BLE001 — handed to the thread that brought the piece
            if len(together) == 1:
                together[0].fault, together[0].is_done = error, True
            return False
        for each, result in zip(together, results, strict=True):
            each.result, each.is_done = result, True
        return True
