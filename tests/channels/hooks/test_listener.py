"""The listener as a real server: what waitress has to keep away from us. Nothing here reaches the database."""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from http.client import HTTPConnection

import pytest
from pytest_django import Settings

from amparo.channels.hooks.server import MOST_BYTES, Listener

PATIENCE = timedelta(seconds=1)

pytestmark = pytest.mark.usefixtures("by_kannel")


@pytest.fixture
def port(settings: Settings) -> Iterator[int]:
    settings.GATEWAY_HOOKS_PORT = 0
    listener = Listener(patience=PATIENCE)
    stop = threading.Event()
    thread = threading.Thread(target=listener.serve, args=(stop,), daemon=True)
    thread.start()
    yield listener.port
    stop.set()
    thread.join(timeout=3)
    assert not thread.is_alive()


def _call(port: int, body: bytes = b"", target: str = "/hooks/kannel/?id=1") -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("POST", target, body)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_it_listens_on_loopback_only(port: int) -> None:
    assert _call(port) == (403, b"")
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.2", port)) != 0


def test_a_body_too_big_is_refused_before_it_is_read(port: int) -> None:
    assert _call(port, b"x" * (MOST_BYTES + 1))[0] == 413
    assert _call(port, b"x" * MOST_BYTES)[0] == 403


def test_a_body_in_endless_chunks_is_refused(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(b"POST /hooks/kannel/?id=1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
        with suppress(ConnectionError):  # it may have hung up before all of it was sent
            for _ in range(8):
                line.sendall(chunk)
        # What was refused unread may take the answer with it: the caller learns at least that nobody listens.
        with suppress(ConnectionError):
            assert line.recv(100).startswith(b"HTTP/1.1 413")
    assert _call(port)[0] == 403, "others are served"


def test_endless_headers_are_refused(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(b"POST / HTTP/1.1\r\nX: " + b"x" * 20_000)
        assert line.recv(100).startswith(b"HTTP/1.0 431")


def test_slow_clients_keep_nobody_waiting(port: int) -> None:
    slow = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(20)]
    try:
        for line in slow:
            line.sendall(b"POST /hooks/kannel/?id=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx")
        began = time.monotonic()
        assert _call(port) == (403, b"")
        assert time.monotonic() - began < 1
    finally:
        for line in slow:
            line.close()


def test_who_drips_is_shut_out(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(b"POST /hooks/kannel/?id=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n")
        began = time.monotonic()
        with suppress(ConnectionError):
            while time.monotonic() - began < 4.5:
                line.sendall(b"x")
                time.sleep(0.1)
        assert time.monotonic() - began < 4


def test_an_answer_names_no_program(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/")
    headers = dict(connection.getresponse().getheaders())
    connection.close()

    assert "waitress" not in str(headers).lower()


def test_nothing_of_a_request_is_logged(port: int, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        _call(port, b"marker-text", "/hooks/kannel/?id=marker-id")
        _call(port, b"marker-text", "/marker-path/")
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(b"marker nonsense\r\n\r\n")
            line.recv(100)

    assert "marker" not in caplog.text
