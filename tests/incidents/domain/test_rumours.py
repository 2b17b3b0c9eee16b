"""A rumour page says closed slots in reviewed sentences, and counts that point at nobody."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core import phrases
from amparo.incidents.domain import rumours
from amparo.incidents.domain.outcomes import BasisKind, Outcome
from amparo.incidents.domain.rumours import (
    Claim,
    HeardOn,
    OwnWordsIncomplete,
    OwnWordsNotAllowed,
    Said,
    Source,
)

DAY = date(2026, 1, 10)


def said(**other: object) -> Said:
    values: dict[str, object] = {
        "source": Source.INCIDENT,
        "claim": Claim.BUSES,
        "place_kind": "school",
        "place": "Westlake",
        "day": DAY,
        "own_words": (),
        "outcome": Outcome.UNFOUNDED,
        "bases": (BasisKind.TRAINED_OBSERVER,),
        "found_at": datetime(2026, 1, 10, 8, tzinfo=UTC),
        "heard": (HeardOn(DAY, 0), HeardOn(DAY + timedelta(days=1), 10)),
    }
    return Said(**values | other)  # type: ignore[arg-type]  # a test's own values


def test_every_claim_and_outcome_can_be_said_in_every_language() -> None:
    book = phrases.book("incidents")
    for language in ("en", "es"):
        assert book.stale(language) == ()
        for claim in Claim:
            for outcome in Outcome:
                for source in Source:
                    for kind in ("", *rumours.PLACE_KINDS):
                        what = said(claim=claim, outcome=outcome, source=source, place_kind=kind)
                        text = rumours.put_into_words(what, book, language)
                        assert "Westlake" in text.title
                        assert "{" not in "".join((text.title, *text.said, *text.found, *text.heard))


def test_a_page_says_what_was_said_and_what_was_found() -> None:
    text = rumours.put_into_words(said(), phrases.book("incidents"), "en")

    assert text.said == (
        "Neighbors told us on January 10, 2026 of immigration buses at a school, near Westlake.",
    )
    assert text.found[0] == "We checked, and it was not so."
    assert text.heard == ("January 10, 2026: a few times", "January 11, 2026: at least 10 times")


@pytest.mark.parametrize(
    "claim, place_kind, told",
    [
        (Claim.WORKPLACE, "work", "immigration agents at a workplace, near Westlake"),
        (Claim.WORKPLACE, "business", "immigration agents at a workplace at a store, near Westlake"),
        (Claim.COURTHOUSE, "court", "immigration agents at a courthouse, near Westlake"),
    ],
)
def test_a_claim_that_names_its_place_does_not_name_it_twice(
    claim: Claim, place_kind: str, told: str
) -> None:
    what = said(claim=claim, place_kind=place_kind)

    text = rumours.put_into_words(what, phrases.book("incidents"), "en")

    assert told in text.said[0]


def test_no_sentence_says_that_anything_is_safe() -> None:
    book = phrases.book("incidents")
    for language in book.languages:
        for phrase_id in book.ids():
            slots = dict.fromkeys(book.slots(phrase_id), "")
            assert not {"safe", "seguro", "segura"} & set(
                book.text(phrase_id, language, **slots).lower().split()
            )


@given(st.lists(st.integers(0, 3), max_size=60))
def test_no_count_below_five_is_told_nor_any_exact_one(days: list[int]) -> None:
    heard = rumours.counted(DAY + timedelta(days=each) for each in days)

    for each in heard:
        exact = days.count((each.day - DAY).days)
        assert each.at_least % rumours.FEWEST_TOLD == 0
        assert each.at_least <= exact < each.at_least + rumours.FEWEST_TOLD


@given(st.lists(st.integers(0, 1), min_size=5, max_size=60))
def test_two_editions_never_differ_by_fewer_than_five(days: list[int]) -> None:
    """T64, also by differencing: what one report more changes is nothing, or a whole step."""
    before = {each.day: each.at_least for each in rumours.counted(DAY + timedelta(days=one) for one in days)}
    later = {
        each.day: each.at_least for each in rumours.counted(DAY + timedelta(days=one) for one in [*days, 0])
    }

    assert all(later[day] - told in {0, rumours.FEWEST_TOLD} for day, told in before.items())


def test_own_words_stand_in_every_language_or_in_none() -> None:
    rumours.check_own_words({}, ["en", "es"], Source.OUTSIDE)
    rumours.check_own_words({"en": "a", "es": "b"}, ["en", "es"], Source.OUTSIDE)
    with pytest.raises(OwnWordsIncomplete) as refused:
        rumours.check_own_words({"en": "a", "es": ""}, ["en", "es"], Source.OUTSIDE)
    assert refused.value.fields["missing"] == ["es"]


def test_an_incidents_page_takes_no_own_words() -> None:
    with pytest.raises(OwnWordsNotAllowed):
        rumours.check_own_words({"en": "a", "es": "b"}, ["en", "es"], Source.INCIDENT)


def test_what_is_approved_changes_with_every_word() -> None:
    book = phrases.book("incidents")
    texts = [rumours.put_into_words(said(), book, "en")]

    assert rumours.content_hash(said(), texts) == rumours.content_hash(said(), texts)
    assert rumours.content_hash(said(place="Pico Union"), texts) != rumours.content_hash(said(), texts)
    assert rumours.content_hash(said(), []) != rumours.content_hash(said(), texts)
