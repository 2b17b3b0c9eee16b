"""What both SMS adapters must do, against a real server that stands for the provider."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from pytest_django import Settings

from amparo.channels.adapter import Accepted, Adapter, Answer, DeliveryFailed, Outgoing, ProviderDown
from amparo.channels.api import AddressRefused, register_correspondent, switch_off, switch_on
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.sms.kannel import KannelAdapter
from amparo.channels.sms.twilio import TwilioAdapter
from tests.channels import contract
from tests.channels.conftest import NOW
from tests.channels.http_provider import Provider, Taken, http_provider
from tests.channels.wire import connected, one, send

pytestmark = pytest.mark.django_db

NUMBER = "+12135550142"
ADAPTERS: dict[str, Callable[[], Adapter]] = {"kannel": KannelAdapter, "twilio": TwilioAdapter}


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    switch_on(ChannelKind.SMS, by="system", now=NOW)
    with http_provider() as running:
        settings.KANNEL_URL = f"{running.url}/cgi-bin/sendsms"
        settings.KANNEL_PASSWORD, settings.KANNEL_SECRET = "send-secret", "hook-secret"
        settings.KANNEL_FROM = settings.TWILIO_FROM = "+12135550000"
        settings.TWILIO_URL, settings.TWILIO_ACCOUNT = running.url, "AC0123"
        settings.TWILIO_TOKEN = "token"
        settings.SMS_TIMEOUT = timedelta(seconds=0.5)
        running.body = b'{"sid": "SM1"}'
        yield running


@pytest.fixture(params=ADAPTERS)
def adapter(request: pytest.FixtureRequest) -> Adapter:
    return ADAPTERS[request.param]()


def _outgoing(body: str = "Una camioneta blanca.", *, key: str = contract.KEY, short: str = "") -> Outgoing:
    return replace(contract.outgoing(address=NUMBER, body=body, key=key), short=short)


def _send(adapter: Adapter, outgoing: Outgoing) -> Answer:
    return one(adapter, outgoing)


def _text(taken: Taken) -> str:
    if "x-kannel-to" in taken.headers:
        return taken.body.decode()
    return parse_qs(taken.body.decode(), keep_blank_values=True)["Body"][0]


@pytest.mark.parametrize(
    "text",
    ["A van.", "Ojalá ningún niño… ¿está?", "لا تفتح الباب.", "有人看見", "⚠️ 👩‍👩‍👧", "a+b & c=d\n%41"],
)
def test_a_text_arrives_as_it_was_written(adapter: Adapter, provider: Provider, text: str) -> None:
    assert _send(adapter, _outgoing(text)) == Accepted()
    assert [_text(taken) for taken in provider.taken] == [text]


def test_the_short_text_is_what_an_sms_says(adapter: Adapter, provider: Provider) -> None:
    _send(adapter, _outgoing("A long body.", short="Short."))

    assert [_text(taken) for taken in provider.taken] == ["Short."]


def test_a_text_of_many_parts_is_cut(adapter: Adapter, provider: Provider, settings: Settings) -> None:
    settings.SMS_MOST_PARTS = 2

    _send(adapter, _outgoing("palabra " * 200))

    assert len(_text(provider.taken[0])) <= 306
    assert _text(provider.taken[0]).endswith("palabra...")


def test_neither_number_nor_text_is_in_the_address_line(adapter: Adapter, provider: Provider) -> None:
    _send(adapter, _outgoing("camioneta"))

    assert "2135550142" not in provider.taken[0].target
    assert "camioneta" not in provider.taken[0].target


def test_many_leave_over_one_connection(adapter: Adapter, provider: Provider) -> None:
    answers = send(adapter, *[_outgoing() for _ in range(5)])

    assert answers == [Accepted()] * 5
    assert provider.connections == 1


@pytest.mark.parametrize(
    "address", ["+1213\r\nX-Kannel-To: +13105550000", "12135550142", "", "+12 13", "+1 OR 1=1"]
)
def test_an_address_that_no_program_of_ours_writes_is_refused(
    adapter: Adapter, provider: Provider, address: str
) -> None:
    answer = _send(adapter, replace(_outgoing(), address=address))

    assert answer == DeliveryFailed(permanent=True, reason="header_refused")
    assert provider.taken == []


def test_a_key_that_no_program_of_ours_writes_is_refused(adapter: Adapter, provider: Provider) -> None:
    assert isinstance(_send(adapter, _outgoing(key="a\r\nb")), DeliveryFailed)
    assert provider.taken == []


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_provider_in_trouble_is_left_alone(adapter: Adapter, provider: Provider, status: int) -> None:
    provider.statuses = [status]

    answer = _send(adapter, _outgoing())

    assert isinstance(answer, DeliveryFailed)
    assert not answer.permanent
    assert answer.is_connection_lost
    assert not answer.is_address_at_fault


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_password_costs_nobody_their_message(
    adapter: Adapter, provider: Provider, status: int
) -> None:
    provider.statuses = [status]

    answer = _send(adapter, _outgoing())

    assert isinstance(answer, DeliveryFailed)
    assert (answer.permanent, answer.reason, answer.is_connection_lost) == (False, "sign_in_refused", True)


def test_a_connection_dropped_before_the_answer_may_have_delivered(
    adapter: Adapter, provider: Provider
) -> None:
    provider.drops = True

    assert _send(adapter, _outgoing()) == DeliveryFailed(
        permanent=False, reason="connection_lost", may_have_arrived=True, is_connection_lost=True
    )


def test_a_provider_slower_than_our_patience_may_have_delivered(adapter: Adapter, provider: Provider) -> None:
    provider.delay = threading.Event()

    answer = _send(adapter, _outgoing())

    assert isinstance(answer, DeliveryFailed)
    assert answer.may_have_arrived


def test_a_provider_that_does_not_listen_is_down(
    adapter: Adapter, provider: Provider, settings: Settings
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.KANNEL_URL = settings.TWILIO_URL = f"http://127.0.0.1:{nobody.getsockname()[1]}"

        with pytest.raises(ProviderDown) as down, connected(adapter):
            pass

    assert down.value.reason == "unreachable"


def test_nothing_leaves_in_clear_to_another_machine(
    adapter: Adapter, provider: Provider, settings: Settings
) -> None:
    settings.KANNEL_URL = settings.TWILIO_URL = "http://sms.example/send"

    with pytest.raises(ProviderDown) as down, connected(adapter):
        pass

    assert down.value.reason == "not_https"


def test_nothing_leaves_while_sms_is_switched_off(adapter: Adapter, provider: Provider) -> None:
    switch_off(ChannelKind.SMS, by="system", now=NOW)

    with pytest.raises(ProviderDown) as down, connected(adapter):
        pass

    assert down.value.reason == "switched_off"


def test_without_an_account_nothing_leaves(adapter: Adapter, provider: Provider, settings: Settings) -> None:
    settings.KANNEL_PASSWORD = settings.TWILIO_TOKEN = ""

    with pytest.raises(ProviderDown) as down, connected(adapter):
        pass

    assert down.value.reason == "not_configured"


class TestKannel:
    @pytest.mark.parametrize("text, coding", [("A van.", "0"), ("¿Qué? ñ", "0"), ("sí", "2"), ("有人", "2")])
    def test_letters_beyond_gsm_are_announced(self, provider: Provider, text: str, coding: str) -> None:
        _send(KannelAdapter(), _outgoing(text))

        assert provider.taken[0].headers["x-kannel-coding"] == coding
        assert provider.taken[0].headers["content-type"] == "text/plain; charset=UTF-8"

    def test_a_report_is_asked_for(self, provider: Provider) -> None:
        _send(KannelAdapter(), _outgoing())

        headers = provider.taken[0].headers
        assert headers["x-kannel-dlr-mask"] == "19"
        assert headers["x-kannel-dlr-url"] == (
            f"http://kannel:hook-secret@127.0.0.1:8010/hooks/kannel/report/?key={contract.KEY}&status=%d"
        )

    def test_a_number_that_kannel_refuses_is_given_up(self, provider: Provider) -> None:
        provider.statuses = [400]

        assert _send(KannelAdapter(), _outgoing()) == DeliveryFailed(permanent=True, reason="kannel_400")


class TestTwilio:
    def test_the_account_signs_in_and_asks_for_a_report(self, provider: Provider, settings: Settings) -> None:
        settings.GATEWAY_HOOKS_ORIGIN = "https://red.example"

        _send(TwilioAdapter(), _outgoing())

        [taken] = provider.taken
        assert taken.target == "/2010-04-01/Accounts/AC0123/Messages.json"
        assert taken.headers["authorization"] == "Basic QUMwMTIzOnRva2Vu"
        fields = parse_qs(taken.body.decode())
        assert (fields["To"], fields["From"]) == ([NUMBER], ["+12135550000"])
        assert fields["StatusCallback"] == [f"https://red.example/hooks/twilio/status/?key={contract.KEY}"]

    def test_a_messaging_service_sends(self, provider: Provider, settings: Settings) -> None:
        settings.TWILIO_FROM = "MG0123"

        _send(TwilioAdapter(), _outgoing())

        fields = parse_qs(provider.taken[0].body.decode())
        assert fields["MessagingServiceSid"] == ["MG0123"]
        assert "From" not in fields

    @pytest.mark.parametrize("code", [21211, 21610, 21614])
    def test_some_refusals_are_the_numbers_fault(self, provider: Provider, code: int) -> None:
        provider.statuses = [400]
        provider.body = json.dumps({"code": code, "message": f"The number {NUMBER} is wrong"}).encode()

        assert _send(TwilioAdapter(), _outgoing()) == DeliveryFailed(
            permanent=True, reason=f"twilio_{code}", is_address_at_fault=True
        )

    @pytest.mark.parametrize(
        "body", [b'{"code": 21408}', b"<html>", b"[" * 60_000, b'{"code": "+12135550142"}', b"[1]"]
    )
    def test_other_refusals_are_not(self, provider: Provider, body: bytes) -> None:
        provider.statuses = [400]
        provider.body = body

        answer = _send(TwilioAdapter(), _outgoing())

        assert isinstance(answer, DeliveryFailed)
        assert answer.permanent
        assert not answer.is_address_at_fault
        assert "2135550142" not in answer.reason

    @pytest.mark.parametrize("header, wait", [("7", 7), ("", 1), ("soon", 1), ("99999999999999", 3600)])
    def test_too_many_is_no_refusal(self, provider: Provider, header: str, wait: int) -> None:
        provider.statuses = [429]
        provider.headers = {"Retry-After": header} if header else {}

        assert _send(TwilioAdapter(), _outgoing()) == DeliveryFailed(
            permanent=False, reason="too_many", retry_after=timedelta(seconds=wait), is_connection_lost=True
        )

    def test_redirects_are_not_followed(self, provider: Provider) -> None:
        provider.statuses = [307]
        provider.headers = {"Location": f"{provider.url}/elsewhere"}

        answer = _send(TwilioAdapter(), _outgoing())

        assert isinstance(answer, DeliveryFailed)
        assert [taken.target for taken in provider.taken] == ["/2010-04-01/Accounts/AC0123/Messages.json"]


class TestCountries:
    @pytest.mark.parametrize(
        "number, is_sent",
        [
            ("+12135550142", True),
            ("+525512345678", False),
            ("+18765551234", False),  # Jamaica shares the calling code, and costs ten times as much
            ("+14165551234", False),
            ("+447700900123", False),
        ],
    )
    def test_sms_leaves_to_the_network_s_own_country_alone(
        self,
        adapter: Adapter,
        provider: Provider,
        number: str,
        is_sent: bool,  # noqa: FBT001
    ) -> None:
        answer = one(adapter, replace(_outgoing(), address=number))

        refused = DeliveryFailed(permanent=True, reason="other_country")
        assert answer == (Accepted() if is_sent else refused)
        assert len(provider.taken) == is_sent

    @pytest.mark.usefixtures("provider")
    def test_others_are_allowed_by_name(self, adapter: Adapter, settings: Settings) -> None:
        settings.SMS_COUNTRIES = ("US", "MX")

        assert one(adapter, replace(_outgoing(), address="+525512345678")) == Accepted()

    def test_a_number_of_another_country_is_refused_before_it_is_stored(self) -> None:
        with pytest.raises(AddressRefused) as refused:
            register_correspondent(kind=ChannelKind.SMS, address="+525512345678", language="es", now=NOW)

        assert refused.value.fields == {"reason": "other_country"}
