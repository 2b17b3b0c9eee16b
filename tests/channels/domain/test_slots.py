import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.channels.domain.slots import ValueMissing, ValueRefused, check_values, fill, slots_of


def test_slots_are_filled_and_other_braces_stay() -> None:
    text = "{greeting} {not a slot} {} {unknown} {greeting}"

    assert fill(text, {"greeting": "Hola"}) == "Hola {not a slot} {} {unknown} Hola"


def test_a_value_is_not_filled_again() -> None:
    assert fill("{a}{b}", {"a": "{b}", "b": "x"}) == "{b}x"


def test_a_missing_value_is_named() -> None:
    with pytest.raises(ValueMissing) as missing:
        check_values(slots_of("Stop: {unsubscribe_url}"), {})

    assert missing.value.fields == {"slot": "unsubscribe_url"}


@pytest.mark.parametrize("value", ["a\nb", "a\r\nBcc: x", "x" * 501, "maria@example.org", "\u202egpj"])
def test_a_value_that_may_not_be_stored_is_refused(value: str) -> None:
    with pytest.raises(ValueRefused):
        check_values(frozenset(), {"note": value})


def test_a_link_with_a_token_is_a_value() -> None:
    check_values(frozenset({"url"}), {"url": "https://red.example/u/abc-_123?x=1&y=2"})


@given(st.text(max_size=100), st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3))
def test_filling_never_fails(text: str, values: dict[str, str]) -> None:
    fill(text, values)
