"""Asking an observer to look: who sees it, who takes it, what comes of the answer."""

from uuid import UUID, uuid4

import pytest

from amparo.core.models import JournalEntry
from amparo.core.places import cells
from amparo.core.places.cells import Precision
from amparo.incidents import api
from amparo.incidents.api import MergeReason, Outcome
from amparo.incidents.domain import looking
from amparo.incidents.domain.looking import Answer, LookFor, RequestState, RequestStepNotPossible
from amparo.incidents.models import Incident, OutcomeRecord, VerificationRequest
from amparo.incidents.queries import requests as queries
from amparo.incidents.queries.requests import NoSuchRequest, NotWantedAnyMore
from amparo.incidents.services import close as closing
from amparo.incidents.services import requests
from amparo.incidents.services.notes import IncidentIsClosed
from amparo.incidents.services.wording import WordsHoldPrivate
from amparo.network.api import NotAllowed, Role
from amparo.network.models import Readiness
from amparo.reports.api import Activity
from tests.incidents.world import OBSERVER, after, seen
from tests.personas import Persona, Personas, add_member

pytestmark = pytest.mark.timeout(120)  # a busy machine

DAY_MIN = 24 * 60
LOOK_FOR = (LookFor.ANYBODY_THERE, LookFor.WHICH_AGENCY)


def be_on(persona: Persona) -> None:
    """Say that somebody is on for the whole night."""
    Readiness.objects.create(member_id=persona.id, until=after(DAY_MIN))


@pytest.fixture
def other_observer(personas: Personas) -> Persona:
    """A second observer."""
    return add_member(Role.OBSERVER, handle="otra", name="Otilia")


def ask(incident: Incident, personas: Personas, to: Persona | None = None) -> UUID:
    return requests.ask_to_look(
        incident_id=incident.pk,
        to=to.id if to else None,
        look_for=LOOK_FOR,
        by=personas.dispatcher.actor,
        now=after(1),
    )


def tasks(who: Persona) -> list[UUID]:
    return [task.request_id for task in queries.tasks(by=who.actor, now=after(2))]


def state(request_id: UUID) -> str:
    return VerificationRequest.objects.get(pk=request_id).state


def test_one_observer_is_asked_goes_and_answers(personas: Personas) -> None:
    incident = seen()
    request_id = ask(incident, personas, personas.observer)
    (task,) = queries.tasks(by=personas.observer.actor, now=after(2))

    requests.accept(request_id=request_id, by=personas.observer.actor, now=after(2))
    requests.answer(
        request_id=request_id,
        found=Answer.SAW_IT,
        words="four in vests at the corner",
        by=personas.observer.actor,
        now=after(9),
    )

    assert task.look_for == LOOK_FOR
    (view,) = queries.of_incident(incident.pk)
    assert (view.state, view.answer, view.words) == (
        RequestState.ANSWERED,
        Answer.SAW_IT,
        "four in vests at the corner",
    )
    assert Incident.objects.get().state == "open"
    assert not OutcomeRecord.objects.exists()
    kinds = JournalEntry.objects.filter(subject=incident.pk, kind__startswith="incident.look")
    assert list(kinds.order_by("pk").values_list("kind", flat=True)) == [
        "incident.look_asked",
        "incident.look_accepted",
        "incident.look_answered",
    ]
    assert not any("vests" in str(payload) for payload in kinds.values_list("payload", flat=True))


@pytest.mark.parametrize(
    "activity, precision",
    [(Activity.STREET_STOP, Precision.BLOCK), (Activity.INSIDE_A_HOME, Precision.NEIGHBOURHOOD)],
)
def test_an_observer_sees_the_block_and_of_a_home_the_neighbourhood(
    personas: Personas, activity: Activity, precision: Precision
) -> None:
    incident = seen(activity=activity)
    ask(incident, personas, personas.observer)

    (task,) = queries.tasks(by=personas.observer.actor, now=after(2))

    assert cells.precision_of(task.cell) == precision
    assert task.cell != incident.cell
    assert "invented words" not in str(task)


def test_nobody_else_knows_of_it(personas: Personas, other_observer: Persona) -> None:
    be_on(other_observer)
    request_id = ask(seen(), personas, personas.observer)

    assert tasks(other_observer) == []
    for foreign in (request_id, uuid4()):
        with pytest.raises(NoSuchRequest) as why:
            requests.accept(request_id=foreign, by=other_observer.actor, now=after(2))
        assert why.value.fields == {}


