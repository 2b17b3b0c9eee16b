"""Where something was going is read from words that speak of moving, and from nothing else."""

import pytest

from amparo.reports.domain import direction


@pytest.mark.parametrize(
    "text, expected",
    [
        ("White van heading north on Alvarado", "n"),
        ("two SUVs, southbound", "s"),
        ("they drove off to the east", "e"),
        ("iban hacia el norte por la Figueroa", "n"),
        ("va rumbo al sureste", "se"),
        ("se fueron... van al poniente", "w"),
        ("三辆车往北开走了", "n"),
        ("машина поехала на запад", "w"),
        ("heading north, I said NORTH, going north", "n"),
    ],
)
def test_a_direction_is_read(text: str, expected: str) -> None:
    assert direction.read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "North Hollywood, by the park",
        "they left South Gate an hour ago",
        "driving to the west side",
        "they went east, then turned west",
        "está en la esquina, este hombre no se va",
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    assert direction.read(text) == ""
