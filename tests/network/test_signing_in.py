"""Signing in: a password and a second factor, no e-mail, and nothing finer than a day is left behind."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from amparo.network import api
from amparo.network.access import sign_in_for_demonstration
from amparo.network.api import OnlyInADemonstration, Role
from amparo.network.models import Member
from amparo.network.services.signing_in import remember_the_day
from tests.personas import FOUNDED, Persona, add_member

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as _Answer

PASSWORD = "four words that do not belong"


@pytest.fixture
def fresh(network: object) -> Persona:
    """A dispatcher with a password and no second factor yet."""
    cache.clear()
    persona = add_member(Role.DISPATCHER, handle="dispatcher", password=PASSWORD)
    Authenticator.objects.all().delete()
    return persona


def sign_in(browser: Client, password: str = PASSWORD, handle: str = "dispatcher") -> "_Answer":
    return browser.post("/accounts/login/", {"login": handle, "password": password})


def test_from_the_password_through_enrolment_to_the_code(fresh: Persona) -> None:
    browser = Client()

    assert sign_in(browser)["Location"] == "/desk/"
    assert browser.get("/desk/")["Location"] == "/accounts/2fa/"
    page = browser.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    enrolled = browser.post("/accounts/2fa/totp/activate/", {"code": code})

    assert enrolled["Location"] == "/accounts/2fa/recovery-codes/"
    codes = browser.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    assert browser.get("/desk/").status_code == 200

    later = Client()
    assert sign_in(later)["Location"] == "/accounts/2fa/authenticate/"
    assert later.get("/desk/").status_code == 302, "the password alone opens nothing"
    assert later.get("/accounts/2fa/authenticate/").status_code == 200
    assert later.post("/accounts/2fa/authenticate/", {"code": codes[0]})["Location"] == "/desk/"
    assert later.get("/desk/").status_code == 200


def test_the_secret_of_the_second_factor_is_not_stored_in_clear(fresh: Persona) -> None:
    secret = totp.generate_totp_secret()

    totp.TOTP.activate(Member.objects.get(pk=fresh.id), secret)

    stored = Authenticator.objects.get(user=fresh.id)
    assert secret not in str(stored.data)
    assert stored.wrap().validate_code("000000") in {True, False}


def test_a_wrong_password_and_an_unknown_name_sound_the_same(fresh: Persona) -> None:
    wrong = sign_in(Client(), password="something else entirely")
    unknown = sign_in(Client(), handle="nobody-at-all")

    def said(answer: "_Answer") -> object:
        return answer.context["form"].errors

    assert wrong.status_code == unknown.status_code == 200
    assert said(wrong) == said(unknown)


def test_many_tries_are_slowed_down(fresh: Persona) -> None:
    browser = Client()

    answers = [sign_in(browser, password=f"guess number {number}") for number in range(12)]
    right_at_last = sign_in(browser)

    assert all(answer.status_code in {200, 429} for answer in answers)
    assert right_at_last.status_code != 302


@pytest.mark.parametrize("end", [api.remove_member, api.suspend_member])
def test_who_may_not_come_in_can_not_sign_in(fresh: Persona, end: Callable[..., None]) -> None:
    coordinator = add_member(Role.COORDINATOR, handle="coordinator")
    end(member_id=fresh.id, by=coordinator.actor, now=FOUNDED)
    browser = Client()

    sign_in(browser)

    assert browser.get("/desk/").status_code == 302


def test_changing_the_password_ends_the_other_sessions(fresh: Persona) -> None:
    other, browser = fresh.client, Client()
    sign_in(browser)
    new = "five other words for this"

    browser.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert Member.objects.get(pk=fresh.id).check_password(new)
    assert other.get("/accounts/2fa/").status_code == 302


def test_who_has_no_password_is_not_sent_to_a_page_that_is_not_there(network: object) -> None:
    persona = add_member(Role.DISPATCHER, handle="without-password")

    assert persona.client.get("/accounts/password/change/").status_code == 404


def test_the_day_is_written_at_most_once_a_day(fresh: Persona) -> None:
    noon = FOUNDED.replace(hour=12)

    remember_the_day(fresh.id, now=noon)
    remember_the_day(fresh.id, now=noon + timedelta(hours=5))
    same_day = Member.objects.get(pk=fresh.id).last_seen_on
    remember_the_day(fresh.id, now=noon + timedelta(days=1))
    next_day = Member.objects.get(pk=fresh.id).last_seen_on

    assert same_day == noon.date()
    assert next_day == (noon + timedelta(days=1)).date()
    assert "last_login" not in {field.name for field in Member._meta.get_fields()}


def test_signing_in_leaves_the_day(fresh: Persona) -> None:
    sign_in(Client())

    assert Member.objects.get(pk=fresh.id).last_seen_on is not None


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "password/reset/",
        "email/",
        "confirm-email/",
        "password/set/",
        "login/code/",
        "2fa/webauthn/",
    ],
)
def test_what_this_network_does_not_use_is_not_there(network: object, path: str) -> None:
    assert Client().get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_reset_password"])
def test_nor_has_it_a_name(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_the_demonstrations_way_in_is_closed_elsewhere(fresh: Persona) -> None:
    with pytest.raises(OnlyInADemonstration):
        sign_in_for_demonstration(RequestFactory().get("/"), fresh.id)


@pytest.mark.parametrize("handle", ["", "x" * 5000, "a\x00b", "dispatcher'--", "\u202edispatcher", "😀"])
def test_strange_names_are_only_wrong(fresh: Persona, handle: str) -> None:
    assert sign_in(Client(), handle=handle).status_code == 200


@pytest.mark.parametrize(
    "page", ["password/change/", "2fa/", "2fa/recovery-codes/", "2fa/totp/deactivate/", "reauthenticate/"]
)
def test_an_outsider_does_not_reach_the_pages_of_an_account(network: object, page: str) -> None:
    answer = Client().get(f"/accounts/{page}")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
