"""Find outcomes by plain words, with an amount of work that does not grow with the number of outcomes.

For each word of the question the newest entries that hold it are read from the index, at most `NEWEST_A_WORD` of them.
How far back these reach tells how rare the word is. The entries of the rarest words are judged first, at most
`MOST_JUDGED`, each by every word of the question that it holds: a rare word weighs more than a common one, as its
share of all entries is smaller. Of what is equally good the newest comes first. Three queries, whatever is stored.

What is lost: where every word of a question is common and they meet only in old entries, the newest that hold some of
them are shown instead.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import log2

from django.db import connection

from amparo.core import languages
from amparo.incidents.domain import search_words
from amparo.incidents.domain.outcomes import BasisKind, Outcome
from amparo.incidents.models import SearchEntry, SearchToken

NEWEST_A_WORD = 150
MOST_JUDGED = 200
MOST_FOUND = 20


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


def _scores(asked: tuple[int, ...]) -> dict[int, float]:
    holders = _newest_holders(asked)
    weights = _weights(holders)
    rarest_first = sorted(holders, key=lambda token: (-weights[token], token))
    judged = list(dict.fromkeys(each for token in rarest_first for each in holders[token]))[:MOST_JUDGED]
    held: dict[int, set[int]] = defaultdict(set)
    for token, entry_id in _which_hold(holders, judged):
        held[entry_id].add(token)
    enough = (len(asked) + 1) // 2
    return {
        entry_id: sum(weights[token] for token in found)
        for entry_id, found in held.items()
        if len(found) >= enough
    }


def _weights(holders: Mapping[int, list[int]]) -> dict[int, float]:
    """Return how much each word tells: the logarithm of how many entries there are for one that holds it.

    Where a word has more entries than were read, those read stand for the newest stretch that they reach across.
    """
    newest = max((entries[0] for entries in holders.values()), default=0)
    reach = {
        token: newest - entries[-1] + 1 if len(entries) >= NEWEST_A_WORD else newest
        for token, entries in holders.items()
    }
    return {token: log2(1 + reach[token] / len(entries)) for token, entries in holders.items()}


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
    return {token: sorted(entries, reverse=True) for token, entries in holders.items()}


def _which_hold(tokens: Iterable[int], entries: list[int]) -> Iterable[tuple[int, int]]:
    held = SearchToken.objects.filter(token__in=list(tokens), entry__in=entries)
    return held.values_list("token", "entry_id")


def _answer(row: SearchEntry, language: str) -> Answer:
    chosen = languages.choose([language, "en"], list(row.texts))
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
