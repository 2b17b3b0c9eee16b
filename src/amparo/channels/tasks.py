"""The gateway's background work."""

from datetime import datetime, timedelta
from uuid import UUID

from amparo.channels import keys
from amparo.channels.domain.kinds import ChannelKind
from amparo.channels.services import correspondents, delivery_reports, inbound, lanes, sending, threads
from amparo.core.jobs import Payload, Run, handler


@handler("channels.send", queue="gateway", lease=timedelta(seconds=60))
def send(payload: Payload, run: Run) -> None:
    """Send what is due. Harmless when it runs twice: every delivery has a lease of its own.

    In the gateway each kind has a thread of its own, so that a slow provider keeps nobody else waiting; the thread is
    only told. Should the process end before it has begun, its successor looks for what is due.
    """
    kind = ChannelKind(payload["kind"])
    if not lanes.tell(kind):
        sending.send_due(kind, keyring=keys.held(), now=run.now)


@handler("channels.record_failure", queue="gateway")
def record_failure(payload: Payload, run: Run) -> None:
    """Record a delivery report that came before our own ledger knew that the message was sent."""
    delivery_reports.record_failure(
        payload["key"], is_address_at_fault=payload["is_address_at_fault"], now=run.now
    )


@handler("channels.record_by_reference", queue="gateway")
def record_by_reference(payload: Payload, run: Run) -> None:
    """Record a delivery report whose message our own ledger did not know by the provider's name yet."""
    delivery_reports.record_by_reference(
        ChannelKind(payload["kind"]),
        payload["reference"],
        has_arrived=payload["has_arrived"],
        is_address_at_fault=payload["is_address_at_fault"],
        now=run.now,
        tries=payload["tries"],
    )


@handler("channels.confirm", queue="gateway")
def confirm(payload: Payload, run: Run) -> None:
    """Re-encrypt a confirmed address and merge it with an earlier one that is the same."""
    correspondents.confirm_now(UUID(payload["correspondent"]), keyring=keys.held(), now=run.now)


@handler("channels.sort_inbound", queue="gateway", lease=timedelta(minutes=1))
def sort_inbound(payload: Payload, run: Run) -> None:
    """Act on a wish, or make an incoming message ready to be taken; and all that came before it."""
    inbound.sort(UUID(payload["inbound"]), keyring=keys.held(), now=run.now)


@handler("channels.open_thread", queue="gateway")
def open_thread(payload: Payload, run: Run) -> None:
    """Let the answer of somebody who left an address come to the report that they told."""
    threads.open_now(UUID(payload["correspondent"]), keyring=keys.held(), now=run.now)


@handler("channels.part", queue="gateway")
def part(payload: Payload, run: Run) -> None:
    """Forget a correspondent as soon as the last answer has left, or its time is over."""
    latest = datetime.fromisoformat(payload["latest"])
    threads.part_now_or_later(UUID(payload["correspondent"]), latest=latest, now=run.now)
