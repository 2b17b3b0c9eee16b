"""Commit together what arrives together.

A durable commit waits for the disk, and on SQLite nobody else can write meanwhile. So whoever is first in line carries
out, in one transaction, what all the threads of this process have brought by then; nobody is answered before the commit
that holds their own work. A fault in one piece leaves the others alone: what failed together is done again one by one,
and so is one piece that failed for no fault of its own, as when the database ends a transaction for the sake of others.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from django.db import OperationalError, connection, transaction

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
        fault = self._commit(together)
        if fault is None:
            return
        is_final = len(together) == 1 and not isinstance(fault, OperationalError)
        for each in together:
            each.fault = fault if is_final else self._commit([each])
            each.is_done = True

    def _commit(self, together: list[_Brought[Work, Result]]) -> Exception | None:
        """Do some pieces in one transaction, and return what made it fail."""
        try:
            with transaction.atomic():
                results = self._do([each.work for each in together])
        except Exception as error:  # noqa: BLE001 — handed to the thread that brought the piece
            return error
        for each, result in zip(together, results, strict=True):
            each.result, each.is_done = result, True
        return None
