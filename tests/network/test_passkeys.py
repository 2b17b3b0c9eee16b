"""Passkeys at the server: who holds one comes in, and whoever pretends does not (T21)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amparo.core import clock, journal
from amparo.network import api, notices, queries
from amparo.network.api import Role
from amparo.network.domain.ways import How
from amparo.network.models import Member, Session
from tests.network.passkeys import SoftPasskey
from tests.personas import FOUNDED, Persona, add_member

PASSWORD = "four words that do not belong"
SIGN_IN = "/accounts/2fa/passkeys/sign-in/"
MAKE = "/accounts/2fa/passkeys/make/"
AGAIN = "/accounts/2fa/passkeys/again/"


@pytest.fixture
def dolores(network: object) -> Persona:
    """A dispatcher with a password and no second factor yet."""
    cache.clear()
    persona = add_member(Role.DISPATCHER, handle="dolores", name="Dolores", password=PASSWORD)
    Authenticator.objects.all().delete()
    return persona


@pytest.fixture
def passkey(dolores: Persona) -> SoftPasskey:
    """A passkey that Dolores made."""
    return made(by_password())


def by_password() -> Client:
    browser = Client()
    browser.post("/accounts/login/", {"login": "dolores", "password": PASSWORD})
    return browser


def made(browser: Client, passkey: SoftPasskey | None = None) -> SoftPasskey:
    new = passkey or SoftPasskey()
    options = browser.get(MAKE).context["options"]
    answer = browser.post(MAKE, {"name": "My telephone", "credential": new.make(_plain(options))})
    assert answer.status_code == 302, answer.context["form"].errors
    return new


def asked(browser: Client) -> dict[str, Any]:
    options: dict[str, Any] = browser.get(SIGN_IN, headers={"X-Requested-With": "XMLHttpRequest"}).json()
    return options["request_options"]  # type: ignore[no-any-return] # what the page reads


def shown(browser: Client, answer: str) -> bool:
    """Send an answer; tell whether its sender is in."""
    browser.post(SIGN_IN, {"credential": answer})
    return browser.get("/desk/").status_code == 200


def _plain(options: object) -> dict[str, Any]:
    from amparo.network.templatetags.sign_in import as_json

    plain: dict[str, Any] = json.loads(as_json(options))
    return plain


def test_a_passkey_alone_is_both_factors(passkey: SoftPasskey, dolores: Persona) -> None:
    browser = Client()

    assert shown(browser, passkey.show(asked(browser)))

    session = Session.objects.get(member=dolores.id, how=How.PASSKEY)
    assert session.signed_in_on == clock.now().date()


def test_without_a_second_factor_the_first_page_offers_a_passkey_before_an_app(dolores: Persona) -> None:
    browser = by_password()

    sent_to = browser.get("/desk/")["Location"]
    page = browser.get(sent_to).content.decode()

    assert page.index("Passkeys") < page.index("Authenticator app")
    made(browser)
    assert browser.get("/desk/").status_code == 200
    assert Authenticator.objects.filter(user=dolores.id, type="recovery_codes").exists(), "the other way"


def test_the_password_alone_is_half_of_it_once_there_is_a_passkey(passkey: SoftPasskey) -> None:
    browser = by_password()

    assert browser.get("/desk/").status_code == 302
    page = browser.get("/accounts/2fa/authenticate/")
    options = _plain(page.context["js_data"]["request_options"])
    assert options["publicKey"]["allowCredentials"]
    browser.post("/accounts/2fa/authenticate/", {"credential": passkey.show(options)})
    assert browser.get("/desk/").status_code == 200


def test_the_other_way_is_password_and_a_recovery_code(passkey: SoftPasskey, dolores: Persona) -> None:
    codes = Authenticator.objects.get(user=dolores.id, type="recovery_codes").wrap().get_unused_codes()
    browser = by_password()

    browser.post("/accounts/2fa/authenticate/", {"code": codes[0]})

    assert browser.get("/desk/").status_code == 200
    assert "recovery code was used" in browser.get("/accounts/sessions/").content.decode()


LIES: dict[str, Callable[[SoftPasskey], object]] = {
    "another port": lambda it: setattr(it, "origin", "http://localhost:8001"),
    "an address in place of the name": lambda it: setattr(it, "origin", "http://127.0.0.1:8000"),
    "a name beneath ours": lambda it: setattr(it, "origin", "http://evil.localhost:8000"),
    "a name that begins like ours": lambda it: setattr(it, "origin", "http://localhost:8000.evil.example"),
    "another host's key": lambda it: setattr(it, "host", "evil.example"),
    "a frame in another's page": lambda it: setattr(it, "extra", {"crossOrigin": True}),
    "another challenge": lambda it: setattr(it, "extra", {"challenge": "A" * 43}),
    "an answer to the other question": lambda it: setattr(it, "extra", {"type": "webauthn.create"}),
    "nobody was asked": lambda it: setattr(it, "flags", 0x00),
    "nobody gave a sign of being the person": lambda it: setattr(it, "flags", 0x01),
    "another key": lambda it: setattr(it, "key", SoftPasskey().key),
    "a key nobody knows": lambda it: setattr(it, "key_id", b"unknown-to-server"),
    "another member": lambda it: setattr(it, "handle", "MDAw"),
    "no member": lambda it: setattr(it, "handle", None),
}


@pytest.mark.parametrize("lie", LIES)
def test_whoever_pretends_does_not_come_in(passkey: SoftPasskey, lie: str) -> None:
    browser = Client()
    options = asked(browser)

    LIES[lie](passkey)

    assert not shown(browser, passkey.show(options))


def test_what_was_changed_after_the_device_signed_is_refused(passkey: SoftPasskey) -> None:
    browser = Client()
    passkey.origin = "http://evil.example"

    answer = passkey.tampered(passkey.show(asked(browser)), origin="http://localhost:8000")

    assert not shown(browser, answer)


def test_an_answer_serves_once_and_only_whom_was_asked(passkey: SoftPasskey) -> None:
    browser, thief = Client(), Client()
    answer = passkey.show(asked(browser))

    assert not shown(thief, answer), "the challenge was another browser's"
    asked(thief)
    assert not shown(thief, answer), "the challenge is not this one"
    assert shown(browser, answer)
    browser.post("/accounts/logout/")
    assert not shown(browser, answer), "replayed"


def test_a_copied_passkey_is_refused_and_told(dolores: Persona) -> None:
    passkey = made(by_password(), SoftPasskey(counter=1))
    copy = SoftPasskey(key=passkey.key, key_id=passkey.key_id, handle=passkey.handle, counter=2)
    first, second, third = Client(), Client(), Client()
    passkey.counter = 5
    assert shown(first, passkey.show(asked(first)))

    came_in = shown(second, copy.show(asked(second)))
    passkey.counter = 6
    assert shown(third, passkey.show(asked(third))), "the true one goes on"

    assert not came_in
    assert notices.PASSKEY_COPIED in {entry.kind for entry in journal.about(dolores.id)}
    assert "copy of a passkey" in third.get("/accounts/sessions/").content.decode()


@pytest.mark.parametrize("end", [api.suspend_member, api.remove_member])
def test_who_may_not_come_in_does_not_by_passkey(
    passkey: SoftPasskey, dolores: Persona, end: Callable[..., None]
) -> None:
    inside, knocking = Client(), Client()
    assert shown(inside, passkey.show(asked(inside)))
    options = asked(knocking)
    coordinator = add_member(Role.COORDINATOR, handle="coordinator")

    end(member_id=dolores.id, by=coordinator.actor, now=FOUNDED)

    assert inside.get("/desk/").status_code == 302
    assert not shown(knocking, passkey.show(options))
    assert not Session.objects.filter(member=dolores.id).exists()


def test_a_passkey_without_the_persons_own_sign_is_not_taken(dolores: Persona) -> None:
    browser = by_password()
    options = _plain(browser.get(MAKE).context["options"])

    answer = browser.post(MAKE, {"credential": SoftPasskey(flags=0x01).make(options)})

    assert answer.status_code == 200
    assert not queries.has_second_factor(dolores.id)


@pytest.mark.parametrize(
    "lie", ["another port", "another host's key", "a frame in another's page", "another challenge"]
)
def test_nor_one_made_on_another_page(dolores: Persona, lie: str) -> None:
    browser, passkey = by_password(), SoftPasskey()
    options = _plain(browser.get(MAKE).context["options"])
    LIES[lie](passkey)

    browser.post(MAKE, {"credential": passkey.make(options)})

    assert not queries.has_second_factor(dolores.id)


def test_the_last_second_factor_stays(passkey: SoftPasskey, dolores: Persona) -> None:
    browser = Client()
    shown(browser, passkey.show(asked(browser)))
    row = Authenticator.objects.get(user=dolores.id, type="webauthn")

    answer = browser.post(f"/accounts/2fa/passkeys/{row.pk}/remove/", follow=True)

    assert "only second factor" in answer.content.decode()
    assert queries.has_second_factor(dolores.id)
    made(browser)
    browser.post(f"/accounts/2fa/passkeys/{row.pk}/remove/")
    assert not Authenticator.objects.filter(pk=row.pk).exists()
    assert queries.has_second_factor(dolores.id)


def test_nobody_touches_anothers_passkey(passkey: SoftPasskey, dolores: Persona) -> None:
    other = add_member(Role.COORDINATOR, handle="other")
    row = Authenticator.objects.get(user=dolores.id, type="webauthn")

    answers = [
        other.client.post(f"/accounts/2fa/passkeys/{row.pk}/{act}/", {"name": "mine"}).status_code
        for act in ("name", "remove")
    ]

    assert set(answers) <= {302, 404}
    assert Authenticator.objects.get(pk=row.pk).wrap().name == "My telephone"


def test_a_session_alone_makes_no_passkey(passkey: SoftPasskey, dolores: Persona) -> None:
    stolen = dolores.client

    answer = stolen.get(MAKE)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/reauthenticate/")


def test_a_passkey_shows_again_who_it_is(passkey: SoftPasskey, dolores: Persona) -> None:
    browser = dolores.client
    page = browser.get(f"{AGAIN}?next={MAKE}")
    options = _plain(page.context["js_data"]["request_options"])

    wrong = browser.post(
        f"{AGAIN}?next={MAKE}", {"credential": SoftPasskey(handle=passkey.handle).show(options)}
    )
    still_asked = browser.get(MAKE).status_code
    browser.post(f"{AGAIN}?next={MAKE}", {"credential": passkey.show(options)})

    assert wrong.status_code == 303
    assert still_asked == 302
    assert browser.get(MAKE).status_code == 200


@pytest.mark.timeout(60)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["id", "rawId", "type", "response", "clientDataJSON", "userHandle", "signature"]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    )
)
def test_what_is_no_answer_is_refused_and_nothing_breaks(passkey: SoftPasskey, rubbish: object) -> None:
    cache.clear()
    browser = Client()
    asked(browser)

    assert not shown(browser, json.dumps(rubbish))


@pytest.mark.parametrize(
    "answer", ["", "{", "[" * 9000, '{"a":' * 3000 + "1", "x" * 30_000, "null", "1e999", "\x00"]
)
def test_nor_does_what_is_no_json(passkey: SoftPasskey, answer: str) -> None:
    browser = Client()
    asked(browser)

    assert not shown(browser, answer)


@pytest.mark.timeout(60)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["clientDataJSON", "authenticatorData", "signature", "userHandle"]),
    st.binary(max_size=90),
)
def test_nor_do_bytes_in_the_right_places(passkey: SoftPasskey, place: str, value: bytes) -> None:
    from fido2.utils import websafe_encode

    cache.clear()
    browser = Client()

    assert not shown(browser, passkey.show(asked(browser), **{place: websafe_encode(value)}))


@pytest.mark.timeout(60)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["clientDataJSON", "attestationObject"]), st.binary(max_size=90))
def test_nor_do_bytes_in_a_new_passkey(dolores: Persona, place: str, value: bytes) -> None:
    from fido2.utils import websafe_encode

    cache.clear()
    browser = by_password()
    whole = json.loads(SoftPasskey().make(_plain(browser.get(MAKE).context["options"])))
    whole["response"][place] = websafe_encode(value)

    answer = browser.post(MAKE, {"credential": json.dumps(whole)})

    assert answer.status_code == 200
    assert not queries.has_second_factor(dolores.id)


@pytest.mark.parametrize("origin", ["http://network.example", "http://127.0.0.1:8000", "https://192.0.2.7"])
def test_where_no_browser_would_make_one_none_is_offered(dolores: Persona, origin: str) -> None:
    browser = by_password()

    with override_settings(PUBLIC_ORIGIN=origin, MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN=False):
        answers = {path: browser.get(path).status_code for path in (SIGN_IN, MAKE, AGAIN)}
        login = Client().get("/accounts/login/").content.decode()
        own = browser.get("/accounts/2fa/").content.decode()

    assert set(answers.values()) == {404}
    assert "passkey-button" not in login
    assert "passkey" not in own.lower()


def test_the_passkey_is_bound_to_the_installations_own_host(dolores: Persona) -> None:
    browser = by_password()

    with override_settings(PUBLIC_ORIGIN="https://network.example"):
        options = _plain(browser.get(MAKE, headers={"Host": "localhost"}).context["options"])

    assert options["publicKey"]["rp"]["id"] == "network.example"
    assert options["publicKey"]["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }


def test_the_day_is_the_finest_that_a_factor_tells(passkey: SoftPasskey, dolores: Persona) -> None:
    browser = Client()

    shown(browser, passkey.show(asked(browser)))

    used_at = Authenticator.objects.get(user=dolores.id, type="webauthn").last_used_at
    assert used_at == clock.floor_to(clock.now(), clock.DAY)


def test_a_link_for_new_access_forgets_the_passkey_and_says_so(
    passkey: SoftPasskey, dolores: Persona
) -> None:
    coordinator = add_member(Role.COORDINATOR, handle="coordinator")
    invited = api.renew_access(member_id=dolores.id, by=coordinator.actor, now=clock.now())
    api.accept_renewal(token=invited.token, password=PASSWORD, now=clock.now())
    browser = Client()

    assert not shown(browser, passkey.show(asked(browser)))

    answer = browser.post("/accounts/login/", {"login": "dolores", "password": PASSWORD}, follow=True)
    assert "link from a coordinator" in answer.content.decode()
    assert Member.objects.get(pk=dolores.id).renewed_by_id == coordinator.id


def test_an_app_goes_once_a_passkey_is_there(passkey: SoftPasskey, dolores: Persona) -> None:
    Authenticator.objects.create(user_id=dolores.id, type="totp", data={"secret": "invented"})
    browser = Client()
    shown(browser, passkey.show(asked(browser)))

    browser.post("/accounts/2fa/totp/deactivate/")
    row = Authenticator.objects.get(user=dolores.id, type="webauthn")
    browser.post(f"/accounts/2fa/passkeys/{row.pk}/remove/")

    assert set(Authenticator.objects.filter(user=dolores.id).values_list("type", flat=True)) == {
        "webauthn",
        "recovery_codes",
    }


def test_anothers_passkey_does_not_show_that_it_is_you(passkey: SoftPasskey) -> None:
    other = add_member(Role.COORDINATOR, handle="other", password=PASSWORD)
    page = other.client.get(f"{AGAIN}?next={MAKE}", follow=True)

    answer = other.client.post(AGAIN, {"credential": passkey.show({"publicKey": {"challenge": "A" * 43}})})

    assert page.status_code == 200
    assert answer.status_code in {302, 303}
    assert other.client.get(MAKE).status_code == 302


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(passkey: SoftPasskey, next_page: str) -> None:
    browser = Client()

    answer = browser.post(SIGN_IN, {"credential": passkey.show(asked(browser)), "next": next_page})

    assert answer["Location"] == "/desk/"