def test_what_is_asked_of_all_is_known_to_who_is_on_and_the_first_has_it(
    personas: Personas, other_observer: Persona
) -> None:
    be_on(personas.observer)
    request_id = ask(seen(), personas)
    assert (tasks(personas.observer), tasks(other_observer)) == ([request_id], [])
    be_on(other_observer)

    requests.accept(request_id=request_id, by=personas.observer.actor, now=after(2))

    with pytest.raises(requests.AlreadyTaken):
        requests.accept(request_id=request_id, by=other_observer.actor, now=after(2))
    with pytest.raises(NoSuchRequest):
        requests.decline(request_id=request_id, by=other_observer.actor, now=after(2))
    with pytest.raises(NoSuchRequest):
        requests.answer(
            request_id=request_id, found=Answer.SAW_IT, words="", by=other_observer.actor, now=after(2)
        )
    assert tasks(other_observer) == []


def test_who_took_it_from_all_can_give_it_back(personas: Personas) -> None:
    be_on(personas.observer)
    request_id = ask(seen(), personas)
    requests.accept(request_id=request_id, by=personas.observer.actor, now=after(2))

    requests.decline(request_id=request_id, by=personas.observer.actor, now=after(3))

    assert (state(request_id), tasks(personas.observer)) == ("asked", [request_id])


def test_what_is_declined_is_gone_for_the_observer_and_can_be_asked_of_again(personas: Personas) -> None:
    incident = seen()
    request_id = ask(incident, personas, personas.observer)

    requests.decline(request_id=request_id, by=personas.observer.actor, now=after(2))

    assert (state(request_id), tasks(personas.observer)) == ("declined", [])
    assert ask(incident, personas, personas.observer) != request_id


def test_steps_twice_change_nothing(personas: Personas) -> None:
    request_id = ask(seen(), personas, personas.observer)
    actor = personas.observer.actor

    for _ in range(2):
        requests.accept(request_id=request_id, by=actor, now=after(2))
    for _ in range(2):
        requests.answer(request_id=request_id, found=Answer.NOTHING_THERE, words="", by=actor, now=after(3))

    assert JournalEntry.objects.filter(kind="incident.look_accepted").count() == 1
    assert JournalEntry.objects.filter(kind="incident.look_answered").count() == 1
    with pytest.raises(RequestStepNotPossible):
        requests.answer(request_id=request_id, found=Answer.SAW_IT, words="", by=actor, now=after(4))


def test_nobody_answers_before_they_went(personas: Personas) -> None:
    request_id = ask(seen(), personas, personas.observer)

    with pytest.raises(RequestStepNotPossible):
        requests.answer(
            request_id=request_id, found=Answer.SAW_IT, words="", by=personas.observer.actor, now=after(2)
        )


def test_an_answer_to_what_was_taken_back_is_told_so(personas: Personas) -> None:
    request_id = ask(seen(), personas, personas.observer)
    requests.accept(request_id=request_id, by=personas.observer.actor, now=after(2))

    requests.withdraw(request_id=request_id, by=personas.verifier.actor, now=after(3))

    assert tasks(personas.observer) == []
    with pytest.raises(RequestStepNotPossible):
        requests.answer(
            request_id=request_id, found=Answer.SAW_IT, words="", by=personas.observer.actor, now=after(4)
        )
    with pytest.raises(RequestStepNotPossible):
        requests.withdraw(request_id=request_id, by=personas.verifier.actor, now=after(5))


def test_the_same_observer_is_asked_once_and_all_are_asked_once(personas: Personas) -> None:
    incident = seen()
    ask(incident, personas, personas.observer)
    ask(incident, personas)

    for to in (personas.observer, None):
        with pytest.raises(requests.AlreadyRequested):
            ask(incident, personas, to)


def test_there_is_an_end_to_asking(personas: Personas) -> None:
    incident = seen()
    for number in range(looking.MOST_OPEN):
        ask(incident, personas, add_member(Role.OBSERVER, handle=f"observer{number}"))

    with pytest.raises(requests.TooManyRequests):
        ask(incident, personas, personas.observer)


def test_only_observers_are_asked(personas: Personas) -> None:
    with pytest.raises(requests.NotAnObserver):
        ask(seen(), personas, personas.coordinator)


def test_a_request_says_what_to_look_for(personas: Personas) -> None:
    with pytest.raises(requests.NothingToLookFor):
        requests.ask_to_look(
            incident_id=seen().pk, to=None, look_for=(), by=personas.dispatcher.actor, now=after(1)
        )


def test_nobody_is_sent_to_a_place_that_nobody_knows(personas: Personas) -> None:
    with pytest.raises(requests.PlaceNotKnown):
        ask(seen(place_is_known=False), personas, personas.observer)


