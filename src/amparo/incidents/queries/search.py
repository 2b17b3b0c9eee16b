"""Find outcomes by plain words, with an amount of work that does not grow with the number of outcomes.

For each word of the question the newest entries that hold it are read from the index, at most `NEWEST_A_WORD` of them.
A word that fills that limit is a common one; the entries found by rarer words are then asked whether they hold it
too. So a question with one telling word ("school near Pico Union") sees all of that word's newest entries judged by
the whole question; one of common words alone sees the newest. Three queries, whatever is stored.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from amparo.core import languages
from amparo.incidents.domain import search_words
from amparo.incidents.domain.outcomes import BasisKind, Outcome
from amparo.incidents.models import SearchEntry, SearchToken

NEWEST_A_WORD = 200
MOST_JUDGED = 300
MOST_FOUND = 20
# A telling word says more about what is meant than a common one.
_RARE, _COMMON = 3, 1


@dataclass(frozen=True, slots=True)
class Answer:
    """One outcome that may answer a question.

    Attributes:
        title, text: in the reader's language, or the nearest there is.
    """

    path: str
    title: str
    text: str
    language: str
    outcome: Outcome
    bases: tuple[BasisKind, ...]
    found_at: datetime


def look_up(query: str, *, language: str, now: datetime) -> tuple[Answer, ...]:
    """Return what is public about what somebody heard, the best answer first, at most `MOST_FOUND`.

    Raises:
        QuestionTooLong, NothingToLookFor: nothing can be looked up by this.
    """
    asked = search_words.asked_tokens(query)
    scores = _scores(asked)
    best = sorted(scores, key=lambda entry_id: (-scores[entry_id], -entry_id))[: 2 * MOST_FOUND]
    rows = SearchEntry.objects.filter(until__gt=now).in_bulk(best)
    return tuple(_answer(rows[entry_id], language) for entry_id in best if entry_id in rows)[:MOST_FOUND]


def _scores(asked: tuple[int, ...]) -> dict[int, int]:
    holders = _newest_holders(asked)
    common = {token for token, entries in holders.items() if len(entries) >= NEWEST_A_WORD}
    holding: dict[int, set[int]] = defaultdict(set)
    for token in holders.keys() - common or common:
        for entry_id in holders[token]:
            holding[entry_id].add(token)
    judged = sorted(holding, key=lambda entry_id: (-len(holding[entry_id]), -entry_id))[:MOST_JUDGED]
    if common:
        for token, entry_id in _which_hold(common, judged):
            holding[entry_id].add(token)
    enough = (len(asked) + 1) // 2
    return {
        entry_id: sum(_COMMON if token in common else _RARE for token in holding[entry_id])
        for entry_id in judged
        if len(holding[entry_id]) >= enough
    }


def _newest_holders(asked: tuple[int, ...]) -> dict[int, list[int]]:
    """Return for each token the newest entries that hold it: one walk down the index a token, in one query."""
    one = (
        "SELECT token, entry_id FROM (SELECT token, entry_id FROM incidents_searchtoken "
        "WHERE token = %s ORDER BY token DESC, entry_id DESC LIMIT %s) AS newest"
    )
    parameters = [value for token in asked for value in (token, NEWEST_A_WORD)]
    holders: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(asked)), parameters)
        for token, entry_id in cursor.fetchall():
            holders[token].append(entry_id)
    return holders


def _which_hold(tokens: Iterable[int], entries: list[int]) -> Iterable[tuple[int, int]]:
    held = SearchToken.objects.filter(token__in=list(tokens), entry__in=entries)
    return held.values_list("token", "entry_id")


def _answer(row: SearchEntry, language: str) -> Answer:
    chosen = languages.best([language, "en"], row.texts) or next(iter(row.texts))
    title, _, text = row.texts[chosen].partition("\n")
    return Answer(
        path=row.path,
        title=title,
        text=text,
        language=chosen,
        outcome=Outcome(row.outcome),
        bases=tuple(BasisKind(kind) for kind in row.bases),
        found_at=row.found_at,
    )
