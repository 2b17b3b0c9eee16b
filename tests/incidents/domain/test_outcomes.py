"""What carries an outcome, and what each refusal names as missing."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from amparo.incidents.domain import independence, outcomes
from amparo.incidents.domain.forming import words_of
from amparo.incidents.domain.independence import Link, Source, Tie
from amparo.incidents.domain.outcomes import (
    Basis,
    BasisKind,
    BasisMissing,
    BasisRefused,
    ConfirmationNeedsMore,
    HowJudgedMissing,
    HowJudgedTooLong,
    MediaMissing,
    Outcome,
    ReportNotFirstHand,
    ReportNotOfIncident,
    ReportPassedOn,
    ReportsInSameWords,
    ReportsOfOneSource,
    TooFewIndependentReports,
    Witness,
    check_basis,
)


@dataclass(frozen=True)
class Policy:
    trained_observers: int = 1
    independent_reports: int = 2
    reports_with_media: int = 1


WINDOW, STREET, COUSIN, COPY = (UUID(int=n) for n in range(1, 5))
ELSEWHERE = UUID(int=99)
WITNESSES = (
    Witness(WINDOW, is_first_hand=True, words=words_of("three men with vests knock at the green house")),
    Witness(
        STREET, is_first_hand=True, words=words_of("dos camionetas blancas frente a la casa de la esquina")
    ),
    Witness(COUSIN, is_first_hand=False, words=words_of("my cousin wrote that there is a raid on eighth")),
    Witness(COPY, is_first_hand=True, words=words_of("Three men with vests knock at the green house!")),
)


def observer(count: int = 1) -> Basis:
    return Basis(BasisKind.TRAINED_OBSERVER, "saw agents at the door and reported by radio", observers=count)


def independent(*report_ids: UUID) -> Basis:
    return Basis(BasisKind.INDEPENDENT_REPORTS, "called both back; they stood on two streets", report_ids)


def media(*report_ids: UUID) -> Basis:
    return Basis(BasisKind.MEDIA_WITH_LANDMARK, "the mural at the corner, wet street as now", report_ids)


OFFICIAL = Basis(BasisKind.OFFICIAL_SOURCE, "the city's police said on their page that it was theirs")


def check(outcome: Outcome, *basis: Basis, policy: Policy | None = None) -> None:
    check_basis(outcome, basis, policy or Policy(), WITNESSES)


def test_reports_of_one_source_carry_nothing_and_the_refusal_says_why() -> None:
    browser = [Source(each, is_first_hand=True, browser="mark") for each in (WINDOW, STREET)]
    found = independence.count(browser)

    with pytest.raises(ReportsOfOneSource) as refused:
        check_basis(
            Outcome.CONFIRMED, (independent(WINDOW, STREET), media(STREET)), Policy(), WITNESSES, found
        )

    assert refused.value.fields["report_ids"] == (WINDOW, STREET)
    assert refused.value.fields["links"] == (Link(WINDOW, STREET, (Tie.SAME_BROWSER,)),)


def test_a_message_that_was_passed_on_is_no_witness() -> None:
    found = independence.count([Source(STREET, is_first_hand=True, is_forwarded=True)])

    with pytest.raises(ReportPassedOn):
        check_basis(
            Outcome.UNFOUNDED, (independent(WINDOW, STREET), media(STREET)), Policy(), WITNESSES, found
        )


def test_one_trained_observer_confirms() -> None:
    check(Outcome.CONFIRMED, observer())


def test_two_independent_reports_of_which_one_with_media_confirm() -> None:
    check(Outcome.CONFIRMED, independent(WINDOW, STREET), media(STREET))


@pytest.mark.parametrize(
    "basis, missing",
    [
        ((), BasisMissing),
        ((OFFICIAL,), ConfirmationNeedsMore),
        ((media(WINDOW),), ConfirmationNeedsMore),
        ((independent(WINDOW, STREET),), MediaMissing),
        ((independent(WINDOW, STREET), media()), MediaMissing),
        ((independent(WINDOW, STREET), media(COPY)), MediaMissing),
        ((independent(WINDOW), media(WINDOW)), TooFewIndependentReports),
        ((independent(WINDOW, WINDOW), media(WINDOW)), TooFewIndependentReports),
        ((independent(WINDOW, COUSIN), media(WINDOW)), ReportNotFirstHand),
        ((independent(WINDOW, COPY), media(WINDOW)), ReportsInSameWords),
        ((independent(WINDOW, ELSEWHERE), media(WINDOW)), ReportNotOfIncident),
        ((independent(WINDOW, STREET), media(ELSEWHERE)), ReportNotOfIncident),
        ((Basis(BasisKind.TRAINED_OBSERVER, "  "),), HowJudgedMissing),
        ((Basis(BasisKind.TRAINED_OBSERVER, "x" * 301),), HowJudgedTooLong),
        ((observer(), observer()), outcomes.BasisRepeated),
    ],
)
def test_a_confirmation_without_its_basis_says_what_is_missing(
    basis: tuple[Basis, ...], missing: type[BasisRefused]
) -> None:
    with pytest.raises(missing) as refused:
        check(Outcome.CONFIRMED, *basis)

    assert type(refused.value) is missing


def test_a_network_may_ask_for_more() -> None:
    strict = Policy(trained_observers=2, independent_reports=3, reports_with_media=2)

    check(Outcome.CONFIRMED, observer(2), policy=strict)
    with pytest.raises(ConfirmationNeedsMore):
        check(Outcome.CONFIRMED, observer(1), policy=strict)
    with pytest.raises(TooFewIndependentReports) as refused:
        check(Outcome.CONFIRMED, independent(WINDOW, STREET), media(WINDOW, STREET), policy=strict)
    assert refused.value.fields == {"needed": 3, "given": 2}


def test_observers_alone_never_confirm_where_the_network_says_so() -> None:
    never = Policy(trained_observers=0)

    with pytest.raises(ConfirmationNeedsMore):
        check(Outcome.CONFIRMED, observer(5), policy=never)
    check(Outcome.CONFIRMED, observer(), independent(WINDOW, STREET), media(WINDOW), policy=never)


@pytest.mark.parametrize("outcome", [Outcome.UNFOUNDED, Outcome.OTHER_AGENCY])
@pytest.mark.parametrize("basis", [observer(), OFFICIAL, media(), independent(WINDOW, STREET)])
def test_a_no_needs_one_basis_of_any_kind(outcome: Outcome, basis: Basis) -> None:
    check(outcome, basis)


@pytest.mark.parametrize("outcome", [Outcome.UNFOUNDED, Outcome.OTHER_AGENCY])
def test_even_a_no_needs_some_basis(outcome: Outcome) -> None:
    with pytest.raises(BasisMissing):
        check(outcome)


def test_what_could_not_be_verified_needs_none() -> None:
    check(Outcome.UNVERIFIABLE)


def test_short_texts_agree_by_chance() -> None:
    assert not outcomes.same_wording(words_of("white van here"), words_of("white van here"))


def test_bases_survive_storage() -> None:
    bases = (observer(2), independent(WINDOW, STREET), media(STREET), OFFICIAL)

    assert outcomes.bases_from_json(outcomes.bases_to_json(bases)) == bases
