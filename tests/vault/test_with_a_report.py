"""Photos with a report, as a neighbour without JavaScript sends them, and as our script does."""

import io
import re
from pathlib import Path
from uuid import uuid4

import pyrage
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings

from amparo.core import clock
from amparo.network.api import NetworkSettings
from amparo.reports import api as reports
from amparo.reports.models import Report
from amparo.vault import api as vault
from amparo.vault.adapters import blobs
from amparo.vault.models import Likeness, Original, WorkingCopy
from amparo.vault.services import belonging
from tests.personas import Personas
from tests.reports.reporting import Neighbour
from tests.vault import media
from tests.vault.conftest import Opener
from tests.vault.sending import sealed_upload, stored_files

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(60)]

NAME = "M4RK3R-in-a-file-name.jpg"


def files(*contents: bytes) -> dict[str, list[SimpleUploadedFile]]:
    return {"photos": [SimpleUploadedFile(NAME, each, "image/jpeg") for each in contents]}


def sends_with(neighbour: Neighbour, *contents: bytes, go: str = "send") -> None:
    neighbour.sends(go, **files(*contents))  # type: ignore[arg-type]  # the client takes files so


def test_a_photo_goes_with_a_report_without_javascript(neighbour: Neighbour, opened: Opener) -> None:
    neighbour.comes_to_the_last_page()
    assert 'enctype="multipart/form-data"' in neighbour.text
    assert "our server seals them at once" in neighbour.text
    sends_with(neighbour, media.jpeg())

    original, report = Original.objects.get(), Report.objects.get()
    assert neighbour.code
    assert (original.report_id, original.expires_at) == (report.pk, None)
    assert (original.kind, original.sealed_by) == ("photo", "server")
    assert original.recipient == vault.fingerprint(vault.recipient())
    sealed = blobs.path_of(original.pk)
    status = sealed.stat()
    assert (original.sealed_bytes, status.st_mode & 0o777) == (status.st_size, 0o600)
    assert status.st_mtime % 86400 == status.st_atime % 86400 == 0
    assert opened(sealed.read_bytes()) == media.jpeg()
    assert media.MARKER.encode() not in bytes(WorkingCopy.objects.get().jpeg)


def test_no_name_of_a_file_is_kept(neighbour: Neighbour) -> None:
    neighbour.comes_to_the_last_page()
    sends_with(neighbour, media.jpeg())

    everything = [str(row) for model in (Original, WorkingCopy, Likeness) for row in model.objects.values()]
    assert "M4RK3R" not in "".join(everything)
    assert not [path for path in stored_files() if "M4RK3R" in path.name]


def test_a_file_that_can_not_be_taken_holds_the_report_back_and_says_why(neighbour: Neighbour) -> None:
    neighbour.comes_to_the_last_page()
    sends_with(neighbour, media.png(), b"<svg onload=alert(1)>")

    assert "We can't read this file as a photo or a video." in neighbour.text
    assert "File 1 is here, sealed." in neighbour.text
    assert not Report.objects.exists()

    neighbour.sends("send")

    assert Original.objects.get().report_id == Report.objects.get().pk


def test_a_photo_can_be_removed_before_sending(neighbour: Neighbour) -> None:
    neighbour.comes_to_the_last_page()
    sends_with(neighbour, media.jpeg(), go="stay")
    waiting = Original.objects.get().pk
    neighbour.sends(f"drop-{waiting}")

    assert "is here, sealed" not in neighbour.text
    assert not Original.objects.exists()
    assert not WorkingCopy.objects.exists()
    assert stored_files() == []


def test_more_photos_than_allowed_are_let_go(neighbour: Neighbour) -> None:
    with override_settings(MEDIA_PER_REPORT=2):
        neighbour.comes_to_the_last_page()
        sends_with(neighbour, media.jpeg(), media.png(), media.gif())

        assert "up to 2 photos or videos" in neighbour.text
        assert Original.objects.count() == len(stored_files()) == 2


