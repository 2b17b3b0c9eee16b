"""The gateway watches, and tells the people on call: what is new, once, and when it is over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from pytest_django.fixtures import Settings

from amparo.channels import api as channels
from amparo.channels.services import on_call, watching
from amparo.core import clock, jobs
from amparo.core.models import Alarm
from amparo.core.privacy.seal import Keyring
from amparo.core.watch import looking
from amparo.core.watch.beats import Heart
from tests.channels.smtp_server import Letterbox, smtp_server

NOW = datetime(2026, 6, 5, 18, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
STEP = watching.LOOK_EVERY


@jobs.handler("test.awaited")
def awaited(payload: jobs.Payload, run: jobs.Run) -> None:
    """Do nothing."""


@dataclass
class House:
    """A gateway that watches, the processes that beat, and the mail to the people on call."""

    watch: watching.Watch
    hearts: dict[str, Heart]
    letterbox: Letterbox
    now: datetime = NOW

    def pass_time(self, span: timedelta, *, silent: str = "", step: timedelta = STEP) -> None:
        end = self.now + span
        while self.now < end:
            self.now += step
            for kind, heart in self.hearts.items():
                if kind != silent:
                    heart.beat(self.now)
            self.watch.look(self.now)

    @property
    def told(self) -> list[str]:
        return [raw.decode() for _, raw in self.letterbox.accepted]


@pytest.fixture
def house(settings: Settings, tmp_path: Path, db: None) -> Iterator[House]:
    settings.DATA, settings.MACHINE = tmp_path, "alpha"
    letterbox = Letterbox()
    with smtp_server(letterbox) as port:
        settings.SMTP_HOST, settings.SMTP_PORT, settings.SMTP_SECURITY = "127.0.0.1", port, "none"
        settings.SMTP_FROM_ADDRESS = "alertas@red.example"
        settings.ON_CALL = ("night@red.example",)
        hearts = {kind: Heart(kind, NOW) for kind in ("web", "worker", "gateway")}
        found = House(watching.Watch(NOW), hearts, letterbox)
        found.pass_time(timedelta(minutes=2), step=clock.MINUTE)
        yield found


def _queue_a_message(now: datetime) -> None:
    person = channels.register_correspondent(
        kind=channels.ChannelKind.EMAIL, address="somebody@example.org", language="es", now=now
    )
    message = channels.create_message(
        purpose="alert",
        renderings={"es": channels.Rendering("Confirmado", "Una camioneta.")},
        now=now,
        expires_at=now + clock.HOUR,
    )
    channels.queue_deliveries(
        message_id=message,
        recipients=[channels.Recipient(person, "es", {})],
        priority=jobs.Priority.URGENT,
        now=now,
    )


def test_nobody_is_told_that_all_is_well(house: House) -> None:
    house.pass_time(timedelta(minutes=5), step=clock.MINUTE)

    assert house.told == []
    assert house.watch.is_well


def test_a_dead_worker_is_told_within_two_minutes(house: House) -> None:
    house.pass_time(timedelta(seconds=110), silent="worker")

    assert len(house.told) == 1
    assert "No worker is running." in house.told[0]
    assert not house.watch.is_well


def test_work_that_nobody_takes_is_told_within_two_minutes(house: House) -> None:
    jobs.enqueue("test.awaited", {}, now=house.now)

    house.pass_time(timedelta(seconds=110))

    assert "Work for the worker waits" in house.told[0]


def test_sending_that_stops_is_told_within_two_minutes_and_without_content(
    house: House, gateway: Keyring
) -> None:
    _queue_a_message(house.now)

    house.pass_time(timedelta(seconds=110))

    told = "".join(house.told)
    assert "Nothing leaves by email" in told
    assert not [word for word in ("somebody", "Confirmado", "camioneta", "alert ") if word in told]


def test_what_goes_on_is_told_again_rarely_and_its_end_once(house: House) -> None:
    house.pass_time(timedelta(minutes=28), silent="worker", step=clock.MINUTE)
    assert len(house.told) == 1

    house.pass_time(timedelta(minutes=5), silent="worker", step=clock.MINUTE)
    assert len(house.told) == 2

    house.pass_time(timedelta(minutes=5), step=clock.MINUTE)
    assert len(house.told) == 3
    assert "All is well again" in house.told[2]
    assert not Alarm.objects.exists()


def test_of_two_gateways_one_tells(house: House) -> None:
    second = watching.Watch(NOW)
    house.now += clock.HOUR
    house.hearts["web"].beat(house.now)

    house.watch.look(house.now)
    second.look(house.now)

    assert len(house.told) == 1


def test_who_could_not_be_told_is_told_at_the_next_look(house: House, settings: Settings) -> None:
    port, settings.SMTP_PORT = settings.SMTP_PORT, 1
    house.pass_time(timedelta(seconds=60), silent="worker")
    assert house.told == []

    settings.SMTP_PORT = port
    house.pass_time(STEP, silent="worker")

    assert len(house.told) == 1


def test_a_database_that_is_away_is_told_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def be_away(_now: datetime) -> looking.Seen:
        raise OperationalError

    monkeypatch.setattr(looking, "look", be_away)
    for _ in range(3):
        house.watch.look(house.now)

    assert len(house.told) == 1
    assert "The database does not answer" in house.told[0]


def test_a_full_disk_that_the_database_stumbles_over_is_told_in_words(
    house: House, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def be_full(_now: datetime) -> looking.Seen:
        raise OperationalError

    monkeypatch.setattr(looking, "look", be_full)
    settings.LEAST_FREE_DISK_BYTES = 10**18
    house.watch.look(house.now)

    assert "The disk is nearly full" in house.told[0]


@pytest.mark.filterwarnings("ignore:.imghdr. is deprecated:DeprecationWarning")
def test_an_address_of_a_service_is_told_by_it(house: House, settings: Settings) -> None:
    settings.ON_CALL = ("json://127.0.0.1:1", "night@red.example")

    assert on_call.tell("Invented words.")
    assert len(house.told) == 1


def test_where_nobody_is_on_call_the_log_has_it(house: House, settings: Settings) -> None:
    settings.ON_CALL = ()

    assert on_call.tell("Invented words.")
    assert house.told == []
