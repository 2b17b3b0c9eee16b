import asyncio
import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from pytest_django import Settings

from amparo.channels import keys
from amparo.channels.adapter import Accepted, Answer, DeliveryFailed, Outgoing, ProviderDown
from amparo.channels.adapters import egress
from amparo.channels.domain.about import About
from amparo.channels.web_push import services
from amparo.channels.web_push.adapter import WebPushAdapter
from amparo.core import clock
from amparo.core.jobs import Priority
from amparo.core.privacy.seal import Keyring
from tests.channels.contract import TEXTS, outgoing
from tests.channels.web_push.push_service import PushService, Subscribed, push_service
from tests.channels.wire import one, send

KEYRING = Keyring.generate()
THREAD = "0192f0c1-7a7a-7000-8000-00000000abcd"


@pytest.fixture
def service(settings: Settings) -> Iterator[PushService]:
    services.forget()
    with push_service() as running, keys.held_for_a_while(KEYRING):
        settings.PUSH_HOSTS = (running.host,)
        settings.PUSH_TIMEOUT = timedelta(seconds=10)
        settings.PUBLIC_ORIGIN = "https://red.example"
        yield running
    services.forget()


@pytest.fixture
def subscribed(service: PushService) -> tuple[str, Subscribed]:
    return service.subscribe(KEYRING.push_public_key())


def alert(
    address: str, *, number: int = 1, kind: str = "confirmed", brief: str = "Vimos una camioneta."
) -> Outgoing:
    return replace(
        outgoing(address=address),
        brief=brief,
        priority=Priority.URGENT,
        expires_at=clock.now() + timedelta(minutes=90),
        about=About(thread=THREAD, number=number, kind=kind, page="/alerts/x/", code="K7M2"),
    )


def _failed(answer: Answer) -> DeliveryFailed:
    assert isinstance(answer, DeliveryFailed)
    return answer


def test_the_browser_reads_what_its_worker_needs(subscribed: tuple[str, Subscribed]) -> None:
    address, browser = subscribed
    message = alert(address)

    assert one(WebPushAdapter(), message) == Accepted()

    assert message.expires_at is not None
    assert browser.received() == [
        {
            "language": "es",
            "dir": "ltr",
            "title": "Confirmado cerca de Pico-Union",
            "body": "Vimos una camioneta.",
            "kind": "confirmed",
            "code": "K7M2",
            "tag": THREAD,
            "number": 1,
            "page": "/alerts/x/?lang=es",
            "expires_at": int(message.expires_at.timestamp()),
        }
    ]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_text_arrives_as_it_was_written_or_ends_at_a_word(
    subscribed: tuple[str, Subscribed], text: str
) -> None:
    address, browser = subscribed

    assert one(WebPushAdapter(), alert(address, brief=text)) == Accepted()

    [shown] = browser.received()
    if shown["body"] != text:
        kept = shown["body"].removesuffix("…")
        assert len(text.encode()) > 2000
        assert text.startswith(kept)
        assert len(kept.encode()) > 2000


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\u2028", "\x00"])
def test_no_value_makes_a_header(
    subscribed: tuple[str, Subscribed], service: PushService, break_: str
) -> None:
    address, _browser = subscribed
    attack = f"x{break_}Evil: yes{break_}{break_}"
    message = replace(
        alert(address),
        subject=attack,
        about=About(thread=attack, number=1, kind=attack, page=attack, code=attack),
    )

    assert one(WebPushAdapter(), message) == Accepted()

    assert "evil" not in service.took[0]


def test_a_letter_with_a_link_of_ours_opens_it(subscribed: tuple[str, Subscribed]) -> None:
    address, browser = subscribed
    body = (
        "Your alerts end soon.\n\nhttps://red.example/alerts/renew/TOKEN/\n\nIf you want no more, do nothing."
    )

    one(WebPushAdapter(), replace(outgoing(address=address), body=body))
    one(WebPushAdapter(), replace(outgoing(address=address), body="See https://evil.example/x"))

    letter, elsewhere = browser.received()
    assert letter["page"] == "/alerts/renew/TOKEN/"
    assert letter["body"] == "Your alerts end soon.\n\nIf you want no more, do nothing."
    assert (elsewhere["page"], elsewhere["body"]) == ("/?lang=es", "See https://evil.example/x")


def test_its_size_tells_nothing(subscribed: tuple[str, Subscribed]) -> None:
    address, browser = subscribed
    messages = [
        alert(address, brief=brief, number=number) for number, brief in enumerate(["", "x", "y" * 9000])
    ]
    messages = [replace(each, about=None) for each in messages]

    assert send(WebPushAdapter(), *messages) == [Accepted()] * 3

    assert len({len(each.body) for each in browser.waiting}) == 1
    assert len(browser.waiting[0].body) <= 4096


