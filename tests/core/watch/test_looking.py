"""What one look sees, and what it finds wrong, in words without any content."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from amparo.core import clock, jobs
from amparo.core.models import Heartbeat, Job, JobState
from amparo.core.watch import faults, looking
from amparo.core.watch.beats import Heart
from amparo.core.watch.faults import Unsent

NOW = datetime(2026, 6, 5, 18, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
KINDS = ("web", "worker", "gateway")


@jobs.handler("test.watched")
def watched(payload: jobs.Payload, run: jobs.Run) -> None:
    """Do nothing."""


@pytest.fixture
def hearts(settings: Settings, tmp_path: Path) -> dict[str, Heart]:
    """One process of each kind that has just begun to beat."""
    settings.DATA = tmp_path
    settings.MACHINE = "alpha"
    found = {kind: Heart(kind, NOW) for kind in KINDS}
    for heart in found.values():
        heart.beat(NOW)
    return found


def _codes(now: datetime, *unsent: Unsent, least_free_bytes: int = 0) -> list[str]:
    found = faults.found_in(looking.look(now), unsent, least_free_bytes=least_free_bytes)
    return [fault.code for fault in found]


@pytest.mark.django_db
def test_where_everybody_beats_all_is_well(hearts: dict[str, Heart]) -> None:
    assert _codes(NOW + 40 * SECOND) == []


@pytest.mark.django_db
def test_a_silent_worker_is_missed(hearts: dict[str, Heart]) -> None:
    for kind in ("web", "gateway"):
        hearts[kind].beat(NOW + clock.MINUTE)

    assert _codes(NOW + clock.MINUTE) == ["NO_WORKER", "SILENT:worker@alpha"]


@pytest.mark.django_db
def test_one_silent_worker_of_two_is_missed(hearts: dict[str, Heart], settings: Settings) -> None:
    settings.MACHINE = "beta"
    Heart("worker", NOW).beat(NOW)
    for heart in hearts.values():
        heart.beat(NOW + clock.MINUTE)

    assert _codes(NOW + clock.MINUTE) == ["SILENT:worker@beta"]


@pytest.mark.django_db
def test_one_that_was_started_again_is_not_missed(hearts: dict[str, Heart]) -> None:
    for kind in KINDS:
        Heart(kind, NOW + 2 * SECOND).beat(NOW + clock.MINUTE)

    assert _codes(NOW + clock.MINUTE) == []


@pytest.mark.django_db
def test_one_that_dies_again_and_again_leaves_few_rows(hearts: dict[str, Heart]) -> None:
    for minute in range(2, 60):
        Heart("worker", NOW + clock.MINUTE * minute).beat(NOW + clock.MINUTE * minute)

    assert Heartbeat.objects.filter(kind="worker").count() <= 2


@pytest.mark.django_db
def test_one_that_ended_as_asked_is_not_silent_but_lacking(hearts: dict[str, Heart]) -> None:
    hearts["worker"].end()

    assert _codes(NOW) == ["NO_WORKER"]


@pytest.mark.django_db
def test_beats_of_a_day_ago_are_forgotten(hearts: dict[str, Heart]) -> None:
    looking.forget_old_beats(NOW + clock.DAY)

    assert not Heartbeat.objects.exists()


@pytest.mark.django_db
def test_a_beat_is_a_file_too_and_says_whether_all_is_well(hearts: dict[str, Heart], tmp_path: Path) -> None:
    hearts["gateway"].beat(NOW, is_well=False)

    said = {kind: (tmp_path / "beats" / kind).read_text("ascii").strip() for kind in KINDS}
    assert said == {"web": "well", "worker": "well", "gateway": "unwell"}


@pytest.mark.django_db
def test_work_that_nobody_takes_is_told_with_its_age(hearts: dict[str, Heart]) -> None:
    jobs.enqueue("test.watched", {}, now=NOW - 80 * SECOND)
    jobs.enqueue("test.watched", {}, now=NOW, run_at=NOW + clock.HOUR)

    [fault] = faults.found_in(looking.look(NOW), [], least_free_bytes=0)

    assert fault.code == "JOBS_WAIT:worker"
    assert fault.words == "Work for the worker waits: 1 jobs, the oldest for 80 seconds."


@pytest.mark.django_db
def test_a_queue_that_fills_is_told(hearts: dict[str, Heart], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "LONG_QUEUE", 3)
    for _ in range(3):
        jobs.enqueue("test.watched", {}, now=NOW)

    assert _codes(NOW) == ["QUEUE_LONG:worker"]


@pytest.mark.django_db
def test_jobs_that_were_given_up_are_news_for_an_hour(hearts: dict[str, Heart]) -> None:
    Job.objects.create(queue="worker", name="test.watched", state=JobState.DEAD, run_at=NOW)

    assert _codes(NOW) == ["JOBS_DEAD"]
    assert looking.look(NOW + 2 * clock.HOUR).newly_dead == 0
    assert looking.look(NOW + 2 * clock.HOUR).dead == 1


@pytest.mark.django_db
def test_a_message_that_is_late_is_told_by_its_kind(hearts: dict[str, Heart]) -> None:
    assert _codes(NOW, Unsent("sms", 7, NOW - 61 * SECOND)) == ["UNSENT:sms"]
    assert _codes(NOW, Unsent("sms", 7, NOW - 59 * SECOND)) == []


@pytest.mark.django_db
def test_a_disk_that_fills_is_told_in_words(hearts: dict[str, Heart]) -> None:
    [fault] = faults.found_in(looking.look(NOW), [], least_free_bytes=10**18)

    assert fault.code == "DISK_FULL"
    assert "Make room now" in fault.words


@pytest.mark.django_db
def test_a_broker_that_is_away_is_told(hearts: dict[str, Heart], settings: Settings) -> None:
    settings.BROKER_URL = "amqp://127.0.0.1:1"

    assert _codes(NOW) == ["BROKER_AWAY"]
