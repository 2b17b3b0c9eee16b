"""The search finds what was asked, best first, by an amount of work that does not depend on how much is stored."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.incidents.domain import search_words
from amparo.incidents.models import SearchEntry, SearchToken
from amparo.incidents.queries import search
from amparo.incidents.services import search_index

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 10, 6, 0, tzinfo=UTC)


def store(count: int, words: Callable[[int], str]) -> None:
    """Store entries, the oldest first; each holds the words that its number, from 1, is given."""
    entries = SearchEntry.objects.bulk_create(
        SearchEntry(
            kind="rumour",
            source_id=UUID(int=number),
            path=f"/rumours/{number}/",
            outcome="unfounded",
            texts={"en": words(number)},
            found_at=NOW,
            until=NOW + timedelta(days=30),
        )
        for number in range(1, count + 1)
    )
    SearchToken.objects.bulk_create(
        SearchToken(token=token, entry=entry)
        for entry in entries
        for token in search_words.tokens(entry.texts["en"])
    )


def paths(question: str) -> list[str]:
    return [each.path for each in search.look_up(question, language="en", now=NOW)]


def test_the_newest_comes_first_among_equals() -> None:
    store(5, lambda _number: "checkpoint westlake")

    assert paths("checkpoint westlake") == [f"/rumours/{number}/" for number in (5, 4, 3, 2, 1)]


def test_what_holds_more_of_the_question_comes_first() -> None:
    store(6, lambda number: "checkpoint westlake" if number == 2 else "checkpoint downey")

    assert paths("checkpoint westlake")[0] == "/rumours/2/"


def test_two_common_words_that_meet_in_old_entries_are_found() -> None:
    def words(number: int) -> str:
        if number > 250:
            return "checkpoint downey"
        return "checkpoint westlake" if number in {120, 121, 122} else "raid westlake"

    store(600, words)

    assert paths("checkpoint westlake")[:3] == ["/rumours/122/", "/rumours/121/", "/rumours/120/"]


def test_half_of_a_question_must_be_held() -> None:
    store(1, lambda _number: "checkpoint westlake")

    assert paths("checkpoint hospital") == ["/rumours/1/"]
    assert paths("checkpoint hospital downtown") == []


def test_any_size_takes_three_questions_to_the_database() -> None:
    store(600, lambda number: f"checkpoint westlake raid {number % 7}")

    with CaptureQueriesContext(connection) as asked:
        search.look_up("is there a checkpoint or a raid in westlake", language="en", now=NOW)

    assert len(asked) == 3


def test_nothing_is_found_after_its_time() -> None:
    store(3, lambda _number: "checkpoint westlake")
    SearchEntry.objects.filter(source_id=UUID(int=3)).update(until=NOW)

    assert paths("checkpoint") == ["/rumours/2/", "/rumours/1/"]


def test_putting_again_replaces_and_forgetting_twice_does_nothing() -> None:
    for outcome in ("unfounded", "other_agency"):
        search_index.put(
            kind="statement",
            source_id=UUID(int=9),
            path="/alerts/9/",
            outcome=outcome,
            bases=["official_source"],
            texts={"en": "Checkpoint\nnear Westlake", "ar": "حاجز\nقرب وستليك"},
            found_at=NOW,
            until=NOW + timedelta(days=1),
            now=NOW,
        )

    [answer] = search.look_up("حاجز", language="ar", now=NOW)
    assert (answer.outcome, answer.language, answer.title) == ("other_agency", "ar", "حاجز")
    for _ in range(2):
        search_index.forget(kind="statement", source_id=UUID(int=9))
    assert not SearchToken.objects.exists()
