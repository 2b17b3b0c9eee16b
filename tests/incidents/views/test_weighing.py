"""Sources, questions, suggestions and moves on the incident's page, as members meet them."""

from html import unescape
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from amparo.core import journal
from amparo.incidents import api, notices
from amparo.incidents.api import Outcome, SplitReason
from amparo.incidents.forms import words
from amparo.incidents.models import Incident, OutcomeRecord
from amparo.incidents.queries import moves
from amparo.network.api import Role
from amparo.reports.api import Activity, Agency
from tests.incidents.world import OBSERVER, after, incident_of, reports_of, seen, send, work
from tests.personas import Persona, Personas, add_member

GREEN = "three men with vests knock at the green house on the corner, two vans wait in front of it"
WHITE = "dos camionetas blancas frente a la casa de la esquina, hombres con chaleco tocan la puerta"


def show(client: Client, incident: Incident | UUID, language: str = "en") -> str:
    key = incident if isinstance(incident, UUID) else incident.pk
    answer = client.get(reverse("incidents:incident", args=[key]), {"lang": language}, follow=True)
    return unescape(answer.content.decode())


def post(client: Client, name: str, incident: Incident, **fields: object) -> HttpResponse:
    return client.post(reverse(f"incidents:{name}", args=[incident.pk]), fields, follow=True)  # type: ignore[return-value]  # the client's answer


