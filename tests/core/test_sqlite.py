"""SQLite is durable, and erases (T40). What is only PostgreSQL's is in test_postgresql.py."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction

from amparo.core import database
from amparo.core.models import Job

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own settings")


@pytest.mark.django_db(transaction=True)
def test_the_running_database_has_the_settings_our_promises_rest_on() -> None:
    database.check_hardened()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "pragma", ["secure_delete=OFF", "synchronous=NORMAL", "trusted_schema=ON", "foreign_keys=OFF"]
)
def test_a_loosened_database_is_noticed(pragma: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
    try:
        with pytest.raises(database.DatabaseNotHardened):
            database.check_hardened()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_what_is_deleted_leaves_no_copy_in_the_files() -> None:
    marker = uuid4().hex
    with transaction.atomic():
        Job.objects.bulk_create(
            Job(queue="worker", name=marker, run_at="2026-01-01T00:00Z") for _ in range(300)
        )
    Job.objects.filter(name=marker).delete()

    database.erase_residue()

    name = Path(connection.settings_dict["NAME"])
    left = [path for path in name.parent.glob(f"{name.name}*") if marker.encode() in path.read_bytes()]
    assert left == []


class Busy(threading.Thread):
    """Another process as a busy worker is: it writes again and again, and hardly pauses in between."""

    WRITES_S, PAUSES_S = 0.05, 0.001

    def __init__(self) -> None:
        super().__init__()
        self.written = 0
        self.has_begun, self.is_over = threading.Event(), threading.Event()

    def run(self) -> None:
        """Write until told to end."""
        with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as own:
            while not self.is_over.is_set():
                own.execute("BEGIN IMMEDIATE")
                self.has_begun.set()
                self.is_over.wait(self.WRITES_S)
                own.execute("COMMIT")
                self.written += 1
                self.is_over.wait(self.PAUSES_S)


@pytest.fixture
def busy(transactional_db: None) -> Iterator[Busy]:
    """A worker that forms one incident after the other."""
    worker = Busy()
    worker.start()
    worker.has_begun.wait()
    yield worker
    worker.is_over.set()
    worker.join()


@pytest.mark.timeout(60)
def test_who_wants_to_write_comes_soon_between_two_that_another_writes(busy: Busy) -> None:
    passed = []
    for _ in range(10):
        before = busy.written
        with transaction.atomic():
            passed.append(busy.written - before)

    assert sum(passed) <= 4, passed


@pytest.mark.timeout(60)
def test_who_waits_in_vain_is_told(busy: Busy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(busy, "WRITES_S", 30.0)
    busy.has_begun.clear()
    busy.has_begun.wait()
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)

    with pytest.raises(OperationalError, match="locked"), transaction.atomic():
        pass
