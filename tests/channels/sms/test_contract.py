"""Both SMS adapters pass what every channel must, against servers that answer as the real ones do."""

import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from pytest_django import Settings
from typing_extensions import override

from amparo.channels.adapter import Adapter
from amparo.channels.api import switch_on
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.domain.sms_parts import measure
from amparo.channels.sms.kannel import KannelAdapter
from amparo.channels.sms.twilio import TwilioAdapter
from tests.channels.conftest import NOW
from tests.channels.contract import Arrived
from tests.channels.http_contract import HTTPContract
from tests.channels.http_provider import Provider, Says, Taken, http_provider

pytestmark = pytest.mark.django_db

JSON = {"Content-Type": "application/json"}


class SMSContract(HTTPContract):
    address = "+12135550142"

    @pytest.fixture(autouse=True)
    @override
    def provider(self, settings: Settings) -> Iterator[Provider]:
        switch_on(ChannelKind.SMS, by="system", now=NOW)
        self.settings = settings
        with http_provider() as running:
            self.server = running
            running.answer = self.answer
            settings.SMS_TIMEOUT = timedelta(seconds=1)
            self.point_at(running.url)
            self.sign_in()
            yield running

    def answer(self, taken: Taken) -> Says:
        raise NotImplementedError

    def sign_in(self) -> None:
        raise NotImplementedError

    @override
    def fits(self, text: str) -> bool:
        return measure(text).parts <= 6


class TestKannel(SMSContract):
    secrets = ("send-secret", "hook-secret")
    takes_a_key = True
    status_is_the_answer = True
    says = {
        "permanent": Says(400, b"Invalid receiver number"),
        "too_many": Says(503, b"Temporal failure, try again later.", {"Retry-After": "7"}),
    }

    @pytest.fixture
    @override
    def adapter(self) -> Adapter:
        return KannelAdapter()

    @override
    def point_at(self, url: str) -> None:
        self.settings.KANNEL_URL = f"{url}/cgi-bin/sendsms"

    @override
    def sign_in(self) -> None:
        self.settings.KANNEL_PASSWORD, self.settings.KANNEL_SECRET = "send-secret", "hook-secret"
        self.settings.KANNEL_FROM = "+12135550000"

    @override
    def answer(self, taken: Taken) -> Says:
        if taken.headers.get("x-kannel-password") != "send-secret":
            return Says(403, b"Authorization failed for sendsms")
        return Says(202, b"0: Accepted for delivery")

    @override
    def arrived(self) -> list[Arrived]:
        return [
            Arrived(
                taken.headers["x-kannel-to"],
                taken.body.decode(),
                parse_qs(taken.headers["x-kannel-dlr-url"].partition("?")[2])["key"][0],
            )
            for taken in self.server.taken
        ]


def _refusal(status: int, code: int, words: str, headers: dict[str, str] | None = None) -> Says:
    content = {"code": code, "message": words, "more_info": "https://www.twilio.com/docs", "status": status}
    return Says(status, json.dumps(content).encode(), {**JSON, **(headers or {})})


class TestTwilio(SMSContract):
    secrets = ("token-of-twilio",)
    takes_a_key = True
    says = {
        "permanent": _refusal(400, 21617, "The concatenated message body exceeds the 1600 character limit"),
        "address": _refusal(400, 21211, "The 'To' number +12135550142 is not a valid phone number."),
        "too_many": _refusal(429, 20429, "Too Many Requests", {"Retry-After": "7"}),
    }

    @pytest.fixture
    @override
    def adapter(self) -> Adapter:
        return TwilioAdapter()

    @override
    def point_at(self, url: str) -> None:
        self.settings.TWILIO_URL = url

    @override
    def sign_in(self) -> None:
        self.settings.TWILIO_ACCOUNT, self.settings.TWILIO_TOKEN = "AC0123", "token-of-twilio"
        self.settings.TWILIO_FROM = "+12135550000"
        self.settings.GATEWAY_HOOKS_ORIGIN = "https://red.example"

    @override
    def answer(self, taken: Taken) -> Says:
        fields = parse_qs(taken.body.decode(), keep_blank_values=True)
        if len(fields["Body"][0].encode("utf-16-le")) > 2 * 1600:
            return self.says["permanent"]
        content = {"sid": "SM0123", "status": "queued", "to": fields["To"][0], "body": fields["Body"][0]}
        return Says(201, json.dumps(content).encode(), JSON)

    @override
    def arrived(self) -> list[Arrived]:
        found = [parse_qs(taken.body.decode(), keep_blank_values=True) for taken in self.server.taken]
        return [
            Arrived(
                fields["To"][0],
                fields["Body"][0],
                parse_qs(fields["StatusCallback"][0].partition("?")[2])["key"][0],
            )
            for fields in found
        ]
