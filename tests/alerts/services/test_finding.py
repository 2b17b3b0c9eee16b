"""What was sent is found by whoever heard of it, in any language it was sent in, and only while it stands."""

from datetime import timedelta
from uuid import UUID

from amparo.alerts import api as alerts
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.domain.precision import ARCHIVE_AFTER
from amparo.incidents.api import Outcome
from amparo.incidents.models import SearchEntry
from amparo.incidents.queries import search
from amparo.incidents.queries.search import Answer
from tests.alerts.world import World


def asked(world: World, query: str, language: str = "en") -> tuple[Answer, ...]:
    return search.look_up(query, language=language, now=world.now)


def sent_false(world: World) -> tuple[UUID, UUID]:
    incident_id = world.incident(Outcome.UNFOUNDED)
    sentences = ("basis.trained_observer", *alerts.USUAL[Kind.UNFOUNDED])
    alert_id = world.compose(incident_id, Kind.UNFOUNDED, sentences=sentences)
    assert asked(world, "agents in Pico Union") == (), "a draft is not public"
    world.release(alert_id)
    return incident_id, alert_id


def test_a_released_no_is_found_in_each_of_its_languages(world: World) -> None:
    _, alert_id = sent_false(world)

    [english] = asked(world, "immigration agents pico union")
    [spanish] = asked(world, "migra en Pico Unión", "es")

    assert english.path == spanish.path == f"/alerts/{alert_id}/"
    assert english.title.startswith("Not true")
    assert spanish.language == "es"
    assert english.outcome is Outcome.UNFOUNDED
    assert [each.value for each in english.bases] == ["trained_observer"]


def test_what_was_taken_back_is_not_found(world: World) -> None:
    _, alert_id = sent_false(world)

    world.withdraw(alert_id)

    assert asked(world, "pico union") == ()
    assert not SearchEntry.objects.exists()


def test_a_correction_is_found_instead_of_what_it_corrects(world: World) -> None:
    incident_id, alert_id = sent_false(world)
    world.correct_outcome(incident_id, Outcome.OTHER_AGENCY)
    correction = world.follow(alert_id, Kind.CORRECTION)

    [answer] = asked(world, "pico union")

    assert answer.path == f"/alerts/{correction}/"
    assert answer.outcome is Outcome.OTHER_AGENCY


def test_it_is_found_after_its_end_until_the_archive_begins(world: World) -> None:
    sent_false(world)
    [entry] = SearchEntry.objects.all()
    assert entry.until > world.now + ARCHIVE_AFTER

    world.now = entry.until - timedelta(minutes=1)
    assert len(asked(world, "pico union")) == 1
    world.now = entry.until
    assert asked(world, "pico union") == ()
