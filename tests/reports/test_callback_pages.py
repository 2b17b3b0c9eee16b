"""Please call me: the public form, and the members' queue."""

import pytest
from django.test import Client

from amparo.channels import api as channels
from amparo.core import clock
from amparo.reports.models import CallBack, Report
from tests.personas import Personas
from tests.reports.reporting import BY_PHONE

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
    assert f"/calls/new/?callback={row.pk}" in client.get("/desk/callbacks/").content.decode()
    page = client.get("/desk/callbacks/").content.decode()
    assert row.word in page
    assert "0142" not in page

    client.post(f"/desk/callbacks/{row.pk}/", {"step": "reached"})
    client.post(f"/desk/callbacks/{row.pk}/", {"step": "give_up"})
    client.post(f"/desk/callbacks/{row.pk}/", {"step": "nonsense"})
    assert CallBack.objects.get().state == "reached"
    assert personas.editor.client.get("/desk/callbacks/").status_code == 403


def taken_next(client: Client) -> CallBack:
    """Take the next one, and follow to the script of their call."""
    answer = client.post("/desk/callbacks/next/")
    row = CallBack.objects.get()
    assert answer["Location"] == f"/calls/new/?callback={row.pk}"
    return row


def send_call(client: Client, **fields: str) -> tuple[int, str]:
    answer = client.post("/calls/new/", {"token": "invented-token-of-a-callback", **BY_PHONE, **fields})
    return answer.status_code, answer.content.decode()


@pytest.mark.usefixtures("_sms")
def test_taking_the_next_one_opens_the_script_of_their_call(personas: Personas) -> None:
    Client().post("/call-me/?lang=es", {"number": NUMBER, "is_urgent": "on"})
    client = personas.hotline_operator.client

    row = taken_next(client)
    page = client.get(f"/calls/new/?callback={row.pk}").content.decode()

    assert row.word in page
    assert "In danger" in page
    assert f'name="callback" value="{row.pk}"' in page
    assert '<option value="es" selected>' in page
    assert "0142" not in page


@pytest.mark.usefixtures("_sms")
def test_the_call_that_was_sent_ends_their_turn_however_often_it_is_sent(personas: Personas) -> None:
    ask()
    client = personas.hotline_operator.client
    row = taken_next(client)

    status, page = send_call(client, callback=str(row.pk), activity="")
    assert status == 422
    assert f'name="callback" value="{row.pk}"' in page
    assert CallBack.objects.get().state == "invited"

    for _time in range(2):
        status, page = send_call(client, callback=str(row.pk))
        assert status == 200
        assert "/desk/callbacks/" in page
    ended = CallBack.objects.get()
    assert (ended.state, ended.correspondent_id) == ("reached", None)
    assert Report.objects.count() == 1


@pytest.mark.usefixtures("_sms")
def test_a_call_is_taken_also_when_their_turn_was_ended_elsewhere(personas: Personas) -> None:
    ask()
    client = personas.hotline_operator.client
    row = taken_next(client)
    personas.dispatcher.client.post(f"/desk/callbacks/{row.pk}/", {"step": "give_up"})

    page = client.get(f"/calls/new/?callback={row.pk}").content.decode()
    assert row.word not in page
    assert "Somebody else went on with it meanwhile." in page

    status, _page = send_call(client, callback=str(row.pk))
    assert status == 200
    assert CallBack.objects.get().state == "given_up"
    assert Report.objects.count() == 1


@pytest.mark.usefixtures("_sms")
def test_who_only_waits_is_not_ended_by_a_call(personas: Personas) -> None:
    ask()
    CallBack.objects.update(word="quetzal")  # a word that the call's script does not hold by chance
    row = CallBack.objects.get()
    client = personas.hotline_operator.client

    assert row.word not in client.get(f"/calls/new/?callback={row.pk}").content.decode()
    for nonsense in (str(row.pk), "nonsense", ""):
        assert send_call(client, callback=nonsense)[0] == 200
    assert CallBack.objects.get().state == "waiting"
