"""The sentences: complete in every language, short, calm, and never a promise of safety."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from amparo.alerts.domain import composing
from amparo.alerts.domain.composing import CHOICES, USUAL, Frame
from amparo.alerts.domain.content import Content, Facts, content_hash
from amparo.alerts.domain.kinds import OUTCOMES, Kind
from amparo.core.phrases import Book
from amparo.core.places import gazetteer
from amparo.core.places.cells import Point, Precision, cell_at
from amparo.core.privacy import marks
from amparo.reports.api import Activity, Agency

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
FRAME = Frame(
    network="Invented Network", code="K7M-4QX", check_address="https://n.example/alerts/check/",
    report_address="https://n.example/report/", contact="", zone=ZoneInfo("America/Los_Angeles"), is_test=False,
    signed=frozenset(),
)  # fmt: skip
FACTS = Facts(
    outcome="confirmed", activity="street_stop", agency="ice", place="Pico-Union", district="Central L.A.", where="",
    seen_at=NOW, count=0, earlier_code="H3W-9CD", earlier_at=NOW,
)  # fmt: skip
SAFE = re.compile(
    r"\b(safe|safely|secure|danger is over|seguro|segura|a salvo|sin peligro|despejad[oa])\b", re.IGNORECASE
)


def content(kind: Kind = Kind.CONFIRMED, **facts: object) -> Content:
    return Content(
        kind=kind, outcome_id="1", sentences=CHOICES[kind], facts=replace(FACTS, **facts), free_text=(),  # type: ignore[arg-type]  # tests name fields
        precision=7, cells=(cell_at(Point(34.04, -118.28), Precision.NEIGHBOURHOOD),), languages=("en", "es"),
        lifetime=timedelta(hours=2),
    )  # fmt: skip


def test_english_and_spanish_are_complete(book: Book) -> None:
    assert {"en", "es"} <= set(book.languages_complete(book.ids()))


def test_nothing_ever_says_that_it_is_safe(book: Book) -> None:
    found = [
        (each, tag)
        for each in book.ids()
        for tag in book.languages
        if SAFE.search(book.text(each, tag, **dict.fromkeys(book.slots(each), "x")))
    ]
    assert found == []


@pytest.mark.parametrize("kind", Kind)
def test_every_headline_fits_whatever_the_place_is_called(book: Book, kind: Kind) -> None:
    longest = max((area.name for area in gazetteer.gazetteer().areas), key=len)
    for activity in Activity:
        texts = composing.put_into_words(content(kind, activity=activity.value, place=longest), book, FRAME)
        assert all(0 < len(text.headline) <= composing.HEADLINE_LIMIT for text in texts)


@pytest.mark.parametrize("kind", Kind)
def test_every_choice_of_every_kind_can_be_put_into_words(book: Book, kind: Kind) -> None:
    for outcome, agency in product(sorted(OUTCOMES), Agency):
        made = content(kind, outcome=outcome, agency=agency.value, where="8th Street", count=3)
        for text in composing.put_into_words(made, book, FRAME):
            whole = f"{text.headline}\n{text.description}\n{text.instruction}\n{text.closing}"
            assert "{" not in whole
            assert ".." not in whole
            assert "K7M-4QX" in text.closing
            assert "/alerts/check/" in text.closing
        assert set(composing.phrase_ids(made, is_test=True)) <= set(book.ids())


def test_no_reviewed_sentence_leads_to_a_person(book: Book) -> None:
    made = content(where="", earlier_code="")
    for kind in Kind:
        texts = composing.put_into_words(replace(made, kind=kind, sentences=CHOICES[kind]), book, FRAME)
        for text in texts:
            for line in f"{text.headline}\n{text.description}\n{text.instruction}".split("\n"):
                assert marks.find_private_marks(line) == (), (kind, text.language)


def test_a_withdrawal_is_one_fixed_sentence_without_street_or_count(book: Book) -> None:
    made = content(Kind.WITHDRAWAL, where="8th Street", count=2)

    texts = composing.put_into_words(replace(made, sentences=()), book, FRAME)

    assert all(text.description.count("\n") == 0 and text.instruction == "" for text in texts)
    assert all("8th" not in text.description for text in texts)


def test_an_all_clear_says_that_there_may_be_others(book: Book) -> None:
    english = composing.put_into_words(content(Kind.ALL_CLEAR), book, FRAME)[0]

    assert "There may be others" in english.description


def test_the_usual_ticks_are_choices() -> None:
    for kind in Kind:
        assert set(USUAL[kind]) <= set(CHOICES[kind])


def test_sentences_stand_once_in_the_order_of_the_table() -> None:
    assert composing.chosen(
        Kind.CONFIRMED, "confirmed", ["advice.door", "advice.silence", "advice.door"]
    ) == (
        "advice.silence",
        "advice.door",
    )
    with pytest.raises(composing.SentenceNotAllowed):
        composing.chosen(Kind.UNFOUNDED, "unfounded", ["advice.door"])


@pytest.mark.parametrize("kind", [Kind.UNFOUNDED, Kind.OTHER_AGENCY, Kind.UNVERIFIABLE, Kind.CORRECTION])
@pytest.mark.parametrize("sentence", ["basis.independent_reports", "advice.door", "advice.someone_taken"])
def test_a_no_never_borrows_the_sentences_of_a_yes(kind: Kind, sentence: str) -> None:
    outcome = "unfounded" if kind == Kind.CORRECTION else kind.value

    assert sentence not in composing.choices(kind, outcome)
    with pytest.raises(composing.SentenceNotAllowed):
        composing.chosen(kind, outcome, [sentence])


@pytest.mark.parametrize("outcome", sorted(OUTCOMES))
def test_a_correction_offers_what_its_outcome_would(outcome: str) -> None:
    offered = composing.choices(Kind.CORRECTION, outcome)

    assert set(CHOICES[Kind(outcome)]) <= set(offered)
    assert set(USUAL[Kind.CORRECTION]) <= set(offered)


def test_the_hash_changes_with_anything_that_people_would_see_differently(book: Book) -> None:
    made = content()
    texts = composing.put_into_words(made, book, FRAME)
    variants = [
        replace(made, sentences=made.sentences[1:]),
        replace(made, facts=replace(made.facts, place="Westlake")),
        replace(made, facts=replace(made.facts, count=1)),
        replace(made, cells=(cell_at(Point(34.2, -118.28), Precision.NEIGHBOURHOOD),)),
        replace(made, languages=("en",)),
        replace(made, lifetime=timedelta(hours=3)),
        replace(made, free_text=(("en", "x"), ("es", "x"))),
        replace(made, outcome_id="2"),
        replace(made, precision=10),
    ]
    hashes = {content_hash(made, texts), *(content_hash(each, texts) for each in variants)}

    assert len(hashes) == len(variants) + 1
    assert content_hash(made, (replace(texts[0], headline="other"), texts[1])) not in hashes
    assert content_hash(Content.from_json(made.to_json()), texts) == content_hash(made, texts[::-1])


@pytest.mark.parametrize("kind", Kind)
def test_an_alert_is_wholly_in_each_language(book: Book, kind: Kind) -> None:
    texts = composing.put_into_words(replace(content(kind), languages=book.languages), book, FRAME)

    assert {text.language for text in texts} == set(book.languages)
    english = next(text for text in texts if text.language == "en")
    lines = {line for part in (english.description, english.instruction) for line in part.splitlines()}
    for text in texts:
        if text.language == "en":
            continue
        said = f"{text.headline}\n{text.description}\n{text.instruction}\n{text.closing}"
        assert "{" not in said
        assert text.language == "en-x-plain" or not lines & set(said.splitlines()), text.language
        assert text.is_draft


@pytest.mark.parametrize("first", ["ur", "en", "ht"])
def test_a_weekday_is_said_in_the_language_itself_whatever_was_said_before(first: str) -> None:
    zone = FRAME.zone
    composing.moment_briefly(NOW, first, zone)

    briefly = {
        tag: composing.moment_briefly(NOW, tag, zone) for tag in ("am", "fr", "pt-BR", "uk", "ht", "ur")
    }

    assert briefly == {
        "am": "ዓርብ 7:30 ጥዋት",
        "fr": "ven. 07:30",
        "pt-BR": "sex. 07:30",
        "uk": "пт 07:30",
        "ht": "vandredi 07:30",
        "ur": "جمعہ 7:30 AM",
    }
    assert composing.moment_in_words(NOW, "ht", zone) == "vandredi 20 novanm, 07:30"
