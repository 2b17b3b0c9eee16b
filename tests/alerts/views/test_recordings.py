"""The slots on the desk, and the page on which everybody listens, as browsers see them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amparo.alerts.domain.kinds import Kind
from amparo.alerts.models import Recording
from amparo.core.languages import get
from tests.alerts import sounds
from tests.alerts.browsing import see_at
from tests.alerts.sounds import MIXTEC
from tests.alerts.world import World

SLOTS = f"/desk/recordings/{MIXTEC}/"


def file(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("../../etc/somebody.ogg", data)


def test_one_uploads_and_a_second_person_signs_off(world: World) -> None:
    coordinator, editor = world.personas.coordinator.client, world.personas.editor.client

    sent = coordinator.post(f"{SLOTS}confirmed/", {"recording": file(sounds.wav(2))})
    row = Recording.objects.get()
    sign_off = f"/desk/recordings/{row.pk}/sign-off/"
    own_page, others_page = coordinator.get(SLOTS), editor.get(SLOTS)
    done = editor.post(sign_off, {"sha256": row.sha256})

    assert sent.status_code == done.status_code == 303
    assert sign_off in others_page.text
    assert sign_off not in own_page.text
    assert coordinator.post(sign_off, {"sha256": row.sha256}).status_code == 409
    row.refresh_from_db()
    assert row.reviewed_by == world.personas.editor.id
    assert row.uploaded_at.minute == row.uploaded_at.second == 0


@pytest.mark.parametrize(
    "data, words",
    [
        (b"<html>", "Take an Ogg"),
        (b"", "Choose a recording"),
        (sounds.wav(62), "longer than a minute"),
        (bytes(5 * 1024 * 1024 + 1), "too large"),
    ],
)
def test_what_is_refused_is_named(world: World, data: bytes, words: str) -> None:
    answer = world.personas.coordinator.client.post(f"{SLOTS}confirmed/", {"recording": file(data)})

    assert answer.status_code == 422
    assert words in answer.text
    assert not Recording.objects.exists()


def test_another_sites_form_uploads_nothing(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = world.personas.coordinator.client.cookies
    form = {"recording": file(sounds.wav(2))}

    refused = browser.post(f"{SLOTS}confirmed/", form)
    page = browser.get(SLOTS)
    token = str(page.context["csrf_token"])
    taken = browser.post(
        f"{SLOTS}confirmed/", {"csrfmiddlewaretoken": token, "recording": file(sounds.wav(2))}
    )

    assert refused.status_code == 403
    assert taken.status_code == 303
    assert Recording.objects.count() == 1


@pytest.mark.parametrize("path", ["es/confirmed/", f"{MIXTEC}/nothing/", "ase/confirmed/"])
def test_where_there_is_no_slot_nothing_is_taken(world: World, path: str) -> None:
    client = world.personas.coordinator.client

    assert client.post(f"/desk/recordings/{path}", {"recording": file(sounds.wav(2))}).status_code == 404


def test_a_draft_is_heard_on_the_desk_only(world: World, client: Client) -> None:
    row = sounds.upload(world)
    alert_id = world.released()

    desk = world.personas.dispatcher.client.get(f"/desk/recordings/{row.pk}.ogg")
    page = client.get(f"/alerts/{alert_id}/listen/{MIXTEC}/")

    assert desk.content == bytes(row.opus)
    assert desk["Cache-Control"] == "no-store"
    assert client.get(f"/alerts/audio/{row.pk}.ogg").status_code == 404
    assert page.status_code == 200
    assert "<audio" not in page.text
    assert "listen/" not in client.get(f"/alerts/{alert_id}/").text


def test_everybody_hears_an_alert_by_its_link(world: World, client: Client) -> None:
    made = sounds.in_use(world)
    alert_id = world.released()

    alert = client.get(f"/alerts/{alert_id}/")
    page = client.get(f"/alerts/{alert_id}/listen/{MIXTEC}/")

    assert f"/alerts/{alert_id}/listen/{MIXTEC}/" in alert.text
    assert get(MIXTEC).own_name in page.text
    for ending, kind in (("ogg", "audio/ogg"), ("m4a", "audio/mp4")):
        address = f"/alerts/audio/{made}.{ending}"
        answer = client.get(address)
        assert address in page.text
        assert answer["Content-Type"] == kind
        assert sounds.length_s(answer.content) == pytest.approx(2, abs=0.15)
    assert "'self'" in page["Content-Security-Policy"].split("media-src")[1].split(";")[0]


def test_a_sound_is_sent_in_parts_and_not_again_to_who_has_it(world: World, client: Client) -> None:
    address = f"/alerts/audio/{sounds.in_use(world)}.ogg"
    whole = client.get(address)

    part = client.get(address, headers={"Range": "bytes=4-9"})
    end = client.get(address, headers={"Range": "bytes=-6"})
    rest = client.get(address, headers={"Range": "bytes=10-"})
    beyond = client.get(address, headers={"Range": "bytes=99999999-"})
    known = client.get(address, headers={"If-None-Match": whole["ETag"]})
    changed = client.get(address, headers={"Range": "bytes=4-9", "If-Range": '"another"'})

    assert part.status_code == end.status_code == rest.status_code == 206
    assert part.content == whole.content[4:10]
    assert part["Content-Range"] == f"bytes 4-9/{len(whole.content)}"
    assert end.content == whole.content[-6:]
    assert rest.content == whole.content[10:]
    assert beyond.status_code == 416
    assert known.status_code == 304
    assert changed.content == whole.content
    assert "immutable" in whole["Cache-Control"]


def test_the_link_of_an_old_message_plays_what_holds_now(world: World, client: Client) -> None:
    confirmed = sounds.in_use(world)
    taken_back = sounds.in_use(world, Kind.WITHDRAWAL)
    alert_id = world.released()
    world.withdraw(alert_id)

    page = client.get(f"/alerts/{alert_id}/listen/{MIXTEC}/")

    assert str(taken_back) in page.text
    assert str(confirmed) not in page.text


def test_what_is_over_is_not_played(world: World, client: Client) -> None:
    made = sounds.in_use(world)
    alert_id = world.released()
    world.later(timedelta(hours=49))

    with see_at(world.now):
        page = client.get(f"/alerts/{alert_id}/listen/{MIXTEC}/")
        alert = client.get(f"/alerts/{alert_id}/")

    assert str(made) not in page.text
    assert "no longer valid" in page.text
    assert f"/listen/{MIXTEC}/" not in alert.text
