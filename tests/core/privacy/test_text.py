"""Text that people typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.privacy.text import TextNotUnicode, TextTooLong, TooManyLines, clean


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    try:
        once = clean(text, max_chars=1000, max_lines=1000)
    except TextNotUnicode:
        return

    assert clean(once, max_chars=1000, max_lines=1000) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("  two   blanks ", "two blanks"),
        ("bell\x07 and nul\x00", "bell and nul"),
        ("safe\u202eevil\u202c", "safeevil"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("cafe\u0301", "café"),
        ("family 👨\u200d👩\u200d👧 🚨", "family 👨\u200d👩\u200d👧 🚨"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("line one\r\nline two", "line one line two"),
    ],
)
def test_hidden_characters_go_and_needed_ones_stay(typed: str, kept: str) -> None:
    assert clean(typed, max_chars=100) == kept


def test_lines_are_kept_where_they_are_wanted() -> None:
    assert clean("a\r\nb\u2028c\n\n", max_chars=100, max_lines=5) == "a\nb\nc"


def test_too_much_is_refused_with_its_limit() -> None:
    with pytest.raises(TextTooLong) as too_long:
        clean("x" * 11, max_chars=10)
    assert too_long.value.fields == {"limit": 10, "length": 11}

    with pytest.raises(TooManyLines):
        clean("x\n" * 10_000 + "x", max_chars=100_000, max_lines=60)


@pytest.mark.parametrize("broken", ["\ud83d", "a\ufffe", "\U0001ffff"])
def test_a_wrong_encoding_is_refused(broken: str) -> None:
    with pytest.raises(TextNotUnicode):
        clean(broken, max_chars=10)
