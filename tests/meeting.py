"""Two transactions that meet on PostgreSQL: one holds something while the other comes, and both must succeed.

A test holds a row as one person's act does in its midst, lets another act run until it waits (or is through), and then
finishes the first. Rows locked in another order than everybody's would be a deadlock, and one act would be lost.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
from django.db import connection, transaction

Act = Callable[[], object]


def in_the_midst(hold: Act, other: Act, then: Act) -> None:
    """Do `hold`, and `then` in the same transaction once `other` waits for something or is through; both succeed."""
    held, over = threading.Event(), threading.Event()

    def second() -> None:
        try:
            assert held.wait(10)
            other()
        finally:
            over.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        came_to = pool.submit(second)
        with transaction.atomic():
            hold()
            held.set()
            _until_somebody_waits(over)
            then()
        came_to.result(20)


def _until_somebody_waits(over: threading.Event) -> None:
    at = connection.get_connection_params()
    with psycopg.connect(host=at["host"], user=at["user"], dbname=at["dbname"], autocommit=True) as beside:
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
        while not over.wait(0.01):
            found = beside.execute(waiting, [at["dbname"]]).fetchone()
            if found is not None and found[0]:
                return
