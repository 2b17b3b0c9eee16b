"""What stands beside the facts in a browser: notes, questions, requests; for whom, and what a refusal keeps."""

from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from amparo.core import clock
from amparo.incidents.domain.looking import LookFor
from amparo.incidents.models import Incident, Note, VerificationRequest
from amparo.incidents.services import requests
from amparo.network.api import Role
from amparo.network.models import Readiness
from amparo.reports.api import Activity
from amparo.reports.models import Question
from amparo.reports.services import return_visit
from tests.incidents import world
from tests.personas import Persona, Personas, add_member
from tests.reports.reporting import body

pytestmark = pytest.mark.timeout(120)  # a busy machine


@pytest.fixture(autouse=True)
def tonight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the invented night be now: views read the clock."""
    monkeypatch.setattr(world, "NIGHT", clock.floor_to(clock.now(), clock.HOUR))


@pytest.fixture
def incident(personas: Personas) -> Incident:
    """An incident of one report with a receipt."""
    return world.seen(text="three men in vests knock at the green door")


def report_of(incident: Incident) -> UUID:
    (report_id,) = world.reports_of(incident.pk)
    return report_id


def page(client: Client, incident: Incident) -> str:
    return body(client.get(reverse("incidents:incident", args=[incident.pk])))


def post(client: Client, name: str, *args: UUID, **fields: object) -> tuple[int, str]:
    answer = client.post(reverse(f"incidents:{name}", args=list(args)), fields)
    return answer.status_code, body(answer)


def ask_observer(incident: Incident, personas: Personas, to: Persona | None) -> UUID:
    return requests.ask_to_look(
        incident_id=incident.pk,
        to=to.id if to else None,
        look_for=[LookFor.ANYBODY_THERE],
        by=personas.dispatcher.actor,
        now=clock.now(),
    )


def test_a_note_is_seen_by_the_others_who_triage_and_by_nobody_else(
    personas: Personas, incident: Incident
) -> None:
    status, _text = post(personas.dispatcher.client, "note", incident.pk, text="the bakery opens at six")

    assert status == 303
    for who in (personas.dispatcher, personas.verifier):
        shown = page(who.client, incident)
        assert "the bakery opens at six" in shown
        assert personas.dispatcher.name in shown
    for who in (personas.hotline_operator, personas.coordinator):
        assert "bakery" not in page(who.client, incident)


def test_an_open_page_shows_a_new_note_by_itself(personas: Personas, incident: Incident) -> None:
    shown = page(personas.verifier.client, incident)
    cursor = shown.split('<article class="stack incident" data-cursor="')[1].split('"')[0]
    address = reverse("incidents:live", args=[incident.pk])
    post(personas.dispatcher.client, "note", incident.pk, text="the bakery opens at six")

    answer = personas.verifier.client.get(address, {"after": cursor})

    assert answer.status_code == 200
    assert "the bakery opens at six" in body(answer)


def test_a_note_that_leads_to_a_person_is_refused_and_stays_typed(
    personas: Personas, incident: Incident
) -> None:
    status, shown = post(personas.dispatcher.client, "note", incident.pk, text="ask at 213-555-0142")

    assert status == 422
    assert "phone number" in shown
    assert "ask at 213-555-0142" in shown
    assert not Note.objects.exists()


def test_an_empty_note_says_so(personas: Personas, incident: Incident) -> None:
    status, shown = post(personas.dispatcher.client, "note", incident.pk)

    assert status == 422
    assert "Write something first." in shown


def test_a_question_and_its_answer_stand_beside_the_report(personas: Personas, incident: Incident) -> None:
    report_id = report_of(incident)
    status, _text = post(personas.dispatcher.client, "ask", incident.pk, report_id, canned="vests")
    question = Question.objects.get()
    return_visit.add_to_report(
        report_id=report_id, text="they say POLICE ICE", now=clock.now(), question_id=question.pk
    )
    return_visit.add_to_report(report_id=report_id, text="they drive off now", now=clock.now())
    world.work()

    shown = page(personas.verifier.client, incident)

    assert status == 303
    assert "What do the vests say?" in shown
    assert f"{personas.dispatcher.name} · " in shown
    assert shown.index("they say POLICE ICE") < shown.index("they drive off now")
    assert "Answer, " in shown
    assert "Told later, " in shown


def test_who_has_no_way_to_answer_is_said_so(personas: Personas, incident: Incident) -> None:
    shown = page(personas.dispatcher.client, incident)

    assert "They left no address. A question waits for them on the page of their receipt." in shown


@pytest.mark.parametrize(
    "fields, sentence",
    [
        ({}, "Choose a question, or write one."),
        ({"words": "is it Maria Gonzalez?", "language": "en"}, "a person's name"),
        ({"words": "can you follow the van?", "language": "en"}, "a call to follow somebody"),
        ({"words": "x" * 301, "language": "en"}, "at most 300 characters"),
        ({"canned": "status"}, "Select a valid choice"),
        ({"words": "where", "language": "xx"}, "Select a valid choice"),
    ],
)
def test_a_question_that_can_t_be_sent_stays_typed(
    personas: Personas, incident: Incident, fields: dict[str, str], sentence: str
) -> None:
    status, shown = post(personas.dispatcher.client, "ask", incident.pk, report_of(incident), **fields)

    assert status == 422
    assert sentence in shown
    assert fields.get("words", "") in shown
    assert not Question.objects.exists()


def test_of_two_who_ask_the_same_the_second_is_told(personas: Personas, incident: Incident) -> None:
    report_id = report_of(incident)
    post(personas.dispatcher.client, "ask", incident.pk, report_id, canned="vests")

    status, shown = post(personas.verifier.client, "ask", incident.pk, report_id, canned="vests")
    again, _text = post(personas.dispatcher.client, "ask", incident.pk, report_id, canned="vests")

    assert (status, again) == (409, 303)
    assert f"{personas.dispatcher.name} asked this already" in shown
    assert Question.objects.count() == 1


def test_a_report_of_another_incident_is_not_asked_from_here(personas: Personas, incident: Incident) -> None:
    other = world.seen(north_m=9_000)

    for foreign in (report_of(other), uuid4()):
        status, _text = post(personas.dispatcher.client, "ask", incident.pk, foreign, canned="vests")
        assert status == 409
    assert not Question.objects.exists()


@pytest.mark.parametrize("name", ["note", "look"])
def test_what_is_put_beside_nothing_is_not_found(personas: Personas, name: str) -> None:
    fields = {"text": "words", "look_for": ["anybody_there"]}

    assert post(personas.dispatcher.client, name, uuid4(), **fields)[0] == 404


def test_an_observer_is_asked_sees_the_block_and_answers(personas: Personas, incident: Incident) -> None:
    status, _text = post(
        personas.dispatcher.client,
        "look",
        incident.pk,
        to=str(personas.observer.id),
        look_for=["anybody_there", "how_many"],
    )
    request = VerificationRequest.objects.get()
    observer = personas.observer.client
    desk = body(observer.get(reverse("incidents:requests")))
    post(observer, "request_accept", request.pk)
    answered, _text = post(
        observer, "request_answer", request.pk, found="saw_it", words="four in vests at the corner"
    )

    shown = page(personas.verifier.client, incident)

    assert (status, answered) == (303, 303)
    assert "Observe. Never interfere. Never follow." in desk
    assert "green door" not in desk
    assert "Saw it" in shown
    assert "four in vests at the corner" in shown
    assert "An observer answered: Saw it" in shown
    assert 'value="Looked on request: Saw it. four in vests at the corner"' in shown
    assert Incident.objects.get().outcome == ""


def test_a_home_is_shown_to_the_observer_by_its_neighborhood(personas: Personas) -> None:
    incident = world.seen(activity=Activity.INSIDE_A_HOME)
    ask_observer(incident, personas, personas.observer)

    desk = body(personas.observer.client.get(reverse("incidents:requests")))

    assert "you get the neighborhood only" in desk
    assert "A home, somewhere in " in desk


def test_a_foreign_request_is_as_good_as_none(personas: Personas, incident: Incident) -> None:
    other = add_member(Role.OBSERVER, handle="otra", name="Otilia")
    foreign = ask_observer(incident, personas, personas.observer)

    answers = {
        (name, request_id == foreign): post(other.client, name, request_id, found="saw_it")
        for name in ("request_accept", "request_decline", "request_answer")
        for request_id in (foreign, uuid4())
    }

    assert {status for status, _text in answers.values()} == {404}
    assert len({text for _status, text in answers.values()}) == 1
    assert "Nobody asks you to look" in body(other.client.get(reverse("incidents:requests")))


def test_of_two_who_take_it_the_second_is_told(personas: Personas, incident: Incident) -> None:
    other = add_member(Role.OBSERVER, handle="otra", name="Otilia")
    for who in (personas.observer, other):
        Readiness.objects.create(member_id=who.id, until=clock.now() + clock.HOUR)
    request_id = ask_observer(incident, personas, None)
    post(personas.observer.client, "request_accept", request_id)

    answer = other.client.post(reverse("incidents:request_accept", args=[request_id]), follow=True)

    assert "Somebody else took it a moment ago" in body(answer)


def test_an_answer_that_leads_to_a_person_stays_typed(personas: Personas, incident: Incident) -> None:
    request_id = ask_observer(incident, personas, personas.observer)
    post(personas.observer.client, "request_accept", request_id)

    status, shown = post(
        personas.observer.client, "request_answer", request_id, found="saw_it", words="plate 8ABC123"
    )
    nothing, chosen = post(personas.observer.client, "request_answer", request_id)

    assert (status, nothing) == (422, 422)
    assert "plate 8ABC123" in shown
    assert "license plate" in shown
    assert "Choose what you found." in chosen


def test_a_request_is_taken_back_once(personas: Personas, incident: Incident) -> None:
    request_id = ask_observer(incident, personas, personas.observer)

    first = post(personas.verifier.client, "withdraw_request", incident.pk, request_id)
    again = personas.verifier.client.post(
        reverse("incidents:withdraw_request", args=[incident.pk, request_id]), follow=True
    )

    assert first[0] == 303
    assert "it was answered or taken back meanwhile" in body(again)
    assert post(personas.verifier.client, "withdraw_request", incident.pk, uuid4())[0] == 404


@pytest.mark.parametrize("name", ["note", "look", "ask"])
def test_who_may_not_triage_puts_nothing_beside(personas: Personas, incident: Incident, name: str) -> None:
    args = [incident.pk, report_of(incident)] if name == "ask" else [incident.pk]
    for who in (personas.hotline_operator, personas.observer, personas.coordinator, personas.editor):
        assert post(who.client, name, *args, text="words", canned="vests")[0] == 403
    outsider = personas.outsider.client.post(reverse(f"incidents:{name}", args=args))

    assert outsider.status_code == 302
    assert outsider["Location"].startswith(reverse("account_login"))


def test_only_observers_have_the_page_of_requests(personas: Personas) -> None:
    for who in (personas.dispatcher, personas.verifier, personas.coordinator):
        assert who.client.get(reverse("incidents:requests")).status_code == 403


def test_the_page_costs_no_more_with_many_notes(
    personas: Personas, incident: Incident, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    client = personas.dispatcher.client
    page(client, incident)
    with django_assert_max_num_queries(200) as few:  # type: ignore[operator]  # pytest-django's own fixture
        page(client, incident)
        count = len(few)
    for number in range(12):
        post(client, "note", incident.pk, text=f"note number {number} about the street")

    with django_assert_max_num_queries(count):  # type: ignore[operator]  # as above
        page(client, incident)