def test_sending_twice_attaches_once(neighbour: Neighbour) -> None:
    neighbour.comes_to_the_last_page()
    page = neighbour.sends("stay")
    sends_with(neighbour, media.jpeg())
    neighbour.page = page
    neighbour.sends("send")

    assert Report.objects.count() == Original.objects.count() == 1


@pytest.mark.parametrize("content", [None, b"", b"age1nonsense\n", "clave no válida".encode()])
def test_without_a_proper_key_photos_are_refused_aloud_and_reports_are_not(
    neighbour: Neighbour, tmp_path: Path, content: bytes | None
) -> None:
    recipient = tmp_path / "broken.pub"
    if content is not None:
        recipient.write_bytes(content)
    with override_settings(VAULT_RECIPIENT_FILE=recipient):
        neighbour.comes_to_the_last_page()
        assert "Photos can't be taken right now." in neighbour.text
        assert 'name="photos"' not in neighbour.text
        sends_with(neighbour, media.jpeg())

        assert not Report.objects.exists()
        assert "Nothing of the file was kept." in neighbour.text or "Photos can't be taken" in neighbour.text
        assert sealed_upload(Client(), b"x").status_code == 422
        assert stored_files() == []
        assert not Original.objects.exists()
        neighbour.sends("send")

        assert Report.objects.count() == 1


def test_no_other_page_takes_a_file(network: NetworkSettings, identity: str) -> None:
    for path in ("/receipt/", "/receipt/withdraw/", "/accounts/login/", "/language/", "/alerts/check/"):
        Client().post(path, {"photos": SimpleUploadedFile("a", media.jpeg())})

    assert stored_files() == []
    assert not Original.objects.exists()


def test_by_the_receipt_photos_can_be_added_to(neighbour: Neighbour) -> None:
    neighbour.comes_to_the_last_page()
    neighbour.sends("send")
    code = neighbour.code
    neighbour.opens("/receipt/")
    neighbour.sends(path="/receipt/", code=code)
    neighbour.sends(path="/receipt/add/", text="", **files(media.png()))  # type: ignore[arg-type]  # as above

    assert "We have added it" in neighbour.text
    assert Original.objects.get().report_id == Report.objects.get().pk


def test_the_pictures_go_when_the_report_closes_and_the_originals_stay(
    neighbour: Neighbour, opened: Opener
) -> None:
    neighbour.comes_to_the_last_page()
    sends_with(neighbour, media.jpeg())
    picture = bytes(WorkingCopy.objects.get().jpeg)[200:400]

    reports.close_reports(report_ids=[Report.objects.get().pk], now=clock.now())

    assert not WorkingCopy.objects.exists()
    assert opened(blobs.path_of(Original.objects.get().pk).read_bytes()) == media.jpeg()
    assert picture not in database_bytes()


def test_everything_goes_when_the_report_is_withdrawn(neighbour: Neighbour) -> None:
    neighbour.comes_to_the_last_page()
    sends_with(neighbour, media.jpeg())
    picture = bytes(WorkingCopy.objects.get().jpeg)[200:400]
    assert picture in database_bytes()
    code = neighbour.code
    neighbour.opens("/receipt/")
    neighbour.sends(path="/receipt/", code=code)
    neighbour.sends(path="/receipt/withdraw/")
    neighbour.sends(path="/receipt/withdraw/", sure="yes")

    assert stored_files() == []
    assert not Original.objects.exists()
    assert not Likeness.objects.exists()
    assert picture not in database_bytes()


def database_bytes() -> bytes:
    """Return what the database holds: SQLite's whole files, deleted or not; of PostgreSQL, what a query finds."""
    if connection.vendor != "sqlite":
        return b"".join(bytes(copy.jpeg) for copy in WorkingCopy.objects.all())
    name = Path(str(settings.DATABASES["default"]["NAME"]))
    return b"".join(path.read_bytes() for path in name.parent.glob(f"{name.name}*"))


