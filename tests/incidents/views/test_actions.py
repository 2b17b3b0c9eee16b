"""What members do on an incident's page: it works by plain forms, and a refusal keeps what was typed."""

from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from amparo.incidents import api
from amparo.incidents.api import Outcome
from amparo.incidents.models import Incident, OutcomeRecord
from amparo.incidents.queries import fetch
from tests.incidents.world import OBSERVER, after, incident_of, reports_of, seen, send, work
from tests.personas import Personas

ACTIONS = ("claim", "put_back", "news_read", "outcome", "end", "split", "merge")


def post(client: Client, name: str, incident: Incident, **fields: object) -> HttpResponse:
    return client.post(reverse(f"incidents:{name}", args=[incident.pk]), fields)  # type: ignore[return-value]  # the client's answer


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def state(incident: Incident) -> str:
    return Incident.objects.get(pk=incident.pk).state


def test_checking_and_putting_back(personas: Personas) -> None:
    incident = seen()
    browser = personas.dispatcher.client

    assert post(browser, "claim", incident).status_code == 303
    assert state(incident) == "checking"
    assert personas.dispatcher.name in text(browser.get(reverse("incidents:incident", args=[incident.pk])))  # type: ignore[arg-type]  # the client's answer
    assert post(browser, "put_back", incident).status_code == 303
    assert state(incident) == "open"


def test_who_comes_second_to_checking_hears_who_came_first(personas: Personas) -> None:
    incident = seen()
    post(personas.dispatcher.client, "claim", incident)

    answer = personas.verifier.client.post(reverse("incidents:claim", args=[incident.pk]), follow=True)

    assert f"{personas.dispatcher.name} said a moment ago that they check it" in answer.content.decode()


def test_an_outcome_with_its_basis_is_recorded(personas: Personas) -> None:
    one = send(text="three men with vests knock at the green house")
    other = send(minutes=2, text="dos camionetas blancas frente a la casa de la esquina")
    work(2)
    incident = incident_of(one)

    answer = post(
        personas.verifier.client,
        "outcome",
        incident,
        outcome="confirmed",
        independent_reports=[str(one), str(other)],
        independent_how="called both back; they stood on two streets",
        media_reports=[str(other)],
        media_how="the mural at the corner",
    )

    assert answer.status_code == 303
    assert state(incident) == "confirmed"
    record = fetch.current_outcome(incident)
    assert record is not None
    assert [basis.report_ids for basis in record.bases()] == [(one, other), (other,)]


