"""What a kind of alert may say is what a person recorded."""

import pytest

from amparo.alerts.domain import kinds
from amparo.alerts.domain.kinds import FIRST_KINDS, FOLLOW_UP_KINDS, OUTCOMES, RELAY_KINDS, TOPICS, Kind
from amparo.reports.api import Activity, Agency


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("outcome", [None, "", "open", *sorted(OUTCOMES)])
def test_a_kind_says_only_what_was_recorded(kind: Kind, outcome: str | None) -> None:
    allowed = {
        Kind.UPDATE: {"confirmed"},
        Kind.ALL_CLEAR: {"confirmed"},
        Kind.CORRECTION: OUTCOMES,
        Kind.WITHDRAWAL: set(),
        Kind.RELAYED: set(),
        Kind.RELAYED_OVER: set(),
    }.get(kind, {kind.value})

    if outcome in allowed:
        kinds.check_says(kind, outcome=outcome, is_over=True)
    else:
        with pytest.raises(kinds.OutcomeDoesNotSayThis):
            kinds.check_says(kind, outcome=outcome, is_over=True)


def test_an_all_clear_needs_an_end() -> None:
    with pytest.raises(kinds.NotOverYet):
        kinds.check_says(Kind.ALL_CLEAR, outcome="confirmed", is_over=False)


def test_every_kind_is_first_or_follows_or_takes_back() -> None:
    assert {Kind.WITHDRAWAL, *FIRST_KINDS, *FOLLOW_UP_KINDS, *RELAY_KINDS} == set(Kind)
    assert set(TOPICS) == FIRST_KINDS | {Kind.RELAYED}
    assert {kinds.first_kind_of(outcome) for outcome in OUTCOMES} == FIRST_KINDS
    with pytest.raises(kinds.OutcomeDoesNotSayThis):
        kinds.first_kind_of("update")


def test_every_activity_and_agency_of_reports_has_its_words(english_ids: tuple[str, ...]) -> None:
    for value in (*(f"activity.{each}" for each in Activity), *(f"agency.{each}" for each in Agency)):
        assert value in english_ids
