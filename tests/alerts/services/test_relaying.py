"""A partner's statement reaches our subscribers only in our words, as its statement, by two of our people."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import capvalidator
import pytest
from django.test import Client
from lxml import etree

from amparo.alerts import api as alerts
from amparo.alerts.domain import cap
from amparo.alerts.domain.kinds import Kind
from amparo.alerts.domain.partners.message import Says
from amparo.alerts.domain.states import NotPossibleNow
from amparo.alerts.models import Alert, CAPMessage
from amparo.alerts.queries import partners as partner_queries
from amparo.alerts.queries import public
from amparo.alerts.services import partners, relaying
from amparo.alerts.services.composing import LifetimeOutOfRange
from amparo.core.places.cells import Point
from amparo.network.api import NotAllowed, NotIndependent
from tests.alerts import cap_rules
from tests.alerts.partner_server import NAME, Neighbour, message, neighbour, reference, square
from tests.alerts.relaying import let_in
from tests.alerts.world import FAR_AWAY, World

CAP = {"c": cap.NAMESPACE}


@pytest.fixture
def there() -> Iterator[Neighbour]:
    with neighbour() as found:
        yield found


def stated(world: World, there: Neighbour, **changed: object) -> UUID:
    """Have a partner state something, and return it."""
    there.publish("one", message("v-1", world.now, **changed))
    if not partner_queries.rows(by=world.personas.editor.actor):
        let_in(world, there)
    world.later(timedelta(minutes=2))
    [found] = partner_queries.standing(world.now)
    return found.statement_id


def composed(world: World, statement_id: UUID) -> UUID:
    return relaying.relay(
        statement_id=statement_id,
        choices=relaying.Choices(),
        by=world.personas.dispatcher.actor,
        now=world.now,
    )


def relayed(world: World, there: Neighbour, **changed: object) -> UUID:
    """Return our alert that passes a statement on, released."""
    alert_id = world.release(composed(world, stated(world, there, **changed)))
    world.work()
    return alert_id


def said_later(world: World, there: Neighbour, **changed: object) -> None:
    """Have the partner say something about its first statement."""
    began = Alert.objects.get(kind=Kind.RELAYED).content["facts"]["relays"].split(",")[2]
    given = {"references": f"valley.example,v-1,{began}", "type": "Update", **changed}
    there.publish("two", message("v-2", world.now, **given))
    world.later(timedelta(minutes=2))


def test_subscribers_in_the_border_area_get_it_as_the_partners_statement(
    world: World, there: Neighbour
) -> None:
    world.subscriber("near@example.org", language="es")
    world.subscriber("elsewhere@example.org", areas=("van-nuys",))

    relayed(world, there)

    [body] = world.bodies(f"{NAME} dice:")
    assert "Nosotros no la hemos comprobado" in body
    assert "stopped people in the street" not in body, "only prepared sentences leave under our name"
    assert world.got("says:") == []


def test_nothing_is_sent_before_a_second_person_released_it(world: World, there: Neighbour) -> None:
    world.subscriber("near@example.org")
    alert_id = composed(world, stated(world, there))
    shown = world.propose(alert_id)
    world.work()

    with pytest.raises((NotIndependent, NotAllowed)):
        alerts.release(
            alert_id=alert_id, content_hash=shown, by=world.personas.dispatcher.actor, now=world.now
        )

    assert world.got(NAME) == []


def test_ours_names_theirs_and_is_valid_cap(world: World, there: Neighbour) -> None:
    alert_id = relayed(world, there)

    body = bytes(CAPMessage.objects.get(pk=alert_id).body)
    root = etree.fromstring(body)
    relays = root.findtext("c:info/c:parameter[c:valueName='AMPARO-RELAYS']/c:value", namespaces=CAP) or ""
    assert relays.startswith("valley.example,v-1,")
    assert "v-1" in (root.findtext("c:incidents", namespaces=CAP) or "").split()
    assert relays in (root.findtext("c:note", namespaces=CAP) or "")
    assert root.findtext("c:info/c:certainty", namespaces=CAP) == "Possible"
    assert cap_rules.broken(body, is_production=False) == []
    assert capvalidator.check_schema(body).passed


def test_a_relay_is_never_among_what_we_confirmed(world: World, there: Neighbour) -> None:
    alert_id = relayed(world, there)

    home = public.home("en", world.now)

    assert [each.alert_id for each in home.relayed] == [alert_id]
    assert home.confirmed == home.found_false == home.over == ()


def test_one_statement_is_relayed_once(world: World, there: Neighbour) -> None:
    relayed(world, there)
    [found] = partner_queries.standing(world.now)

    assert found.relay_id is not None
    with pytest.raises(alerts.AlreadyAlerted):
        composed(world, found.statement_id)


@pytest.mark.parametrize(
    "changed",
    [
        {"certainty": "Possible"}, {"urgency": "Past"}, {"response": "AllClear"}, {"parameter": cap.RELAYS},
        {"polygon": square(Point(FAR_AWAY.lat + 10, FAR_AWAY.lon))},
    ],
)  # fmt: skip
def test_only_what_a_partner_itself_saw_going_on_here_is_for_us(
    world: World, there: Neighbour, changed: dict[str, object]
) -> None:
    with pytest.raises(relaying.NotForUs):
        composed(world, stated(world, there, **changed))


def test_what_is_almost_over_is_not_relayed(world: World, there: Neighbour) -> None:
    statement_id = stated(world, there, expires=world.now + timedelta(minutes=12))

    with pytest.raises(LifetimeOutOfRange):
        composed(world, statement_id)


def test_ours_never_outlives_theirs_by_more_than_the_composing_took(world: World, there: Neighbour) -> None:
    ends = world.now + timedelta(minutes=50)

    alert_id = relayed(world, there, expires=ends)

    expires_at = Alert.objects.get(pk=alert_id).expires_at
    assert expires_at is not None
    assert expires_at <= ends + timedelta(minutes=15)


def test_a_proposal_is_void_when_the_partner_took_its_statement_back(world: World, there: Neighbour) -> None:
    began = world.now
    alert_id = composed(world, stated(world, there))
    shown = world.propose(alert_id)
    there.publish("two", message("v-2", world.now, type="Cancel", references=reference("v-1", began)))
    world.later(timedelta(minutes=2))

    with pytest.raises(relaying.StatementChanged):
        alerts.release(alert_id=alert_id, content_hash=shown, by=world.personas.editor.actor, now=world.now)


def test_a_proposal_is_void_when_the_partner_was_stopped(world: World, there: Neighbour) -> None:
    alert_id = composed(world, stated(world, there))
    shown = world.propose(alert_id)
    [row] = partner_queries.rows(by=world.personas.editor.actor)
    partners.stop(partner_id=row.partner_id, by=world.personas.coordinator.actor, now=world.now)

    with pytest.raises(relaying.StatementChanged):
        alerts.release(alert_id=alert_id, content_hash=shown, by=world.personas.editor.actor, now=world.now)


@pytest.mark.parametrize(
    "changed, says",
    [
        ({"type": "Cancel"}, Says.TAKEN_BACK), ({"response": "AllClear"}, Says.ENDED),
        ({"certainty": "Unlikely"}, Says.OTHER), ({}, Says.CONFIRMED),
    ],
)  # fmt: skip
def test_whatever_the_partner_says_afterwards_stands_before_the_desk(
    world: World, there: Neighbour, changed: dict[str, object], says: Says
) -> None:
    alert_id = relayed(world, there)
    assert partner_queries.prompts(world.now) == ()

    said_later(world, there, **changed)

    [prompt] = partner_queries.prompts(world.now)
    assert (prompt.alert_id, prompt.partner, prompt.says) == (alert_id, NAME, says)


def test_a_stopped_partner_stands_before_the_desk_too(world: World, there: Neighbour) -> None:
    relayed(world, there)
    [row] = partner_queries.rows(by=world.personas.editor.actor)

    partners.stop(partner_id=row.partner_id, by=world.personas.coordinator.actor, now=world.now)

    [prompt] = partner_queries.prompts(world.now)
    assert prompt.says is None


def test_one_person_takes_a_relay_back_and_those_reached_are_told(world: World, there: Neighbour) -> None:
    world.subscriber("near@example.org")
    alert_id = relayed(world, there)
    said_later(world, there, type="Cancel")

    world.withdraw(alert_id)

    assert len(world.got("We take back")) == 1
    assert partner_queries.prompts(world.now) == ()


def test_the_end_that_a_partner_states_goes_to_those_who_got_the_first(
    world: World, there: Neighbour
) -> None:
    world.subscriber("near@example.org")
    alert_id = relayed(world, there)
    world.subscriber("late@example.org")
    said_later(world, there, response="AllClear")

    ending = relaying.follow(alert_id=alert_id, by=world.personas.dispatcher.actor, now=world.now)
    world.release(ending)
    world.work()

    assert len(world.got("has ended")) == 1
    assert Alert.objects.get(pk=alert_id).state == "ended"
    assert partner_queries.prompts(world.now) == ()


def test_an_end_that_nobody_stated_can_not_be_told(world: World, there: Neighbour) -> None:
    alert_id = relayed(world, there)

    with pytest.raises(partner_queries.NoSuchStatement):
        relaying.follow(alert_id=alert_id, by=world.personas.dispatcher.actor, now=world.now)


def test_our_own_alerts_have_no_end_of_a_partner(world: World) -> None:
    own = world.released()

    with pytest.raises(NotPossibleNow):
        relaying.follow(alert_id=own, by=world.personas.dispatcher.actor, now=world.now)


def test_a_network_of_ours_reads_what_another_of_ours_publishes(world: World, there: Neighbour) -> None:
    """Our own CAP and our own index, signed, are what our reader takes."""
    alert_id = world.released()
    code = Alert.objects.get(pk=alert_id).code  # this one looks like a plate
    there.publish("one", bytes(CAPMessage.objects.get(pk=alert_id).body).replace(code.encode(), b"K7M-4QX"))
    there.pages["/cap/index.xml"] = (
        Client()
        .get("/feeds/cap/index.xml")
        .content.replace(
            f"http://127.0.0.1:8000/feeds/cap/{alert_id}.xml".encode(), f"{there.origin}/cap/one.xml".encode()
        )
    )
    let_in(world, there)

    world.later(timedelta(minutes=2))

    [found] = partner_queries.standing(world.now)
    assert (found.identifier, found.says) == (f"amparo-{alert_id}", Says.CONFIRMED)
    assert {each.language for each in found.words} == {"en", "es"}


def test_pressing_twice_makes_one_draft(world: World, there: Neighbour) -> None:
    statement_id = stated(world, there)
    first = composed(world, statement_id)

    with pytest.raises(alerts.AlreadyAlerted):
        composed(world, statement_id)

    world.release(first)
    world.work()
    said_later(world, there, response="AllClear")
    relaying.follow(alert_id=first, by=world.personas.dispatcher.actor, now=world.now)
    with pytest.raises(alerts.AlreadyAlerted):
        relaying.follow(alert_id=first, by=world.personas.dispatcher.actor, now=world.now)
