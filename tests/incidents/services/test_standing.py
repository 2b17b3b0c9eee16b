"""Where incidents stand in a surge and a flood, and what a person says against the machine."""

from datetime import timedelta
from uuid import uuid4

import pytest

from amparo.core import jobs
from amparo.core.journal import about
from amparo.incidents.domain import doubts
from amparo.incidents.domain.surge import Level
from amparo.incidents.models import HourCount, Incident, ModeChange, Standing
from amparo.incidents.queries import surge as queries
from amparo.incidents.services import standing, surge, wordings
from amparo.network.api import NotAllowed
from amparo.reports.domain.effort import Load
from amparo.reports.services import effort
from tests.incidents.world import NIGHT, after, incident_of, reports_of, seen, send, work
from tests.personas import Personas

SLOGAN = "Agents are at every corner of this city tonight, stay home and tell everybody you know"
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(60)]
FAR = 6_000


@pytest.fixture(autouse=True)
def _nothing_known() -> None:
    wordings.forget_all()
    effort.forget_counts()


def switched(level: Level, personas: Personas, *, minutes: float = 0, hours: int = 2) -> None:
    number = ModeChange.objects.values_list("number", flat=True).first() or 0
    surge.switch(
        level=level,
        until=after(minutes) + timedelta(hours=hours),
        seen=number,
        by=personas.coordinator.actor,
        now=after(minutes),
    )


def slogan(number: int, **more: object) -> Incident:
    """Somebody tells the slogan of the next place, some kilometres on."""
    return seen(minutes=number, north_m=number * FAR, text=f"{SLOGAN} {number}", **more)


def aside(incident: Incident) -> bool:
    return Incident.objects.get(pk=incident.pk).is_aside


def test_on_an_ordinary_day_nothing_waits_aside(personas: Personas) -> None:
    incidents = [slogan(number) for number in range(6)]

    assert not any(map(aside, incidents))
    assert incidents[-1].weight < incidents[0].weight
    assert Incident.objects.get(pk=incidents[0].pk).weight == incidents[-1].weight, "seen through later"


def test_in_a_flood_what_is_told_everywhere_waits_aside_and_comes_back_when_it_is_over(
    personas: Personas,
) -> None:
    incidents = [slogan(number) for number in range(6)]

    switched(Level.FLOOD, personas, minutes=6)
    assert all(map(aside, incidents))

    switched(Level.NORMAL, personas, minutes=7)
    assert not any(map(aside, incidents))


def test_in_a_flood_one_alone_waits_and_a_second_source_brings_it_back(personas: Personas) -> None:
    switched(Level.FLOOD, personas)
    incident = seen(text="Two men in green vests knock at the door of my neighbour upstairs")
    assert aside(incident)

    again = seen(minutes=3, north_m=20, text="agentes golpean la puerta del segundo piso, no se van")

    assert again.pk == incident.pk
    assert not aside(incident)
    assert Incident.objects.get(pk=incident.pk).independent_count == 2


def test_in_a_flood_a_rumour_that_several_senders_pass_on_is_read_though_nobody_saw_it(
    personas: Personas,
) -> None:
    switched(Level.FLOOD, personas)
    text = "They say that agents wait in the car park behind the market, tell everybody you know"
    told = [
        seen(minutes=number, text=text, first_hand=False, browser_mark=f"{number:032x}")
        for number in range(4)
    ]

    assert len({each.pk for each in told}) == 1
    assert not aside(told[0])
    assert Incident.objects.get(pk=told[0].pk).independent_count == 0
    assert Standing.objects.get(pk=told[0].pk).doubts == ["hearsay"]


def test_in_a_flood_one_sender_who_repeats_a_rumour_brings_nothing_back(personas: Personas) -> None:
    switched(Level.FLOOD, personas)
    text = "They say that agents wait in the car park behind the market, tell everybody you know"
    told = [seen(minutes=number, text=text, first_hand=False, browser_mark="a" * 32) for number in range(4)]

    assert aside(told[0])


def test_what_a_sender_told_before_of_near_places_is_doubted_too_when_it_tells_of_far_ones(
    network: object,
) -> None:
    here = seen(browser_mark="b" * 32)
    near_here = seen(minutes=1, north_m=1_200, browser_mark="b" * 32)
    assert here.pk != near_here.pk

    seen(minutes=2, north_m=FAR, browser_mark="b" * 32)
    seen(minutes=3, north_m=2 * FAR, browser_mark="b" * 32)

    for incident in (here, near_here):
        assert Standing.objects.get(pk=incident.pk).doubt >= 100 * doubts.SENDER_EVERYWHERE


def test_copies_go_together_in_a_flood_and_nothing_real_is_hidden_in_them(personas: Personas) -> None:
    for number in range(6):
        slogan(number)
    switched(Level.FLOOD, personas, minutes=6)
    copies = [slogan(number) for number in range(7, 12)]
    in_danger = slogan(12, child_alone=True)

    assert len({each.pk for each in copies}) == 1
    assert len(reports_of(copies[0].pk)) >= 5
    assert in_danger.pk != copies[0].pk


def test_a_person_s_word_stands_against_the_machine(personas: Personas) -> None:
    by = personas.dispatcher.actor
    incidents = [slogan(number) for number in range(6)]
    switched(Level.FLOOD, personas, minutes=6)

    standing.take_back(incident_ids=[incidents[0].pk], by=by, now=after(7))
    switched(Level.SURGE, personas, minutes=8)
    switched(Level.FLOOD, personas, minutes=9)
    standing.judge_again([incidents[0].pk])

    assert not aside(incidents[0])
    assert aside(incidents[1])
    assert [each.kind for each in about(incidents[0].pk)][-1] == "incident.taken_back"


