"""Two messages of one person at once wait for each other in one order: no `test_` in the name, as for incidents."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from amparo.channels import keys
from amparo.channels.models import InboundMessage, Thread
from amparo.channels.services import inbound
from amparo.core import clock, jobs
from amparo.reports.models import Report, ReportAddition
from amparo.reports.services import converse
from tests.meeting import in_the_midst
from tests.reports.texting import Phone, a_gateway

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("network"),
    pytest.mark.timeout(60),
]

EVERYTHING = "I see them knocking at a door at 7th and Alvarado, Westlake, right now"


def test_a_message_is_taken_while_the_gateway_takes_the_next_one_in(tmp_path: Path) -> None:
    with a_gateway(tmp_path):
        phone = Phone()
        phone.writes(EVERYTHING)
        phone.puts_in("Now there are three vans")
        jobs.run_all(now=phone.now, queues=("gateway",))
        (ready,) = InboundMessage.objects.filter(state="ready").values_list("pk", flat=True)
        phone.puts_in("And a white one")
        (next_one,) = InboundMessage.objects.filter(state="received").values_list("pk", flat=True)

        in_the_midst(
            # What the gateway's act begins with.
            partial(Thread.objects.update, expires_at=clock.floor_to(phone.now, clock.HOUR)),
            partial(converse.take, inbound_id=ready, now=phone.now),
            partial(inbound.sort, next_one, keyring=keys.held(), now=phone.now),
        )
        phone.waits(timedelta(seconds=1))

    assert (Report.objects.count(), ReportAddition.objects.count()) == (1, 2)
