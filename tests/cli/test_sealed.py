"""Reports that waited on phones, brought as files."""

import json
from pathlib import Path

import pyrage
import pytest
from django.test import Client
from pytest_django import Settings

from amparo.cli import sealed
from amparo.cli.refusal import Refusal
from amparo.core.privacy import intake
from amparo.reports.models import Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]
KEY = "b2f0b6d2-6a0e-4f0e-9a53-2f1d6e0f3c11"
REPORT = {
    "activity": "checkpoint",
    "first_hand": True,
    "place_text": "Invented corner",
    "text": "MARKER cones",
    "idempotency_key": KEY,
}


@pytest.fixture(autouse=True)
def _key(tmp_path: Path, settings: Settings) -> None:
    settings.INTAKE_KEY_FILE = intake.make_keys(tmp_path)


def saved(folder: Path, name: str, plain: bytes, recipient: str = "") -> Path:
    path = folder / name
    path.write_bytes(
        pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(recipient or intake.recipient())])
    )
    return path


def test_a_file_and_the_phone_bring_one_report(tmp_path: Path) -> None:
    path = saved(tmp_path, "report.age", json.dumps(REPORT).encode().ljust(4096))

    said = sealed.take_in([path, path])
    by_phone = Client().post(
        "/api/v1/reports/sealed",
        path.read_bytes(),
        content_type="application/octet-stream",
        headers={"idempotency-key": KEY},
    )

    assert said == "1 reports came in; 1 had come in before."
    assert (by_phone.status_code, by_phone.json()["is_new"]) == (200, False)
    assert Report.objects.count() == 1


def test_what_cannot_be_taken_is_named_and_stops_nothing(tmp_path: Path) -> None:
    stranger = str(pyrage.x25519.Identity.generate().to_public())
    files = [
        saved(tmp_path, "other-key.age", json.dumps(REPORT).encode(), stranger),
        saved(tmp_path, "nonsense.age", b'{"text": "MARKER"}'),
        saved(tmp_path, "good.age", json.dumps(REPORT).encode()),
    ]

    said = sealed.take_in(files)

    assert said.splitlines() == [
        "1 reports came in; 0 had come in before.",
        "left out: other-key.age: sealed to another key",
        "left out: nonsense.age: sealed content wrong",
    ]
    assert "MARKER" not in said


def test_a_missing_file_or_key_is_refused(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(Refusal, match="can't be read"):
        sealed.take_in([tmp_path / "absent.age"])

    path = saved(tmp_path, "report.age", b"{}")
    settings.INTAKE_KEY_FILE = tmp_path / "none"
    with pytest.raises(Refusal, match="intake key"):
        sealed.take_in([path])
