"""Three workers and two gateways beside one database and one broker, of which some are killed amid the work."""

import re
from collections import Counter
from pathlib import Path

import pytest

from amparo.settings.base import GATEWAY_CONNECTIONS
from tests import rabbitmq
from tests.channels.smtp_server import Letterbox, smtp_server
from tests.core.jobs.machines import machines
from tests.waiting import wait_until

PEOPLE = 2400
A_JOB = 20
# What a killed gateway may have sent without writing it down: a batch on each of its connections.
MOST_TWICE = 100 * GATEWAY_CONNECTIONS
_KEY = re.compile(rb"^Message-ID: <([0-9a-f]{32})@", re.MULTILINE)


@pytest.mark.needs("rabbitmq")
@pytest.mark.timeout(600)
def test_killed_amid_the_work_everybody_is_reached_and_no_job_is_lost(tmp_path: Path) -> None:
    letterbox = Letterbox(delay_s=0.002)
    with (
        rabbitmq.server() as node,
        smtp_server(letterbox) as port,
        machines(
            tmp_path,
            AMPARO_BROKER_URL=node.url,
            AMPARO_SMTP_HOST="127.0.0.1",
            AMPARO_SMTP_PORT=str(port),
            AMPARO_SMTP_SECURITY="none",
            AMPARO_SMTP_FROM_ADDRESS="alertas@red.example",
        ) as running,
    ):
        running.fill(PEOPLE, A_JOB)
        workers = [running.worker() for _ in range(3)]
        gateways = [running.gateway() for _ in range(2)]
        wait_until(lambda: len(letterbox.accepted) >= PEOPLE // 10, 120)
        workers[0].kill()
        gateways[0].kill()
        wait_until(lambda: len(letterbox.accepted) >= PEOPLE // 3, 120)
        node.kill()
        wait_until(lambda: len(letterbox.accepted) >= PEOPLE // 2, 120)
        node.start()
        wait_until(
            lambda: running.one("SELECT count(*) FROM channels_delivery WHERE state = 'sent'") == PEOPLE, 120
        )
        wait_until(lambda: running.one("SELECT count(*) FROM core_job WHERE name = 'crowd.queue'") == 0, 120)
        times = Counter(match[1] for _, raw in letterbox.accepted if (match := _KEY.search(raw)))

        assert len(times) == PEOPLE
        assert sum(times.values()) - PEOPLE <= MOST_TWICE
        assert running.one("SELECT count(*) FROM core_job WHERE state = 'dead'") == 0
        assert [each.poll() for each in (*workers[1:], *gateways[1:])] == [None] * 3
