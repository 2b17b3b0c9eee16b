"""The board says in words how long something waited for a first look; red is not the only sign."""

import pytest

from amparo.core import clock
from amparo.incidents.models import Incident
from amparo.incidents.services import decide
from tests.incidents import world
from tests.personas import Personas

pytestmark = pytest.mark.django_db


def waiting(minutes: int) -> Incident:
    """Return an incident that came in so many minutes ago."""
    incident = world.seen(minutes=0)
    opened_at = clock.floor_to(clock.now(), clock.MINUTE) - clock.MINUTE * minutes
    Incident.objects.filter(pk=incident.pk).update(
        opened_at=opened_at, first_seen_at=opened_at, last_seen_at=opened_at
    )
    return incident


def board(personas: Personas) -> str:
    return personas.dispatcher.client.get("/board/?shelf=to_do").text


def test_in_time_nothing_is_said(personas: Personas) -> None:
    waiting(10)

    assert "without a look" not in board(personas)


def test_late_is_said_in_words(personas: Personas) -> None:
    waiting(18)

    assert "18 minutes without a look" in board(personas)


def test_after_hours_it_is_said_in_hours(personas: Personas) -> None:
    waiting(310)

    assert "5 hours without a look" in board(personas)


def test_a_look_ends_it(personas: Personas) -> None:
    incident = waiting(18)
    decide.claim_checking(incident_id=incident.pk, by=personas.dispatcher.actor, now=clock.now())

    assert "without a look" not in board(personas)
