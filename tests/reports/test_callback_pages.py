"""Please call me: the public form, and the members' queue."""

import pytest
from django.test import Client

from amparo.channels import api as channels
from amparo.core import clock
from amparo.reports.models import CallBack
from tests.personas import Personas

NUMBER = "+1 213 555 0142"
pytestmark = [pytest.mark.usefixtures("network", "sealing"), pytest.mark.timeout(60)]


@pytest.fixture
def _sms(network: object) -> None:
    channels.switch_on(channels.ChannelKind.SMS, by="system", now=clock.now())


def ask(**fields: object) -> tuple[int, str]:
    answer = Client().post("/call-me/", {"number": NUMBER} | fields, follow=True)
    return answer.status_code, answer.content.decode()


def test_without_sms_the_form_is_not_offered() -> None:
    page = Client().get("/call-me/").content.decode()

    assert 'name="number"' not in page
    assert "SMS is off" in page
    assert "555-0100" in page


@pytest.mark.usefixtures("_sms")
def test_asking_says_what_happens_next_and_shows_no_number_again() -> None:
    status, page = ask(is_urgent="on")

    assert status == 200
    assert "in the queue" in page
    assert "0142" not in page
    assert CallBack.objects.get().is_urgent


@pytest.mark.usefixtures("_sms")
def test_what_is_no_number_is_said_in_plain_words() -> None:
    for number in ("call me", "12", "x" * 500):
        status, _page = ask(number=number)
        assert status == 422
    assert not CallBack.objects.exists()


@pytest.mark.usefixtures("_sms")
def test_a_member_takes_the_next_one_and_says_how_it_ended(personas: Personas) -> None:
    ask()
    client = personas.hotline_operator.client
    assert "Take the next one" in client.get("/desk/callbacks/").content.decode()

    client.post("/desk/callbacks/next/")
    row = CallBack.objects.get()
    page = client.get("/desk/callbacks/").content.decode()
    assert row.word in page
    assert "0142" not in page

    client.post(f"/desk/callbacks/{row.pk}/", {"step": "reached"})
    client.post(f"/desk/callbacks/{row.pk}/", {"step": "give_up"})
    client.post(f"/desk/callbacks/{row.pk}/", {"step": "nonsense"})
    assert CallBack.objects.get().state == "reached"
    assert personas.editor.client.get("/desk/callbacks/").status_code == 403
