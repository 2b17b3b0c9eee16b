"""Who gets what: matching, follow-ups to exactly those who got the first, and going on after a kill."""

from collections.abc import Iterator
from datetime import UTC, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from amparo.alerts.domain.kinds import Kind, Topic
from amparo.alerts.models import Fanout, Subscription
from amparo.alerts.services import sending
from amparo.channels import api as channels
from amparo.core import jobs
from amparo.core.models import Job
from amparo.incidents.api import Outcome
from tests.alerts.world import World


def test_only_who_watches_the_place_and_the_topic_gets_it(world: World) -> None:
    world.subscriber("ana@near.example")
    world.subscriber("bea@zip.example", areas=("90015",))
    world.subscriber("cleo@all.example", areas=(), is_everywhere=True)
    world.subscriber("dan@far.example", areas=("sylmar",))
    world.subscriber("eva@other.example", topics=(Topic.FOUND_FALSE,))

    world.released(Kind.CONFIRMED)

    assert [each[0] for each in world.got("Confirmed:")] == ["a", "b", "c"]


def test_found_false_goes_to_who_wished_for_that(world: World) -> None:
    world.subscriber("ana@near.example", topics=(Topic.CONFIRMED,))
    world.subscriber("bea@near.example", topics=(Topic.FOUND_FALSE,))

    world.released(Kind.UNFOUNDED)

    assert [each[0] for each in world.got("Not true:")] == ["b"]


def test_each_mail_has_its_own_stop_link_the_code_and_where_to_check(world: World) -> None:
    subscription_id = world.subscriber("ana@near.example")

    world.released()

    body = world.bodies("Confirmed:")[0]
    assert world.stop_token(subscription_id) in body
    assert "/alerts/check/" in body
    assert "This is a demonstration" in body
    assert "{" not in body


@pytest.mark.parametrize("kind", [Kind.UPDATE, Kind.ALL_CLEAR, Kind.CORRECTION, Kind.WITHDRAWAL])
def test_what_follows_reaches_exactly_those_who_got_the_first(world: World, kind: Kind) -> None:
    world.subscriber("ana@near.example")
    moved = world.subscriber("bea@near.example")
    stopped = world.subscriber("cleo@near.example")
    incident_id = world.incident()
    first = world.release(world.compose(incident_id))
    world.work()
    world.now += timedelta(hours=1)
    world.subscriber("dan@late.example")
    world.move(moved, "sylmar")
    world.stop(stopped)

    if kind == Kind.WITHDRAWAL:
        world.withdraw(first)
    else:
        if kind == Kind.ALL_CLEAR:
            world.end(incident_id)
        if kind == Kind.CORRECTION:
            world.correct_outcome(incident_id, Outcome.UNFOUNDED)
        world.follow(first, kind)

    begins = {
        "update": "Update",
        "all_clear": "Ended",
        "correction": "Correction",
        "withdrawal": "We take back",
    }
    assert [each[0] for each in world.got(begins[kind.value])] == ["a", "b"]


def test_a_withdrawal_stops_what_has_not_left(world: World) -> None:
    world.subscriber("ana@near.example")
    first = world.release(world.compose(world.incident()))
    jobs.run_all(now=world.now, queues=("worker",))

    world.withdraw(first)

    assert world.got("Confirmed:") == []
    assert world.got("We take back") == []


def test_a_correction_that_confirms_for_the_first_time_reaches_who_wished_for_that(world: World) -> None:
    world.subscriber("ana@near.example", topics=(Topic.CONFIRMED,))
    world.subscriber("bea@near.example", topics=(Topic.FOUND_FALSE,))
    incident_id = world.incident(Outcome.UNFOUNDED)
    first = world.release(world.compose(incident_id, Kind.UNFOUNDED))
    world.work()

    world.correct_outcome(incident_id, Outcome.CONFIRMED)
    world.follow(first, Kind.CORRECTION)

    assert [each[0] for each in world.got("Correction")] == ["a", "b"]


def test_the_same_address_twice_gets_it_once_and_the_newest_wish_counts(world: World) -> None:
    world.subscriber("ana@near.example", areas=("sylmar",))
    world.subscriber("Ana@near.example", areas=("pico-union",), language="es")

    first = world.released()
    world.withdraw(first)

    assert len(world.got("Confirmado:")) == 1
    assert len(world.got("Retiramos")) == 1
    assert world.got("Confirmed:") == []


class Killed(BaseException):
    """The worker's process ends in the middle."""


def test_a_killed_expansion_goes_on_where_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for letter in "abcdefg":
        world.subscriber(f"{letter}@near.example")
    monkeypatch.setattr(sending, "BATCH", 2)
    alert_id = world.release(world.compose(world.incident()))
    kills = _killing_after(monkeypatch, batches=2)

    with pytest.raises(Killed):
        jobs.run_all(now=world.now, queues=("worker",))
    half = Fanout.objects.get(pk=alert_id)
    next(kills)
    assert Job.objects.filter(name="alerts.fan_out").count() == 1
    world.later(timedelta(minutes=2))

    assert 0 < half.queued < 7
    assert [each[0] for each in world.got("Confirmed:")] == list("abcdefg")
    assert Fanout.objects.get(pk=alert_id).queued == 7


def _killing_after(monkeypatch: pytest.MonkeyPatch, batches: int) -> Iterator[None]:
    """Let the process die after so many batches were queued; the next step lets it live."""
    queued: list[UUID] = []
    real = channels.queue_deliveries

    def queue_and_die(**given: object) -> int:
        if len(queued) == batches:
            raise Killed
        queued.append(alert_of(given))
        return real(**given)  # type: ignore[arg-type]  # handed through as it came

    def alert_of(given: dict[str, object]) -> UUID:
        message_id = given["message_id"]
        assert isinstance(message_id, UUID)
        return message_id

    monkeypatch.setattr(channels, "queue_deliveries", queue_and_die)

    def revive() -> Iterator[None]:
        monkeypatch.setattr(channels, "queue_deliveries", real)
        yield

    return revive()


def test_who_sleeps_gets_it_in_the_morning_and_not_before(world: World) -> None:
    local = world.now.astimezone(ZoneInfo("America/Los_Angeles")) + timedelta(days=1)
    world.now = local.replace(hour=23, minute=0, second=0, microsecond=0).astimezone(UTC)
    world.subscriber("ana@near.example")
    Subscription.objects.update(quiet_from=time(22), quiet_until=time(7))
    world.release(world.compose(world.incident(), lifetime=timedelta(hours=12)))
    world.work()

    world.later(timedelta(hours=7, minutes=59))
    assert world.got("Confirmed:") == []
    world.later(timedelta(minutes=2))

    assert len(world.got("Confirmed:")) == 1


def test_what_was_taken_back_in_the_night_is_never_heard_of_in_the_morning(world: World) -> None:
    local = world.now.astimezone(ZoneInfo("America/Los_Angeles")) + timedelta(days=1)
    world.now = local.replace(hour=23, minute=0, second=0, microsecond=0).astimezone(UTC)
    world.subscriber("ana@near.example")
    Subscription.objects.update(quiet_from=time(22), quiet_until=time(7))
    first = world.release(world.compose(world.incident(), lifetime=timedelta(hours=12)))
    world.work()

    world.withdraw(first)
    world.later(timedelta(hours=9))

    assert world.got("Confirmed:") == world.got("We take back") == []
