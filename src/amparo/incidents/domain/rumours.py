"""What a rumour page may say: closed slots put into reviewed sentences, and counts that point at nobody.

A rumour comes from an incident, or is an outside claim ("a post says buses at the school"). What was said is a claim,
a kind of place, a neighbourhood and a day, all from closed lists; for an outside claim an editor may add a few own
words, in every language or none. No reporter's word is ever part of it.

How often it came in is told per day in steps of five; below five it is "a few". It is counted once, when the page is
made, so that two readings of a live count can't be subtracted from each other.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from amparo.core import haitian
from amparo.core.errors import AmparoError
from amparo.incidents.domain.outcomes import BasisKind, Outcome

LIFE: Final = timedelta(days=30)
DRAFTS_KEPT: Final = timedelta(days=30)
LONGEST_OWN_WORDS: Final = 160
# Fewer than this is never told as a number (T64), and steps of it hide what is added between two editions.
FEWEST_TOLD: Final = 5


class Source(StrEnum):
    """Where a rumour comes from."""

    INCIDENT = "incident"
    OUTSIDE = "outside"


class RumourState(StrEnum):
    """Where a rumour page stands. One that is past its time is not public, whatever its state."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Why(StrEnum):
    """Why a page was taken back."""

    BY_HAND = "by_hand"
    OUTCOME_CHANGED = "outcome_changed"


class Claim(StrEnum):
    """What is said to be happening: the activities of reports, and what posts say."""

    AT_A_DOOR = "at_a_door"
    INSIDE_A_HOME = "inside_a_home"
    TAKING_SOMEONE = "taking_someone"
    STREET_STOP = "street_stop"
    TRAFFIC_STOP = "traffic_stop"
    CHECKPOINT = "checkpoint"
    WORKPLACE = "workplace"
    COURTHOUSE = "courthouse"
    WAITING = "waiting"
    PASSING_BY = "passing_by"
    LEAVING = "leaving"
    OTHER = "other"
    RAID = "raid"
    BUSES = "buses"


# A home is no kind of place on a public page: with a neighbourhood and a day it would be too much.
PLACE_KINDS: Final = ("public", "work", "business", "school", "court", "worship", "health")


# What a claim's own words name already: "at a workplace at a workplace" would stop whoever reads it.
_NAMED_BY_CLAIM: Final[Mapping[Claim, frozenset[str]]] = {
    Claim.WORKPLACE: frozenset({"work"}),
    Claim.COURTHOUSE: frozenset({"court"}),
}


class OwnWordsNotAllowed(AmparoError):
    """Own words belong to outside claims only: about an incident they would be a reporter's."""

    code = "OWN_WORDS_NOT_ALLOWED"


class OwnWordsIncomplete(AmparoError):
    """Own words must be there in every language or in none; `fields["missing"]` lists those without."""

    code = "OWN_WORDS_INCOMPLETE"


@dataclass(frozen=True, slots=True)
class HeardOn:
    """How often it came in on one day: at least so often; 0 stands for a few."""

    day: date
    at_least: int


@dataclass(frozen=True, slots=True)
class Said:
    """A rumour before it is put into words.

    Attributes:
        place_kind: out of `PLACE_KINDS`, or empty.
        place: the name of a neighbourhood, approximate.
        own_words: (language, words), for every language or none.
        heard: by day, oldest first; empty where nothing was counted.
        found_at: the hour in which it was found.
    """

    source: Source
    claim: Claim
    place_kind: str
    place: str
    day: date
    own_words: tuple[tuple[str, str], ...]
    outcome: Outcome
    bases: tuple[BasisKind, ...]
    found_at: datetime
    heard: tuple[HeardOn, ...]


@dataclass(frozen=True, slots=True)
class RumourText:
    """A rumour in one language: a title, and sentences one a line."""

    language: str
    title: str
    said: tuple[str, ...]
    found: tuple[str, ...]
    heard: tuple[str, ...]
    closing: tuple[str, ...]


class Book(Protocol):
    """What this module needs of `core.phrases.Book`."""

    def text(self, phrase_id: str, language: str, **slots: str) -> str: ...


def counted(days: Iterable[date]) -> tuple[HeardOn, ...]:
    """Return how often it came in on each day, in steps of `FEWEST_TOLD`."""
    return tuple(HeardOn(day, step_of(count)) for day, count in sorted(Counter(days).items()))


def step_of(count: int) -> int:
    """Return a count as it may be told: the step below it, 0 for fewer than `FEWEST_TOLD`."""
    return count - count % FEWEST_TOLD


def check_own_words(own_words: Mapping[str, str], languages: Iterable[str], source: Source) -> None:
    """Let own words through only where they may be, and only complete.

    Raises:
        OwnWordsNotAllowed, OwnWordsIncomplete: as they say.
    """
    given = {language for language, words in own_words.items() if words}
    if given and source is not Source.OUTSIDE:
        raise OwnWordsNotAllowed
    missing = sorted(set(languages) - given)
    if given and missing:
        raise OwnWordsIncomplete(missing=missing)


def put_into_words(what: Said, book: Book, language: str) -> RumourText:
    """Return a rumour in the words of one language."""
    day = _day_in_words(what.day, language)
    claim = book.text(f"claim.{what.claim}", language)
    names_kind = bool(what.place_kind) and what.place_kind not in _NAMED_BY_CLAIM.get(what.claim, ())
    suffix = "_at" if names_kind else ""
    slots = {"claim": claim, "place": what.place, "day": day}
    if names_kind:
        slots["kind"] = book.text(f"kind.{what.place_kind}", language)
    own = tuple(words for tag, words in what.own_words if tag == language)
    return RumourText(
        language=language,
        title=book.text(f"title.{what.outcome}", language, claim=claim, place=what.place),
        said=(book.text(f"said.{what.source}{suffix}", language, **slots), *own),
        found=(
            book.text(f"found.{what.outcome}", language),
            *(book.text(f"basis.{kind}", language) for kind in what.bases),
        ),
        heard=_heard(what.heard, book, language),
        closing=(book.text("closing.not_safe", language), book.text("closing.tell_us", language)),
    )


def _heard(heard: tuple[HeardOn, ...], book: Book, language: str) -> tuple[str, ...]:
    lines = []
    for each in heard:
        day = _day_in_words(each.day, language)
        if each.at_least:
            lines.append(book.text("heard.at_least", language, day=day, count=str(each.at_least)))
        else:
            lines.append(book.text("heard.a_few", language, day=day))
    return tuple(lines)


def content_hash(what: Said, texts: Iterable[RumourText]) -> str:
    """Return SHA-256 over values and words: what the second person's approval is bound to."""
    value = {"said": asdict(what), "texts": [asdict(each) for each in texts]}
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _day_in_words(day: date, language: str) -> str:
    if language == haitian.TAG:
        return f"{day.day} {haitian.MONTHS[day.month - 1]} {day.year}"
    return format_date(day, format="long", locale=_locale(language))


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
