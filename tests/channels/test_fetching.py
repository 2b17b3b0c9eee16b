"""The gateway fetches from hosts that may be hostile: never from here, never endlessly, and nothing but a document."""

import gzip
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from amparo.channels import api as channels
from amparo.channels.api import Known, Limits, NotFetched
from tests.alerts.partner_server import Handler, Neighbour, neighbour
from tests.channels.keys import being_the_gateway

NOTHING = Known()
LIMITS = Limits(most_bytes=10_000, timeout=timedelta(seconds=2), may_be_here=True)
OUTSIDE = Limits(most_bytes=10_000, timeout=timedelta(seconds=2))


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Neighbour]:
    with being_the_gateway(tmp_path), neighbour() as found:
        yield found


def fetched(host: Neighbour, path: str, known: Known = NOTHING) -> channels.Fetched:
    return channels.fetch(f"{host.origin}{path}", known=known, limits=LIMITS)


def reason(host: Neighbour, path: str) -> str:
    with pytest.raises(NotFetched) as refused:
        fetched(host, path)
    return refused.value.reason


def test_what_has_not_changed_is_not_sent_again(host: Neighbour) -> None:
    first = fetched(host, "/cap/index.xml")

    again = fetched(host, "/cap/index.xml", first.known)

    assert first.body is not None
    assert again.body is None
    assert host.asked[1][1]["If-None-Match"] == first.known.etag == host.etag


def test_it_says_nothing_of_itself(host: Neighbour) -> None:
    fetched(host, "/cap/index.xml")

    assert set(host.asked[0][1]) == {"Host", "Accept", "Accept-Encoding"}
    assert host.asked[0][1]["Accept-Encoding"] == "identity"


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"<feed>" * 1000)
    except OSError:
        handler.close_connection = True


def dripping(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(200):
            handler.wfile.write(b"<")
            handler.wfile.flush()
            handler.connection.settimeout(0.05)
            try:
                handler.connection.recv(1)
            except TimeoutError:
                continue
            break
    except OSError:
        handler.close_connection = True


HOSTILE = {
    "too_large": endless,
    "too_slow": dripping,
    "a_page": lambda handler: handler.reply(200, b"<html>", Content_Type="text/html; charset=utf-8"),
    "redirects": lambda handler: handler.reply(302, b"", Location="http://169.254.169.254/latest/meta-data/"),
    "packed": lambda handler: handler.reply(200, gzip.compress(b"0" * 10_000_000), Content_Encoding="gzip"),
    "refused": lambda handler: handler.reply(500, b"no"),
}


@pytest.mark.parametrize("why", HOSTILE)
def test_what_is_no_document_is_refused_by_name(host: Neighbour, why: str) -> None:
    host.pages["/x"] = HOSTILE[why]

    assert reason(host, "/x") == why
    assert len(host.asked) == 1, "nobody was followed"


def test_a_host_that_asks_for_patience_gets_it(host: Neighbour) -> None:
    host.pages["/x"] = lambda handler: handler.reply(429, b"", Retry_After="900000")

    with pytest.raises(NotFetched) as refused:
        fetched(host, "/x")

    assert (refused.value.reason, refused.value.retry_after) == ("busy", timedelta(hours=1))


def test_a_host_that_is_not_there_is_unreachable(host: Neighbour) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = taken.getsockname()[1]

        with pytest.raises(NotFetched, match="NOT_FETCHED") as refused:
            channels.fetch(f"http://127.0.0.1:{closed}/", known=Known(), limits=LIMITS)

    assert refused.value.reason == "unreachable"


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/", "https://192.168.1.1/x", "https://169.254.169.254/",
        "https://[::ffff:10.0.0.1]/", "https://[fd00::1]/", "https://0.0.0.0/", "https://100.64.0.1/", "https://[2002:7f00:1::]/",
        "https://localhost/", "https://2130706433/", "https://0x7f.1/", "https://127.1/",
    ],
)  # fmt: skip
def test_no_name_leads_to_this_machine_or_a_private_network(host: Neighbour, address: str) -> None:
    with pytest.raises(NotFetched) as refused:
        channels.fetch(address, known=Known(), limits=OUTSIDE)

    assert refused.value.reason in {"not_a_public_address", "unreachable"}
    assert host.asked == []


def test_a_name_that_is_looked_up_to_a_private_address_is_refused_and_not_looked_up_again(
    host: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []

    def resolve(name: str, *_kind: object) -> list[object]:
        looked_up.append(name)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", host.port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    with pytest.raises(NotFetched) as refused:
        channels.fetch(f"https://valley.example:{host.port}/", known=Known(), limits=OUTSIDE)

    assert refused.value.reason == "not_a_public_address"
    assert looked_up == ["valley.example"]


@pytest.mark.parametrize(
    "address",
    [
        "", "x", "ftp://valley.example/", "http://valley.example/", "https:///x", "https://user:pass@valley.example/",
        "https://valley.example:99999/", "https://valley.example/#x", "file:///etc/passwd", "https://vallée.example/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused_before_anything_is_asked(address: str) -> None:
    with pytest.raises(NotFetched):
        channels.check_fetchable(address, may_be_here=False)


def test_only_the_gateway_goes_out() -> None:
    with pytest.raises(channels.NotTheGateway):
        channels.fetch("https://valley.example/", known=Known(), limits=OUTSIDE)
