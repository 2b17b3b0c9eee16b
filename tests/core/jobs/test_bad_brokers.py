"""A broker that is away, silent, wrong or stopped costs seconds and no job, and nobody who enqueues waits for it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from amparo.core import clock, jobs
from amparo.core.jobs import handing_over
from amparo.core.models import Job
from tests import rabbitmq
from tests.core.jobs import bad_servers
from tests.waiting import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(90)]
done: list[str] = []
_lock = threading.Lock()


@jobs.handler("test.brought")
def brought(payload: jobs.Payload, run: jobs.Run) -> None:
    with _lock:
        done.append(payload["text"])


@pytest.fixture(autouse=True)
def forget(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let each test have a line, a thread and a memory of its own."""
    done.clear()
    monkeypatch.setattr(handing_over, "_threads", [])
    yield
    done.clear()


@jobs.handler("test.brought_aside", queue="aside")
def brought_aside(payload: jobs.Payload, run: jobs.Run) -> None:
    brought(payload, run)


@contextmanager
def worker(*queues: str) -> Iterator[None]:
    """Work in a thread of this process."""
    stop = threading.Event()

    def work() -> None:
        jobs.work(queues or ("worker",), stop)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=30)
        assert not thread.is_alive()


def _enqueue(*texts: str) -> None:
    for text in texts:
        jobs.enqueue("test.brought", {"text": text}, now=clock.now(), priority=jobs.Priority.URGENT)


def _are_done(*texts: str) -> bool:
    return set(texts) <= set(done) and not Job.objects.exists()


@pytest.mark.parametrize("says", [b"", bad_servers.HTML, b"AMQP\x00\x00\x09\x01", b"\x01\x00\x00" * 500])
def test_what_is_no_broker_stops_nothing(settings: Settings, says: bytes) -> None:
    with bad_servers.server(says) as port:
        settings.BROKER_URL = f"amqp://guest:guest@127.0.0.1:{port}"
        _enqueue("before")
        with worker():
            wait_until(lambda: _are_done("before"), 20)
            _enqueue("while")
            wait_until(lambda: _are_done("before", "while"), 20)

    assert sorted(done) == ["before", "while"]


@pytest.mark.needs("rabbitmq")
def test_a_broker_that_comes_late_hangs_and_is_killed_loses_nothing(settings: Settings) -> None:
    with rabbitmq.server() as node:
        settings.BROKER_URL = node.url
        node.kill()
        _enqueue("away")
        with worker():
            wait_until(lambda: _are_done("away"), 20)
            node.start()
            _enqueue("there")
            wait_until(lambda: _are_done("there"), 20)
            node.hang()
            _enqueue("hanging")
            wait_until(lambda: _are_done("hanging"), 20)
            node.go_on()
            _enqueue("going on")
            wait_until(lambda: _are_done("going on"), 20)
            node.kill()
            _enqueue("killed")
            wait_until(lambda: _are_done("killed"), 20)

    assert sorted(done) == ["away", "going on", "hanging", "killed", "there"]


@pytest.mark.needs("rabbitmq")
def test_one_process_may_work_for_several_queues(settings: Settings) -> None:
    with rabbitmq.server() as node:
        settings.BROKER_URL = node.url
        with worker("worker", "aside"):
            _enqueue("worker")
            jobs.enqueue("test.brought_aside", {"text": "aside"}, now=clock.now())
            wait_until(lambda: _are_done("worker", "aside"), 40)

    assert sorted(done) == ["aside", "worker"]
