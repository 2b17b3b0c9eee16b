"""The same words of places far apart are noticed, and neighbours' words are not."""

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
