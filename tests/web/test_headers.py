"""Every answer protects whoever reads it: pages, refusals, errors, the API and static files alike."""

from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from amparo.network.api import public
from amparo.settings import base
from amparo.web.middleware.bodies import LARGEST_BODY_BYTES
from amparo.web.urls import handler400, handler403, handler404, handler500
from amparo.web.urls import urlpatterns as real_urlpatterns
from tests.personas import set_up_network

FIXED = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@public
def _breaks(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


@public
def _is_cacheable(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("public", headers={"Cache-Control": "public, max-age=60"})


urlpatterns = [path("breaks/", _breaks), path("cacheable/", _is_cacheable), *real_urlpatterns]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@pytest.fixture
def client(db: None) -> Client:
    set_up_network()
    return Client(raise_request_exception=False)


@pytest.fixture
def static_root(tmp_path: Path) -> Path:
    (tmp_path / "built").mkdir()
    (tmp_path / "built" / "main.js").write_text("export {};\n")
    return tmp_path


@pytest.mark.parametrize(
    "address, status",
    [
        ("/how-we-protect-you/", 200),
        ("/health/", 200),
        ("/breaks/", 500),
        ("/nothing-here/", 404),
        ("/language/", 405),
        ("/members/", 302),
        ("/accounts/login/", 200),
        ("/api/v1/openapi.json", 200),
        ("/api/v1/nothing", 404),
    ],
)
@override_settings(ROOT_URLCONF="tests.web.test_headers")
def test_every_answer_carries_the_headers(client: Client, address: str, status: int) -> None:
    response = client.get(address)

    assert response.status_code == status
    assert_protected(response)
    assert response["Cache-Control"] == "no-store" or "no-store" in response["Cache-Control"]


def test_a_foreign_host_is_refused_with_the_headers(client: Client) -> None:
    response = client.get("/health/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert_protected(response)


def test_static_files_carry_the_headers(db: None, static_root: Path) -> None:
    with override_settings(MIDDLEWARE=base.MIDDLEWARE, STATIC_ROOT=static_root):
        client = Client(raise_request_exception=False)
        found = client.get("/static/built/main.js")
        missing = client.get("/static/built/absent.js")

    found.close()
    assert (found.status_code, missing.status_code) == (200, 404)
    assert_protected(found)
    assert_protected(missing)


@override_settings(ROOT_URLCONF="tests.web.test_headers")
def test_a_view_may_say_that_it_can_be_kept(client: Client) -> None:
    assert client.get("/cacheable/")["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("is_demo, wanted", [(True, "noindex, nofollow"), (False, None)])
def test_only_a_demonstration_hides_from_search(client: Client, *, is_demo: bool, wanted: str | None) -> None:
    with override_settings(IS_DEMO=is_demo):
        response = client.get("/how-we-protect-you/")

    assert response.headers.get("X-Robots-Tag") == wanted
    assert (b'name="robots"' in response.content) == is_demo


def test_the_policy_names_no_unsafe_source_and_no_other_host() -> None:
    directives: dict[str, list[str]] = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]

    assert directives["default-src"] == ["'none'"]
    for name, sources in directives.items():
        assert not [each for each in sources if "unsafe" in each or "*" in each or "://" in each], name
    assert directives["require-trusted-types-for"] == ["'script'"]
    assert directives["base-uri"] == directives["frame-ancestors"] == ["'none'"]


def test_an_oversize_body_is_refused_unread(client: Client) -> None:
    response = client.post(
        "/receipt/",
        b"",
        content_type="application/json",
        headers={"content-length": str(LARGEST_BODY_BYTES + 1)},
    )

    assert response.status_code == 413
    assert "no es culpa" not in response.content.decode()
    assert "larger than we can take" in response.content.decode()
    assert_protected(response)


def test_a_length_that_is_no_number_is_not_believed(client: Client) -> None:
    response = client.get("/health/", headers={"content-length": "²"})

    assert response.status_code == 200


def assert_protected(response: object) -> None:
    headers = response.headers  # type: ignore[attr-defined] # the test client's responses share no public base
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "geolocation=(self)" in headers["Permissions-Policy"]
    for name, value in FIXED.items():
        assert headers[name] == value, name
