"""Nobody learns from an answer whether something exists that they may not see (T30).

For every address that takes an id, and for everybody who may not see what is behind it: the id of something that is
there and an invented one get the same status, the same body, the same headers and ask the database as many questions,
so that neither the words nor the time of the answer tells.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amparo.core import clock
from amparo.network.api import CAPABILITIES, Capability, Role
from tests.alerts.signing_keys import being_the_signer
from tests.architecture import samples
from tests.architecture.routes import Route, routes
from tests.channels.keys import being_the_gateway
from tests.personas import Personas

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(480)]

# What stands in the page of every answer and is new each time.
CHANGES = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
OF_ONE_ANSWER = frozenset({"set-cookie", "content-length"})
GUARDED = frozenset(Capability)


@dataclass(frozen=True)
class Answer:
    """What an outsider to a thing can tell of an answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    queries: int


@pytest.fixture
def made(personas: Personas, tmp_path: Path) -> Iterator[dict[str, samples.Arguments]]:
    """Return sample objects of every app."""
    with (
        being_the_gateway(tmp_path / "keys"),
        being_the_signer(tmp_path / "keys"),
        override_settings(PUBLIC_FILES=tmp_path / "public"),
    ):
        yield samples.make(personas, clock.now())


def test_an_id_that_exists_and_one_that_does_not_look_the_same_to_who_may_see_neither(
    personas: Personas, made: dict[str, samples.Arguments]
) -> None:
    told, tried = [], 0
    for route in _by_id():
        there = _arguments(route, made)
        invented = {name: uuid4() if isinstance(value, UUID) else value for name, value in there.items()}
        for role in Role:
            if any(mark in CAPABILITIES[role] for mark in route.marks):
                continue
            browser = personas.of(role).client
            for method in ("GET", "POST"):
                one, other = (_ask(browser, route, method, given) for given in (there, invented))
                tried += 1
                if one != other:
                    told.append(f"{method} /{route.pattern} tells {role}: {_difference(one, other)}")
        one, other = (_ask(Client(), route, "GET", given) for given in (there, invented))
        if one != other:
            told.append(f"GET /{route.pattern} tells anybody: {_difference(one, other)}")
    assert told == []
    assert tried > 200


def test_what_is_not_released_looks_like_what_was_never_there(
    personas: Personas, made: dict[str, samples.Arguments]
) -> None:
    draft = made["alerts"]["alerts:revise:alert_id"]

    answers = [_get(personas.outsider.client, f"/alerts/{each}/") for each in (draft, uuid4())]

    assert answers[0] == answers[1]
    assert answers[0].status == 404


def test_another_members_session_looks_like_none(personas: Personas) -> None:
    from amparo.network.models import Session

    _get(personas.verifier.client, "/desk/")
    foreign = Session.objects.get(member=personas.verifier.id).pk
    browser = personas.dispatcher.client

    for action in ("end", "name"):
        paths = [f"/accounts/sessions/{each}/{action}/" for each in (foreign, uuid4())]
        answers = [_send(browser, path, {"label": "invented"}) for path in paths]
        assert answers[0] == answers[1]
        assert answers[0].status == 404
    assert Session.objects.filter(pk=foreign).exists()


def test_the_comparison_would_see_a_thing_that_tells(
    personas: Personas, made: dict[str, samples.Arguments]
) -> None:
    """The test bites: to whoever may see an incident, it does look different from none."""
    route = next(route for route in _by_id() if route.name == "incidents:incident")
    there = _arguments(route, made)

    one, other = (
        _ask(personas.dispatcher.client, route, "GET", given) for given in (there, {"incident_id": uuid4()})
    )

    assert (one.status, other.status) == (200, 404)


def _by_id() -> list[Route]:
    """Return the addresses behind a capability that take an id."""
    return [route for route in routes() if "<uuid:" in route.pattern and route.marks & GUARDED]


def _arguments(route: Route, made: Mapping[str, samples.Arguments]) -> dict[str, object]:
    given = made.get(route.app, {})
    return {name: given.get(f"{route.name}:{name}", given.get(name)) for name in route.arguments}


def _ask(browser: Client, route: Route, method: str, given: Mapping[str, object]) -> Answer:
    return _send_as(browser, method, reverse(route.name, kwargs=dict(given)), {})


def _get(browser: Client, path: str) -> Answer:
    return _send_as(browser, "GET", path, {})


def _send(browser: Client, path: str, data: dict[str, str]) -> Answer:
    return _send_as(browser, "POST", path, data)


def _send_as(browser: Client, method: str, path: str, data: dict[str, str]) -> Answer:
    """Send one request, undo what it did, and return what can be told of the answer, its own address left out."""
    cache.clear()
    connection.queries_log.clear()  # it holds so many, and warns when it is full
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        answer = browser.post(path, data) if method == "POST" else browser.get(path)
        transaction.set_rollback(True)
    return Answer(answer.status_code, _headers(answer, path), _body(answer, path), len(asked))


def _headers(answer: HttpResponseBase, path: str) -> tuple[tuple[str, str], ...]:
    kept = (
        (name, value.replace(path, "")) for name, value in answer.items() if name.lower() not in OF_ONE_ANSWER
    )
    return tuple(sorted(kept))


def _body(answer: HttpResponseBase, path: str) -> bytes:
    content = getattr(answer, "content", b"")
    return CHANGES.sub(b"", content).replace(path.encode(), b"")


def _difference(one: Answer, other: Answer) -> str:
    names = [
        name
        for name in ("status", "headers", "body", "queries")
        if getattr(one, name) != getattr(other, name)
    ]
    shown = {name: (getattr(one, name), getattr(other, name)) for name in names if name != "body"}
    return f"{', '.join(names)} {shown}"
