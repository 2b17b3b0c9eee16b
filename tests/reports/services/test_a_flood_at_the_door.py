"""A flood at the door: more work for whoever causes it, nobody locked out, everything counted (T26)."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from amparo.reports.domain.effort import LEAST_IN_A_FLOOD, NOTHING, Counts, Limits, Load, level_asked
from amparo.reports.models import RefusedCount
from amparo.reports.services import effort, refusals

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
WORDS = "Agents are at every corner of this city, stay at home"
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(60)]


@pytest.fixture(autouse=True)
def _limits(settings: Settings) -> None:
    settings.FREE_REPORTS_PER_NETWORK = 10
    settings.FREE_REPORTS_IN_ALL = 100_000
    settings.FREE_REPORTS_PER_WORDING = 5
    effort.forget_counts()
    refusals.forget()


def sent(number: int, *, who: str = "", words: str = "", is_patient: bool = False) -> int:
    """One report comes in, from a network of its own if none is named."""
    name = who or f"fd00::{number:x}"
    return effort.check(
        who=name, proof="", token=f"{name}-{number}", now=NOW, words=words, is_patient=is_patient
    )


def test_each_report_knows_how_many_came_from_its_network_before_it() -> None:
    assert [sent(number, who="fd00::1") for number in range(4)] == [0, 1, 2, 3]
    assert sent(9, who="fd00::2") == 0


def test_the_same_words_from_many_networks_ask_for_work_after_the_first_ones() -> None:
    for number in range(5):
        sent(number, words=f"  {WORDS.upper()}")

    with pytest.raises(effort.ProofAsked) as asked:
        sent(6, words=WORDS)
    assert asked.value.fields["level"] == 1
    sent(7, words="I saw two men in green vests at the bakery, they asked for papers")
    sent(8, words=WORDS, is_patient=True)


def test_few_words_are_everybody_s() -> None:
    for number in range(40):
        sent(number, words="ICE is here")


def test_in_a_flood_everybody_makes_a_small_proof_and_one_network_is_asked_sooner() -> None:
    limits = Limits(10, 300, 20)

    assert level_asked(Counts(0, 0), limits, Load.FLOOD) == LEAST_IN_A_FLOOD
    assert level_asked(Counts(0, 0), limits, Load.SURGE) == NOTHING
    assert level_asked(Counts(9, 9), limits, Load.NORMAL) == NOTHING
    assert level_asked(Counts(9, 9), limits, Load.FLOOD) >= LEAST_IN_A_FLOOD
    assert level_asked(Counts(10**6, 10**6, 10**6), Limits(0, 0, 0), Load.FLOOD) == NOTHING, "never ask"


def test_a_shared_address_is_asked_for_patience_and_never_locked_out() -> None:
    effort.set_load(Load.FLOOD)
    for number in range(300):
        with pytest.raises(effort.ProofAsked):
            sent(number, who="fd00::70", words=f"{WORDS} {number}")

    assert sent(301, who="fd00::70", is_patient=True) == 0


def test_everything_refused_is_counted_by_reason_and_hour_and_nobody_is_named() -> None:
    effort.set_load(Load.FLOOD)
    for number in range(7):
        with pytest.raises(effort.ProofAsked):
            sent(number)
    refusals.write_if_due(NOW + timedelta(minutes=2))

    (row,) = RefusedCount.objects.all()
    assert (row.hour, row.reason, row.number) == (NOW, "missing", 7)
    assert refusals.by_hour(NOW) == {NOW: {"missing": 7}}


def test_counts_are_written_once_a_minute_and_old_ones_forgotten() -> None:
    refusals.count("missing", NOW)
    for _ in range(50):
        refusals.count("missing", NOW + timedelta(seconds=10))
    assert RefusedCount.objects.get().number == 1, "a process that is killed now loses this minute"

    refusals.count("missing", NOW + refusals.KEPT + timedelta(days=1))

    assert not RefusedCount.objects.filter(hour=NOW).exists()


def test_a_clock_that_is_put_back_stops_no_count() -> None:
    refusals.count("missing", NOW)
    refusals.count("missing", NOW - timedelta(hours=3))

    assert RefusedCount.objects.count() == 2
