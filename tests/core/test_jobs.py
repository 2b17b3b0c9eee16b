"""The ledger of jobs."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from amparo.core import clock, jobs
from amparo.core.jobs import ledger
from amparo.core.models import Job, JobState

NOW = datetime(2026, 6, 5, 18, 0, tzinfo=UTC)
calls: list[str] = []


@jobs.handler("test.note", max_attempts=3)
def note(payload: jobs.Payload, run: jobs.Run) -> None:
    calls.append(payload["text"])


@jobs.handler("test.fail", max_attempts=2)
def fail(payload: jobs.Payload, run: jobs.Run) -> None:
    calls.append("failed")
    raise ValueError(payload["text"])


@jobs.handler("test.wait")
def wait(payload: jobs.Payload, run: jobs.Run) -> None:
    raise jobs.Retry(after=timedelta(minutes=1))


@jobs.handler("test.again")
def again(payload: jobs.Payload, run: jobs.Run) -> None:
    if not calls:
        calls.append("first")
        jobs.enqueue("test.again", {}, now=run.now, unique="again")
    else:
        calls.append("second")


@jobs.handler("test.robbed")
def robbed(payload: jobs.Payload, run: jobs.Run) -> None:
    Job.objects.filter(pk=run.job_id).update(owner=uuid4())
    run.keep_alive()


@pytest.fixture(autouse=True)
def forget_calls() -> Iterator[None]:
    calls.clear()
    yield
    calls.clear()


@pytest.mark.django_db
def test_a_done_job_leaves_no_row() -> None:
    jobs.enqueue("test.note", {"text": "a"}, now=NOW)

    drained = jobs.run_all(now=NOW)

    assert drained.done == ["test.note"]
    assert calls == ["a"]
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_urgent_work_goes_first_and_late_work_waits() -> None:
    jobs.enqueue("test.note", {"text": "routine"}, now=NOW)
    jobs.enqueue("test.note", {"text": "correction"}, now=NOW, priority=jobs.Priority.CORRECTION)
    jobs.enqueue("test.note", {"text": "later"}, now=NOW, run_at=NOW + clock.HOUR)

    jobs.run_all(now=NOW)

    assert calls == ["correction", "routine"]
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_a_failing_job_backs_off_and_dies_at_last() -> None:
    jobs.enqueue("test.fail", {"text": "secret text"}, now=NOW)

    assert jobs.run_all(now=NOW).failed == ["test.fail"]
    waiting = Job.objects.get()
    assert waiting.state == JobState.READY
    assert waiting.run_at > NOW

    jobs.run_all(now=NOW + clock.HOUR)
    dead = Job.objects.get()
    assert (dead.state, dead.error_code, dead.owner) == (JobState.DEAD, "ValueError", None)
    assert jobs.run_all(now=NOW + clock.DAY).done == []


@pytest.mark.django_db
def test_waiting_is_not_an_attempt() -> None:
    jobs.enqueue("test.wait", {}, now=NOW)

    for minute in range(20):
        jobs.run_all(now=NOW + clock.MINUTE * minute)

    assert Job.objects.get().attempts == 0


@pytest.mark.django_db
def test_one_key_is_waiting_once_but_new_work_during_a_run_is_kept() -> None:
    jobs.enqueue("test.again", {}, now=NOW, unique="again")
    jobs.enqueue("test.again", {}, now=NOW, unique="again")
    assert Job.objects.count() == 1

    jobs.run_all(now=NOW)

    assert calls == ["first", "second"]


@pytest.mark.django_db
def test_a_dead_workers_job_is_taken_when_its_lease_ends() -> None:
    jobs.enqueue("test.note", {"text": "a"}, now=NOW)
    [taken] = ledger.take(("worker",), NOW, 1)

    assert jobs.run_all(now=NOW).done == []
    assert jobs.run_all(now=NOW + clock.HOUR).done == ["test.note"]
    assert ledger.owned(taken).delete()[0] == 0


@pytest.mark.django_db
def test_what_waits_in_a_dead_workers_batch_waits_no_longer_than_one_lease() -> None:
    for number in range(20):
        jobs.enqueue("test.note", {"text": str(number)}, now=NOW)
    ledger.take(("worker",), NOW, 20)

    assert len(jobs.run_all(now=NOW + timedelta(seconds=31)).done) == 20


@pytest.mark.django_db
def test_a_worker_renews_its_batch_and_lets_go_what_others_took() -> None:
    for text in ("mine", "theirs"):
        jobs.enqueue("test.note", {"text": text}, now=NOW)
    batch = ledger.take(("worker",), NOW, 20)
    Job.objects.filter(pk=batch[1].pk).update(owner=uuid4())
    later = NOW + timedelta(seconds=20)

    assert [job.payload["text"] for job in ledger.renew(batch, later)] == ["mine"]
    assert Job.objects.get(pk=batch[0].pk).lease_until == later + timedelta(seconds=30)


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_finishes_nothing() -> None:
    jobs.enqueue("test.robbed", {}, now=NOW)

    jobs.run_all(now=NOW, limit=1)

    assert Job.objects.get().state == JobState.READY


@pytest.mark.django_db
def test_an_unknown_job_is_refused_and_one_of_an_older_release_dies() -> None:
    with pytest.raises(jobs.UnknownJob):
        jobs.enqueue("test.unheard_of", {}, now=NOW)
    Job.objects.create(queue="worker", name="gone.job", run_at=NOW)

    jobs.run_all(now=NOW)

    assert Job.objects.get().state == JobState.DEAD


@pytest.mark.django_db
def test_a_job_that_kills_every_worker_is_not_taken_for_ever() -> None:
    jobs.enqueue("test.note", {"text": "deadly"}, now=NOW)
    for hour in range(3 + ledger.MOST_DEATHS):
        assert ledger.take(("worker",), NOW + clock.HOUR * hour, 1)  # and the worker dies

    jobs.run_all(now=NOW + clock.DAY * 9)

    assert calls == []
    assert Job.objects.get().state == JobState.DEAD
    assert Job.objects.get().error_code == "WORKER_DIED"


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(20)
def test_two_workers_never_share_a_job() -> None:
    for number in range(60):
        jobs.enqueue("test.note", {"text": str(number)}, now=NOW)
    stop = threading.Event()

    def run_worker() -> None:
        jobs.work(("worker",), stop)
        connection.close()

    workers = [threading.Thread(target=run_worker) for _ in range(2)]
    for worker in workers:
        worker.start()
    waiting = threading.Event()
    while Job.objects.exists():
        waiting.wait(0.05)
    stop.set()
    for worker in workers:
        worker.join()

    assert sorted(calls, key=int) == [str(number) for number in range(60)]


@pytest.mark.django_db
def test_dead_jobs_are_kept_for_a_month() -> None:
    for days in (29, 31):
        Job.objects.create(
            queue="worker", name="gone.job", state=JobState.DEAD, run_at=NOW - timedelta(days=days)
        )

    assert jobs.forget_dead(NOW) == 1
    assert Job.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table whole")
def test_what_is_due_is_found_by_its_index() -> None:
    plan = Job.due(("worker", "gateway"), NOW).explain()

    assert "job_next" in plan
