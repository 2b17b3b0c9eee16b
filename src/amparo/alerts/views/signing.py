"""The public halves of the signing keys: for people to compare, for programs to pin."""

import base64
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amparo.alerts import keys
from amparo.alerts.keys import PublicKeys
from amparo.network import api as network
from amparo.network.api import public

_CACHING = "public, max-age=300"
# Shown by browsers, so that people can look at it and copy it.
PEM_TYPE = "text/plain; charset=us-ascii"
# The head of an Ed25519 SubjectPublicKeyInfo (RFC 8410), so that every program reads the key as a PEM file.
_SPKI = bytes.fromhex("302a300506032b6570032100")


@public
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the fingerprints, what they are for, and where the files are."""
    return render(request, "alerts/keys.html", {"keys": [_shown(each) for each in _known()]})


@public
@require_safe
def as_json(_request: HttpRequest) -> HttpResponse:
    """Give all public keys for programs, those that sign now first."""
    value = {
        "network": network.current_network().name,
        "keys": [{**each.to_json(), "fingerprint": each.fingerprint} for each in _known()],
    }
    return _dressed(JsonResponse(value, json_dumps_params={"ensure_ascii": False}))


@public
@require_safe
def certificate(_request: HttpRequest, name: str) -> HttpResponse:
    """Give one certificate as a PEM file."""
    found = _named(name)
    return _dressed(HttpResponse(found.certificate, content_type=PEM_TYPE))


@public
@require_safe
def ed25519(_request: HttpRequest, name: str) -> HttpResponse:
    """Give the Ed25519 key that goes with a certificate as a PEM file."""
    text = base64.b64encode(_SPKI + _named(name).ed25519).decode()
    pem = f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n"
    return _dressed(HttpResponse(pem, content_type=PEM_TYPE))


def _shown(found: PublicKeys) -> dict[str, Any]:
    name = _name(found)
    half = len(found.fingerprint) // 2
    return {
        "fingerprint": (found.fingerprint[: half + 1], found.fingerprint[half + 1 :]),
        "ed25519": base64.b64encode(found.ed25519).decode(),
        "since": found.since,
        "until": found.until,
        "certificate_href": reverse("alerts:certificate", args=[name]),
        "ed25519_href": reverse("alerts:ed25519", args=[name]),
    }


def _known() -> tuple[PublicKeys, ...]:
    return keys.public()


def _named(name: str) -> PublicKeys:
    """Return the keys under the name of their files.

    Raises:
        Http404: there are none.
    """
    for each in _known():
        if _name(each) == name:
            return each
    raise Http404


def _name(found: PublicKeys) -> str:
    return found.fingerprint.replace(":", "").lower()[:16]


def _dressed(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = _CACHING
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
