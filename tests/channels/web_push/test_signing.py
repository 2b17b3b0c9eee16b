from datetime import UTC, datetime, timedelta

import pytest
from django.core import checks
from pytest_django import Settings

from amparo.channels.web_push import signing
from amparo.core.privacy.seal import new_push_key

KEY = new_push_key()
NOW = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
ORIGIN = "https://push.example"


@pytest.mark.parametrize(
    "origin, expected",
    [
        ("https://red.example", "https://red.example"),
        ("https://red.example:8443", "https://red.example"),
        ("http://127.0.0.1:8000", "https://localhost"),
        ("https://[2001:db8::1]", "https://localhost"),
    ],
)
def test_a_push_service_is_told_whom_to_write_to(settings: Settings, origin: str, expected: str) -> None:
    settings.PUBLIC_ORIGIN, settings.PUSH_CONTACT = origin, ""

    assert signing.contact() == expected
    assert not [each for each in checks.run_checks(tags=["channels"]) if each.id == "channels.E020"]
    assert signing.authorization(KEY, ORIGIN, NOW).startswith("vapid t=")


def test_a_signature_is_made_anew_long_before_it_ends_and_when_the_clock_was_put_back() -> None:
    first = signing.authorization(KEY, ORIGIN, NOW)

    assert signing.authorization(KEY, ORIGIN, NOW + timedelta(hours=5)) == first
    assert signing.authorization(KEY, ORIGIN, NOW + timedelta(hours=7)) != first
    assert signing.authorization(KEY, ORIGIN, NOW - timedelta(hours=3)) != first


def test_each_service_and_each_key_has_a_signature_of_its_own() -> None:
    signatures = {
        signing.authorization(key, origin, NOW)
        for key in (KEY, new_push_key())
        for origin in (ORIGIN, "https://another.example")
    }

    assert len(signatures) == 4


def test_signatures_do_not_pile_up() -> None:
    for number in range(600):
        signing.authorization(KEY, f"https://{number}.push.example", NOW)

    assert len(signing._signed) <= 256
