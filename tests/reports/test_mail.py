"""An e-mail becomes a report, and the receipt goes back."""

from pathlib import Path

import pytest

from amparo.channels.api import receive_mail
from amparo.channels.models import Delivery, InboundMessage, RecordedMessage
from amparo.core import jobs
from amparo.reports.domain import conversation
from amparo.reports.models import Report
from amparo.reports.services import converse
from tests.channels.keys import being_the_gateway
from tests.reports.reporting import NOW, Neighbour

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


def mail(text: str) -> bytes:
    head = (
        "From: Neighbour <neighbour@example.org>\r\nTo: report@network.example\r\nSubject: In our street\r\n"
    )
    return f"{head}Message-ID: <1@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()


@pytest.mark.parametrize(
    "text,is_known", [("They stop cars in Pico-Union, 6 of them.", True), ("They stop cars.", False)]
)
def test_a_mail_becomes_one_report_and_its_sender_gets_the_words(
    tmp_path: Path,
    text: str,
    is_known: bool,  # noqa: FBT001 — a row of the table
) -> None:
    with being_the_gateway(tmp_path):
        receive_mail(mail(text), now=NOW)
        drained = jobs.run_all(now=NOW)
        assert not Report.objects.exists()
        jobs.run_all(now=NOW + conversation.QUIET)

    report = Report.objects.get()
    assert "reports.take_inbound" in drained.done
    assert not drained.failed
    assert (report.channel, report.place_is_known, report.first_hand) == ("email", is_known, False)
    assert text in report.text
    assert "neighbour@example.org" not in str(report.__dict__)
    assert not converse.take(inbound_id=InboundMessage.objects.get().pk, now=NOW)
    assert Report.objects.count() == 1


def test_the_words_of_the_answer_open_the_report(tmp_path: Path, neighbour: Neighbour) -> None:
    with being_the_gateway(tmp_path):
        receive_mail(mail("I see them stop cars in Pico-Union, right now."), now=NOW)
        jobs.run_all(now=NOW)
    words = RecordedMessage.objects.get().body.split("six words:")[1].split("With them")[0]

    neighbour.opens("/receipt/")
    neighbour.sends(path="/receipt/", code=words)

    assert "badge--received" in neighbour.text
    assert not any(word in str(Delivery.objects.get().values) for word in words.split())
