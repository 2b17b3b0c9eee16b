"""Making the demonstration: through the real services, once, begun anew after a kill, never over a real network."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from amparo.alerts.models import Subscription
from amparo.channels import api as channels
from amparo.channels.models import RecordedMessage
from amparo.core.privacy.seal import Keyring
from amparo.demo import api as demonstration
from amparo.demo.domain import weekend
from amparo.demo.services import entrance, people, replay, rumour_pages, subscribers
from amparo.demo.services.entrance import State
from amparo.incidents import api as incidents
from amparo.incidents.models import Rumour
from amparo.incidents.queries import search
from amparo.network import api as network
from amparo.network.api import NotIndependent

NOW = datetime(2026, 5, 4, 3, 45, tzinfo=UTC)
STARTED = NOW - weekend.END


@pytest.fixture
def gateway(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A data folder whose gateway's keys this process holds."""
    settings.DATA = tmp_path
    settings.PUBLIC_FILES = tmp_path / "public"
    settings.GATEWAY_PUBLIC_KEY_FILE = tmp_path / "gateway.pub"
    keyring = Keyring.from_text(channels.make_keys(tmp_path).read_text(encoding="ascii"))
    with channels.held_for_a_while(keyring):
        yield tmp_path


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.found_network(weekend.read_network(demonstration.TOLD), now=STARTED)


def test_members_come_in_as_two_people_for_every_release(cast: people.Cast) -> None:
    composers = [cast.members[name] for name in ("Vera", "Dani")]
    releasers = [cast.members[name] for name in ("Emilio", "Alma")]

    for composer in composers:
        for releaser in releasers:
            network.check_independent(composer, releaser)
    with pytest.raises(NotIndependent):
        network.check_independent(composers[0], composers[0])


def test_personas_are_members_with_words_for_both_languages(cast: people.Cast) -> None:
    handles = [persona.handle for persona in cast.personas]

    assert handles == ["alma", "ines", "dani", "vera", "emilio", "ofelia"]
    assert all(persona.tries_en and persona.tries_es for persona in cast.personas)


def test_browsers_get_alerts_on_their_screens(cast: people.Cast, gateway: Path) -> None:
    told = weekend.read_network(demonstration.TOLD)

    subscribers.bring_in_screens(told, now=STARTED)

    greetings = RecordedMessage.objects.filter(kind="web_push").order_by("pk")
    assert [each.language for each in greetings] == list(told.screens)
    assert Subscription.objects.filter(channel="web_push").count() == len(told.screens) >= 2


@pytest.mark.timeout(60)
def test_a_confirmed_home_is_told_to_its_neighbourhood(cast: people.Cast, gateway: Path) -> None:
    subscribers.bring_in(weekend.read_network(demonstration.TOLD), now=STARTED)
    before = len(list(channels.recorded_bodies()))
    told = tuple(
        each
        for each in weekend.read_incidents(demonstration.TOLD)
        if each.name in {"union-avenue-home", "friday-white-van"}
    )

    story = replay.play(cast, told, started_at=STARTED)

    mails = list(channels.recorded_bodies())[before:]
    assert before == 60
    assert len(mails) > 20
    assert not [mail for mail in mails if "calle 11" in mail or "Union" in mail.replace("Pico-Union", "")]
    assert any("Pico-Union" in mail for mail in mails)
    found = Counter(
        incidents.incident_of(report_id) for reports in story.reports.values() for report_id, _told in reports
    )
    assert len(found) == len(told)


@pytest.mark.timeout(60)
def test_what_was_found_false_becomes_pages_and_one_waits(cast: people.Cast, gateway: Path) -> None:
    told = tuple(
        each
        for each in weekend.read_incidents(demonstration.TOLD)
        if each.name in rumour_pages.FROM_INCIDENTS
    )
    story = replay.play(cast, told, started_at=STARTED)

    rumour_pages.publish(cast, story, NOW)

    states = Counter(Rumour.objects.values_list("source", "state"))
    assert states == {("incident", "published"): 3, ("outside", "published"): 1, ("outside", "draft"): 1}
    answer = search.look_up("buses school boyle heights", language="en", now=NOW)[0]
    assert "Not true: immigration buses" in answer.title


def test_a_folder_with_a_real_network_is_left_alone(cast: people.Cast, gateway: Path) -> None:
    with pytest.raises(demonstration.NotADemonstration):
        demonstration.prepare(gateway, NOW)

    assert entrance.state() is State.NOTHING
    assert len(network.members(by=cast.actor("Alma"))) == len(cast.members)


def test_people_also_ask_by_sms(cast: people.Cast, gateway: Path) -> None:
    told = weekend.read_network(demonstration.TOLD)
    people.turn_on_sms(cast, told.members[0].name, now=STARTED)

    subscribers.bring_in_by_sms(told, now=STARTED)

    answers = list(channels.recorded_bodies())
    assert len(answers) == len(told.texts) >= 4
    assert all("STOP" in answer or "ALTO" in answer for answer in answers)
    assert any("Boyle Heights" in answer for answer in answers)
