import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event

import pytest
from pytest_django import Settings
from typing_extensions import override

from amparo.channels.api import switch_off, switch_on
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.hooks import signal
from amparo.channels.models import InboundMessage
from amparo.channels.signal import events
from tests.channels.conftest import NOW
from tests.channels.signal.server import ACCOUNT, envelope, receipt

UUID_OF_MARIA = "7ccae375-cd51-4c82-8b1e-7be3280aa485"


@pytest.fixture(autouse=True)
def _by_signal(_receiving: None, settings: Settings) -> None:
    switch_on(ChannelKind.SIGNAL, by="system", now=NOW)
    settings.CHANNEL_ADAPTERS = {"signal": "amparo.channels.signal.adapter.SignalAdapter"}
    settings.SIGNAL_ACCOUNT = ACCOUNT


def _texts() -> list[str]:
    return list(InboundMessage.objects.order_by("arrival").values_list("text", flat=True))


def _take(content: object) -> None:
    signal.take(json.dumps(content), now=NOW)


def test_a_message_is_taken_in_once() -> None:
    for _ in range(3):
        _take(envelope("¿Dónde? 有人 😀"))

    assert _texts() == ["¿Dónde? 有人 😀"]


@pytest.mark.parametrize("wrap", ["params", "result"])
def test_a_notification_is_read_as_the_stream_is(wrap: str) -> None:
    inner = envelope("x") if wrap == "params" else {"subscription": 0, "result": envelope("x")}
    _take({"jsonrpc": "2.0", "method": "receive", "params": inner})

    assert _texts() == ["x"]


def test_a_hidden_number_is_no_hindrance() -> None:
    _take(envelope("x", sourceNumber=None, source=UUID_OF_MARIA))

    assert _texts() == ["x"]


def test_a_stop_counts_for_both_names_of_the_sender_and_a_join_for_one() -> None:
    stop = events.read(json.dumps(envelope("ALTO")), ACCOUNT)
    join = events.read(json.dumps(envelope("JOIN 90006")), ACCOUNT)

    assert isinstance(stop, events.Written)
    assert isinstance(join, events.Written)
    assert stop.senders == (UUID_OF_MARIA, "+12135550142")
    assert join.senders == (UUID_OF_MARIA,)


@pytest.mark.parametrize(
    "more",
    [
        {
            "dataMessage": {
                "timestamp": 1,
                "message": "JOIN",
                "groupInfo": {"groupId": "x", "type": "DELIVER"},
            }
        },
        {"dataMessage": {"timestamp": 1, "message": None, "reaction": {"emoji": "👍"}}},
        {"dataMessage": {"timestamp": "1", "message": "x"}},
        {"dataMessage": []},
        {"typingMessage": {"action": "STARTED"}},
        {"syncMessage": {"sentMessage": {"message": "JOIN", "destination": "+13105550000"}}},
        {"editMessage": {"dataMessage": {"message": "x"}}},
        {"receiptMessage": {"isDelivery": False, "isRead": False, "timestamps": [1]}},
        {"receiptMessage": {"isDelivery": True, "timestamps": "x"}},
    ],
)
def test_groups_and_what_has_no_words_are_passed_over(more: dict[str, object]) -> None:
    _take(envelope(None, **more))

    assert _texts() == []


def test_another_account_of_the_same_daemon_is_not_ours() -> None:
    _take({**envelope("x"), "account": "+19995550000"})

    assert _texts() == []


@pytest.mark.parametrize("data", ["", "<html>", "[" * 60_000, "7", '{"envelope": 7}', '{"params": [1]}'])
def test_garbage_breaks_nothing(data: str) -> None:
    signal.take(data, now=NOW)

    assert _texts() == []


def test_a_receipt_names_messages_of_ours_by_their_times() -> None:
    assert events.read(json.dumps(receipt(17, 18)), ACCOUNT) == events.Receipts(("17", "18"))
    assert events.read(json.dumps(receipt(17, is_delivery=False)), ACCOUNT) == events.Receipts(("17",))
    assert events.read(json.dumps(receipt(*range(1, 5000))), ACCOUNT) == events.Receipts(
        tuple(str(number) for number in range(1, 101))
    )


class TestListening:
    """Against a stream of events as `signal-cli daemon --http` gives it."""

    @pytest.fixture(autouse=True)
    def _stream(self, settings: Settings) -> Iterator[None]:
        self.lines: list[bytes] = []
        self.status, self.asked = 200, list[tuple[str, str | None]]()
        self.listening = signal.Listening(Event(), pause=timedelta(0))
        case = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                case.asked.append((self.path, self.headers["Last-Event-ID"]))
                self.send_response(case.status)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                self.wfile.write(b"".join(case.lines))

            @override
            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
            thread.start()
            settings.SIGNAL_URL = f"http://127.0.0.1:{server.server_port}"
            yield
            server.shutdown()
            thread.join(timeout=2)

    def _event(self, text: str, sent_at: int) -> bytes:
        content = envelope()
        content["envelope"]["dataMessage"] = {"timestamp": sent_at, "message": text}
        return f"id:{sent_at}\nevent:receive\ndata:{json.dumps(content)}\n\n".encode()

    def test_events_are_taken_until_the_stream_ends(self) -> None:
        self.lines = [b":\n\n", self._event("One", 1), b":\r\n", self._event("Two", 2), b"data:<html>\n\n"]

        self.listening.listen()

        assert (_texts(), self.asked) == (["One", "Two"], [("/api/v1/events", None)])

    def test_it_goes_on_where_it_stopped(self) -> None:
        self.lines = [self._event("One", 1)]
        self.listening.listen()

        self.listening.listen()

        assert [last for _path, last in self.asked] == [None, "1"]
        assert _texts() == ["One"]

    def test_what_can_not_be_sealed_is_tried_again_and_then_said(
        self, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        self.lines = [self._event("One", 1)]
        settings.GATEWAY_PUBLIC_KEY_FILE = "/nowhere"

        self.listening.listen()

        assert "An event of Signal could not be taken" in caplog.text

    def test_a_line_without_end_is_passed_over(self) -> None:
        self.lines = [b"data:" + b"x" * 600_000 + b"\n\n", self._event("Next", 1)]

        self.listening.listen()

        assert _texts() == ["Next"]

    def test_nothing_is_taken_that_is_switched_off(self) -> None:
        self.lines = [self._event("One", 1)]
        switch_off(ChannelKind.SIGNAL, by="system", now=NOW)

        self.listening.listen()

        assert _texts() == []

    @pytest.mark.parametrize("status", [404, 500])
    def test_a_daemon_that_gives_none_is_told_to_the_operator(
        self, status: int, caplog: pytest.LogCaptureFixture
    ) -> None:
        self.status = status

        self.listening.listen()

        assert f"signal-cli does not give events: {status}" in caplog.text