def test_a_push_service_is_told_no_more_than_it_needs(
    subscribed: tuple[str, Subscribed], service: PushService
) -> None:
    address, _browser = subscribed

    one(WebPushAdapter(), alert(address))

    [headers] = service.took
    expected = {"host", "ttl", "urgency", "authorization", "content-encoding", "content-type", "topic"}
    assert set(headers) - {"accept", "accept-encoding", "content-length"} == expected
    assert (headers["urgency"], headers["content-type"]) == ("high", "application/octet-stream")
    assert 5390 <= int(headers["ttl"]) <= 5400
    assert THREAD not in json.dumps(headers)


def test_a_newer_one_replaces_an_older_one_that_waits(subscribed: tuple[str, Subscribed]) -> None:
    address, browser = subscribed

    send(WebPushAdapter(), alert(address), alert(address, number=2, kind="withdrawal"))

    assert [each["kind"] for each in browser.received()] == ["withdrawal"]


def test_two_browsers_have_two_topics_for_one_thread(service: PushService) -> None:
    addresses = [service.subscribe(KEYRING.push_public_key())[0] for _ in range(2)]

    send(WebPushAdapter(), *(alert(address) for address in addresses))

    topics = [headers["topic"] for headers in service.took]
    assert len(set(topics)) == 2


@pytest.mark.parametrize(
    "priority, urgency",
    [
        (Priority.CORRECTION, "high"),
        (Priority.URGENT, "high"),
        (Priority.ROUTINE, "normal"),
        (Priority.DIGEST, "low"),
    ],
)
def test_the_urgency_is_that_of_the_message(
    subscribed: tuple[str, Subscribed], service: PushService, priority: Priority, urgency: str
) -> None:
    address, _browser = subscribed

    one(WebPushAdapter(), replace(alert(address), priority=priority))

    assert service.took[0]["urgency"] == urgency


def test_the_signature_is_made_once_for_many(service: PushService) -> None:
    addresses = [service.subscribe(KEYRING.push_public_key())[0] for _ in range(3)]

    assert send(WebPushAdapter(), *(alert(address) for address in addresses)) == [Accepted()] * 3

    assert len({headers["authorization"] for headers in service.took}) == 1


def test_a_browser_that_subscribed_with_another_key_keeps_its_wish(service: PushService) -> None:
    address, _browser = service.subscribe(Keyring.generate().push_public_key())

    answer = _failed(one(WebPushAdapter(), alert(address)))

    assert service.refused == ["another application server"]
    assert (answer.permanent, answer.is_address_at_fault, answer.reason) == (False, False, "push_403")


def test_a_browser_that_is_gone_ends_its_subscription(service: PushService) -> None:
    address, browser = service.subscribe(KEYRING.push_public_key())
    browser.is_gone = True
    unknown = address.replace("0000-c0ffee", "9999-c0ffee")

    answers = [_failed(each) for each in send(WebPushAdapter(), alert(address), alert(unknown))]

    assert [(each.permanent, each.is_address_at_fault) for each in answers] == [(True, True)] * 2
    assert {each.reason for each in answers} == {"push_gone"}


@pytest.mark.parametrize(
    "given, expected",
    [
        ((413, {}, b""), DeliveryFailed(permanent=True, reason="push_413")),
        ((400, {}, b""), DeliveryFailed(permanent=True, reason="push_400")),
        (
            (429, {"Retry-After": "90"}, b""),
            DeliveryFailed(permanent=False, reason="push_429", retry_after=timedelta(seconds=90)),
        ),
        ((429, {}, b""), DeliveryFailed(permanent=False, reason="push_429", retry_after=timedelta(seconds=5))),
        ((500, {}, b""), DeliveryFailed(permanent=False, reason="push_500", may_have_arrived=True)),
        (
            (503, {"Retry-After": "30"}, b""),
            DeliveryFailed(permanent=False, reason="push_503", retry_after=timedelta(seconds=30)),
        ),
        ((307, {"Location": "https://evil.example/"}, b""), DeliveryFailed(permanent=False, reason="push_307")),
        (
            (200, {"Content-Type": "text/html"}, b"<html>Sign in to the network"),
            DeliveryFailed(permanent=False, reason="push_page", may_have_arrived=True),
        ),
        ((202, {}, b""), Accepted()),
    ],
)  # fmt: skip
def test_each_answer_means_something(
    subscribed: tuple[str, Subscribed],
    service: PushService,
    given: tuple[int, dict[str, str], bytes],
    expected: Answer,
) -> None:
    address, _browser = subscribed
    service.instead = [given]

    assert one(WebPushAdapter(), alert(address)) == expected
    assert one(WebPushAdapter(), alert(address)) == Accepted()


