import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.channels.domain.sms_parts import BASIC, EXTENSION, Encoding, Measured, limited, measure, thrifty

_TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=700)


@pytest.mark.parametrize(
    "text, encoding, units, parts",
    [
        ("", Encoding.GSM7, 0, 1),
        ("x" * 160, Encoding.GSM7, 160, 1),
        ("x" * 161, Encoding.GSM7, 161, 2),
        ("x" * 306, Encoding.GSM7, 306, 2),
        ("x" * 307, Encoding.GSM7, 307, 3),
        ("€" * 80, Encoding.GSM7, 160, 1),
        ("€" * 81, Encoding.GSM7, 162, 2),
        ("x" * 152 + "€" + "x" * 152, Encoding.GSM7, 306, 3),
        ("¿Está ahí? ñ", Encoding.UCS2, 12, 1),
        ("¿Qué? ñ É", Encoding.GSM7, 9, 1),
        ("你" * 70, Encoding.UCS2, 70, 1),
        ("你" * 71, Encoding.UCS2, 71, 2),
        ("😀" * 35, Encoding.UCS2, 70, 1),
        ("😀" * 36, Encoding.UCS2, 72, 2),
        ("😀" * 67, Encoding.UCS2, 134, 3),
    ],
)
def test_a_text_costs_what_the_standard_says(text: str, encoding: Encoding, units: int, parts: int) -> None:
    assert measure(text) == Measured(encoding, units, parts)


def test_the_alphabet_has_127_letters_and_an_escape() -> None:
    assert len(BASIC) == 127
    assert len(EXTENSION) == 10


def test_typographic_signs_are_swapped_where_that_saves_a_part() -> None:
    assert thrifty("“Quoted” — it’s " + "x" * 80) == '"Quoted" - it\'s ' + "x" * 80


@pytest.mark.parametrize("text", ["“Short”", "“Quoted” 你好 " + "x" * 30, "sí " * 40, "Ojalá " * 20])
def test_nothing_is_swapped_where_that_saves_nothing(text: str) -> None:
    assert thrifty(text) == text


def test_letters_that_carry_meaning_are_never_swapped() -> None:
    assert "sí" in thrifty("“sí” " * 40)
    assert "ó" in thrifty("— detención — " * 40)


@given(_TEXTS)
def test_thrift_never_costs_more(text: str) -> None:
    assert measure(thrifty(text)).parts <= measure(unicodedata.normalize("NFC", text)).parts


@given(_TEXTS, st.integers(1, 4))
def test_what_is_limited_fits_and_begins_as_it_was_written(text: str, most: int) -> None:
    cut = limited(text, most)

    assert measure(cut).parts <= most
    assert cut == text or text.startswith(cut.removesuffix("...").rstrip())


def test_whole_words_are_kept() -> None:
    assert limited("camioneta " * 20, 1) == ("camioneta " * 15).rstrip() + "..."


def test_a_family_is_not_torn_apart() -> None:
    assert limited("👩‍👩‍👧" * 30, 1).removesuffix("...").endswith("👩‍👩‍👧")
