"""The same words of places far apart are noticed, and neighbours' words are not."""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from amparo.core.places import cells
from amparo.core.places.cells import Cell, Point, Precision
from amparo.core.sketches import text_sketch
from amparo.incidents.domain.echoes import SHARED_PHRASES_TIMES, Echoes

NOW = datetime(2026, 1, 10, 18, 0, tzinfo=UTC)
KEY = b"a key of this test's own"
MACHINE = "This is to inform you that several officers were observed conducting an operation near the corner"


def at(number: int) -> Cell:
    """Return a place some kilometres from the one before."""
    return cells.cell_at(Point(33.9 + 0.05 * number, -118.2), Precision.EXACT)


def heard(echoes: Echoes, text: str, cell: Cell | None, *, minutes: int = 0) -> tuple[UUID, tuple[UUID, ...]]:
    key = uuid4()
    found = echoes.add(key, text_sketch(text, KEY), cell, NOW + timedelta(minutes=minutes))
    return key, found.everywhere


def test_one_text_of_four_places_is_everywhere_and_so_are_those_before() -> None:
    echoes = Echoes()
    first, found = heard(echoes, MACHINE, at(0))
    assert not found

    told: set[UUID] = set()
    for number in range(1, SHARED_PHRASES_TIMES + 1):
        _key, found = heard(echoes, f"{MACHINE} {number}", at(number))
        told |= set(found)

    assert first in told


def test_one_rumour_of_one_corner_is_no_echo_however_often_it_is_passed_on() -> None:
    echoes = Echoes()

    assert not any(heard(echoes, MACHINE, at(0))[1] for _ in range(30))


def put_together(number: int) -> str:
    """Return a text of a machine that joins one of six beginnings, claims and ends: no two of these are alike."""
    lead = (
        "I would like to inform your team that", "As a concerned resident I noticed that", "Please be advised that",
        "For your awareness, it seems that", "I am writing to you because", "Hello, this is a neighbour and",
    )[number % 6]  # fmt: skip
    claim = (
        "several officers were observed conducting an operation", "a group of federal personnel detains people",
        "multiple unmarked vehicles arrived simultaneously", "an enforcement action appears to be underway",
        "uniformed individuals are entering a commercial building", "a checkpoint has reportedly been established",
    )[number // 6 % 6]  # fmt: skip
    tail = (
        "Kindly verify at your convenience.", "The situation appears to be developing.", "Traffic is affected.",
        "Community members seem worried.", "No further details are available.", "Further updates will follow.",
    )[(number + number // 6) % 6]  # fmt: skip
    return f"{lead} {claim}. {tail}"


def is_from_parts(echoes: Echoes, text: str) -> bool:
    key, _everywhere = heard(echoes, text, at(4))
    return echoes._known[key].is_from_parts


def of_a_machine() -> Echoes:
    echoes = Echoes()
    for number in range(72):
        heard(echoes, put_together(number % 36), at(number % 7))
    return echoes


def test_what_a_machine_puts_together_from_parts_is_everywhere_though_no_two_are_alike() -> None:
    echoes = of_a_machine()

    key, found = heard(echoes, put_together(5), at(4))

    assert key in found
    assert not is_from_parts(echoes, "Two men in green vests knock at my neighbour's door and will not leave")


def test_parts_that_are_told_of_one_place_are_a_rumour_and_no_machine() -> None:
    echoes = Echoes()
    for number in range(72):
        heard(echoes, put_together(number % 36), at(number % 2))

    assert not is_from_parts(echoes, put_together(5))


def test_what_a_few_say_is_no_part_where_thousands_write() -> None:
    echoes = of_a_machine()
    for number in range(2_000):
        heard(echoes, hashlib.sha256(str(number).encode()).hexdigest(), at(number % 9))

    assert not is_from_parts(echoes, put_together(5))


def test_people_s_own_words_are_no_echo() -> None:
    echoes = Echoes()
    words = [
        "Two men in green vests knock at my neighbour's door and will not leave",
        "I saw three cars stop at the bakery, they took a man out of his truck",
        "Vi a unos agentes parados frente a la escuela, no sé qué buscan",
        "They closed the street by the park and ask everybody for papers",
    ]

    assert not any(heard(echoes, text, at(number))[1] for number, text in enumerate(words))


def test_few_words_are_everybody_s() -> None:
    echoes = Echoes()

    assert not any(heard(echoes, "ICE here!", at(number))[1] for number in range(12))


def test_a_report_that_is_known_changes_nothing() -> None:
    echoes = Echoes()
    key, sketch = uuid4(), text_sketch(MACHINE, KEY)

    for number in range(9):
        assert not echoes.add(key, sketch, at(number), NOW).everywhere


def test_the_newest_same_text_is_named_so_that_copies_can_go_together() -> None:
    echoes = Echoes()
    heard(echoes, MACHINE, at(0))
    newest, _found = heard(echoes, MACHINE, at(1), minutes=1)

    found = echoes.add(uuid4(), text_sketch(MACHINE, KEY), at(2), NOW + timedelta(minutes=2))

    assert found.same == newest


def test_what_is_hours_old_is_forgotten() -> None:
    echoes = Echoes()
    for number in range(3):
        heard(echoes, MACHINE, at(number))

    assert not heard(echoes, MACHINE, at(3), minutes=7 * 60)[1]
    assert len(echoes._known) == 1
    assert {len(ids) for ids in echoes._by_value.values()} == {1}
