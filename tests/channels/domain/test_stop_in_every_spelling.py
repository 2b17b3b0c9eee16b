"""STOP, in each of the first languages, however it is spelled: nobody stays subscribed for want of an accent."""

import csv
import unicodedata
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.channels.domain.keyword_table import POLITE_WORDS, TABLE
from amparo.channels.domain.keywords import Keyword, recognise

FIRST_LANGUAGES = (
    "es", "zh-Hans", "zh-Hant", "fil", "ko", "hy", "vi", "fa", "ar", "ru", "ja", "km", "th", "hi", "pa", "bn", "ur",
    "am", "ht", "pt-BR", "fr", "uk", "en",
)  # fmt: skip
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = [(row["language"], row["keyword"], row["word"]) for row in csv.DictReader(file)]
STOPS = sorted(
    {
        (language, word)
        for language, keyword, word in ROWS
        if keyword == "stop" and language in FIRST_LANGUAGES
    }
)
_TASHKEEL = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"
_INVISIBLE = ("", "\u200b", "\u200e", "\u200f", "\u2060", "\ufeff", "\u202e", "\u00ad")
_AROUND = (
    "",
    " ",
    "!",
    "!!!",
    ".",
    "…",
    "¡",
    "¿?",
    "🛑",
    " 👎🏽",
    '"',
    "«»",
    "*",
    "__",
    "。",
    "！",
    "؟",
    "۔",
    "।",
    "\u3000",
    "\n\n",
)
_CASES = (str, str.upper, str.lower, str.title, str.capitalize, str.swapcase)
Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
_FORMS: tuple[Form, ...] = ("NFC", "NFD", "NFKC", "NFKD")


def _wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def _without_accents(text: str) -> str:
    """Leave accents out as keyboards of a hurry do, where that makes no other letter."""
    kept = [char for char in unicodedata.normalize("NFD", text) if not 0x0300 <= ord(char) <= 0x036F]
    return unicodedata.normalize("NFC", "".join(kept))


def _is_latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(char, "") or not char.isalpha() for char in text)


@pytest.mark.parametrize("language", FIRST_LANGUAGES)
@pytest.mark.parametrize("keyword", ["stop", "help", "join"])
def test_every_first_language_has_words_of_its_own(language: str, keyword: str) -> None:
    assert len([word for of, what, word in ROWS if (of, what) == (language, keyword)]) >= 3


@given(
    st.sampled_from(STOPS),
    st.sampled_from(_CASES),
    st.sampled_from(_FORMS),
    st.sampled_from(_INVISIBLE),
    st.tuples(st.sampled_from(_AROUND), st.sampled_from(_AROUND)),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_a_stop_is_understood_in_every_spelling(  # noqa: PLR0917 — one argument for each way to spell
    row: tuple[str, str],
    cased: object,
    form: Form,
    mark: str,
    around: tuple[str, str],
    is_wide: bool,  # noqa: FBT001
    is_plain: bool,  # noqa: FBT001
) -> None:
    language, word = row
    assert callable(cased)
    written = unicodedata.normalize(form, cased(word))
    if is_plain and _is_latin(word):
        written = _without_accents(written)
    if is_wide:
        written = _wide(written)
    before, after = around

    wish = recognise(f"{before}{mark}{written}{mark}{after}")

    assert wish is not None, (language, word)
    assert wish.keyword is Keyword.STOP


@given(
    st.sampled_from([row for row in STOPS if row[0] in {"ar", "fa", "ur"}]),
    st.sampled_from(_TASHKEEL),
    st.data(),
)
@settings(deadline=None)
def test_vowel_signs_change_nothing(row: tuple[str, str], sign: str, data: st.DataObject) -> None:
    word = row[1]
    at = data.draw(st.integers(1, len(word)))

    wish = recognise(word[:at] + sign + word[at:])

    assert wish is not None
    assert wish.keyword is Keyword.STOP


@given(st.sampled_from(STOPS), st.sampled_from(POLITE_WORDS))
@settings(max_examples=150, deadline=None)
def test_a_please_changes_nothing(row: tuple[str, str], polite: str) -> None:
    for written in (f"{row[1]} {polite}", f"{polite} {row[1]}"):
        wish = recognise(written)

        assert wish is not None, written
        assert wish.keyword is Keyword.STOP


@given(st.sampled_from(STOPS), st.sampled_from(["90006", "90006 90057", "９０００６"]))
@settings(max_examples=200, deadline=None)
def test_a_stop_with_places_behind_it_is_one(row: tuple[str, str], places: str) -> None:
    if len(row[1].split()) > 3:  # a sentence is its own wish
        return
    wish = recognise(f"{row[1]} {places}")

    assert wish is not None
    assert wish.keyword is Keyword.STOP


@given(
    st.sampled_from(STOPS),
    st.sampled_from(["a van is at the door on 8th", "hay una camioneta en la 8", "有一輛車在門口"]),
)
@settings(max_examples=200, deadline=None)
def test_a_report_that_begins_with_such_a_word_is_read_by_a_person(row: tuple[str, str], rest: str) -> None:
    wish = recognise(f"{row[1]} {rest}")

    assert wish is None
