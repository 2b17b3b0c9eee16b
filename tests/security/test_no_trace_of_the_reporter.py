"""No address, browser or referring page of a reporter is anywhere afterwards (T1, T2); times are blurred (T5)."""

import base64
import io
import ipaddress
import json
import logging
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, models
from django.test.utils import override_settings

from amparo.core import clock
from amparo.core.models import JournalEntry
from amparo.core.places.cells import Point, Precision, cell_at
from amparo.core.privacy.logs import PrivateFormatter
from amparo.network.api import NetworkSettings
from amparo.reports import api as reports
from amparo.reports.api import Activity, ReportDraft

SUBMISSIONS = 10_000
AGENT = "zq-agent-"
REFERER = "zq-referer-"
ACCEPT = "zq-"
IPV6_NETWORK = ipaddress.ip_network("2001:db8::/32")
IPV4_NETWORK = ipaddress.ip_network("198.51.100.0/24")
ODD_TIME = datetime(2026, 6, 5, 18, 47, 13, 123456, tzinfo=UTC)


def address(number: int) -> str:
    """One of 10,000 distinct addresses of the two networks kept for documentation."""
    if number < 256:
        return str(IPV4_NETWORK[number])
    return str(IPV6_NETWORK[number * 2**64 + number])


def environ(number: int) -> dict[str, Any]:
    body = json.dumps(
        {
            "activity": "waiting",
            "first_hand": True,
            "area": "90006",
            "minutes_ago": number % 50,
            "text": f"report {number}",
        }
    ).encode()
    client = address(number)
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/v1/reports",
        "QUERY_STRING": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": client,
        "REMOTE_PORT": "40000",
        "HTTP_X_FORWARDED_FOR": f"{client}, {client}",
        "HTTP_X_REAL_IP": client,
        "HTTP_FORWARDED": f'for="[{client}]"',
        "HTTP_USER_AGENT": f"{AGENT}{number}",
        "HTTP_REFERER": f"https://{REFERER}{number}.example/",
        "HTTP_ACCEPT_LANGUAGE": f"es-MX,{ACCEPT}{number:05d};q=0.3",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.BytesIO(),
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def needles() -> dict[str, bytes]:
    """What every marker begins with, as text, as packed bytes, and in the three ways base64 can cut it."""
    prefixes = {
        "ipv6": b"2001:db8:",
        "ipv4": b"198.51.100.",
        "ipv6 packed": IPV6_NETWORK.network_address.packed[:4] + bytes(2),
        "ipv6 hex": IPV6_NETWORK.network_address.packed[:4].hex().encode() + b"0000",
        "ipv4 hex": IPV4_NETWORK.network_address.packed[:3].hex().encode() + b"0",
        "agent": AGENT.encode(),
        "referer": REFERER.encode(),
        "language": ACCEPT.encode() + b"0",
    }
    found = dict(prefixes)
    for name, prefix in prefixes.items():
        for shift in range(3):
            coded = base64.b64encode(bytes(shift) + prefix).rstrip(b"=")
            found[f"{name} base64+{shift}"] = coded[4 if shift else 0 : -2]
    return {name: needle for name, needle in found.items() if len(needle) >= 6}