def test_a_picture_that_came_before_is_known_again(neighbour: Neighbour, personas: Personas) -> None:
    again = io.BytesIO()
    media.scene().resize((500, 375)).save(again, "PNG")
    for content in (media.jpeg(), again.getvalue(), media.mp4()):
        somebody = Neighbour()
        somebody.comes_to_the_last_page()
        sends_with(somebody, content)
    known = set(Report.objects.values_list("pk", flat=True))

    seen = vault.seen_before(known, personas.dispatcher.actor)

    assert seen
    assert all({each.report_id, each.earlier_report_id} <= known for each in seen)
    assert all(each.report_id != each.earlier_report_id for each in seen)


def test_what_a_killed_process_left_is_swept_away(
    network: NetworkSettings, identity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = blobs.Incoming(uuid4())
    half.file.write(b"age-encryption.org/v1 half")
    half.file.close()
    whole = blobs.Incoming(uuid4())
    whole.keep(clock.now())
    assert len(stored_files()) == 2
    belonging.tidy(clock.now())
    assert len(stored_files()) == 2, "they may be on their way still"

    monkeypatch.setattr(blobs, "STALE_AFTER_S", -1)
    belonging.tidy(clock.now())

    assert stored_files() == []


@pytest.mark.parametrize("path, field", [("/report/", "photos"), ("/media/", "sealed")])
def test_an_upload_that_breaks_off_leaves_nothing(
    network: NetworkSettings, identity: str, path: str, field: str
) -> None:
    sealed = pyrage.encrypt(b"plain" * 50_000, [pyrage.x25519.Recipient.from_str(vault.recipient())])
    content = media.jpeg() if field == "photos" else sealed
    part = f'--b\r\nContent-Disposition: form-data; name="{field}"; filename="a"\r\n\r\n'.encode()
    body = part + content + b"\r\n" + part + content[: len(content) // 2]

    answer = Client().generic("POST", path, body, content_type="multipart/form-data; boundary=b")

    assert answer.status_code in {200, 422}
    assert stored_files() == []
    assert not Original.objects.exists()


@pytest.mark.parametrize("name", ["", "small.jpg", "large.jpg"])
def test_a_picture_is_for_those_who_check_reports(
    neighbour: Neighbour, personas: Personas, name: str
) -> None:
    neighbour.comes_to_the_last_page()
    sends_with(neighbour, media.jpeg())
    path = f"/media/{WorkingCopy.objects.get().pk}/{name}"

    for persona in (personas.dispatcher, personas.verifier):
        assert persona.client.get(path).status_code == 200
    for persona in (personas.observer, personas.editor, personas.keyholder):
        assert persona.client.get(path).status_code == 403
    assert Client().get(path).status_code == 302


def test_a_picture_can_not_become_anything_else_in_a_browser(
    neighbour: Neighbour, personas: Personas
) -> None:
    neighbour.comes_to_the_last_page()
    sends_with(neighbour, media.jpeg())
    answer = personas.dispatcher.client.get(f"/media/{WorkingCopy.objects.get().pk}/large.jpg")

    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.content.startswith(b"\xff\xd8\xff")


def test_a_picture_without_a_report_is_shown_to_nobody(neighbour: Neighbour, personas: Personas) -> None:
    sealed_upload(Client(), b"plain", media.jpeg())

    path = f"/media/{WorkingCopy.objects.get().pk}/large.jpg"
    assert personas.dispatcher.client.get(path).status_code == 404


def test_the_page_says_all_that_may_go_wrong_for_the_script(neighbour: Neighbour) -> None:
    neighbour.comes_to_the_last_page()

    said = set(re.findall(r"data-text-([a-z_]+)=", neighbour.text))
    assert {each.value for each in vault.Refusal} <= said


def test_a_form_of_another_site_leaves_nothing(network: NetworkSettings, identity: str) -> None:
    strict = Client(enforce_csrf_checks=True)

    for path in ("/media/", "/report/", "/receipt/add/"):
        form = {
            "photos": SimpleUploadedFile("a", media.jpeg()),
            "sealed": SimpleUploadedFile("b", b"age-encryption"),
        }
        assert strict.post(path, form).status_code == 403

    assert stored_files() == []
    assert not Original.objects.exists()
