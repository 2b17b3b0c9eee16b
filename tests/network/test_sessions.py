"""Sessions and devices: what the database knows of them, and that ending one ends it (T6, T27)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amparo.core import clock, journal
from amparo.network import api, notices
from amparo.network.api import NotAllowed, Role
from amparo.network.models import Member, Session
from amparo.network.services import sessions
from amparo.network.services.session_store import SessionStore, hash_of
from tests.architecture.routes import routes
from tests.personas import FOUNDED, Persona, Personas, add_member

PAGE = "/accounts/sessions/"


def another_device(persona: Persona) -> Client:
    browser = Client()
    browser.force_login(Member.objects.get(pk=persona.id))
    return browser


def key_of(browser: Client) -> str:
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)


def row_of(browser: Client) -> Session:
    return Session.objects.get(key_hash=hash_of(key_of(browser)))


def test_the_database_alone_holds_no_session_that_could_be_used(personas: Personas) -> None:
    browser = personas.dispatcher.client
    row = row_of(browser)

    stored = [str(value).encode() for value in Session.objects.values_list().get(pk=row.pk)]

    assert not any(key_of(browser).encode() in each for each in stored)
    assert str(personas.dispatcher.id).encode() not in bytes(row.data)
    for guess in (row.key_hash, str(row.pk), row.key_hash[:32]):
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = guess
        assert thief.get("/desk/").status_code == 302


def test_a_row_sealed_under_another_secret_or_changed_is_no_session(personas: Personas) -> None:
    browser, other = personas.dispatcher.client, personas.coordinator.client

    with override_settings(SECRET_KEY="another"):
        assert SessionStore(key_of(browser)).load() == {}
    Session.objects.filter(pk=row_of(browser).pk).update(data=row_of(other).data)

    assert browser.get("/desk/").status_code == 302


def test_there_is_no_column_for_an_address_or_a_browser() -> None:
    assert {field.name for field in Session._meta.get_fields()} == {
        "id",
        "key_hash",
        "data",
        "expires_at",
        "member",
        "label",
        "how",
        "signed_in_on",
        "last_seen_on",
    }


@pytest.mark.timeout(120)
def test_the_day_of_the_last_visit_changes_at_most_once_in_a_thousand_requests(personas: Personas) -> None:
    browser = personas.observer.client
    row = row_of(browser)
    Session.objects.filter(pk=row.pk).update(last_seen_on=FOUNDED.date())

    with CaptureQueriesContext(
        connection,
    ) as seen:
        for _each in range(1000):
            SessionStore(key_of(browser)).load()

    written = [query["sql"] for query in seen.captured_queries if not query["sql"].startswith("SELECT")]
    assert len(written) == 1
    assert row_of(browser).last_seen_on == clock.now().date()


def test_no_moment_is_stored(personas: Personas) -> None:
    row = row_of(personas.observer.client)

    assert row.expires_at == clock.floor_to(row.expires_at, clock.HOUR)
    assert row.signed_in_on == clock.now().date()


def test_a_session_that_expired_is_gone(personas: Personas) -> None:
    browser = personas.observer.client
    row = row_of(browser)
    Session.objects.filter(pk=row.pk).update(expires_at=clock.now() - timedelta(seconds=1))

    assert browser.get("/desk/").status_code == 302
    another_device(personas.observer)
    assert not Session.objects.filter(pk=row.pk).exists()


def test_a_request_under_way_does_not_bring_an_ended_session_back(personas: Personas) -> None:
    browser = personas.observer.client
    store = SessionStore(key_of(browser))
    store["something"] = "typed"
    sessions.end_session(session_id=row_of(browser).pk, by=personas.observer.actor)

    from django.contrib.sessions.backends.base import UpdateError

    with pytest.raises(UpdateError):
        store.save()


def test_a_member_names_a_device_and_signs_another_out(personas: Personas) -> None:
    browser = personas.observer.client
    lost = another_device(personas.observer)
    address = row_of(lost).pk

    named = browser.post(f"{PAGE}{address}/name/", {"label": " Old  telephone "})
    page = browser.get(PAGE).content.decode()
    ended = browser.post(f"{PAGE}{address}/end/")

    assert named.status_code == ended.status_code == 303
    assert "Old telephone" in page
    assert "you are here" in page
    assert lost.get("/desk/").status_code == 302
    assert browser.get("/desk/").status_code == 200


def test_signing_all_others_out_keeps_this_one_and_other_members(personas: Personas) -> None:
    browser = personas.observer.client
    others = [another_device(personas.observer) for _each in range(3)]
    stranger = personas.editor.client

    browser.post(f"{PAGE}end-others/")

    assert {each.get("/desk/").status_code for each in others} == {302}
    assert browser.get("/desk/").status_code == stranger.get("/desk/").status_code == 200


@pytest.mark.parametrize("act", ["end", "name"])
def test_nobody_touches_anothers_device(personas: Personas, act: str) -> None:
    victim = personas.coordinator.client
    row = row_of(victim)

    answers = [
        who.client.post(f"{PAGE}{row.pk}/{act}/", {"label": "mine"}).status_code
        for who in (personas.observer, personas.outsider)
    ]

    assert answers == [404, 302]
    assert victim.get("/desk/").status_code == 200
    assert row_of(victim).label == ""


def test_a_device_that_never_was_is_not_found(personas: Personas) -> None:
    assert personas.observer.client.post(f"{PAGE}{uuid4()}/end/").status_code == 404


@pytest.mark.parametrize("label", ["x" * 41, "two\nlines", "\x00", "\u202etxt"])
def test_a_name_that_can_not_be_shown_is_refused_or_made_plain(personas: Personas, label: str) -> None:
    browser = personas.observer.client

    answer = browser.post(f"{PAGE}{row_of(browser).pk}/name/", {"label": label})

    assert answer.status_code == 303
    assert row_of(browser).label in {"", "txt", "two lines"}


def test_markup_in_a_name_is_text(personas: Personas) -> None:
    browser = personas.observer.client

    browser.post(f"{PAGE}{row_of(browser).pk}/name/", {"label": "<b onclick=1>"})

    assert "<b onclick" not in browser.get(PAGE).content.decode()


def test_a_coordinator_signs_all_devices_of_a_member_out(personas: Personas) -> None:
    devices = [personas.editor.client, another_device(personas.editor)]
    address = reverse("network:end_sessions_of", kwargs={"member_id": personas.editor.id})

    refused = personas.observer.client.post(address)
    done = personas.coordinator.client.post(address)

    assert refused.status_code == 403
    assert done.status_code == 303
    assert {each.get("/desk/").status_code for each in devices} == {302}
    assert notices.SESSIONS_ENDED in {entry.kind for entry in journal.about(personas.editor.id)}
    assert Member.objects.get(pk=personas.editor.id).is_active


def test_only_who_manages_members_may_in_the_service_too(personas: Personas) -> None:
    with pytest.raises(NotAllowed):
        sessions.end_sessions_of(member_id=personas.editor.id, by=personas.verifier.actor, now=FOUNDED)


@pytest.mark.parametrize("end", [api.remove_member, api.suspend_member])
def test_removal_leaves_no_session_row(personas: Personas, end: Callable[..., None]) -> None:
    browser = personas.editor.client

    end(member_id=personas.editor.id, by=personas.coordinator.actor, now=FOUNDED)

    assert browser.get("/desk/").status_code == 302
    assert not Session.objects.filter(member=personas.editor.id).exists()


def test_a_role_that_was_taken_is_gone_on_the_next_request(personas: Personas) -> None:
    verifier = personas.verifier
    assert verifier.client.get("/board/").status_code == 200

    api.change_roles(member_id=verifier.id, roles=[Role.OBSERVER], by=personas.coordinator.actor, now=FOUNDED)

    assert verifier.client.get("/board/").status_code == 403


def test_a_factor_that_was_taken_is_missed_on_the_next_request(personas: Personas) -> None:
    browser = personas.verifier.client
    assert browser.get("/desk/").status_code == 200

    Authenticator.objects.filter(user=personas.verifier.id).delete()

    assert browser.get("/desk/")["Location"] == reverse("mfa_index")


def test_a_changed_password_ends_the_rows_of_other_sessions(network: object) -> None:
    cache.clear()
    password, new = "four words that do not belong", "five other words for this"
    persona = add_member(Role.DISPATCHER, handle="dispatcher", password=password)
    Authenticator.objects.all().delete()
    another_device(persona)
    browser = Client()
    browser.post("/accounts/login/", {"login": "dispatcher", "password": password})
    row_id = row_of(browser).pk
    browser.post(f"{PAGE}{row_id}/name/", {"label": "Mine"})

    browser.post("/accounts/password/change/", {"oldpassword": password, "password1": new, "password2": new})

    left = Session.objects.get(member=persona.id)
    assert left.label == "Mine"
    assert browser.get(PAGE).status_code == 200
    assert "password was changed" in browser.get(PAGE).content.decode()


def test_an_app_is_replaced_without_a_moment_between(network: object) -> None:
    from allauth.mfa.totp.internal import auth as totp

    cache.clear()
    password = "four words that do not belong"
    persona = add_member(Role.DISPATCHER, handle="dispatcher", password=password)
    secret = totp.generate_totp_secret()
    Authenticator.objects.all().delete()
    totp.TOTP.activate(Member.objects.get(pk=persona.id), secret)
    browser = persona.client
    browser.post("/accounts/reauthenticate/", {"password": password})

    refused = browser.post("/accounts/2fa/totp/deactivate/")
    page = browser.get("/accounts/2fa/totp/activate/")
    wrong = browser.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    kept = Authenticator.objects.filter(user=persona.id, type="totp").count()
    new = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(new, next(totp.yield_hotp_counters_from_time())))
    done = browser.post("/accounts/2fa/totp/activate/", {"code": code})

    assert refused.status_code == wrong.status_code == 200
    assert kept == 1
    assert done.status_code == 302
    assert Authenticator.objects.get(user=persona.id, type="totp").wrap().validate_code(code) in {True, False}
    kinds = [entry.kind for entry in journal.about(persona.id)]
    assert notices.FACTOR_REMOVED in kinds
    assert notices.FACTOR_ADDED in kinds
    assert browser.get("/desk/").status_code == 200


def test_what_changed_is_told_at_sign_in_for_two_weeks(personas: Personas) -> None:
    from django.db import transaction

    observer = personas.observer
    with transaction.atomic():
        for age in (timedelta(days=1), timedelta(days=15)):
            journal.write(
                notices.FACTOR_ADDED,
                subject=observer.id,
                by=observer.actor.ref,
                now=clock.now() - age,
                factor="webauthn",
            )

    page = observer.client.get(PAGE).content.decode()

    assert page.count("A passkey was added.") == 1


def test_no_way_in_by_a_code_from_mail_or_telephone() -> None:
    words = (
        "email",
        "mail/",
        "sms",
        "phone",
        "code/request",
        "login/code",
        "magic",
        "reset",
        "signup",
        "confirm",
    )

    accounts = {route.pattern for route in routes() if route.pattern.startswith("accounts/")}

    assert {path for path in accounts if any(word in path for word in words)} == set()
    assert accounts


@pytest.mark.parametrize("member_id", [UUID(int=7)])
def test_ending_the_sessions_of_nobody_is_not_found(personas: Personas, member_id: UUID) -> None:
    address = reverse("network:end_sessions_of", kwargs={"member_id": member_id})

    assert personas.coordinator.client.post(address).status_code == 404
