"""The told weekend: enough to look like life, in order, and with nobody real in it."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from amparo.core import languages
from amparo.core.places.gazetteer import load
from amparo.core.privacy.marks import find_private_marks
from amparo.demo.domain import weekend
from amparo.demo.domain.weekend import StepKind, ToldIncident
from amparo.incidents.api import BasisKind, Outcome
from amparo.network.api import Role
from amparo.reports.api import Activity, Answer, PaperShown

FOLDER = Path(weekend.__file__).parents[1] / "weekend"


@pytest.fixture(scope="module")
def told() -> tuple[ToldIncident, ...]:
    return weekend.read_incidents(FOLDER)


def test_offsets_are_read_from_words() -> None:
    assert weekend.offset("mon 00:00") == timedelta(0)
    assert weekend.offset("fri 06:12") == timedelta(days=4, hours=6, minutes=12)


@pytest.mark.parametrize("words", ["", "friday 06:12", "fri", "fri 6h"])
def test_other_words_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        weekend.offset(words)


def test_there_is_enough_to_look_like_life(told: tuple[ToldIncident, ...]) -> None:
    reports = [report for incident in told for report in incident.reports]
    tongues = Counter(report.language for report in reports)

    assert 30 <= len(told) <= 60
    assert len(reports) >= 150
    assert len(tongues) >= 8
    assert tongues["es"] > tongues["en"] > len(reports) / 10


def test_nine_of_ten_were_no_confirmed_action(told: tuple[ToldIncident, ...]) -> None:
    decided = [incident.outcome.outcome for incident in told if incident.outcome]
    confirmed = decided.count(Outcome.CONFIRMED)

    assert 0 < confirmed / len(decided) <= 0.1


def test_three_homes_were_visited_on_friday(told: tuple[ToldIncident, ...]) -> None:
    homes = [
        incident
        for incident in told
        if incident.is_home and incident.outcome and incident.outcome.outcome == Outcome.CONFIRMED
    ]
    reports = [report for incident in homes for report in incident.reports]

    assert len(homes) == 3
    assert all(incident.outcome and incident.outcome.at.days == 4 for incident in homes)
    assert any(report.paper_shown == PaperShown.ENTERED_FIRST for report in reports)
    assert any(report.being_taken == Answer.YES for report in reports)


def test_values_are_those_of_the_apps(told: tuple[ToldIncident, ...]) -> None:
    areas = load("los-angeles")
    for incident in told:
        if incident.vague_area:
            areas.by_slug(incident.vague_area)
        if incident.outcome:
            Outcome(incident.outcome.outcome)
            assert [BasisKind(each) for each in incident.outcome.basis]
        for report in incident.reports:
            Activity(report.activity)
            PaperShown(report.paper_shown)
            languages.get(report.language)


def test_nothing_happens_after_the_visitor_comes_in(told: tuple[ToldIncident, ...]) -> None:
    steps = weekend.steps(told)

    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert steps[-1].at <= weekend.END


def test_each_incident_runs_in_its_order(told: tuple[ToldIncident, ...]) -> None:
    for incident in told:
        kinds = [step.kind for step in weekend.steps([incident])]
        later = [kind for kind in kinds if kind is not StepKind.REPORT]

        assert kinds[0] is StepKind.REPORT
        assert later == [kind for kind in StepKind if kind in later]


def test_eyes_on_the_spot_come_before_a_no(told: tuple[ToldIncident, ...]) -> None:
    """A first-hand report after a "no" would put the question anew, and the story would not close."""
    for incident in told:
        if incident.outcome and incident.outcome.outcome != Outcome.CONFIRMED:
            late = [
                report
                for report in incident.reports
                if report.is_first_hand and report.at > incident.outcome.at
            ]
            assert not late, incident.name


def test_some_of_sunday_is_still_open(told: tuple[ToldIncident, ...]) -> None:
    assert sum(incident.outcome is None for incident in told) >= 3


def test_nobody_can_be_found_by_the_story(told: tuple[ToldIncident, ...]) -> None:
    marks = [
        mark.kind
        for incident in told
        for report in incident.reports
        for mark in find_private_marks(f"{report.text} {report.vehicles} {report.markings}")
    ]

    # One number of the range that is kept for stories, so that a dispatcher sees how it is flagged.
    assert marks == ["phone"]


def test_the_network_has_two_people_for_every_release() -> None:
    network = weekend.read_network(FOLDER)
    roles = Counter(Role(role) for member in network.members for role in member.roles)

    assert sum(member.is_founder for member in network.members) == 2
    assert {Role.VERIFIER, Role.EDITOR, Role.DISPATCHER, Role.COORDINATOR} <= roles.keys()
    assert sum(network.subscribers.values()) >= 50
    assert all(languages.is_known(tag) for tag in network.subscribers)
