"""One size of the bench `check`: fill a database with outcomes, then answer rounds of questions, one a line."""

import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice, product
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from amparo.incidents.models import SearchEntry

QUESTIONS = 300
AT_ONCE = 1_000
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
# Plain words by which people ask for a claim, in three languages.
ASKED = {
    "buses": ("are there buses", "hay autobuses de la migra", "巴士"),
    "raid": ("is there a raid", "redada", "突袭"),
    "checkpoint": ("checkpoint", "retén de migración", "检查站"),
    "at_a_door": ("ice at a door", "la migra en una puerta", "移民局 门口"),
    "courthouse": ("agents at the courthouse", "agentes en el juzgado", "法院"),
}
COMMON = ("redada", "ice", "immigration agents", "escuela", "移民局", "is it true about the school?")
_PLACE = "%"  # no word, so it leaves no token
NONSENSE = ("zzyzx quux", "my cat is blue", "qwertz 12345")


@dataclass(frozen=True)
class Known:
    """What one stored outcome is about."""

    claim: str
    place: str


def fill(size: int) -> list[Known]:
    """Store so many outcomes as publishing would, and return what each is about.

    A sentence is put together once for each claim and then told of many places: that is only quicker.
    """
    from django.db import connection, transaction

    from amparo.incidents.domain import search_words
    from amparo.incidents.models import SearchEntry

    chance = random.Random(size)  # noqa: S311 — the same each time
    sentences, places = _sentences(), _places()
    tokens_of_sentence = [search_words.tokens("\n".join(each.texts.values())) for each in sentences]
    tokens_of_place = {place: search_words.tokens(place) for place in places}
    known: list[Known] = []
    numbers = iter(range(size))
    while batch := list(islice(numbers, AT_ONCE)):
        drawn = [(chance.randrange(len(sentences)), chance.choice(places)) for _ in batch]
        with transaction.atomic(), connection.cursor() as cursor:
            entries = SearchEntry.objects.bulk_create(
                [
                    _entry(number, sentences[at], place)
                    for number, (at, place) in zip(batch, drawn, strict=True)
                ]
            )
            cursor.executemany(
                "INSERT INTO incidents_searchtoken (token, entry_id) VALUES (%s, %s)",
                [
                    (token, entry.pk)
                    for entry, (at, place) in zip(entries, drawn, strict=True)
                    for token in sorted(tokens_of_sentence[at] | tokens_of_place[place])
                ],
            )
        known += [Known(sentences[at].claim, place) for at, place in drawn]
    return known


@dataclass(frozen=True)
class Sentence:
    """What a page says of a claim, by language, with a mark where the place stands."""

    claim: str
    outcome: str
    texts: dict[str, str]


def _sentences() -> list[Sentence]:
    from amparo.core import phrases
    from amparo.incidents.domain import rumours
    from amparo.incidents.domain.outcomes import BasisKind, Outcome

    book, made = phrases.book("incidents"), []
    kinds = ("", *rumours.PLACE_KINDS)
    for number, (claim, outcome, kind) in enumerate(product(rumours.Claim, Outcome, kinds)):
        what = rumours.Said(
            source=rumours.Source.INCIDENT if number % 2 else rumours.Source.OUTSIDE,
            claim=claim,
            place_kind=kind,
            place=_PLACE,
            day=date(2026, 1, 1) + timedelta(days=number % 300),
            own_words=(),
            outcome=outcome,
            bases=(BasisKind.TRAINED_OBSERVER,),
            found_at=NOW,
            heard=(),
        )
        texts = {}
        for language in ("en", "es"):
            text = rumours.put_into_words(what, book, language)
            texts[language] = "\n".join((text.title, *text.said, *text.found))
        made.append(Sentence(claim.value, outcome.value, texts))
    return made


def _places() -> list[str]:
    from amparo.core.places.gazetteer import gazetteer

    return [area.name for area in gazetteer().areas if area.kind == "neighbourhood"]


def _entry(number: int, sentence: Sentence, place: str) -> "SearchEntry":
    from amparo.incidents.models import SearchEntry

    return SearchEntry(
        kind="rumour",
        source_id=UUID(int=number),
        path=f"/rumours/{UUID(int=number)}/",
        outcome=sentence.outcome,
        bases=["trained_observer"],
        texts={language: text.replace(_PLACE, place) for language, text in sentence.texts.items()},
        found_at=NOW,
        until=NOW + timedelta(days=30),
    )


def questions(seed: int, known: list[Known]) -> Iterator[tuple[str, Known | None]]:
    """Yield the questions of a round, with what each is about where something is known of it."""
    chance = random.Random(seed)  # noqa: S311 — the same each time
    wanted = [each for each in known if each.claim in ASKED]
    for number in range(QUESTIONS):
        each = chance.choice(wanted)
        match number % 5:
            case 0:
                yield chance.choice(COMMON), None
            case 1:
                yield chance.choice(NONSENSE), None
            case _:
                yield f"{chance.choice(ASKED[each.claim])} {each.place}", each


def answer_round(seed: int, known: list[Known]) -> dict[str, object]:
    """Ask a round of questions and time each; count those whose first answer is about what was asked."""
    from amparo.incidents.queries import search

    waits, asked, right = [], 0, 0
    for question, about in questions(seed, known):
        started = time.perf_counter()
        found = search.look_up(question, language="en", now=NOW)
        waits.append(time.perf_counter() - started)
        if about is not None:
            asked += 1
            right += bool(found) and _is_about(f"{found[0].title}\n{found[0].text}", about)
    return {"waits": waits, "asked": asked, "right": right}


def _is_about(text: str, about: Known) -> bool:
    return about.place in text and _CLAIMS[about.claim] in text


_CLAIMS = {
    "buses": "buses",
    "raid": "raid",
    "checkpoint": "checkpoint",
    "at_a_door": "at a door",
    "courthouse": "at a courthouse",
}


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    about = fill(int(sys.argv[1]))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(answer_round(int(line), about)), flush=True)
