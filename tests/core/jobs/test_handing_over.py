"""Ids that travel over a broker: whatever it does with them, a job is done once and none is lost."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from amparo.core import clock, jobs
from amparo.core.jobs import clockwork, ledger, running, ticking
from amparo.core.jobs.broker import BrokerAway
from amparo.core.jobs.handing_over import Handed
from amparo.core.models import Job, JobState

NOW = datetime(2026, 6, 5, 18, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
QUEUES = ("worker",)
done: list[str] = []


@jobs.handler("test.handed", max_attempts=2)
def handed(payload: jobs.Payload, run: jobs.Run) -> None:
    done.append(payload["text"])
    if payload["text"] == "poison":
        raise ValueError


@pytest.fixture(autouse=True)
def with_a_broker_that_is_away(settings: Settings) -> None:
    """Nobody listens on port 1: whatever is handed over is forgotten."""
    done.clear()
    settings.BROKER_URL = "amqp://127.0.0.1:1"


class Broker:
    """What a link publishes, kept."""

    def __init__(self, waiting: int = 0) -> None:
        self.published: list[int] = []
        self.waiting = waiting
        self.is_away = False

    def publish(self, handed: Sequence[Handed]) -> None:
        if self.is_away:
            raise BrokerAway
        self.published += [job.job_id for job in handed]

    def depth(self, _queue: str) -> int:
        return self.waiting

    def tick(self, now: datetime) -> int:
        return ticking.tick(QUEUES, now, publish=self.publish, depth=self.depth)


def _enqueue(text: str = "a", **more: object) -> Job:
    jobs.enqueue("test.handed", {"text": text}, now=NOW, **more)  # type: ignore[arg-type]  # as each test says
    return Job.objects.latest("pk")


def _bring(job: Job, now: datetime = NOW) -> bool:
    """Do as a worker does that got an id; tell whether the job was its own to run."""
    claimed = ledger.claim(job.pk, QUEUES, now)
    if claimed is not None:
        running.run(claimed, now)
    return claimed is not None


@pytest.mark.django_db
def test_an_id_brought_twice_is_done_once() -> None:
    job = _enqueue()

    assert _bring(job)
    assert not _bring(job)
    assert done == ["a"]
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_an_id_of_a_job_in_other_hands_is_let_go() -> None:
    job = _enqueue()
    assert ledger.claim(job.pk, QUEUES, NOW) is not None

    assert not _bring(job)
    assert done == []


@pytest.mark.django_db
def test_an_id_of_another_kind_of_process_is_let_go() -> None:
    job = _enqueue()

    assert ledger.claim(job.pk, ("gateway",), NOW) is None


@pytest.mark.django_db
def test_what_a_dead_worker_had_is_brought_again_when_its_lease_ends() -> None:
    job, broker = _enqueue(), Broker()
    assert ledger.claim(job.pk, QUEUES, NOW) is not None

    assert broker.tick(NOW + 20 * SECOND) == 0
    assert broker.tick(NOW + 31 * SECOND) == 1
    assert _bring(job, NOW + 31 * SECOND)


@pytest.mark.django_db
def test_a_job_that_backs_off_is_not_run_by_an_old_id_but_when_it_is_due() -> None:
    job, broker = _enqueue("poison"), Broker()

    assert _bring(job)
    assert not _bring(job)
    assert broker.tick(NOW) == 0
    assert broker.tick(NOW + 10 * SECOND) == 1
    assert done == ["poison"]


@pytest.mark.django_db
def test_a_poison_job_goes_to_the_dead() -> None:
    job, broker = _enqueue("poison"), Broker()
    _bring(job)
    broker.tick(NOW + 10 * SECOND)

    assert _bring(job, NOW + 10 * SECOND)
    assert Job.objects.get().state == JobState.DEAD
    assert broker.tick(NOW + clock.DAY) == 0
    assert not _bring(job, NOW + clock.DAY)


@pytest.mark.django_db
def test_work_for_later_leaves_when_it_is_due_and_no_id_runs_it_before() -> None:
    job, broker = _enqueue(run_at=NOW + clock.HOUR), Broker()

    assert not _bring(job)
    assert broker.tick(NOW + clock.MINUTE) == 0
    assert broker.tick(NOW + clock.HOUR) == 1
    assert _bring(job, NOW + clock.HOUR)


@pytest.mark.django_db
def test_the_clock_of_another_machine_may_be_behind() -> None:
    job = _enqueue()

    assert _bring(job, NOW - 40 * SECOND)


@pytest.mark.django_db
def test_the_same_id_is_published_once_until_it_counts_as_lost() -> None:
    job, broker = _enqueue(run_at=NOW + SECOND), Broker()

    for passed in (1, 2, 20, 40, 41):
        broker.tick(NOW + passed * SECOND)

    assert broker.published == [job.pk, job.pk]


@pytest.mark.django_db
def test_while_much_waits_in_the_broker_nothing_is_published_again() -> None:
    _enqueue()
    broker = Broker(waiting=ticking.MOST)

    assert broker.tick(NOW + clock.HOUR) == 0


@pytest.mark.django_db
def test_what_could_not_be_published_is_published_when_the_broker_is_back() -> None:
    job, broker = _enqueue(run_at=NOW + SECOND), Broker()
    broker.is_away = True
    with pytest.raises(BrokerAway):
        broker.tick(NOW + SECOND)

    broker.is_away = False

    assert broker.tick(NOW + 2 * SECOND) == 1
    assert broker.published == [job.pk]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_fails_no_enqueue() -> None:
    with transaction.atomic():
        job = _enqueue()

    jobs.enqueue("test.handed", {"text": "b"}, now=NOW, unique="b")
    jobs.enqueue("test.handed", {"text": "b"}, now=NOW, unique="b")

    assert job.published_at == NOW
    assert jobs.run_all(now=NOW + SECOND).done == ["test.handed"] * 2
    assert done == ["a", "b"]


@pytest.mark.django_db
def test_the_ledger_is_looked_into_for_what_nobody_took() -> None:
    _enqueue()

    assert ledger.take(QUEUES, NOW + 2 * SECOND, 20, patience=3 * SECOND) == []
    assert len(ledger.take(QUEUES, NOW + 4 * SECOND, 20, patience=3 * SECOND)) == 1


@pytest.mark.django_db
def test_after_the_clock_was_set_back_ids_are_published_again() -> None:
    _enqueue()

    assert Broker().tick(NOW - clock.HOUR) == 1


@pytest.mark.django_db
def test_after_the_clock_was_set_back_what_was_due_is_found_in_the_ledger() -> None:
    _enqueue()
    earlier = NOW - clock.HOUR

    assert ledger.take(QUEUES, earlier, 20) == []
    assert clockwork.mend(earlier, by=clock.HOUR) == 1
    assert len(ledger.take(QUEUES, earlier, 20)) == 1


@pytest.mark.django_db
def test_after_the_clock_was_set_back_a_dead_workers_lease_ends_in_time() -> None:
    job = _enqueue()
    assert ledger.claim(job.pk, QUEUES, NOW) is not None
    earlier = NOW - clock.HOUR + SECOND

    for _each_worker in range(2):
        clockwork.mend(earlier, by=clock.HOUR)

    assert not Job.due(QUEUES, earlier + 20 * SECOND).exists()
    assert Job.due(QUEUES, earlier + 31 * SECOND).exists()


@pytest.mark.django_db
def test_work_for_much_later_is_not_moved_by_the_clock() -> None:
    _enqueue(run_at=NOW + clock.DAY)

    assert clockwork.mend(NOW - clock.HOUR, by=clock.HOUR) == 0
    assert Job.objects.get().run_at == NOW + clock.DAY


def test_a_clock_that_is_set_back_is_noticed_and_one_that_goes_on_is_not() -> None:
    watch = clockwork.SteadyWatch(NOW)
    steady = watch._steady

    assert not watch.set_back_by(NOW + 10 * SECOND, steady + 10)
    assert watch.set_back_by(NOW - 50 * SECOND, steady + 20) == 70 * SECOND
    assert not watch.set_back_by(NOW - 40 * SECOND, steady + 30)
    assert not watch.set_back_by(NOW + clock.HOUR, steady + 40)