@pytest.mark.parametrize("role", ["hotline_operator", "observer", "coordinator", "editor"])
def test_only_who_triages_asks_or_takes_back(personas: Personas, role: str) -> None:
    incident = seen()
    request_id = ask(incident, personas, personas.observer)
    actor = getattr(personas, role).actor

    with pytest.raises(NotAllowed):
        requests.ask_to_look(incident_id=incident.pk, to=None, look_for=LOOK_FOR, by=actor, now=after(1))
    with pytest.raises(NotAllowed):
        requests.withdraw(request_id=request_id, by=actor, now=after(1))


@pytest.mark.parametrize("role", ["hotline_operator", "dispatcher", "verifier", "coordinator"])
def test_only_observers_answer(personas: Personas, role: str) -> None:
    request_id = ask(seen(), personas)
    actor = getattr(personas, role).actor

    with pytest.raises(NotAllowed):
        queries.tasks(by=actor, now=after(2))
    with pytest.raises(NotAllowed):
        requests.accept(request_id=request_id, by=actor, now=after(2))


def test_words_that_lead_to_a_person_are_refused(personas: Personas) -> None:
    request_id = ask(seen(), personas, personas.observer)
    requests.accept(request_id=request_id, by=personas.observer.actor, now=after(2))

    with pytest.raises(WordsHoldPrivate):
        requests.answer(
            request_id=request_id,
            found=Answer.SAW_IT,
            words="plate 8ABC123",
            by=personas.observer.actor,
            now=after(3),
        )

    assert state(request_id) == "accepted"


def test_an_answer_after_the_outcome_is_news_and_nobody_new_goes(personas: Personas) -> None:
    incident = seen()
    taken = ask(incident, personas, personas.observer)
    to_all = ask(incident, personas)
    requests.accept(request_id=taken, by=personas.observer.actor, now=after(2))
    api.record_outcome(
        incident_id=incident.pk,
        outcome=Outcome.UNFOUNDED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=after(3),
    )
    be_on(personas.observer)

    assert tasks(personas.observer) == [taken]
    with pytest.raises(NotWantedAnyMore):
        requests.accept(request_id=to_all, by=personas.observer.actor, now=after(4))
    requests.answer(request_id=taken, found=Answer.SAW_IT, words="", by=personas.observer.actor, now=after(5))

    assert Incident.objects.get().has_news
    assert Incident.objects.get().outcome == "unfounded"


def test_at_closing_the_words_go_and_what_nobody_answered_is_taken_back(personas: Personas) -> None:
    incident = seen()
    answered = ask(incident, personas, personas.observer)
    requests.accept(request_id=answered, by=personas.observer.actor, now=after(2))
    requests.answer(
        request_id=answered, found=Answer.SAW_IT, words="two vans", by=personas.observer.actor, now=after(3)
    )
    waiting = ask(incident, personas)
    api.record_outcome(
        incident_id=incident.pk,
        outcome=Outcome.UNFOUNDED,
        basis=OBSERVER,
        by=personas.verifier.actor,
        now=after(4),
    )

    closing.close_incident(incident_id=incident.pk, now=after(5 + DAY_MIN))

    kept = VerificationRequest.objects.get(pk=answered)
    assert (kept.answer, kept.words, state(waiting)) == ("saw_it", "", "withdrawn")
    with pytest.raises(IncidentIsClosed):
        requests.ask_to_look(
            incident_id=incident.pk,
            to=None,
            look_for=LOOK_FOR,
            by=personas.dispatcher.actor,
            now=after(6 + DAY_MIN),
        )


def test_what_was_asked_before_a_merge_stands_beside_the_other_incident(personas: Personas) -> None:
    one, other = seen(), seen(north_m=9_000)
    request_id = ask(one, personas, personas.observer)
    api.merge(
        incident_id=one.pk,
        into=other.pk,
        reason=MergeReason.SAME_EVENT,
        by=personas.dispatcher.actor,
        now=after(2),
    )

    assert tasks(personas.observer) == [request_id]
    assert [view.request_id for view in queries.of_incident(other.pk)] == [request_id]
    with pytest.raises(requests.AlreadyRequested):
        ask(other, personas, personas.observer)


def test_answers_of_one_mind_by_observers_may_carry_an_outcome(personas: Personas) -> None:
    incident = seen()
    request_id = ask(incident, personas, personas.observer)
    requests.accept(request_id=request_id, by=personas.observer.actor, now=after(2))
    requests.answer(
        request_id=request_id, found=Answer.SAW_IT, words="", by=personas.observer.actor, now=after(3)
    )
    views = queries.of_incident(incident.pk)

    assert queries.observers(views, [personas.observer.id]) == views
    assert queries.observers(views, [personas.verifier.id]) == ()
