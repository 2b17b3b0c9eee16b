"""The same seed gives the same bytes: in another process, with another hash seed, in another time zone."""

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from amparo.demo.simulation import api as simulation
from amparo.demo.simulation.dice import Dice

ROOT = Path(__file__).resolve().parents[3]
BEGAN = datetime(2026, 1, 9, tzinfo=ZoneInfo("America/Los_Angeles"))


def _command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AMPARO_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "amparo.cli", "simulate", *arguments],
        env={**kept, "PYTHONPATH": str(ROOT / "src"), **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.timeout(60)
def test_a_fresh_process_gives_the_same_bytes(tmp_path: Path) -> None:
    out = tmp_path / "weekend.jsonl"
    here = simulation.simulate(7, days=2, began=BEGAN, junk_a_day=50)

    done = _command(
        "--seed", "7", "--days", "2", "--junk", "50", "--out", str(out),
        PYTHONHASHSEED="12345", TZ="Asia/Tokyo", LC_ALL="C",
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert out.read_bytes().decode() == "".join(f"{line}\n" for line in simulation.lines(here))
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    "junk, digest",
    [
        (0, "310280d5a10bb994f993176b2b0f03738becd20a6d2d2a0d4ee67f5f3d522731"),
        (20, "fb802e783b0eb593c8bc26578d0e292499dfab6a5355b80f173e08d0e9490583"),
    ],
)
def test_the_bytes_are_those_of_every_other_machine(junk: int, digest: str) -> None:
    """Whoever changes the simulator changes this on purpose: figures of before and after can't be compared then."""
    written = "\n".join(simulation.lines(simulation.simulate(1, days=1, began=BEGAN, junk_a_day=junk)))

    assert hashlib.sha256(written.encode()).hexdigest() == digest


def test_seeds_differ() -> None:
    one, other = (simulation.simulate(seed, days=1, began=BEGAN) for seed in (1, 2))

    assert {told.draft.text for told in one.messages}.isdisjoint(
        told.draft.text for told in other.messages if len(told.draft.text) > 60
    )


def test_the_lines_hold_events_then_messages_with_their_truth() -> None:
    weekend = simulation.simulate(1, days=1, began=BEGAN)
    rows = [json.loads(line) for line in simulation.lines(weekend)]
    kinds = Counter(next(iter(row)) for row in rows)
    messages = [row["message"] for row in rows if "message" in row]

    assert rows[0]["weekend"]["events"] == kinds["event"] == len(weekend.events)
    assert rows[0]["weekend"]["messages"] == kinds["message"] == len(weekend.messages)
    assert [next(iter(row)) for row in rows] == [
        "weekend",
        *["event"] * kinds["event"],
        *["message"] * kinds["message"],
    ]
    assert all("event" in each and each["draft"]["cell"] and each["draft"]["seen_at"] for each in messages)


def test_chance_is_spread_as_it_says() -> None:
    dice = Dice(1, "test")

    assert 2_700 < sum(dice.chance(0.3) for _ in range(10_000)) < 3_300
    assert Counter(dice.whole(1, 6) for _ in range(6_000)).keys() == set(range(1, 7))
    assert 1.8 < sum(abs(dice.bell(2.5)) for _ in range(2_000)) / 2_000 < 2.2
    assert sorted(dice.shuffled(range(20))) == list(range(20))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "arguments, words",
    [
        (("--seed", "x", "--days", "1"), "--seed takes a whole number"),
        (("--seed", "1", "--days", "0"), "--days takes a number from 1"),
        (("--seed", "1", "--days", "1", "--junk", "-1"), "--junk takes a number from 0"),
        (("--seed", "1", "--days", "1", "--began", "soon"), "--began takes a date"),
    ],
)
def test_nonsense_is_refused_in_one_sentence(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    done = _command(*arguments, "--out", str(tmp_path / "weekend.jsonl"))

    assert done.returncode == 1
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.timeout(60)
def test_nothing_but_an_earlier_simulation_is_replaced(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine\n", encoding="utf-8")

    done = _command("--seed", "1", "--days", "1", "--out", str(precious))

    assert done.returncode == 1
    assert "holds something else" in done.stderr
    assert precious.read_text(encoding="utf-8") == "mine\n"
