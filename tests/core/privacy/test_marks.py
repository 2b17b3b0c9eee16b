"""What must not become public, kind by kind; the corpus of drafts is in tests/security."""

import pytest

from amparo.core.places.gazetteer import load
from amparo.core.privacy.marks import Mark, find_private_marks


def kinds(text: str) -> set[str]:
    return {mark.kind for mark in find_private_marks(text)}


def test_a_mark_says_where_it_is() -> None:
    text = "Llamen al ٢١٣-٥٥٥-٠١٤٧ hoy"

    assert find_private_marks(text) == (Mark(10, 22, "phone"),)


@pytest.mark.parametrize(
    "text",
    [
        "Siguen ahí los agentes, son tres.",
        "Sigue la camioneta en la esquina.",
        "calle 8 y avenida Union",
        "8th Street and Union Avenue",
        "Visto entre las 18:30 y las 19:10 del 24 de noviembre de 2026",
        "Forms I-200, I-205 and I-247A; roads SR-60 and US-101",
    ],
)
def test_what_an_alert_has_to_say_passes(text: str) -> None:
    assert kinds(text) == set()


@pytest.mark.parametrize(
    "text,kind",
    [
        ("Sigue a la camioneta", "tracking"),
        ("Sigue al carro blanco", "tracking"),
        ("Sigan a los agentes", "tracking"),
        ("1427 W 11th Place", "home_address"),
    ],
)
def test_near_misses_of_these_are_found(text: str, kind: str) -> None:
    assert kind in kinds(text)


def test_of_the_bundled_gazetteer_only_a_park_named_after_a_person_looks_like_one() -> None:
    flagged = [
        area.name for area in load("los-angeles").areas if kinds(f"Agents were seen near {area.name} today.")
    ]

    assert flagged == ["Ronald W. Caspers Wilderness Park"]


def test_an_empty_text_holds_nothing() -> None:
    assert find_private_marks("") == ()
