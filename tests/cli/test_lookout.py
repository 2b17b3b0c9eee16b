"""The supervisor's own watch: it tells when the gateway can't, and calls outside while all is well."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from amparo.cli import lookout
from tests.channels.http_provider import http_provider

KINDS = ("web", "worker", "gateway")


@dataclass
class Outside:
    """Whom it told, and how often it called."""

    told: list[str] = field(default_factory=list)
    calls: int = 0
    reaches: bool = True

    def tell(self, words: str) -> bool:
        self.told.append(words)
        return self.reaches

    def call(self) -> None:
        self.calls += 1


@dataclass
class Machine:
    """Its files, and its watch."""

    folder: Path
    watch: lookout.Watch
    beats: int = 0
    moment: float = 1000.0

    def pass_time(self, seconds: float, *beating: str, says: str = "well") -> None:
        end = self.moment + seconds
        while self.moment < end:
            self.moment += 5
            self.beats += 1
            for kind in beating:
                path = self.folder / kind
                path.write_text(f"{says if kind == 'gateway' else 'well'}\n", encoding="ascii")
                # A moment in the past: nothing may rest on the clock.
                os.utime(path, ns=(self.beats, self.beats))
            self.watch.look(self.moment)


@pytest.fixture
def outside() -> Outside:
    return Outside()


@pytest.fixture
def machine(tmp_path: Path, outside: Outside) -> Machine:
    return Machine(tmp_path, lookout.Watch(tmp_path, KINDS, outside.tell, outside.call))


def test_while_all_is_well_it_calls_every_minute_and_tells_nobody(machine: Machine, outside: Outside) -> None:
    machine.pass_time(300, *KINDS)

    assert outside.told == []
    assert outside.calls == 5


def test_a_silent_gateway_is_told_of_within_two_minutes_and_the_calls_stop(
    machine: Machine, outside: Outside
) -> None:
    machine.pass_time(60, *KINDS)
    calls = outside.calls

    machine.pass_time(110, "web", "worker")

    assert outside.told == ["No sign of life on this machine from: gateway. Look with: ./amparo status"]
    assert outside.calls <= calls + 1


def test_what_the_gateway_can_tell_is_left_to_it_but_the_calls_stop(
    machine: Machine, outside: Outside
) -> None:
    machine.pass_time(120, "web", "gateway", says="unwell")

    assert outside.told == []
    assert outside.calls == 0


def test_it_is_told_again_until_somebody_is_reached_and_then_rarely(
    machine: Machine, outside: Outside
) -> None:
    outside.reaches = False
    machine.pass_time(80, "web")
    tries = len(outside.told)
    outside.reaches = True
    machine.pass_time(300, "web")
    assert len(outside.told) == tries + 1 > 2

    machine.pass_time(30 * 60, "web")
    assert len(outside.told) == tries + 2


def test_its_end_is_told_once(machine: Machine, outside: Outside) -> None:
    machine.pass_time(70, "web", "worker")
    machine.pass_time(30, *KINDS)

    assert outside.told[1:] == ["All is well again."]


def test_a_machine_without_a_gateway_only_stops_calling(tmp_path: Path, outside: Outside) -> None:
    machine = Machine(tmp_path, lookout.Watch(tmp_path, ("worker",), outside.tell, outside.call))
    machine.pass_time(60, "worker")
    calls = outside.calls

    machine.pass_time(300)

    assert outside.told == []
    assert calls <= outside.calls <= calls + 1


def test_the_address_outside_is_asked_for_with_what_it_says() -> None:
    with http_provider() as provider:
        lookout._call(f"{provider.url}/ping?code=1")
    lookout._call(f"{provider.url}/ping")  # nobody is there any more: no matter
    lookout._call("http://elsewhere.example/ping")  # in clear over a network: not asked

    assert provider.connections == 1
