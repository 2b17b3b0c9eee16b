"""What the page's script uploads waits, sealed, until a report names it; others can neither claim nor fill it."""

import re
import shutil
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from amparo.core import clock, jobs
from amparo.network.api import NetworkSettings
from amparo.reports.models import RefusedCount, Report
from amparo.reports.services import refusals
from amparo.vault.adapters import blobs
from amparo.vault.models import Likeness, Original, WorkingCopy
from amparo.vault.services import gate
from tests.reports.reporting import Neighbour, body
from tests.vault import media
from tests.vault.conftest import Opener
from tests.vault.sending import sealed_upload, stored_files

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(60)]


MIB = 1024 * 1024


def problem_on(page: str) -> str:
    """Return what the page says about the files that came, not what its script may have to say."""
    found = re.search(r'<div class="notice notice--danger.*?</div>', page, re.DOTALL)
    return found[0] if found else ""


@dataclass(frozen=True)
class Usage:
    """What the machine says about a disk."""

    free: int


def test_what_a_browser_sealed_waits_until_the_report_names_it(neighbour: Neighbour, opened: Opener) -> None:
    answer = sealed_upload(Client(), b"plain M4RK3R", media.jpeg())
    assert answer.status_code == 201
    upload_id = UUID(answer.json()["id"])
    neighbour.comes_to_the_last_page()
    neighbour.sends("send", picture=str(upload_id))

    original = Original.objects.get()
    assert (original.pk, original.sealed_by) == (upload_id, "browser")
    assert original.report_id == Report.objects.get().pk
    assert opened(blobs.path_of(upload_id).read_bytes()) == b"plain M4RK3R"
    assert media.MARKER.encode() not in bytes(WorkingCopy.objects.get().jpeg)


@pytest.mark.parametrize("sent", [b"", b"plain", media.jpeg(), b"age-encryption.org/v1\n-> scrypt abc 18\n"])
def test_an_original_that_is_not_sealed_is_not_kept(
    network: NetworkSettings, identity: str, sent: bytes
) -> None:
    answer = sealed_upload(Client(), b"", media.jpeg(), sealed=sent)

    assert answer.status_code == 422
    assert answer.json()["code"] in {"not_sealed", "empty"}
    assert stored_files() == []
    assert not Original.objects.exists()


def test_a_copy_that_is_no_picture_is_not_kept_either(network: NetworkSettings, identity: str) -> None:
    answer = sealed_upload(Client(), b"plain", b"<svg onload=alert(1)>")

    assert (answer.status_code, answer.json()) == (422, {"code": "not_media"})
    assert stored_files() == []


def test_an_upload_can_be_taken_back_but_not_one_that_belongs_to_a_report(neighbour: Neighbour) -> None:
    first, second = (sealed_upload(Client(), b"plain").json()["id"] for _ in range(2))
    neighbour.comes_to_the_last_page()
    neighbour.sends("send", picture=second)

    for each in (first, second, str(uuid4())):
        assert Client().post("/media/remove/", {"id": each}).status_code == 204
    assert Client().post("/media/remove/", {"id": "nonsense"}).status_code == 404
    assert [str(each.pk) for each in Original.objects.all()] == [second]


def test_another_reports_photos_can_not_be_claimed(neighbour: Neighbour) -> None:
    upload_id = sealed_upload(Client(), b"plain").json()["id"]
    neighbour.comes_to_the_last_page()
    neighbour.sends("send", picture=upload_id)
    owner = Report.objects.get().pk
    thief = Neighbour()
    thief.comes_to_the_last_page()
    thief.sends("send", picture=upload_id)

    assert Original.objects.get().report_id == owner


def test_what_was_never_sent_with_a_report_goes_after_a_day(network: NetworkSettings, identity: str) -> None:
    sealed_upload(Client(), b"plain", media.jpeg())
    now = clock.now()

    jobs.run_all(now=now + timedelta(hours=22))
    assert Original.objects.count() == 1
    jobs.run_all(now=now + timedelta(hours=26))

    assert not Original.objects.exists()
    assert not WorkingCopy.objects.exists()
    assert not Likeness.objects.exists()
    assert stored_files() == []


def test_one_visitor_can_not_fill_the_room(
    network: NetworkSettings, identity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(gate, "MOST_UPLOADS", 2)

    answers = [sealed_upload(Client(), b"plain").status_code for _ in range(3)]

    assert answers == [201, 201, 503]
    assert len(stored_files()) == 2
    cache.clear()


def test_what_waits_is_bounded_in_all(network: NetworkSettings, identity: str) -> None:
    with override_settings(MEDIA_WAITING_MAX_BYTES=0):
        answers = [sealed_upload(Client(), b"plain") for _ in range(2)]

    assert [each.status_code for each in answers] == [201, 503]
    assert answers[1].json() == {"code": "no_room"}
    assert len(stored_files()) == 1


def test_on_a_disk_that_is_nearly_full_nothing_is_taken_and_that_is_counted(neighbour: Neighbour) -> None:
    refusals.forget()
    neighbour.comes_to_the_last_page()
    with override_settings(LEAST_FREE_DISK_BYTES=2**60):
        by_script = sealed_upload(Client(), b"plain")
        photo = SimpleUploadedFile("a.jpg", media.jpeg())
        by_form = neighbour.sends("stay", photos=photo)  # type: ignore[arg-type]  # the client takes files so
        sent = neighbour.sends("send")

    assert (by_script.status_code, by_script.json()) == (503, {"code": "no_room"})
    assert "Please keep the file, and send the report without it." in problem_on(body(by_form))
    assert sent.status_code == 200
    assert (Report.objects.count(), stored_files()) == (1, [])
    refusals.write_if_due(clock.now() + timedelta(minutes=2))
    assert [(row.reason, row.number) for row in RefusedCount.objects.all()] == [("picture_no_room", 2)]


def test_a_disk_that_fills_up_amid_an_upload_keeps_nothing_of_it(
    network: NetworkSettings, identity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = count(10 * MIB, -MIB)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(free=next(free)))

    with override_settings(LEAST_FREE_DISK_BYTES=8 * MIB):
        small = sealed_upload(Client(), b"plain")
        large = sealed_upload(Client(), bytes(MIB))

    assert (small.status_code, large.status_code) == (201, 503)
    assert large.json() == {"code": "no_room"}
    assert len(stored_files()) == 1
