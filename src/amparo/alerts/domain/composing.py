"""Choose sentences and put them into words: what every public text is made of.

An editor chooses phrases by their ids; their slots are filled from the facts of the incident. What a kind of alert must
say stands first and can't be left out. So an alert exists at once in every language whose phrases are complete.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Protocol
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time

from amparo.alerts.domain.content import Content, Text
from amparo.alerts.domain.kinds import Kind, first_kind_of
from amparo.alerts.domain.short import Short, short_text
from amparo.alerts.domain.short import phrase_ids as short_phrase_ids
from amparo.core import haitian
from amparo.core.errors import AmparoError
from amparo.core.languages import SOURCE_LANGUAGE

HEADLINE_LIMIT = 160
FREE_TEXT_LIMIT = 600
WHERE_LIMIT = 80

_BASES = (
    "basis.trained_observer",
    "basis.independent_reports",
    "basis.media_with_landmark",
    "basis.official_source",
)
# That several people saw it speaks for what they saw, never for its being false.
_BASES_OF_FALSE = tuple(each for each in _BASES if each != "basis.independent_reports")
_RIGHTS = ("advice.silence", "advice.door", "advice.if_forced", "advice.sign_nothing")
_BESIDE = ("advice.observe", "advice.tell_us", "advice.someone_taken", "advice.only_confirmed")
_AFTER_FALSE = ("advice.share_this", "advice.tell_us", "advice.only_confirmed")

MAIN: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind.CONFIRMED: ("fact.confirmed",),
        Kind.UNFOUNDED: ("fact.unfounded",),
        Kind.OTHER_AGENCY: ("fact.other_agency",),
        Kind.UNVERIFIABLE: ("fact.unverifiable",),
        Kind.UPDATE: ("fact.update",),
        Kind.ALL_CLEAR: ("fact.all_clear", "fact.others_possible"),
        Kind.CORRECTION: ("fact.correction",),
        Kind.WITHDRAWAL: ("fact.withdrawal",),
        Kind.RELAYED: ("fact.relayed", "fact.relayed_not_ours"),
        Kind.RELAYED_OVER: ("fact.relayed_over", "fact.others_possible", "fact.relayed_not_ours"),
    }
)
# What each kind may say; a correction is narrowed further by what is true now, see `choices`.
CHOICES: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind.CONFIRMED: (*_BASES, *_RIGHTS, *_BESIDE),
        Kind.UNFOUNDED: (*_BASES_OF_FALSE, *_AFTER_FALSE),
        Kind.OTHER_AGENCY: (*_BASES_OF_FALSE, *_AFTER_FALSE),
        Kind.UNVERIFIABLE: ("statement.keep_checking", *_AFTER_FALSE),
        Kind.UPDATE: (
            "statement.still_there",
            "statement.leaving",
            "statement.more_came",
            *_RIGHTS,
            *_BESIDE,
        ),
        Kind.ALL_CLEAR: ("advice.someone_taken", "advice.tell_us"),
        Kind.CORRECTION: (*_BASES, *_RIGHTS, *_BESIDE, "advice.share_this"),
        Kind.WITHDRAWAL: (),
        Kind.RELAYED: (*_RIGHTS, "advice.tell_us"),
        Kind.RELAYED_OVER: ("advice.tell_us",),
    }
)
# What stands ticked when an editor begins.
USUAL: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind.CONFIRMED: ("advice.silence", "advice.door", "advice.observe", "advice.tell_us"),
        Kind.UNFOUNDED: ("advice.share_this", "advice.only_confirmed"),
        Kind.OTHER_AGENCY: ("advice.share_this", "advice.only_confirmed"),
        Kind.UNVERIFIABLE: ("statement.keep_checking", "advice.tell_us"),
        Kind.UPDATE: ("statement.still_there", "advice.silence", "advice.door", "advice.observe"),
        Kind.ALL_CLEAR: ("advice.someone_taken", "advice.tell_us"),
        Kind.CORRECTION: ("advice.share_this",),
        Kind.WITHDRAWAL: (),
        Kind.RELAYED: ("advice.silence", "advice.door", "advice.tell_us"),
        Kind.RELAYED_OVER: ("advice.tell_us",),
    }
)
_NOW_TRUE: Mapping[str, str] = MappingProxyType(
    {
        "confirmed": "fact.confirmed",
        "unfounded": "fact.unfounded",
        "other_agency": "fact.other_agency",
        "unverifiable": "fact.unverifiable",
    }
)
_TWO_POINTS = re.compile(r"(?<!\.)\.\.(?!\.)")
_CLOSING = ("closing.code", "closing.check")
_TEST_CLOSING = ("closing.test", *_CLOSING)
_DRAFT_CLOSING = "closing.draft"
# What is said around the words when they leave by mail, to be there in every language that is used.
SENDING = ("closing.until", "closing.unsubscribe", "mail.not_advice")


class SentenceNotAllowed(AmparoError):
    """The sentence does not belong to this kind of alert; `fields["sentence"]` is its id."""

    code = "SENTENCE_NOT_ALLOWED"


class FreeTextIncomplete(AmparoError):
    """Words of one's own must be there in every language; `fields["missing"]` lists those without."""

    code = "FREE_TEXT_INCOMPLETE"


