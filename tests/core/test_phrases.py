"""Phrases: staleness, slots, fallbacks."""

from pathlib import Path

import pytest

from amparo.core import phrases

ENGLISH = """
[meta]
language = "en"
reviewer_state = "draft"
[outcome.confirmed]
text = "Confirmed near {place}."
[outcome.over]
text = "It is over."
"""
SPANISH = """
[meta]
language = "es"
reviewer_state = "translator-reviewed"
[outcome.confirmed]
text = "Confirmado cerca de {place}."
english = "%s"
"""


def write_book(folder: Path, spanish: str) -> phrases.Book:
    (folder / "en.toml").write_text(ENGLISH)
    (folder / "es.toml").write_text(spanish)
    return phrases.read_book(folder)


def test_a_phrase_comes_in_the_persons_language(tmp_path: Path) -> None:
    book = write_book(tmp_path, SPANISH % phrases.english_mark("Confirmed near {place}."))

    rendered = book.render("outcome.confirmed", "es-MX", {"place": "Westlake"})

    assert rendered == phrases.Rendered(
        text="Confirmado cerca de Westlake.",
        language="es",
        is_stale=False,
        reviewer_state="translator-reviewed",
    )
    assert book.languages_complete(["outcome.confirmed"]) == ("en", "es")


def test_a_translation_of_another_sentence_is_stale(tmp_path: Path) -> None:
    book = write_book(tmp_path, SPANISH % phrases.english_mark("Confirmed at {place}."))

    assert book.render("outcome.confirmed", "es", {"place": "X"}).is_stale
    assert book.stale("es") == ("outcome.confirmed", "outcome.over")
    assert book.languages_complete(["outcome.confirmed"]) == ("en",)


def test_a_missing_translation_comes_in_english_and_says_so(tmp_path: Path) -> None:
    book = write_book(tmp_path, SPANISH % "00000000")

    assert book.render("outcome.over", "es").language == "en"
    assert book.render("outcome.over", "fa").text == "It is over."


def test_every_slot_must_be_filled(tmp_path: Path) -> None:
    book = write_book(tmp_path, SPANISH % "00000000")

    with pytest.raises(phrases.SlotMissing):
        book.render("outcome.confirmed", "en")
    with pytest.raises(phrases.NoSuchPhrase):
        book.text("outcome.unknown", "en")


@pytest.mark.parametrize(
    "broken",
    [
        SPANISH.replace("{place}", "{lugar}") % "x",
        SPANISH.replace("outcome.confirmed", "outcome.invented") % "x",
        SPANISH.replace('reviewer_state = "translator-reviewed"', "") % "x",
    ],
)
def test_a_broken_sheet_is_refused(tmp_path: Path, broken: str) -> None:
    with pytest.raises(phrases.PhraseFileBroken):
        write_book(tmp_path, broken)


def test_english_is_needed(tmp_path: Path) -> None:
    with pytest.raises(phrases.PhraseFileBroken):
        phrases.read_book(tmp_path)


def test_a_sheet_says_how_far_it_is_and_who_checked_it(tmp_path: Path) -> None:
    fresh = phrases.english_mark("Confirmed near {place}.")
    by_machine = (
        SPANISH.replace("[meta]", '[meta]\ntranslated_by = "machine"\nreviewer = "A. Speaker"') % fresh
    )
    book = write_book(tmp_path, by_machine)

    state = book.state_of("es")

    assert state == phrases.SheetState("es", 1, 0, "translator-reviewed", "A. Speaker", is_by_machine=True)
    assert not state.is_complete
    assert not state.is_draft
    assert book.state_of("fa") is None


def test_what_fills_a_slot_does_not_come_out_reversed_beside_arabic(tmp_path: Path) -> None:
    head = '[meta]\nlanguage = "{}"\nreviewer_state = "draft"\n[a.b]\n'
    mark = phrases.english_mark("Call {n}.")
    (tmp_path / "en.toml").write_text(head.format("en") + 'text = "Call {n}."\n')
    (tmp_path / "ar.toml").write_text(head.format("ar") + f'text = "{{n}} اتصل"\nenglish = "{mark}"\n')
    book = phrases.read_book(tmp_path)

    assert book.text("a.b", "ar", n="213-555-0100") == "\u200e213-555-0100 اتصل"
    assert book.text("a.b", "ar", n="9C3-K7M") == "\u200e9C3-K7M اتصل"
    assert book.text("a.b", "ar", n="Westlake") == "Westlake اتصل"
    assert book.text("a.b", "ar", n="8th & Union (N.)") == "\u200e8th & Union (N.)\u200e اتصل"
    assert book.text("a.b", "ar", n="ويستليك") == "ويستليك اتصل"
    assert book.text("a.b", "ar", n="3") == "3 اتصل"
    assert book.text("a.b", "ar", n="https://example.org/a/") == "https://example.org/a/ اتصل"
    assert book.text("a.b", "ar", n="{unsubscribe_url}") == "{unsubscribe_url} اتصل"
    assert book.text("a.b", "en", n="9C3-K7M") == "Call 9C3-K7M."
