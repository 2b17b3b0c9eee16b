"""The pages of partner networks and of those who use our alerts, as browsers see them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from amparo.alerts.domain import xml_signature
from amparo.alerts.models import Alert, Partner
from amparo.alerts.queries import partners as partner_queries
from tests.alerts.partner_server import NAME, Neighbour, message, neighbour, reference
from tests.alerts.relaying import let_in, second_coordinator
from tests.alerts.world import World
from tests.personas import Persona


@pytest.fixture
def there() -> Iterator[Neighbour]:
    with neighbour() as found:
        yield found


def typed(there: Neighbour, **changed: str) -> dict[str, str]:
    return {"name": NAME, "address": there.address, "certificate": there.certificate, **changed}


def test_two_coordinators_let_a_partner_in(world: World, there: Neighbour) -> None:
    second = Persona("Cora", second_coordinator().member_id)

    proposed = world.personas.coordinator.client.post("/desk/partners/", typed(there))
    row = Partner.objects.get()
    fingerprint = xml_signature.fingerprint(there.certificate.encode())
    own_page = world.personas.coordinator.client.get("/desk/partners/")
    others_page = second.client.get("/desk/partners/")
    confirmed = second.client.post(f"/desk/partners/{row.pk}/confirm/", {"fingerprint": fingerprint})

    assert proposed.status_code == confirmed.status_code == 303
    assert fingerprint in others_page.text
    assert f"/desk/partners/{row.pk}/confirm/" in others_page.text
    assert f"/desk/partners/{row.pk}/confirm/" not in own_page.text
    row.refresh_from_db()
    assert row.state == "active"


@pytest.mark.parametrize(
    "changed, words",
    [
        ({"address": "https://192.168.0.1/index.xml"}, "cannot be used"),
        ({"address": "http://valley.example/index.xml"}, "cannot be used"),
        ({"certificate": "-----BEGIN CERTIFICATE-----\nnone"}, "no certificate"),
        ({"name": ""}, "required"),
    ],
)
def test_what_is_typed_wrong_stays_typed_and_is_named(
    world: World, there: Neighbour, changed: dict[str, str], words: str
) -> None:
    answer = world.personas.coordinator.client.post("/desk/partners/", typed(there, **changed))

    assert answer.status_code == 422
    assert words in answer.text
    assert not Partner.objects.exists()


def test_who_does_not_coordinate_proposes_nothing(world: World, there: Neighbour) -> None:
    answer = world.personas.dispatcher.client.post("/desk/partners/", typed(there))

    assert answer.status_code == 403
    assert not Partner.objects.exists()


def test_a_dispatcher_makes_a_draft_of_a_statement(world: World, there: Neighbour) -> None:
    let_in(world, there)
    there.publish("one", message("v-1", world.now))
    world.later(timedelta(minutes=2))
    [stated] = partner_queries.standing(world.now)
    client = world.personas.dispatcher.client

    answer = client.post(f"/desk/partners/statements/{stated.statement_id}/relay/")
    again = client.post(f"/desk/partners/statements/{stated.statement_id}/relay/")

    draft = Alert.objects.get(kind="relayed")
    assert answer["Location"] == f"/desk/alerts/{draft.pk}/"
    page = client.get(f"/desk/alerts/{draft.pk}/").text
    assert "We did not check it" in page
    assert f"/desk/alerts/{draft.pk}/edit/" not in page
    assert again.status_code == 409


def test_what_the_partner_said_since_stands_on_the_desk_with_its_next_step(
    world: World, there: Neighbour
) -> None:
    let_in(world, there)
    began = world.now
    there.publish("one", message("v-1", began))
    world.later(timedelta(minutes=2))
    [stated] = partner_queries.standing(world.now)
    client = world.personas.dispatcher.client
    client.post(f"/desk/partners/statements/{stated.statement_id}/relay/")
    relay = world.release(Alert.objects.get(kind="relayed").pk)
    there.publish(
        "two",
        message("v-2", world.now, type="Update", response="AllClear", references=reference("v-1", began)),
    )
    world.later(timedelta(minutes=2))

    desk = client.get("/desk/alerts/").text
    step = client.post(f"/desk/alerts/{relay}/relay-over/")

    assert f"{NAME} has spoken again" in desk
    assert Alert.objects.get(kind="relayed_over").thread == relay
    assert step.status_code == 303


def test_a_partners_words_are_words_and_nothing_else(world: World, there: Neighbour) -> None:
    let_in(world, there)
    script = "&lt;script&gt;alert(1)&lt;/script&gt;"
    there.publish("one", message("v-1", world.now, headline=script, description=f"{script} {{x}} %(x)s"))
    world.later(timedelta(minutes=2))

    page = Client().get("/alerts/others/").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert f"Statement of {NAME}, not ours" in page


def test_the_first_page_leads_to_statements_but_holds_none(world: World, there: Neighbour) -> None:
    let_in(world, there)
    there.publish("one", message("v-1", world.now))
    world.later(timedelta(minutes=2))

    page = Client().get("/").text

    assert "/alerts/others/" in page
    assert "stopped people in the street" not in page


def test_others_find_every_address(world: World) -> None:
    world.released()

    page = Client().get("/use-our-alerts/").text

    for path in (
        "/feeds/atom/en.xml", "/feeds/atom/es.xml", "/feeds/json/en.json", "/feeds/json/es.json",
        "/feeds/cap/index.xml", "/feeds/alerts.geojson", "/feeds/keys.json", "/feeds/frame/en.html",
    ):  # fmt: skip
        assert path in page
        assert Client().get(path).status_code == 200


def test_only_the_frame_may_stand_inside_other_sites(world: World) -> None:
    world.released()

    frame, home = Client().get("/feeds/frame/es.html"), Client().get("/")

    assert frame["Content-Security-Policy"].endswith("frame-ancestors *")
    assert not frame.has_header("X-Frame-Options")
    assert "frame-ancestors 'none'" in home["Content-Security-Policy"]
    assert home["X-Frame-Options"] == "DENY"
    assert "Confirmado" in frame.text
    assert not frame.cookies
