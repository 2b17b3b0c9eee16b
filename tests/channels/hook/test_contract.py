"""The partner's webhook passes what every channel must."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings
from typing_extensions import override

from amparo.channels.adapter import Adapter
from amparo.channels.hook.adapter import HookAdapter
from tests.channels.contract import Arrived
from tests.channels.hooks.conftest import HOOK_SECRET
from tests.channels.http_contract import HTTPContract
from tests.channels.http_provider import Provider, Says, http_provider


class TestHookAdapter(HTTPContract):
    address = "user-7-of-theirs"
    secrets = (HOOK_SECRET, HOOK_SECRET.removeprefix("whsec_"))
    takes_a_key = True
    status_is_the_answer = True
    says = {
        "permanent": Says(422, b'{"error": "not_understood"}'),
        "address": Says(404, b'{"error": "unknown_recipient"}'),
        "too_many": Says(429, b"", {"Retry-After": "7"}),
    }

    @pytest.fixture(autouse=True)
    @override
    def provider(self, settings: Settings) -> Iterator[Provider]:
        self.settings = settings
        with http_provider() as running:
            self.server = running
            settings.HOOK_URL, settings.HOOK_SECRETS = f"{running.url}/amparo", (HOOK_SECRET,)
            settings.HOOK_TIMEOUT = timedelta(seconds=1)
            yield running

    @pytest.fixture
    @override
    def adapter(self) -> Adapter:
        return HookAdapter()

    @override
    def point_at(self, url: str) -> None:
        self.settings.HOOK_URL = url

    @override
    def arrived(self) -> list[Arrived]:
        found = [(json.loads(taken.body), taken.headers) for taken in self.server.taken]
        return [Arrived(content["to"], content["text"], headers["webhook-id"]) for content, headers in found]

    @override
    def fits(self, text: str) -> bool:
        return True
