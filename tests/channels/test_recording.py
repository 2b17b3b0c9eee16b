import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings
from typing_extensions import override

from amparo.channels.adapter import Adapter
from amparo.channels.models import RecordedMessage
from amparo.channels.recording import RecordingAdapter, RecordingSMSAdapter
from tests.channels.contract import AdapterContract, Left, outgoing
from tests.channels.wire import send

pytestmark = pytest.mark.django_db


class TestRecordingAdapter(AdapterContract):
    @pytest.fixture
    @override
    def adapter(self) -> Adapter:
        return RecordingAdapter()

    @override
    def left(self) -> list[Left]:
        return [Left(row.subject, row.body, row.headers) for row in RecordedMessage.objects.all()]


def test_an_address_is_masked() -> None:
    send(RecordingAdapter(), outgoing(address="maria@example.org"))

    recorded = RecordedMessage.objects.get()
    assert recorded.to == "m•••@e•••"
    assert "maria" not in str(recorded.headers)


def test_production_refuses_it(settings: Settings) -> None:
    settings.MAY_RECORD_MESSAGES = False

    assert {error.id for error in run_checks(tags=["channels"])} == {"channels.E001"}
    for adapter in (RecordingAdapter, RecordingSMSAdapter):
        with pytest.raises(ImproperlyConfigured):
            adapter()


def test_only_demonstration_and_tests_may_record() -> None:
    from amparo.settings import base, demo

    assert base.MAY_RECORD_MESSAGES is False
    assert demo.MAY_RECORD_MESSAGES is True
