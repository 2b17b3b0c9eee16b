"""Two people at once beside the facts: one question, one note, one observer on the way; the second is told."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from amparo.core.errors import AmparoError
from amparo.core.models import JournalEntry
from amparo.incidents import api
from amparo.incidents.api import Outcome
from amparo.incidents.domain.looking import Answer, LookFor
from amparo.incidents.models import Incident, Note, VerificationRequest
from amparo.incidents.services import asking, notes, requests
from amparo.incidents.services import close as closing
from amparo.network.api import Role
from amparo.network.models import Readiness
from amparo.reports.api import Canned, Wanted
from amparo.reports.models import Question
from tests.incidents.world import OBSERVER, after, reports_of, seen
from tests.personas import Persona, add_member, set_up_network

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

Act = Callable[[], object]


@pytest.fixture
def people(transactional_db: None) -> dict[str, Persona]:
    """Two who triage, two who observe and are on."""
    set_up_network()
    found = {
        "una": add_member(Role.VERIFIER, handle="una", name="Una"),
        "dos": add_member(Role.DISPATCHER, handle="dos", name="Dos"),
        "omar": add_member(Role.OBSERVER, handle="omar", name="Omar"),
        "olga": add_member(Role.OBSERVER, handle="olga", name="Olga"),
    }
    for handle in ("omar", "olga"):
        Readiness.objects.create(member_id=found[handle].id, until=after(24 * 60))
    return found


def at_once(*acts: Act) -> list[str]:
    """Do things at once; return, sorted, what each came to: "done", or the code of its refusal."""
    came_to: list[str] = []
    gate = threading.Barrier(len(acts))

    def run(act: Act) -> None:
        gate.wait()
        try:
            act()
            came_to.append("done")
        except AmparoError as refused:
            came_to.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(came_to) == len(acts), "something broke"
    return sorted(came_to)


def look(incident: Incident, people: dict[str, Persona]) -> object:
    return requests.ask_to_look(
        incident_id=incident.pk,
        to=None,
        look_for=[LookFor.ANYBODY_THERE],
        by=people["dos"].actor,
        now=after(1),
    )


def test_of_two_who_ask_the_same_one_asks(people: dict[str, Persona]) -> None:
    incident = seen()
    (report_id,) = reports_of(incident.pk)
    acts = [
        partial(
            asking.ask_reporter,
            incident_id=incident.pk,
            report_id=report_id,
            wanted=Wanted(canned=Canned.VESTS),
            by=people[who].actor,
            now=after(1),
        )
        for who in ("una", "dos")
    ]

    assert at_once(*acts) == ["ALREADY_ASKED", "done"]
    assert Question.objects.count() == 1
    assert JournalEntry.objects.filter(kind="incident.reporter_asked").count() == 1


def test_a_form_pressed_twice_is_one_note_and_one_question(people: dict[str, Persona]) -> None:
    incident = seen()
    (report_id,) = reports_of(incident.pk)
    by, now = people["una"].actor, after(1)
    note = partial(notes.add_note, incident_id=incident.pk, text="the bakery opens at six", by=by, now=now)
    ask = partial(
        asking.ask_reporter,
        incident_id=incident.pk,
        report_id=report_id,
        wanted=Wanted(words="Which side?", language="en"),
        by=by,
        now=now,
    )

    assert at_once(note, note, ask, ask) == ["done"] * 4
    assert Note.objects.count() == 1
    assert Question.objects.count() == 1
    assert JournalEntry.objects.filter(kind="incident.noted").count() == 1


def test_of_two_observers_one_goes(people: dict[str, Persona]) -> None:
    look(seen(), people)
    request_id = VerificationRequest.objects.get().pk
    acts = [
        partial(requests.accept, request_id=request_id, by=people[who].actor, now=after(2))
        for who in ("omar", "olga")
    ]

    assert at_once(*acts) == ["ALREADY_TAKEN", "done"]
    assert VerificationRequest.objects.get().taken_by_id in {people["omar"].id, people["olga"].id}


def test_a_request_made_twice_at_once_is_one(people: dict[str, Persona]) -> None:
    incident = seen()

    assert at_once(*[partial(look, incident, people)] * 2) == ["ALREADY_REQUESTED", "done"]
    assert VerificationRequest.objects.count() == 1


def test_an_answer_while_the_incident_closes_is_kept_without_its_words(people: dict[str, Persona]) -> None:
    incident = seen()
    look(incident, people)
    request_id = VerificationRequest.objects.get().pk
    omar = people["omar"].actor
    requests.accept(request_id=request_id, by=omar, now=after(2))
    api.record_outcome(
        incident_id=incident.pk,
        outcome=Outcome.UNFOUNDED,
        basis=OBSERVER,
        by=people["una"].actor,
        now=after(3),
    )
    late = after(4) + timedelta(days=1)
    answer = partial(
        requests.answer, request_id=request_id, found=Answer.SAW_IT, words="two vans", by=omar, now=late
    )
    close = partial(closing.close_incident, incident_id=incident.pk, now=late)

    assert "done" in at_once(answer, close)
    assert VerificationRequest.objects.get().words == ""
