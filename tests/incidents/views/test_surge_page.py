"""The page of surges: who may look, who may switch, and what it says."""

import pytest
from django.test import Client

from amparo.incidents.models import ModeChange
from tests.incidents.world import seen
from tests.personas import Personas

PAGE, SWITCH = "/desk/surge/", "/desk/surge/switch/"
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(60)]


def press(client: Client, **fields: object) -> int:
    return client.post(SWITCH, {"level": "flood", "hours": 2, "seen": 0} | fields).status_code


def test_the_coordinator_sees_why_and_switches(personas: Personas) -> None:
    seen()
    client = personas.coordinator.client
    assert "about as many as usual" in client.get(PAGE).content.decode()

    assert press(client) == 303

    page = client.get(PAGE).content.decode()
    assert "switched by a person (Consuelo)" in page
    assert "Until" in page
    assert "Flood" in personas.dispatcher.client.get("/board/").content.decode()


def test_the_page_speaks_the_language_of_whoever_reads_it(personas: Personas) -> None:
    seen()
    client = personas.coordinator.client
    assert press(client) == 303

    page = client.get(PAGE, headers={"accept-language": "es"}).content.decode()

    assert "2 horas" in page
    assert "2 hours" not in page
    assert "desde " in page


def test_an_ordinary_day_has_no_banner(personas: Personas) -> None:
    page = personas.dispatcher.client.get("/board/").content.decode()

    assert "/desk/surge/" not in page


def test_of_two_the_second_is_told_and_nothing_is_overwritten(personas: Personas) -> None:
    press(personas.coordinator.client)

    answer = personas.verifier.client.post(SWITCH, {"level": "normal", "hours": 1, "seen": 0}, follow=True)

    assert "switched meanwhile" in answer.content.decode()
    assert ModeChange.objects.count() == 1


def test_it_can_be_handed_back_to_the_numbers(personas: Personas) -> None:
    press(personas.coordinator.client)

    personas.coordinator.client.post(SWITCH, {"let_go": "1", "seen": "1"})

    assert ModeChange.objects.order_by("-number")[0].level == "normal"


def test_who_may_only_look_sees_no_switch_and_can_press_none(personas: Personas) -> None:
    client = personas.hotline_operator.client

    assert 'action="/desk/surge/switch/"' not in client.get(PAGE).content.decode()
    assert press(client) == 403
    assert personas.editor.client.get(PAGE).status_code == 403
    assert personas.outsider.client.get(PAGE).status_code == 302
    assert not ModeChange.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"level": "panic"}, {"hours": 99}, {"hours": "x"}, {"seen": -1}, {"seen": "9" * 30}]
)
def test_nonsense_is_refused_and_nothing_is_switched(personas: Personas, fields: dict[str, object]) -> None:
    assert press(personas.coordinator.client, **fields) == 422
    assert not ModeChange.objects.exists()


def test_nonsense_in_handing_back_is_a_stale_page(personas: Personas) -> None:
    press(personas.coordinator.client)

    for seen_number in ("", "x", "9" * 30, "-1"):
        personas.coordinator.client.post(SWITCH, {"let_go": "1", "seen": seen_number})
    assert ModeChange.objects.count() == 1
