"""An invented app's background work: each job queues a message to a few of a crowd."""

import time
from datetime import timedelta
from uuid import UUID

from amparo.channels import api as channels
from amparo.core.jobs import Payload, Priority, Run, handler

WORK_S = 0.04


@handler("crowd.queue", lease=timedelta(seconds=5))
def queue(payload: Payload, run: Run) -> None:
    """Queue the message; who is queued already is passed over."""
    time.sleep(WORK_S)
    channels.queue_deliveries(
        message_id=UUID(payload["message"]),
        recipients=(channels.Recipient(UUID(person), "es", {}) for person in payload["people"]),
        priority=Priority.URGENT,
        now=run.now,
    )


@handler("crowd.nothing")
def nothing(_payload: Payload, _run: Run) -> None:
    """Do nothing: what is left is the cost of a job."""
