import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.channels.domain.keywords import Keyword, language_of, recognise


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop.", " Stop! ", "\n\nSTOP\n\nsent from my phone", "Alto", "BAJA", "unsubscribe", "No más"],
)
def test_one_word_stops(text: str) -> None:
    assert recognise(text) is Keyword.STOP


@pytest.mark.parametrize("text", ["HELP", "ayuda", "¿Ayuda?", "Información"])
def test_one_word_asks_for_help(text: str) -> None:
    assert recognise(text) is Keyword.HELP


@pytest.mark.parametrize(
    "text",
    [
        "They would not stop",
        "Stop them please, they are at the door",
        "Help! There is a van at 8th and Union",
        "Están en la parada, alto riesgo",
        "",
        "st op",
    ],
)
def test_a_word_in_a_sentence_is_no_wish(text: str) -> None:
    assert recognise(text) is None


def test_an_empty_mail_speaks_by_its_subject() -> None:
    assert recognise("", subject="Re: STOP") is Keyword.STOP
    assert recognise("A van is here", subject="STOP") is None


def test_the_word_tells_the_language() -> None:
    assert language_of("ALTO") == "es"
    assert language_of("STOP") == "en"
    assert language_of("they are here") == "en"


@given(st.text(max_size=200), st.text(max_size=50))
def test_any_text_has_an_answer(text: str, subject: str) -> None:
    assert recognise(text, subject=subject) in {None, Keyword.STOP, Keyword.HELP}
