"""The desk's pages about rumours, as each member meets them."""

from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from amparo.core import clock
from amparo.incidents.models import Rumour
from amparo.network.api import Role
from tests.incidents.services.test_rumours import decided
from tests.personas import Personas

pytestmark = pytest.mark.django_db

DESK, NEW = "/desk/rumours/", "/desk/rumours/new/"
THERE = ZoneInfo("America/Los_Angeles")  # where the invented network is


def filled(**other: str) -> dict[str, str]:
    return {
        "claim": "buses",
        "place_kind": "school",
        "area": "Westlake",
        "day": clock.now().astimezone(THERE).date().isoformat(),
        "outcome": "unfounded",
        "official_how": "the school office said so",
        "observers": "1",
        **other,
    }


def test_from_an_incident_to_a_public_page(personas: Personas) -> None:
    incident_id = decided(personas)
    assert "Make a rumor page" in personas.verifier.client.get(f"/board/{incident_id}/").text

    made = personas.verifier.client.post(f"/board/{incident_id}/rumour/")

    assert made.status_code == 303
    rumour = Rumour.objects.get()
    own = personas.verifier.client.get(made.headers["location"]).text
    assert "somebody else must read it" in own
    assert "Publish" not in own.split("<main")[1].split("</main>")[0].replace("publish it", "")
    page = personas.editor.client.get(made.headers["location"])
    assert f"/desk/alerts/compose/{incident_id}/" in page.text
    done = personas.editor.client.post(
        f"/desk/rumours/{rumour.pk}/publish/", {"content_hash": page.context["content_hash"]}
    )
    assert done.status_code == 303
    assert personas.outsider.client.get(f"/rumours/{rumour.pk}/").status_code == 200
    assert "Its rumor page" in personas.verifier.client.get(f"/board/{incident_id}/").text


def test_a_second_press_leads_to_the_same_page(personas: Personas) -> None:
    incident_id = decided(personas)
    first = personas.verifier.client.post(f"/board/{incident_id}/rumour/")

    second = personas.verifier.client.post(f"/board/{incident_id}/rumour/")

    assert second.headers["location"] == first.headers["location"]
    assert Rumour.objects.count() == 1


def test_something_heard_outside_is_written_down(personas: Personas) -> None:
    answer = personas.verifier.client.post(
        NEW, filled(own_en="two white buses", own_es="dos autobuses blancos")
    )

    assert answer.status_code == 303
    row = Rumour.objects.get()
    assert row.place == "Westlake"
    assert row.own_words == {"en": "two white buses", "es": "dos autobuses blancos"}


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"area": "Nowhereville"}, "Write the name of one neighborhood"),
        ({"area": "W"}, "Write the name of one neighborhood"),
        ({"day": "2020-01-01"}, "At most 14 days back"),
        ({"official_how": ""}, "fill in at least one basis"),
        ({"outcome": "confirmed"}, "not enough to confirm"),
        ({"own_en": "only English"}, "in every language, or in none"),
        ({"official_how": "call 213-555-0134"}, "phone number"),
        ({"own_en": "María López Hernández 213-555-0134", "own_es": "b"}, "Say it without anything"),
        ({"claim": "aliens"}, "aliens"),
        ({"day": "soon"}, "date"),
    ],
)
def test_what_can_not_be_kept_is_said_and_stays_typed(
    personas: Personas, wrong: dict[str, str], said: str
) -> None:
    answer = personas.verifier.client.post(NEW, filled(**wrong))

    assert answer.status_code == 422
    assert said in answer.text
    assert not Rumour.objects.exists()


def test_taken_back_by_one_alone(personas: Personas) -> None:
    personas.verifier.client.post(NEW, filled())
    row = Rumour.objects.get()

    answer = personas.dispatcher.client.post(f"/desk/rumours/{row.pk}/withdraw/")
    again = personas.dispatcher.client.post(f"/desk/rumours/{row.pk}/withdraw/")

    assert answer.status_code == 303
    assert again.status_code == 409
    assert "Taken back:" in again.text


def test_a_stale_reading_is_told(personas: Personas) -> None:
    personas.verifier.client.post(NEW, filled())
    row = Rumour.objects.get()

    answer = personas.editor.client.post(f"/desk/rumours/{row.pk}/publish/", {"content_hash": "x"})

    assert answer.status_code == 409
    assert "Look again" in answer.text


def test_who_may_open_what(personas: Personas) -> None:
    on_desk = {Role.DISPATCHER, Role.VERIFIER, Role.EDITOR, Role.COORDINATOR, Role.LEGAL}
    for persona in personas.members():
        assert persona.client.get(DESK).status_code == (200 if persona.role in on_desk else 403)
        assert persona.client.get(NEW).status_code == (200 if persona.role is Role.VERIFIER else 403)
    assert personas.outsider.client.get(DESK).status_code == 302
    for path in (f"{DESK}{UUID(int=5)}/", f"/board/{UUID(int=5)}/rumour/"):
        method = personas.verifier.client.get if path.startswith(DESK) else personas.verifier.client.post
        assert method(path).status_code == 404


def test_an_incident_whose_place_is_not_known_has_no_page(personas: Personas) -> None:
    incident_id = decided(personas, place_is_known=False)

    answer = personas.verifier.client.post(f"/board/{incident_id}/rumour/", follow=True)

    assert "We do not know this place" in answer.text
    assert not Rumour.objects.exists()
