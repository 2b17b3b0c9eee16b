"""Which texts say that they were passed on, in the words of phones and mail programs."""

import pytest

from amparo.reports.domain.forwarded import is_forwarded


@pytest.mark.parametrize(
    "text",
    [
        "Forwarded many times\nICE at the market on Eighth",
        "FW: they are at the market",
        "Fwd: look at this",
        "Reenviado: la migra está en el mercado",
        "RV: cuidado en la Octava",
        "---------- Forwarded message ----------\nThey are at the market",
        "*Mensaje reenviado*\nHay una camioneta",
        "My cousin got this:\nReenviado muchas veces\nHay redada",
        "转发：移民局在第八街",
        "전달됨: 시장에 단속이 있습니다",
        "Пересланное сообщение\nОни у рынка",
        "what she wrote:\n> they are at the market\n> stay inside",
    ],
)
def test_a_message_that_was_passed_on_is_known(text: str) -> None:
    assert is_forwarded(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I saw it myself from the window",
        "They forwarded me to a lawyer",
        "La señora fue reenviada al tribunal",
        "two vans, > 10 agents",
        "> I saw it",
        "fw 8th street",
        "Trabajo en la tienda de la esquina y los vi",
    ],
)
def test_a_persons_own_words_are_not(text: str) -> None:
    assert not is_forwarded(text)