def test_a_service_that_has_had_enough_is_left_alone_while_others_are_sent_to(
    service: PushService, settings: Settings
) -> None:
    crowded = [service.subscribe(KEYRING.push_public_key())[0] for _ in range(5)]
    service.instead = [(429, {"Retry-After": "60"}, b"")] * 5
    with push_service() as other:
        settings.PUSH_HOSTS = (service.host, other.host)
        elsewhere, browser = other.subscribe(KEYRING.push_public_key())

        answers = send(WebPushAdapter(), *(alert(address) for address in crowded), alert(elsewhere))

        assert [_failed(each).reason for each in answers[:5]] == ["push_429"] * 3 + ["push_service_rests"] * 2
        rest = _failed(answers[4]).retry_after
        assert rest is not None
        assert timedelta(seconds=50) < rest <= timedelta(seconds=60)
        assert len(service.instead) == 2
        assert answers[5] == Accepted()
        assert len(browser.received()) == 1


def test_a_service_that_is_down_stops_nobody_elses_messages(service: PushService, settings: Settings) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{nobody.getsockname()[1]}"
    settings.PUSH_HOSTS = (service.host, host)
    well, browser = service.subscribe(KEYRING.push_public_key())
    down = well.replace(service.host, host)

    answers = send(WebPushAdapter(), alert(down), alert(down), alert(well))

    assert [_failed(each).permanent for each in answers[:2]] == [False, False]
    assert not any(_failed(each).is_connection_lost for each in answers[:2])
    assert answers[2] == Accepted()
    assert len(browser.received()) == 1


def test_one_that_never_answers_may_have_taken_it(service: PushService, settings: Settings) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        settings.PUSH_HOSTS, settings.PUSH_TIMEOUT = (host,), timedelta(seconds=0.3)
        address = service.subscribe(KEYRING.push_public_key())[0].replace(service.host, host)

        answer = _failed(one(WebPushAdapter(), alert(address)))

    assert (answer.permanent, answer.may_have_arrived) == (False, True)


@pytest.mark.parametrize(
    "address",
    ["", "x", "maria@example.org", '{"endpoint": "https://push.example/"}'],
)
def test_what_is_no_subscription_is_given_up(service: PushService, address: str) -> None:
    answer = _failed(one(WebPushAdapter(), alert(address)))

    assert (answer.permanent, answer.is_address_at_fault) == (True, True)


@pytest.mark.parametrize(
    "allowed", [(), ("127.0.0.1",), ("localhost",), ("27.0.0.1",), ("127.0.0.1.example",), ("0.0.1",)]
)
def test_nothing_leaves_for_a_host_that_is_not_on_the_list(
    subscribed: tuple[str, Subscribed], service: PushService, settings: Settings, allowed: tuple[str, ...]
) -> None:
    address, _browser = subscribed
    settings.PUSH_HOSTS = allowed

    answer = _failed(one(WebPushAdapter(), alert(address)))

    assert (answer.permanent, answer.is_address_at_fault) == (True, False)
    assert (service.took, service.refused) == ([], [])


def test_a_gateway_without_a_key_for_push_sends_nothing(subscribed: tuple[str, Subscribed]) -> None:
    address, _browser = subscribed
    without = replace(KEYRING, push_key=b"")

    with keys.held_for_a_while(without), pytest.raises(ProviderDown):
        one(WebPushAdapter(), alert(address))


def test_many_at_once_wait_for_one_opening_and_all_learn_that_it_failed(
    service: PushService, settings: Settings
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{nobody.getsockname()[1]}"
    settings.PUSH_HOSTS = (service.host, host)
    well = [service.subscribe(KEYRING.push_public_key())[0] for _ in range(20)]
    down = [address.replace(service.host, host) for address in well]

    async def send_at_once() -> list[Answer]:
        async with WebPushAdapter().connect() as connection:
            return await asyncio.gather(*(connection.send(alert(address)) for address in [*down, *well]))

    answers = async_to_sync(send_at_once)()

    assert {_failed(each).reason for each in answers[:20]} == {"push_service_rests"}
    assert answers[20:] == [Accepted()] * 20
    assert services.service_of(f"http://{host}").in_a_row == services.MOST_IN_A_ROW


@pytest.mark.parametrize(
    "host, is_allowed",
    [
        ("fcm.googleapis.com", True),
        ("updates.push.services.mozilla.com", True),
        ("web.push.apple.com", True),
        ("wns2-par02p.notify.windows.com", True),
        ("googleapis.com", False),
        ("evilpush.apple.com", False),
        ("push.apple.com.evil.example", False),
    ],
)
def test_the_gateway_may_connect_to_push_services_and_what_lies_below_them(
    host: str, *, is_allowed: bool
) -> None:
    egress.enforce(WebPushAdapter().hosts())
    try:
        assert egress.is_allowed(host) is is_allowed
    finally:
        egress.lift()
