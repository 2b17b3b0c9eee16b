"""Work of many threads is committed together; a fault in one piece leaves the others alone."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import OperationalError, connection, transaction
from typing_extensions import override

from amparo.core import clock
from amparo.core.grouping import TogetherCommitted
from amparo.core.models import Job

THREADS = 8
FAULTY = 3


class PieceRefused(Exception):
    """The invented fault of one piece."""


class Desk:
    """Stores numbers as jobs, refuses one, and remembers how many came together."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.together: TogetherCommitted[int, str] = TogetherCommitted(self.store)

    def store(self, numbers: Sequence[int]) -> Sequence[str]:
        self.sizes.append(len(numbers))
        Job.objects.bulk_create(
            Job(name=f"invented.{number}", queue="nobody", run_at=clock.now()) for number in numbers
        )
        if FAULTY in numbers:
            raise PieceRefused
        return [f"stored {number}" for number in numbers]

    def bring(self, number: int) -> str:
        try:
            return self.together.do(number)
        except PieceRefused:
            return "refused"
        finally:
            connection.close()


@pytest.fixture
def brought(transactional_db: None) -> Iterator[tuple[Desk, list[str]]]:
    """Eight threads bring a piece at the same moment, while the first in line is held up."""
    desk, start = Desk(), Barrier(THREADS)

    def bring(number: int) -> str:
        start.wait()
        return desk.bring(number)

    with ThreadPoolExecutor(THREADS) as pool:
        yield desk, list(pool.map(bring, range(THREADS)))


def test_each_gets_its_own_result_and_only_the_faulty_one_its_fault(brought: tuple[Desk, list[str]]) -> None:
    _, results = brought

    expected = ["refused" if number == FAULTY else f"stored {number}" for number in range(THREADS)]
    assert results == expected
    assert Job.objects.count() == THREADS - 1


@pytest.mark.django_db(transaction=True)
def test_those_who_wait_are_done_in_one_transaction() -> None:
    desk = Desk()
    with ThreadPoolExecutor(3) as pool, desk.together._turn:
        waiting = [pool.submit(desk.bring, number) for number in range(3)]
        while len(desk.together._brought) < 3:
            time.sleep(0.01)
        desk.together._do_waiting()

    assert [each.result() for each in waiting] == ["stored 0", "stored 1", "stored 2"]
    assert desk.sizes == [3]


@pytest.mark.django_db
def test_inside_a_transaction_the_caller_s_rollback_takes_it_back() -> None:
    desk = Desk()

    with transaction.atomic():
        assert desk.together.do(1) == "stored 1"
        transaction.set_rollback(True)

    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_fault_inside_a_transaction_leaves_the_transaction_usable() -> None:
    desk = Desk()

    with pytest.raises(PieceRefused):
        desk.together.do(FAULTY)

    assert not Job.objects.exists()


class Passed(Desk):
    """Is passed over by the database once, as in a deadlock that ends for the sake of others; then stores."""

    @override
    def store(self, numbers: Sequence[int]) -> Sequence[str]:
        stored = super().store(numbers)
        if len(self.sizes) == 1:
            raise OperationalError
        return stored


@pytest.mark.django_db(transaction=True)
def test_what_the_database_passed_over_alone_is_done_once_more() -> None:
    desk = Passed()

    assert desk.bring(1) == "stored 1"
    assert (desk.sizes, Job.objects.count()) == ([1, 1], 1)