def test_what_a_person_put_aside_comes_back_only_when_somebody_independent_tells_of_it(
    personas: Personas,
) -> None:
    incident = seen(text="They stand at the gate and ask for somebody by name, three of them")
    standing.set_aside(incident_ids=[incident.pk], by=personas.dispatcher.actor, now=after(1))
    switched(Level.FLOOD, personas, minutes=2)
    switched(Level.NORMAL, personas, minutes=3)
    assert aside(incident)

    seen(minutes=4, north_m=15, text="hay tres hombres con chaleco en la reja preguntando por alguien")

    assert not aside(incident)


def test_all_or_none_and_never_silently(personas: Personas) -> None:
    by = personas.dispatcher.actor
    one, other = seen(), seen(north_m=FAR)
    standing.set_aside(incident_ids=[one.pk], by=by, now=NIGHT)

    with pytest.raises(standing.AlreadyAside):
        standing.set_aside(incident_ids=[other.pk, one.pk], by=by, now=NIGHT)
    with pytest.raises(standing.NotAside):
        standing.take_back(incident_ids=[other.pk], by=by, now=NIGHT)
    assert not aside(other)


def test_who_may_not_triage_moves_nothing(personas: Personas) -> None:
    incident = seen()

    for persona in (personas.hotline_operator, personas.observer, personas.coordinator, personas.editor):
        with pytest.raises(NotAllowed):
            standing.set_aside(incident_ids=[incident.pk], by=persona.actor, now=NIGHT)


def test_nothing_is_dropped_everything_is_counted(personas: Personas) -> None:
    switched(Level.FLOOD, personas)
    sent = [send(minutes=n, north_m=n * FAR, text=f"{SLOGAN} {n}") for n in range(8)]
    work(9)

    assert all(incident_of(each) for each in sent)
    counted = HourCount.objects.get()
    assert counted.received == 8
    assert 0 < counted.doubtful <= 8


def test_placing_a_report_twice_counts_it_once(network: object) -> None:
    incident = seen()
    (report_id,) = reports_of(incident.pk)
    jobs.enqueue("incidents.form", {"subject": str(report_id)}, now=after(1))
    work(1)

    assert HourCount.objects.get().received == 1


def test_the_level_follows_the_numbers_and_says_why(personas: Personas) -> None:
    for number in range(30):
        send(
            minutes=number / 10, north_m=number * 50, text=f"own words number {number} about what I saw here"
        )
    work(4)

    level = surge.look(now=after(5))

    change = ModeChange.objects.get()
    assert level is Level.SURGE
    assert (change.level, change.why, change.received) == ("surge", "many", 30)
    assert effort.load() is Load.SURGE


def test_two_coordinators_switch_at_once_and_the_second_is_told(personas: Personas) -> None:
    switched(Level.FLOOD, personas)

    with pytest.raises(surge.SomebodySwitched):
        surge.switch(level=Level.NORMAL, until=after(60), seen=0, by=personas.dispatcher.actor, now=after(1))
    assert queries.level() is Level.FLOOD


def test_what_a_person_switched_ends_by_itself(personas: Personas) -> None:
    switched(Level.FLOOD, personas, hours=1)
    assert surge.look(now=after(59)) is Level.FLOOD
    assert surge.current_mode(after(61)).level is Level.NORMAL

    assert surge.look(now=after(61)) is Level.NORMAL
    assert ModeChange.objects.order_by("-number")[0].why == "hand_over"


def test_letting_go_lets_the_numbers_decide_at_once(personas: Personas) -> None:
    by = personas.coordinator.actor
    switched(Level.FLOOD, personas)

    assert surge.let_go(seen=1, by=by, now=after(1)) is Level.NORMAL
    with pytest.raises(surge.NotByHand):
        surge.let_go(seen=2, by=by, now=after(2))


@pytest.mark.parametrize("minutes", [-5, 0, 12 * 60 + 1])
def test_an_end_in_the_past_or_too_far_away_is_refused(personas: Personas, minutes: int) -> None:
    with pytest.raises(surge.EndRefused):
        surge.switch(
            level=Level.FLOOD, until=after(minutes), seen=0, by=personas.coordinator.actor, now=after(0)
        )
    assert not ModeChange.objects.exists()


def test_who_neither_triages_nor_manages_switches_nothing(personas: Personas) -> None:
    for persona in (personas.hotline_operator, personas.observer, personas.editor):
        with pytest.raises(NotAllowed):
            surge.switch(level=Level.FLOOD, until=after(60), seen=0, by=persona.actor, now=after(0))


def test_a_worker_that_starts_in_the_midst_knows_what_came_before(personas: Personas) -> None:
    incidents = [slogan(number) for number in range(3)]
    wordings.forget_all()

    slogan(3)

    assert "same_words" in Standing.objects.get(pk=incidents[0].pk).doubts


def test_a_clock_that_is_put_back_loses_no_count(network: object) -> None:
    seen(minutes=30)
    seen(minutes=-45, north_m=FAR)

    assert sum(HourCount.objects.values_list("received", flat=True)) == 2
    assert surge.look(now=after(-45)) is Level.NORMAL


def test_nothing_is_known_of_an_incident_that_is_none(personas: Personas) -> None:
    from amparo.incidents.queries.fetch import NoSuchIncident

    with pytest.raises(NoSuchIncident):
        standing.set_aside(incident_ids=[uuid4()], by=personas.dispatcher.actor, now=NIGHT)
