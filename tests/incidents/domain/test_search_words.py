"""Plain words of any language find what was written in other forms of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.incidents.domain import search_words
from amparo.incidents.domain.search_words import (
    MOST_TOKENS_ASKED,
    NothingToLookFor,
    QuestionTooLong,
    asked_tokens,
    fold,
    tokens,
)


@pytest.mark.parametrize(
    "asked, written",
    [
        ("REDADAS", "una redada"),
        ("inmigracion", "agentes de Inmigración"),
        ("escuelas", "en una escuela"),
        ("buses", "autobuses de migración"),
        ("raid", "una redada"),
        ("学校", "buses at a school"),
        ("есть рейд", "a raid"),
        ("ｓｃｈｏｏｌ", "school"),
        ("la migra", "immigration agents"),
        ("Pico-Union", "near Pico Union"),
    ],
)
def test_a_question_meets_what_was_written_otherwise(asked: str, written: str) -> None:
    assert set(asked_tokens(asked)) & tokens(written)


def test_scripts_without_spaces_are_found_in_the_middle_of_a_sentence() -> None:
    assert set(asked_tokens("移民局")) <= tokens("昨天移民局在学校门口")
    assert set(asked_tokens("โรงเรียน")) <= tokens("มีรถบัสที่โรงเรียนวันนี้")


def test_words_that_say_nothing_are_not_looked_for() -> None:
    with pytest.raises(NothingToLookFor):
        asked_tokens("¿es verdad que hay?")
    with pytest.raises(NothingToLookFor):
        asked_tokens("  ?!  ")
    with pytest.raises(QuestionTooLong):
        asked_tokens("escuela " * 60)


def test_a_long_question_is_cut_to_its_first_words() -> None:
    asked = " ".join(f"word{letter}" for letter in "abcdefghijklmnopqrst")

    assert len(asked_tokens(asked)) == MOST_TOKENS_ASKED


@given(st.text(max_size=200))
def test_any_text_has_small_tokens_and_finds_itself(text: str) -> None:
    found = tokens(text)

    assert all(0 <= token < 2**63 for token in found)
    try:
        asked = asked_tokens(text)
    except NothingToLookFor:
        assert found == frozenset()
    else:
        assert set(asked) <= found


@given(st.text(max_size=50))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_no_word_stands_in_two_groups() -> None:
    lexicon = search_words.read_lexicon()

    assert not lexicon.empty & lexicon.group_of.keys()
    assert all(group.startswith("=") for group in lexicon.group_of.values())