@pytest.mark.parametrize(
    "fields, sentence",
    [
        ({"outcome": "confirmed"}, "fill in at least one basis"),
        ({"outcome": "confirmed", "official_how": "they said so"}, "not enough to confirm"),
        ({"outcome": "unfounded", "observer_how": "ask at 213-555-0142"}, "phone number"),
        ({"outcome": "safe"}, "Select a valid choice"),
        ({}, "This field is required"),
        ({"outcome": "unfounded", "observer_how": "x" * 301}, "at most 300 characters"),
        ({"outcome": "unfounded", "observer_how": "saw it", "observers": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(
    personas: Personas, fields: dict[str, str], sentence: str
) -> None:
    incident = seen()

    answer = post(personas.verifier.client, "outcome", incident, **fields)

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert fields.get("observer_how", "") in text(answer)
    assert "live-region" not in text(answer).split("board__detail")[-1]
    assert state(incident) == "open"


def test_a_report_of_another_incident_is_no_choice(personas: Personas) -> None:
    incident, elsewhere = seen(), seen(north_m=4000)
    (foreign,) = reports_of(elsewhere.pk)

    answer = post(
        personas.verifier.client,
        "outcome",
        incident,
        outcome="unfounded",
        media_reports=[str(foreign)],
        media_how="an old picture",
    )

    assert answer.status_code == 422
    assert not OutcomeRecord.objects.exists()


def test_of_two_verifiers_the_second_loses_nothing_and_may_correct(personas: Personas) -> None:
    incident = seen()
    by = personas.verifier.actor
    api.record_outcome(
        incident_id=incident.pk, outcome=Outcome.UNFOUNDED, basis=OBSERVER, by=by, now=after(3)
    )
    typed = {"outcome": "confirmed", "observer_how": "stood beside the door at that minute"}

    answer = post(personas.verifier.client, "outcome", incident, **typed)

    assert answer.status_code == 409
    assert f"{personas.verifier.name} decided first: Unfounded" in text(answer)
    assert typed["observer_how"] in text(answer)
    assert state(incident) == "unfounded"
    standing = fetch.current_outcome(incident)
    assert standing is not None
    assert f'name="corrects" value="{standing.pk}"' in text(answer)

    corrected = post(personas.verifier.client, "outcome", incident, corrects=str(standing.pk), **typed)

    assert corrected.status_code == 303
    assert state(incident) == "confirmed"


def test_it_is_over(personas: Personas) -> None:
    incident = seen()
    by = personas.verifier.actor
    api.record_outcome(
        incident_id=incident.pk, outcome=Outcome.CONFIRMED, basis=OBSERVER, by=by, now=after(3)
    )

    assert post(personas.verifier.client, "end", incident).status_code == 303
    assert state(incident) == "ended"
    page = text(personas.verifier.client.get(reverse("incidents:incident", args=[incident.pk])))  # type: ignore[arg-type]  # the client's answer
    assert "There may be others" in page
    assert "safe" not in page.split("board__detail")[-1].lower()


def test_splitting_leads_to_the_new_incident_and_merging_back(personas: Personas) -> None:
    one, other = send(), send(minutes=2)
    work(2)
    incident = incident_of(one)
    browser = personas.dispatcher.client

    answer = post(browser, "split", incident, reports=[str(other)], reason="other_event")
    made = incident_of(other)
    assert answer["Location"] == reverse("incidents:incident", args=[made.pk])

    answer = post(browser, "merge", made, into=str(incident.pk), reason="taken_apart_by_mistake")
    assert answer["Location"] == reverse("incidents:incident", args=[incident.pk])
    assert reports_of(incident.pk) == {one, other}


@pytest.mark.parametrize(
    "name, fields, sentence",
    [
        ("split", {"reason": "other_event"}, "Choose the reports to split off"),
        ("split", {"reason": "because"}, "Select a valid choice"),
        ("merge", {"reason": "same_event", "into": str(uuid4())}, "Select a valid choice"),
        ("merge", {"reason": "same_event", "into": "x"}, "Select a valid choice"),
    ],
)
def test_regrouping_that_makes_no_sense_is_refused(
    personas: Personas, name: str, fields: dict[str, str], sentence: str
) -> None:
    send()
    report_id = send(minutes=2)
    seen(north_m=500, minutes=3)
    incident = incident_of(report_id)

    answer = post(personas.dispatcher.client, name, incident, **fields)

    assert answer.status_code == 422
    assert sentence in text(answer)


def test_a_refusal_is_said_even_where_its_form_is_gone(personas: Personas) -> None:
    one, other = seen(), seen(north_m=500, minutes=1)
    fields = {"into": str(one.pk), "reason": "same_event"}
    browser = personas.dispatcher.client
    post(browser, "merge", other, **fields)

    answer = post(browser, "merge", other, **fields)

    assert answer.status_code in {409, 422}
    assert "merged or withdrawn meanwhile" in text(answer) or "valid choice" in text(answer)
    assert reverse("incidents:incident", args=[one.pk]) in text(answer)


def test_nobody_without_the_capability_acts(personas: Personas) -> None:
    incident = seen()
    may: dict[str, set[object]] = {
        name: {"dispatcher", "verifier"}
        if name in {"claim", "put_back", "news_read", "split", "merge"}
        else {"verifier"}
        for name in ACTIONS
    }

    for persona in (personas.hotline_operator, personas.dispatcher, personas.observer):
        for name in ACTIONS:
            if persona.role not in may[name]:
                assert post(persona.client, name, incident).status_code == 403
    for name in ACTIONS:
        assert post(personas.outsider.client, name, incident).status_code == 302
    assert state(incident) == "open"


@pytest.mark.parametrize("name", ACTIONS)
def test_what_does_not_exist_is_not_found(personas: Personas, name: str) -> None:
    target = reverse(f"incidents:{name}", args=[UUID(int=0)])

    assert personas.verifier.client.post(target).status_code == 404
    assert personas.verifier.client.get(target).status_code == 405


def test_a_form_from_elsewhere_is_refused(personas: Personas) -> None:
    incident = seen()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = personas.verifier.client.cookies

    assert post(strict, "claim", incident).status_code == 403
    assert state(incident) == "open"