def files_of_the_installation() -> Iterator[Path]:
    yield from (path for path in Path(settings.DATA).rglob("*") if path.is_file())
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        yield from database.parent.glob(f"{database.name}*")
        return
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        folder = cursor.execute("SHOW data_directory").fetchone()[0]
    yield from (path for path in Path(folder).rglob("*") if path.is_file())


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(600)
@override_settings(ALLOWED_HOSTS=["testserver"])
def test_ten_thousand_reports_leave_no_trace_of_who_sent_them(
    network: NetworkSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    handler.setFormatter(PrivateFormatter())
    for name in ("", "amparo", "django"):
        logging.getLogger(name).addHandler(handler)
    # One connection for all, without waiting for the disk: what is looked for here is not durability.
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", None)
    connection.close()
    waits_not = {"sqlite": "PRAGMA synchronous=OFF", "postgresql": "SET synchronous_commit = off"}
    with connection.cursor() as cursor:
        cursor.execute(waits_not[connection.vendor])
    application = WSGIHandler()
    errors = io.BytesIO()
    statuses: dict[str, int] = {}

    def note(
        status: str, headers: list[tuple[str, str]], exc_info: object = None, /
    ) -> Callable[[bytes], object]:
        statuses[status] = statuses.get(status, 0) + 1
        assert not any(name == "Set-Cookie" for name, _ in headers)
        return errors.write

    for number in range(SUBMISSIONS):
        request = environ(number)
        request["wsgi.errors"] = errors
        answer = application(request, note)
        list(answer)
        getattr(answer, "close", lambda: None)()
    for name in ("", "amparo", "django"):
        logging.getLogger(name).removeHandler(handler)
    with connection.cursor() as cursor:
        rows = cursor.execute("SELECT count(*) FROM reports_report").fetchone()[0]

    held = {str(path): path.read_bytes() for path in files_of_the_installation()}
    held |= {"log": log.getvalue().encode(), "errors": errors.getvalue()}
    held |= {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    hits = [
        (name, path)
        for path, content in held.items()
        for name, needle in needles().items()
        if needle in content
    ]

    assert statuses == {"201 Created": SUBMISSIONS}
    assert rows == SUBMISSIONS
    assert sum(len(content) for content in held.values()) > 1_000_000
    assert hits == []


def test_the_search_would_find_a_trace() -> None:
    for number in (7, 300, 9_999):
        packed = ipaddress.ip_address(address(number)).packed
        traces = [
            address(number).encode(),
            base64.b64encode(b"x" + address(number).encode()),
            packed.hex().encode(),
            f"{AGENT}{number}".encode(),
            base64.b64encode(f"..{REFERER}{number}".encode()),
        ]
        for trace in traces:
            assert any(needle in trace for needle in needles().values()), trace


DECLARED_WHILE_OPEN = {
    "reports.report.seen_at": timedelta(minutes=5),
    "reports.report.received_at": timedelta(minutes=1),
    "reports.reportaddition.received_at": timedelta(minutes=1),
}


def times_of_reports() -> dict[str, list[datetime]]:
    """Every stored time that belongs to a report, by column."""
    found: dict[str, list[datetime]] = {}
    for model in apps.get_app_config("reports").get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.DateTimeField):
                column = f"{model._meta.label_lower}.{field.name}"
                values = model._default_manager.exclude(**{field.name: None}).values_list(
                    field.name, flat=True
                )
                found[column] = list(values)
    by_reporters = JournalEntry.objects.filter(by="reporter").values_list("at", flat=True)
    found["core.journalentry.at"] = list(by_reporters)
    return found


@pytest.mark.django_db
def test_times_of_a_report_are_no_finer_than_declared(network: NetworkSettings) -> None:
    draft = ReportDraft(
        activity=Activity.WAITING,
        cell=cell_at(Point(34.0467, -118.2847), Precision.EXACT),
        seen_at=ODD_TIME - timedelta(minutes=3),
        first_hand=True,
        place_text="8th and Union",
    )
    submitted = reports.submit_report(
        draft=draft, token=reports.new_token(), channel="web", language="es", now=ODD_TIME
    )

    while_open = times_of_reports()
    reports.close_reports(report_ids=[submitted.report_id], now=ODD_TIME + timedelta(minutes=20))
    when_closed = times_of_reports()

    for column, moments in while_open.items():
        step = DECLARED_WHILE_OPEN.get(column, clock.HOUR)
        assert all(clock.floor_to(moment, step) == moment for moment in moments), column
    for column, moments in when_closed.items():
        assert all(clock.floor_to(moment, clock.HOUR) == moment for moment in moments), column
    assert while_open["reports.report.received_at"]
    assert while_open["core.journalentry.at"]
