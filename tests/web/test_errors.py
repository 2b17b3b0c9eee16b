"""The pages for when something is refused or breaks: calm, in both languages, nothing of the request."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from amparo.network.api import public
from amparo.web.urls import handler400, handler403, handler404, handler500
from amparo.web.urls import urlpatterns as real_urlpatterns
from amparo.web.views import errors
from tests.personas import set_up_network

MARKER = "MARKER-7f3a"
CAUSES = {
    "suspicious": SuspiciousOperation(MARKER),
    "denied": PermissionDenied(MARKER),
    "oversize": RequestDataTooBig(MARKER),
    "broken": RuntimeError(MARKER),
    "database": DatabaseError(MARKER),
}


@public
def _fails(_request: HttpRequest, cause: str) -> HttpResponse:
    raise CAUSES[cause]


urlpatterns = [path("fails/<cause>/", _fails), path("api/fails/<cause>/", _fails), *real_urlpatterns]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@pytest.fixture
def client(db: None) -> Client:
    set_up_network()
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    "cause, status, english, spanish",
    [
        ("suspicious", 400, "We could not read that", "No pudimos leer eso"),
        ("denied", 403, "This page is not open to you", "Esta página no está abierta para usted"),
        ("oversize", 413, "That is too much at once", "Es demasiado de una vez"),
        ("broken", 500, "Something broke on our side", "Algo falló de nuestro lado"),
        ("database", 500, "Something broke on our side", "Algo falló de nuestro lado"),
    ],
)
@override_settings(ROOT_URLCONF="tests.web.test_errors")
def test_an_error_is_said_in_both_languages_and_holds_nothing_of_the_request(
    client: Client, cause: str, status: int, english: str, spanish: str
) -> None:
    client.cookies["trace"] = MARKER
    answer = client.post(f"/fails/{cause}/?q={MARKER}", {"text": MARKER}, headers={"x-trace": MARKER})
    page = answer.content.decode()

    assert answer.status_code == status
    assert english in page
    assert spanish in page
    assert MARKER not in page


def test_a_missing_page_does_not_repeat_its_address(client: Client) -> None:
    answer = client.get(f"/{MARKER}/")

    assert answer.status_code == 404
    assert MARKER not in answer.content.decode()
    assert "Aquí no hay nada" in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "put"])
def test_who_opens_an_address_for_forms_is_told_so_calmly(client: Client, method: str) -> None:
    answer = getattr(client, method)("/language/", headers={"accept-language": "es"})
    page = answer.content.decode()

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert page.index("Esto no funciona así") < page.index("This does not work like that")


def test_the_visitors_language_comes_first(client: Client) -> None:
    page = client.get("/nothing/", headers={"accept-language": "es"}).content.decode()

    assert page.index("Aquí no hay nada") < page.index("There is nothing here")
    assert '<html lang="es"' in page


def test_an_old_form_is_explained(db: None) -> None:
    set_up_network()
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/accounts/login/", {"login": MARKER})

    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()
    assert MARKER not in answer.content.decode()


@pytest.mark.parametrize(
    "address, status, code",
    [
        ("/api/v1/nothing", 404, "NOT_FOUND"),
        ("/api/fails/broken/", 500, "SERVER_ERROR"),
        ("/api/fails/oversize/", 413, "TOO_LARGE"),
        ("/api/fails/denied/", 403, "FORBIDDEN"),
    ],
)
@override_settings(ROOT_URLCONF="tests.web.test_errors")
def test_the_api_answers_errors_as_objects_in_the_senders_language(
    client: Client, address: str, status: int, code: str
) -> None:
    answer = client.get(address, headers={"accept-language": "es"})
    told: dict[str, Any] = answer.json()

    assert answer.status_code == status
    assert told["code"] == code
    assert set(told) == {"code", "message"}
    assert MARKER not in str(told)
    assert told["message"] != client.get(address, headers={"accept-language": "en"}).json()["message"]


def test_an_error_page_needs_no_database() -> None:
    request = RequestFactory().get("/")

    answer = errors.server_error(request)

    assert answer.status_code == 500


def test_many_tries_are_told_to_wait(db: None) -> None:
    answer = errors.too_many_requests(RequestFactory().get("/accounts/login/"))

    assert answer.status_code == 429
    assert "Espere" in answer.content.decode()