class HeadlineTooLong(AmparoError):
    """A headline has more than 160 characters; `fields["language"]` says in which language."""

    code = "HEADLINE_TOO_LONG"


class Book(Protocol):
    """What this module needs of `core.phrases.Book`."""

    def text(self, phrase_id: str, language: str, **slots: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Frame:
    """What every text of this network says about itself.

    Attributes:
        contact: how to reach the network, empty if it published nothing.
        is_test: the text is part of a demonstration or test, and says so.
        signed: languages whose sentences a reviewer signed off; the others are drafts.
        short_address: the shortest address of the alert's page.
        parts: counts in how many parts a short text travels.
    """

    network: str
    code: str
    check_address: str
    report_address: str
    contact: str
    zone: ZoneInfo
    is_test: bool
    signed: frozenset[str]
    short_address: str = ""
    parts: Callable[[str], int] = len


def choices(kind: Kind, outcome: str) -> tuple[str, ...]:
    """Return the optional sentences of a kind that make sense beside an outcome.

    A correction tells what was found now, so it offers what a first message of that outcome would.
    """
    if kind == Kind.CORRECTION and outcome != Kind.CONFIRMED:
        return CHOICES[first_kind_of(outcome)]
    return CHOICES[kind]


def chosen(kind: Kind, outcome: str, sentences: Iterable[str]) -> tuple[str, ...]:
    """Return the chosen optional sentences, once each, in the order of the table.

    Raises:
        SentenceNotAllowed: one is not among the choices of the kind beside this outcome.
    """
    wanted, offered = set(sentences), choices(kind, outcome)
    for sentence in sorted(wanted - set(offered)):
        raise SentenceNotAllowed(sentence=sentence, kind=kind.value)
    return tuple(each for each in offered if each in wanted)


def check_free_text(free_text: Mapping[str, str], languages: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return words of one's own as pairs in the order of the languages; nothing if all are empty.

    Raises:
        FreeTextIncomplete: some languages have words and others have none.
    """
    wanted = tuple(languages)
    filled = {tag: text for tag, text in free_text.items() if text}
    if not filled:
        return ()
    missing = tuple(tag for tag in wanted if tag not in filled)
    if missing:
        raise FreeTextIncomplete(missing=missing)
    return tuple((tag, filled[tag]) for tag in wanted)


def phrase_ids(content: Content, *, is_test: bool) -> tuple[str, ...]:
    """Return the ids of every phrase that a content needs, slots' words included: what a language must have."""
    facts = content.facts
    return (
        f"headline.{content.kind}",
        f"event.{content.kind}",
        f"activity.{facts.activity}",
        f"agency.{facts.agency}",
        *_description_ids(content),
        *content.sentences,
        *(_TEST_CLOSING if is_test else _CLOSING),
        _DRAFT_CLOSING,
        *SENDING,
        *short_phrase_ids(content),
    )


def put_into_words(content: Content, book: Book, frame: Frame) -> tuple[Text, ...]:
    """Return an alert's texts in its languages.

    Raises:
        HeadlineTooLong: a headline exceeds the limit of CAP's readers.
    """
    return tuple(_text(content, book, frame, language) for language in content.languages)


def moment_in_words(moment: datetime, language: str, zone: ZoneInfo) -> str:
    """Return weekday, day and time of a moment, for instance `Friday, November 13, 6:40 AM`."""
    locale = _locale(language)
    local = moment.astimezone(zone)
    if language == haitian.TAG:
        day = f"{haitian.DAYS[local.weekday()]} {local.day} {haitian.MONTHS[local.month - 1]}"
        return f"{day}, {local:%H:%M}"
    day = format_skeleton("MMMMEEEEd", local, locale=locale)
    return f"{day}, {format_time(local, 'short', locale=locale)}".replace("\u202f", " ")


def day_in_words(day: date, language: str) -> str:
    """Return a day with its year, for instance `November 13, 2026`."""
    return format_date(day, "long", locale=_locale(language)).replace("\u202f", " ")


def moment_briefly(moment: datetime, language: str, zone: ZoneInfo) -> str:
    """Return day and time of a moment as an SMS says it, for instance `Fri 6:40 AM`."""
    locale = _locale(language)
    local = moment.astimezone(zone)
    if language == haitian.TAG:
        return f"{haitian.DAYS[local.weekday()]} {local:%H:%M}"
    # By pattern: Babel's skeleton "E" says the weekday in whichever language was read last (seen in 2.17: Urdu).
    day, time = format_date(local, "EEE", locale=locale), format_time(local, "short", locale=locale)
    return f"{day} {time}".replace("\u202f", " ").replace("\u00a0", " ")


def without_double_points(sentence: str) -> str:
    """Return a sentence with one point where a slot ended with that of an abbreviation ("a.m.")."""
    return _TWO_POINTS.sub(".", sentence)


def _locale(language: str) -> Locale:
    """Return Babel's locale; for English and Spanish that of the United States, which tells time by am and pm."""
    tag = {"en": "en-US", "es": "es-US"}.get(language, language)
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en", "US")


def _description_ids(content: Content) -> tuple[str, ...]:
    facts = content.facts
    ids = list(MAIN[content.kind])
    if content.kind == Kind.CORRECTION:
        ids.append(_NOW_TRUE[facts.outcome])
    if facts.where and content.kind != Kind.WITHDRAWAL:
        ids.append("fact.where")
    if facts.count and facts.outcome == "confirmed" and content.kind != Kind.WITHDRAWAL:
        ids.append("fact.taken_one" if facts.count == 1 else "fact.taken_several")
    ids += [each for each in content.sentences if not each.startswith("advice.")]
    return tuple(ids)


def _text(content: Content, book: Book, frame: Frame, language: str) -> Text:
    slots = _slots(content, book, frame, language)

    def lines(ids: Iterable[str]) -> str:
        return "\n".join(without_double_points(book.text(each, language, **slots)) for each in ids)

    headline = lines([f"headline.{content.kind}"])
    if len(headline) > HEADLINE_LIMIT:
        raise HeadlineTooLong(language=language)
    description = lines(_description_ids(content))
    own_words = dict(content.free_text).get(language, "")
    return Text(
        language=language,
        headline=headline,
        description="\n".join(part for part in (description, own_words) if part),
        instruction=lines(each for each in content.sentences if each.startswith("advice.")),
        closing=lines(_closing_ids(frame, language)),
        is_draft=language not in frame.signed,
        short=without_double_points(
            short_text(content, book, language, slots, Short(frame.short_address, frame.is_test, frame.parts))
        ),
    )


def _closing_ids(frame: Frame, language: str) -> tuple[str, ...]:
    """Return what ends every text; a translation that nobody has checked says so itself."""
    usual = _TEST_CLOSING if frame.is_test else _CLOSING
    is_unchecked = language != SOURCE_LANGUAGE and language not in frame.signed
    return (*usual, _DRAFT_CLOSING) if is_unchecked else usual


def _slots(content: Content, book: Book, frame: Frame, language: str) -> dict[str, str]:
    facts = content.facts
    earlier = moment_in_words(facts.earlier_at, language, frame.zone) if facts.earlier_at else ""
    return {
        "activity": book.text(f"activity.{facts.activity}", language),
        "agency": book.text(f"agency.{facts.agency}", language),
        "place": facts.place or facts.district,
        "time": moment_in_words(facts.seen_at, language, frame.zone),
        "where": facts.where,
        "count": str(facts.count),
        "partner": facts.partner,
        "earlier_code": facts.earlier_code,
        "earlier_time": earlier,
        "moment": moment_briefly(facts.seen_at, language, frame.zone),
        "network": frame.network,
        "code": frame.code,
        "check_address": frame.check_address,
        "report_address": frame.report_address,
        "contact": frame.contact or frame.report_address,
    }
