"""What people write in messages, in English and Spanish, is read as they meant it; what they did not say is not."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.core.places.cells import Cell
from amparo.reports.domain import conversation_reading as reading_of
from amparo.reports.domain import conversation_times, conversation_words
from amparo.reports.domain.conversation_reading import Area, Reading, World
from amparo.reports.domain.kinds import Activity

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 24, 23, 10, tzinfo=UTC)  # ten past three on a Tuesday afternoon there
WESTLAKE = Area(Cell(608718350654111743), "Westlake")


def find_area(text: str) -> Area | None:
    """Know one neighbourhood, by two names."""
    return WESTLAKE if "westlake" in text.lower() or "90057" in text else None


WORLD = World(find_area, NOW, LOS_ANGELES)


def read(text: str) -> Reading:
    return reading_of.read(text, WORLD)


@pytest.mark.parametrize(
    "text,activity",
    [
        ("They are taking my neighbor", Activity.TAKING_SOMEONE),
        ("se llevaron a mi vecino", Activity.TAKING_SOMEONE),
        ("detuvieron a un señor", Activity.TAKING_SOMEONE),
        ("They took him at the door", Activity.TAKING_SOMEONE),
        ("entraron a mi casa", Activity.INSIDE_A_HOME),
        ("they broke into the house", Activity.INSIDE_A_HOME),
        ("La migra está tocando puertas", Activity.AT_A_DOOR),
        ("ICE knocking", Activity.AT_A_DOOR),
        ("retén en la calle 6", Activity.CHECKPOINT),
        ("checkpoint on 6th", Activity.CHECKPOINT),
        ("they stopped a car", Activity.TRAFFIC_STOP),
        ("pararon un carro", Activity.TRAFFIC_STOP),
        ("raid at the car wash", Activity.WORKPLACE),
        ("hay una redada en el home depot", Activity.WORKPLACE),
        ("they're outside the courthouse", Activity.COURTHOUSE),
        ("en la corte", Activity.COURTHOUSE),
        ("están parando a la gente", Activity.STREET_STOP),
        ("asking people for papers", Activity.STREET_STOP),
        ("white van parked", Activity.WAITING),
        ("camioneta estacionada", Activity.WAITING),
        ("andan dando vueltas", Activity.PASSING_BY),
        ("driving around", Activity.PASSING_BY),
        ("ya se fueron", Activity.LEAVING),
        ("they left", Activity.LEAVING),
    ],
)
def test_what_they_do(text: str, activity: Activity) -> None:
    assert read(text).activity is activity


@pytest.mark.parametrize(
    "text",
    [
        "nobody was taken",
        "No se llevaron a nadie",
        "taking pictures of people",
        "border patrol",
        "ICE is here",
        "hay migra",
    ],
)
def test_what_is_denied_or_not_said_is_no_activity(text: str) -> None:
    assert read(text).activity is None
    assert not read(text).being_taken


@pytest.mark.parametrize(
    "text,corner",
    [
        ("7th and Alvarado", "7th and Alvarado"),
        ("7 y Alvarado", "7 y Alvarado"),
        ("Hay migra en la 7 y Alvarado, Westlake, ahora", "la 7 y Alvarado"),
        ("esquina de Pico con Vermont", "Pico con Vermont"),
        ("corner of Pico and Vermont now", "Pico and Vermont"),
        ("They are at 1423 Wilshire Blvd 90057", "1423 Wilshire Blvd"),
        ("en la calle Unión", "calle Unión"),
        ("at 8 and Union", "8 and Union"),
        ("they took my neighbor and left", ""),
        ("2 agents and 3 vans", ""),
        ("ICE and police are here", ""),
        ("hay 3 y son agentes", ""),
    ],
)
def test_where(text: str, corner: str) -> None:
    assert read(text).corner == corner


def test_two_names_joined_are_a_corner_where_a_corner_was_asked_for() -> None:
    assert reading_of.corner_in("pico and vermont") == ""
    assert reading_of.corner_in("pico and vermont", is_asked=True) == "pico and vermont"


@pytest.mark.parametrize(
    "text,clock",
    [
        ("now", "Tue 15:10"),
        ("ahorita", "Tue 15:10"),
        ("10 min ago", "Tue 15:00"),
        ("hace una hora", "Tue 14:10"),
        ("hace hora y media", "Tue 13:40"),
        ("hace media hora", "Tue 14:40"),
        ("half an hour ago", "Tue 14:40"),
        ("hace un par de horas", "Tue 13:10"),
        ("at 3pm", "Tue 15:00"),
        ("at 3", "Tue 15:00"),
        ("a las 3", "Tue 15:00"),
        ("a las 3 y media", "Tue 03:30"),
        ("4 p.m.", "Mon 16:00"),
        ("3:05", "Tue 15:05"),
        ("15:00", "Tue 15:00"),
        ("yesterday 8am", "Mon 08:00"),
        ("ayer a las 8 de la noche", "Mon 20:00"),
        ("anoche a las 11", "Mon 23:00"),
        ("this morning", "Tue 09:00"),
        ("noon", "Tue 12:00"),
        ("hace 3 días", "Sat 15:10"),
    ],
)
def test_when(text: str, clock: str) -> None:
    found = conversation_times.read(conversation_words.plain(text), now=NOW, zone=LOS_ANGELES)

    assert found is not None
    assert found.moment.astimezone(LOS_ANGELES).strftime("%a %H:%M") == clock


@pytest.mark.parametrize(
    "text",
    ["at 7th and alvarado", "at 8 and union", "2 agents and 3 vans", "las 7 personas", "at 1200 wilshire"],
)
def test_a_number_that_is_no_time_is_none(text: str) -> None:
    assert read(text).seen_at is None


@pytest.mark.parametrize(
    "text,first_hand",
    [
        ("I saw it", True),
        ("lo vi yo", True),
        ("I'm watching from the window", True),
        ("ICE at my door", True),
        ("my cousin saw it on facebook", False),
        ("me dijeron que hay migra", False),
        ("someone told me", False),
        ("ICE is here", None),
        ("no vi nada", None),
    ],
)
def test_seen_or_heard(text: str, first_hand: bool | None) -> None:  # noqa: FBT001 — a row of the table
    assert read(text).first_hand is first_hand


def test_everything_in_one_message() -> None:
    said = read(
        "Hace 5 minutos en Westlake se llevaron a dos hombres, lo vi yo. 6 agentes con chalecos que dicen POLICE ICE, "
        "camioneta blanca. La niña quedó sola y hay un herido"
    )

    assert said == Reading(
        activity=Activity.TAKING_SOMEONE,
        area=WESTLAKE,
        seen_at=NOW - timedelta(minutes=5),
        first_hand=True,
        how_many=6,
        vehicles="camioneta blanca",
        markings="POLICE ICE",
        being_taken=True,
        child_alone=True,
        someone_hurt=True,
    )


@pytest.mark.parametrize(
    "text,language",
    [
        ("They are at the door", "en"),
        ("Están en la puerta", "es"),
        ("警察在门口", "other"),
        ("Полиция у двери", "other"),
        ("شرطة عند الباب", "other"),
        ("90057", ""),
        ("👍", ""),
    ],
)
def test_the_language_shows_in_the_words(text: str, language: str) -> None:
    assert conversation_words.language_of(text) == language


@pytest.mark.parametrize(
    "text,is_it",
    [
        ("I don't know the address", True),
        ("no sé la dirección", True),
        ("no se ve nada", False),
        ("no se la llevaron", False),
    ],
)
def test_not_to_know_can_be_said_in_many_words(text: str, is_it: bool) -> None:  # noqa: FBT001 — a row of the table
    assert conversation_words.is_dont_know(text) is is_it


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    said = read(text)

    assert said.seen_at is None or said.seen_at <= NOW
    assert said.how_many is None or said.how_many >= 1


@given(st.integers(1, 90), st.sampled_from(["min", "minutes", "minutos", "mins"]))
def test_minutes_ago_are_minutes_ago(count: int, unit: str) -> None:
    text = f"hace {count} {unit}" if unit == "minutos" else f"{count} {unit} ago"

    assert read(text).seen_at == NOW - timedelta(minutes=count)


@pytest.mark.parametrize(
    "text", ["a" * 10_000, "no " * 3_300, "1 " * 5_000, "calle " * 1_700, "vest " * 2_000]
)
def test_ten_thousand_letters_are_read_in_no_time(text: str) -> None:
    began = time.process_time()

    read(text)

    assert time.process_time() - began < 2
