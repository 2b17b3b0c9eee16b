"""What every channel does whose provider speaks HTTP: how it reads refusals, faults and silence."""

import logging
import socket
import threading
import traceback
from collections.abc import Mapping
from datetime import timedelta
from functools import partial

import pytest

from amparo.channels.adapter import Accepted, Adapter, Answer, DeliveryFailed, ProviderDown
from tests.channels.contract import WORDS_OF_A_SECRET, TextContract
from tests.channels.http_provider import Provider, Says, Taken
from tests.channels.wire import one, send

HTML = b"<!doctype html><html><body><h1>502 Bad Gateway</h1>nginx</body></html>"
GARBAGE = {
    "a page": HTML,
    "nothing": b"",
    "half of it": b'{"ok": true, "result": {"mess',
    "a list": b"[]",
    "a number": b"7",
    "depth": b"[" * 60_000,
    "noise": bytes(range(256)),
    "a page of many kilobytes": HTML * 2000,
}


class HTTPContract(TextContract):
    """The contract. `provider` is the local server, which answers as the real one does."""

    # By name, as the real provider says it: `permanent`, `address` (the address is at fault), `too_many`.
    says: Mapping[str, Says] = {}
    # How long `too_many` asks us to wait.
    asked = timedelta(seconds=7)
    # Whether a 2xx alone means that the message was taken, whatever stands in the answer.
    status_is_the_answer = False

    @pytest.fixture
    def provider(self) -> Provider:
        raise NotImplementedError

    def failed(self, adapter: Adapter, provider: Provider, said: Says) -> DeliveryFailed:
        provider.answer = lambda _taken: said
        answer = one(adapter, self.message())
        assert isinstance(answer, DeliveryFailed)
        assert len(answer.reason) <= 32
        return answer

    def test_a_message_that_is_refused_is_not_tried_again(self, adapter: Adapter, provider: Provider) -> None:
        answer = self.failed(adapter, provider, self.says["permanent"])

        assert (answer.permanent, answer.is_address_at_fault, answer.is_connection_lost) == (
            True,
            False,
            False,
        )

    def test_an_address_where_nobody_is_is_told_apart(self, adapter: Adapter, provider: Provider) -> None:
        """A provider that does not tell ends nobody's subscription by a refusal."""
        says_so = "address" in self.says
        answer = self.failed(adapter, provider, self.says["address" if says_so else "permanent"])

        assert (answer.permanent, answer.is_address_at_fault) == (True, says_so)
        assert not answer.is_connection_lost

    def test_who_is_asked_for_patience_waits(self, adapter: Adapter, provider: Provider) -> None:
        answer = self.failed(adapter, provider, self.says["too_many"])

        assert (answer.permanent, answer.retry_after, answer.is_connection_lost) == (False, self.asked, True)

    def test_nobody_waits_for_longer_than_an_hour(self, adapter: Adapter, provider: Provider) -> None:
        said = Says(429, HTML, {"Retry-After": "999999"})
        answer = self.failed(adapter, provider, said)

        assert answer.retry_after == timedelta(hours=1)

    @pytest.mark.parametrize("status", [401, 403, 404, 407, 408, 429, 500, 502, 503, 504, 520, 301, 302, 307])
    def test_a_page_in_place_of_an_answer_ends_nobodys_subscription(
        self, adapter: Adapter, provider: Provider, status: int
    ) -> None:
        answer = self.failed(adapter, provider, Says(status, HTML, {"Location": f"{provider.url}/elsewhere"}))

        assert (answer.permanent, answer.is_address_at_fault) == (False, False)
        assert len(provider.taken) == 1

    @pytest.mark.parametrize("body", GARBAGE.values(), ids=GARBAGE.keys())
    def test_what_is_no_answer_does_not_count_as_one(
        self, adapter: Adapter, provider: Provider, body: bytes
    ) -> None:
        provider.answer = lambda _taken: Says(200, body, {"Content-Type": "application/json"})
        answer = one(adapter, self.message())

        if self.status_is_the_answer:
            assert answer == Accepted()
        else:
            assert isinstance(answer, DeliveryFailed)
            assert (answer.permanent, answer.may_have_arrived) == (False, True)

    @pytest.mark.parametrize("body", GARBAGE.values(), ids=GARBAGE.keys())
    @pytest.mark.parametrize("status", [400, 500])
    def test_garbage_breaks_nothing(
        self, adapter: Adapter, provider: Provider, status: int, body: bytes
    ) -> None:
        assert not self.failed(adapter, provider, Says(status, body)).is_address_at_fault

    def test_a_silent_provider_is_not_waited_for_for_ever(self, adapter: Adapter, provider: Provider) -> None:
        provider.delay = threading.Event()

        answer = one(adapter, self.message())

        assert isinstance(answer, DeliveryFailed)
        assert (answer.permanent, answer.may_have_arrived, answer.is_connection_lost) == (False, True, True)

    @pytest.mark.parametrize("when", ["before", "after"])
    def test_a_connection_that_ends_leaves_it_open(
        self, adapter: Adapter, provider: Provider, when: str
    ) -> None:
        provider.cuts = "before" if when == "before" else "after"

        answer = one(adapter, self.message())

        assert isinstance(answer, DeliveryFailed)
        assert (answer.permanent, answer.is_address_at_fault, answer.is_connection_lost) == (
            False,
            False,
            True,
        )
        assert answer.may_have_arrived

    def test_who_is_not_there_costs_no_message(self, adapter: Adapter) -> None:
        self.point_at(f"http://127.0.0.1:{_free_port()}")

        with pytest.raises(ProviderDown) as down:
            send(adapter)

        assert down.value.reason == "unreachable"
        self.tells_nothing("".join(traceback.format_exception(down.value)))

    def point_at(self, url: str) -> None:
        """Have the settings name another server."""
        raise NotImplementedError

    def test_neither_a_person_nor_a_secret_is_told_to_anybody(
        self, adapter: Adapter, provider: Provider, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        message = self.message(WORDS_OF_A_SECRET)
        answers: list[Answer] = send(adapter, message)
        assert isinstance(answers[0], Accepted)
        for said in (*self.says.values(), Says(500, HTML), Says(200, HTML)):
            quoting = said.body.replace(b"}", b', "about": "%s %s"}' % (self.address.encode(), b"x"), 1)
            provider.answer = partial(_always, Says(said.status, quoting, said.headers))
            answers += send(adapter, message)
        provider.cuts = "after"
        answers += send(adapter, message)

        self.tells_nothing(repr(answers) + repr(message) + caplog.text)
        for taken in provider.taken:
            assert self.address not in taken.target
            assert WORDS_OF_A_SECRET not in taken.target


def _always(said: Says, _taken: Taken) -> Says:
    return said


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
