"""Waiting for work ends when somebody else has committed some."""

from threading import Event, Thread

import pytest
from django.db import connection

from amparo.core import clock, jobs
from amparo.core.database import wait_for_change
from amparo.core.models import Job


@pytest.mark.django_db(transaction=True)
def test_a_commit_of_another_connection_ends_the_wait() -> None:
    def commit() -> None:
        Event().wait(0.1)
        Job.objects.create(name="invented.job", queue="nobody", run_at=clock.now())
        connection.close()

    other = Thread(target=commit)
    other.start()
    has_changed = wait_for_change(Event(), 4)
    other.join()

    assert has_changed


@pytest.mark.django_db
def test_without_a_change_the_time_passes() -> None:
    assert not wait_for_change(Event(), 0.1)


@pytest.mark.django_db
def test_stopping_ends_the_wait() -> None:
    stop = Event()
    stop.set()

    assert not wait_for_change(stop, 1000)
    jobs.work(("nobody",), stop)
