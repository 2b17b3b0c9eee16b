"""Who may open what: every address and method, tried by everybody, against a table that people have read.

After adding or changing an address, write the table anew and read every row that changed:

    .venv/bin/python -m pytest tests/architecture/test_access_matrix.py --write-access-matrix

A cell is the status of the answer, or where it sends: `sign-in`, or `second-factor` for setting one up. Every request
is undone before the next.
"""

import csv
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.urls import reverse

from amparo.core import clock
from amparo.network import api as network
from amparo.network.api import CAPABILITIES, Capability, Role
from tests.alerts.signing_keys import being_the_signer
from tests.architecture import samples
from tests.architecture.routes import Route, routes
from tests.channels.keys import being_the_gateway
from tests.personas import Personas, add_member

TABLE = Path(__file__).with_name("access_matrix.csv")
METHODS = ("GET", "POST")
WHO = ("anonymous", *(role.value for role in Role), "no_second_factor", "suspended", "removed")
HOW_TO_ADD = (
    "Decide who may open it, run `pytest tests/architecture/test_access_matrix.py --write-access-matrix`, "
    "read the new rows, and commit them with the address."
)
# The API's own description, which holds no data; ninja makes these views, so they wear no mark of ours.
MADE_BY_NINJA = frozenset({"api:openapi-json", "api:api-root"})

Row = dict[str, str]
Matrix = dict[tuple[str, str], Row]


@pytest.fixture
def made(personas: Personas, tmp_path: Path) -> Iterator[dict[str, samples.Arguments]]:
    """Return sample objects of every app."""
    with (
        being_the_gateway(tmp_path / "keys"),
        being_the_signer(tmp_path / "keys"),
        override_settings(PUBLIC_FILES=tmp_path / "public"),
    ):
        yield samples.make(personas, clock.now())


@pytest.fixture
def cookies(personas: Personas) -> dict[str, str]:
    """Return the cookies of everybody's browser. Who may not come in any more was signed in before."""
    strongest = [Role.COORDINATOR, Role.EDITOR, Role.VERIFIER, Role.DISPATCHER, Role.OBSERVER]
    special = {who: add_member(*strongest, handle=who) for who in WHO[-3:]}
    signed_in = {role.value: personas.of(role) for role in Role} | special
    kept = {who: persona.client.cookies.output(header="", sep=";") for who, persona in signed_in.items()}
    by, now = personas.coordinator.actor, clock.now()
    Authenticator.objects.filter(user=special["no_second_factor"].id).delete()
    network.suspend_member(member_id=special["suspended"].id, by=by, now=now)
    network.remove_member(member_id=special["removed"].id, by=by, now=now)
    return {"anonymous": "", **kept}


@pytest.mark.timeout(240)
def test_everybody_opens_what_the_table_says_and_nothing_else(
    made: dict[str, samples.Arguments], cookies: dict[str, str], request: pytest.FixtureRequest
) -> None:
    found = {
        (route.pattern, method): {who: _try(_address(route, made), method, cookies[who]) for who in WHO}
        for route in routes()
        for method in METHODS
    }
    if request.config.getoption("--write-access-matrix"):
        _write(found)

    expected = _read()

    wrong = [
        f"/{pattern} {method}: {who} gets {got}, the table says {expected[pattern, method][who]}"
        for (pattern, method), row in found.items()
        if (pattern, method) in expected
        for who, got in row.items()
        if got != expected[pattern, method][who]
    ]
    unknown = [
        f"/{pattern} {method} is not in the table. {HOW_TO_ADD}"
        for pattern, method in found.keys() - expected.keys()
    ]
    gone = [
        f"/{pattern} {method} is in the table and no more an address."
        for pattern, method in expected.keys() - found.keys()
    ]
    broken = [
        f"/{pattern} {method} broke for {who}"
        for (pattern, method), row in found.items()
        for who, got in row.items()
        if got == "500"
    ]
    assert wrong + sorted(unknown) + sorted(gone) + broken == []


def test_every_view_says_who_may_open_it() -> None:
    known = {"public", "signed_in", "member", *Capability}

    unmarked = [
        f"/{route.pattern} ({route.name}) wears none of network.api's decorators"
        for route in routes()
        if route.name not in MADE_BY_NINJA and not route.marks <= known
    ]

    assert unmarked == []


def test_the_table_gives_nobody_what_the_views_and_the_roles_refuse() -> None:
    """Read the committed table against the marks: a slip in either shows, whoever wrote the row."""
    table = _read()
    wrong = []
    for route in routes():
        for method in METHODS:
            row = table[route.pattern, method]
            for mark in route.marks - {None}:
                wrong += [f"/{route.pattern} {method}: {slip}" for slip in _slips(str(mark), row)]
    assert wrong == []


def _slips(mark: str, row: Row) -> Iterator[str]:
    if mark == "public":
        yield from (f"{who} is refused a public page" for who in WHO if row[who] in {"sign-in", "403"})
        return
    yield from (
        f"{who} gets {row[who]}" for who in ("anonymous", "suspended", "removed") if row[who] != "sign-in"
    )
    if mark == "signed_in":
        return
    if row["no_second_factor"] != "second-factor":
        yield f"no_second_factor gets {row['no_second_factor']}"
    for role in Role:
        if mark != "member" and mark not in CAPABILITIES[role] and row[role] != "403":
            yield f"{role} gets {row[role]} without {mark}"


def _address(route: Route, made: dict[str, samples.Arguments]) -> str:
    given = made.get(route.app, {})
    arguments = {}
    for argument in route.arguments:
        found = given.get(f"{route.name}:{argument}", given.get(argument))
        assert found is not None, (
            f"/{route.pattern} takes `{argument}`, and tests/architecture/samples.py makes none for `{route.app}`."
        )
        arguments[argument] = found
    return reverse(route.name, kwargs=arguments)


def _try(address: str, method: str, cookies: str) -> str:
    """Send one request, and undo what it did."""
    cache.clear()
    browser = Client(raise_request_exception=False)
    browser.cookies = SimpleCookie(cookies)
    with transaction.atomic():
        answer = browser.generic(method, address, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    return _cell(answer)


def _cell(answer: HttpResponseBase) -> str:
    goes_to = answer.headers.get("Location", "")
    if answer.status_code == 302 and goes_to.startswith(reverse("account_login") + "?"):
        return "sign-in"
    if answer.status_code == 302 and goes_to == reverse("mfa_index"):
        return "second-factor"
    return str(answer.status_code)


def _read() -> Matrix:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["address"], row["method"]): row for row in csv.DictReader(file)}


def _write(found: Matrix) -> None:
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["address", "method", *WHO], lineterminator="\n")
        writer.writeheader()
        for (pattern, method), row in sorted(found.items()):
            writer.writerow({"address": pattern, "method": method, **row})