def text(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def one_browser() -> tuple[UUID, UUID, Incident]:
    one, other = send(text=GREEN, browser_mark="one"), send(minutes=2, text=WHITE, browser_mark="one")
    work(2)
    return one, other, incident_of(one)


def alike(**more: object) -> tuple[Incident, Incident]:
    """Two incidents, of which the second may be the same as the first."""
    one, other = seen(text=GREEN), seen(north_m=1500, minutes=5, text=WHITE, **more)
    Incident.objects.filter(pk=other.pk).update(looks_like=one)
    return one, Incident.objects.get(pk=other.pk)


def confirm(*reports: UUID) -> dict[str, object]:
    return {
        "outcome": "confirmed",
        "independent_reports": [str(each) for each in reports],
        "independent_how": "two streets",
        "media_reports": [str(reports[0])],
        "media_how": "the mural",
    }


def test_the_count_explains_itself(personas: Personas) -> None:
    _one, _other, incident = one_browser()
    send(minutes=3, text=GREEN + " hurry")
    send(minutes=4, first_hand=False, text="my cousin heard of it from the woman at the laundry")
    work(4)

    page = show(personas.dispatcher.client, incident)

    assert "4 reports, 1 independent first-hand source" in page
    assert "came from the same browser." in page
    assert "use the same words." in page
    assert "only heard of, counts as none." in page


def test_the_count_explains_itself_in_spanish(personas: Personas) -> None:
    _one, _other, incident = one_browser()

    page = show(personas.dispatcher.client, incident, "es")

    assert "2 reportes, 1 fuente independiente de primera mano" in page
    assert "A y B llegaron del mismo navegador." in page


def test_who_may_not_read_reports_reads_no_letters(personas: Personas) -> None:
    _one, _other, incident = one_browser()

    page = show(personas.hotline_operator.client, incident)

    assert "same browser" not in page
    assert "Questions to ask" not in page


def test_a_basis_of_one_source_is_refused_with_the_reports_named(personas: Personas) -> None:
    one, other, incident = one_browser()

    answer = post(personas.verifier.client, "outcome", incident, **confirm(one, other))

    assert answer.status_code == 422
    assert "count once. Take all but one of them out. A and B came from the same browser." in text(answer)
    assert "two streets" in text(answer)
    assert not OutcomeRecord.objects.exists()


def test_questions_are_asked_and_nothing_is_judged(personas: Personas) -> None:
    incident = seen(first_hand=False, agency=Agency.ICE)

    page = show(personas.dispatcher.client, incident)

    assert "Questions to ask" in page
    assert "Only heard of: who saw it themselves" in page
    assert "A question is no verdict" in page
    for verdict in ("suspicious", "score", "fake", "unlikely"):
        assert verdict not in page.lower().split("questions to ask")[1].split("</section>")[0]
    assert "Preguntas que hacer" in show(personas.dispatcher.client, incident, "es")


def test_two_that_may_be_one_stand_side_by_side(personas: Personas) -> None:
    one, other = alike(activity=Activity.TAKING_SOMEONE, agency=Agency.ICE)

    for incident in (one, other):
        page = show(personas.dispatcher.client, incident)
        assert "about 1.5 km apart" in page
        assert "At the same time" in page
        assert "They go together" in page
        assert "One does not say" in page
        assert "No picture to compare" in page
        assert "0.5" not in page.split("compare__table")[1].split("</table>")[0]
    assert "unos 1,5 km" in show(personas.dispatcher.client, one, "es")


def test_what_is_one_is_merged_from_there(personas: Personas) -> None:
    one, other = alike()

    post(
        personas.dispatcher.client,
        "same",
        other,
        other=one.pk,
        stays=one.pk,
        reason="same_place_other_name",
    )

    assert Incident.objects.get(pk=other.pk).merged_into_id == one.pk
    page = show(personas.dispatcher.client, one)
    assert "Took in reports of another incident: One place under two names" in page
    assert "Take the merging back" in page


def test_what_is_two_is_not_suggested_again(personas: Personas) -> None:
    one, other = alike()

    answer = post(personas.dispatcher.client, "not_same", one, other=other.pk)

    assert "This is not suggested again" in text(answer)
    assert Incident.objects.get(pk=other.pk).looks_like_id is None
    assert "Maybe the same" not in show(personas.dispatcher.client, other)
    again = post(personas.dispatcher.client, "not_same", one, other=other.pk)
    assert "Somebody has decided that already" in text(again)


def test_into_a_decided_one_only_a_verifier_merges(personas: Personas) -> None:
    one, other = alike()
    api.record_outcome(
        incident_id=one.pk,
        outcome=Outcome.UNFOUNDED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=after(10),
    )

    assert "One of them is decided" in show(personas.dispatcher.client, other)
    fields = {"other": one.pk, "stays": one.pk, "reason": "same_event"}
    refused = post(personas.dispatcher.client, "same", other, **fields)
    assert "a verifier has to do it" in text(refused)
    post(personas.verifier.client, "same", other, **fields)
    assert Incident.objects.get(pk=other.pk).state == "merged"


@pytest.mark.parametrize("name", ["same", "not_same", "undo", "agree"])
def test_nonsense_changes_nothing(personas: Personas, name: str) -> None:
    incident = seen()
    before = journal.latest_cursor()
    nonsense = {"other": incident.pk, "stays": incident.pk, "entry": "9" * 40, "outcome": "x"}

    address = reverse(f"incidents:{name}", args=[incident.pk])
    for fields in ({}, nonsense | {"reason": "because"}, nonsense | {"reason": "same_event"}):
        assert personas.verifier.client.post(address, fields).status_code == 303
    assert journal.latest_cursor() == before
    elsewhere = personas.verifier.client.post(
        reverse(f"incidents:{name}", args=[uuid4()]),
        {"other": incident.pk, "stays": incident.pk, "reason": "same_event", "entry": 1, "outcome": uuid4()},
    )
    assert elsewhere.status_code in {303, 404}


def test_the_last_move_is_taken_back_from_the_page(personas: Personas) -> None:
    one, other, incident = one_browser()
    browser = personas.dispatcher.client
    made = api.split(
        incident_id=incident.pk,
        report_ids=[other],
        reason=SplitReason.OLD_EVENT,
        by=personas.dispatcher.actor,
        now=after(5),
    )
    page = show(browser, made)
    assert "Take the split back" in page
    entry = moves.last_move(journal.about(made))
    assert entry is not None
    assert f'value="{entry.pk}"' in page

    answer = post(browser, "undo", Incident.objects.get(pk=made), entry=entry.pk, reason="wrong_reports")

    assert "Taken back." in text(answer)
    assert reports_of(incident.pk) == {one, other}
    assert "Reports were split off: An older event, told again" in text(answer)
    assert "The last move was taken back: The wrong reports were chosen" in text(answer)


def decided_first(personas: Personas) -> tuple[Incident, UUID, Persona]:
    """An incident that one verifier has decided while another was writing."""
    incident, second = seen(), add_member(Role.VERIFIER, handle="second", name="Segunda")
    record = api.record_outcome(
        incident_id=incident.pk,
        outcome=Outcome.UNFOUNDED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=after(10),
    )
    return incident, record, second


def test_the_second_sees_the_first_decision_and_keeps_what_was_typed(personas: Personas) -> None:
    incident, record, second = decided_first(personas)

    answer = post(
        second.client, "outcome", incident, outcome="confirmed", observer_how="I talked to our observer"
    )

    assert answer.status_code == 409
    page = text(answer)
    assert f"{personas.verifier.name} decided first: Unfounded" in page
    assert "stood across the street and saw it" in page
    assert "I talked to our observer" in page
    assert "I agree: leave it so" in page
    assert f'name="corrects" value="{record}"' in page
    assert OutcomeRecord.objects.count() == 1


def test_the_second_agrees(personas: Personas) -> None:
    incident, record, second = decided_first(personas)

    answer = post(second.client, "agree", incident, outcome=record)

    assert "The outcome stands as it is" in text(answer)
    assert "Agreed with the outcome: Unfounded · Segunda" in text(answer)
    own = post(personas.verifier.client, "agree", incident, outcome=record)
    assert "You recorded it yourself" in text(own)


def test_the_second_corrects_and_who_agrees_too_late_is_told(personas: Personas) -> None:
    incident, record, second = decided_first(personas)
    third = add_member(Role.VERIFIER, handle="third", name="Tercera")

    fields = {"outcome": "confirmed", "observer_how": "I talked to her", "corrects": record}
    second.client.post(reverse("incidents:outcome", args=[incident.pk]), fields)

    assert [each.outcome for each in OutcomeRecord.objects.order_by("pk")] == ["unfounded", "confirmed"]
    late = post(third.client, "agree", incident, outcome=record)
    assert "An outcome was already recorded: Confirmed" in text(late)


def test_every_moment_has_its_words() -> None:
    told = set(notices.ALL) - {notices.LEVEL_CHANGED}

    assert told <= set(words.MOMENTS)
