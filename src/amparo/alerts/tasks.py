"""The background work of alerts: publish, fan out, expire, and keep subscriptions honest."""

from datetime import timedelta
from uuid import UUID

from amparo.alerts.services import (
    drilling,
    expiring,
    joining,
    polling,
    publishing,
    sending,
    signing,
    subscribing,
    taking,
)
from amparo.channels.api import ChannelKind, Known
from amparo.core import jobs, journal
from amparo.core.jobs import Payload, Run


@jobs.handler("alerts.publish")
def publish(_payload: Payload, run: Run) -> None:
    """Write the feeds as they should be now, and again at the next beat: readers tell by it that we are there."""
    next_beat = publishing.next_beat(run.now)
    jobs.enqueue("alerts.publish", {}, now=run.now, run_at=next_beat, unique="alerts.beat")
    jobs.enqueue("alerts.poll_partners", {}, now=run.now, unique="alerts.poll_partners")
    publishing.publish(run.now)


@jobs.handler("alerts.expire")
def expire(_payload: Payload, run: Run) -> None:
    """End what is past its time, and take it out of the feeds."""
    expiring.expire(run.now)
    publishing.publish(run.now)


@jobs.handler("alerts.poll_partners", queue="gateway")
def poll_partners(_payload: Payload, run: Run) -> None:
    """Ask for the index of each partner whose turn it is, and come back."""
    polling.poll(run.now)


@jobs.handler("alerts.fetch_document", queue="gateway")
def fetch_document(payload: Payload, run: Run) -> None:
    """Fetch a document of a partner: only the gateway goes out."""
    polling.fetch(payload["document"], run.now)


@jobs.handler("alerts.take_document")
def take_document(payload: Payload, run: Run) -> None:
    """Read what was fetched of a partner."""
    taking.take(payload["document"], Known(payload["etag"], payload["last_modified"]), run.now)


@jobs.handler("alerts.sign", queue=signing.QUEUE, max_attempts=20)
def sign(payload: Payload, run: Run) -> None:
    """Sign a released alert, and publish it: only what is signed stands in the feeds."""
    if signing.sign(UUID(payload["alert"]), run.now):
        publishing.publish(run.now)


@jobs.handler("alerts.fan_out", lease=timedelta(minutes=1), max_attempts=20)
def fan_out(payload: Payload, run: Run) -> None:
    """Write the recipients of an alert into the delivery ledger."""
    sending.fan_out(UUID(payload["alert"]), run)


@jobs.handler("alerts.forget_unconfirmed")
def forget_unconfirmed(payload: Payload, run: Run) -> None:
    """Erase a subscription that nobody confirmed in time."""
    subscribing.forget_unconfirmed(UUID(payload["subscription"]), run.now)


@jobs.handler("alerts.end_consent")
def end_consent(payload: Payload, run: Run) -> None:
    """Erase a subscription whose consent has run out."""
    subscribing.end_consent(UUID(payload["subscription"]), run.now)


@jobs.handler("alerts.same_address")
def same_address(payload: Payload, run: Run) -> None:
    """Let a newly confirmed subscription replace an earlier one of the same address."""
    entries = journal.after(payload["entry"] - 1, limit=1)
    earlier = entries[0].payload.get("same_as") if entries else None
    if isinstance(earlier, str):
        drilling.same_address(UUID(payload["subject"]), UUID(earlier))
        subscribing.same_address(UUID(payload["subject"]), UUID(earlier), run.now)


@jobs.handler("alerts.stop")
def stop(payload: Payload, run: Run) -> None:
    """End the subscriptions of an address that asked to stop, or ask there whether it did."""
    entries = journal.after(payload["entry"] - 1, limit=1)
    if entries and entries[0].by == "subscriber":  # a reporter's correspondent is not ours
        channel = ChannelKind(str(entries[0].payload["channel"]))
        subscribing.stop(UUID(payload["subject"]), channel=channel, now=run.now)


@jobs.handler("alerts.join")
def join(payload: Payload, run: Run) -> None:
    """Carry out a wish to join that came by message."""
    joining.take(UUID(payload["subject"]), run.now)


@jobs.handler("alerts.let_go")
def let_go(payload: Payload, run: Run) -> None:
    """Forget somebody whose wish to join led to nothing."""
    joining.let_go(UUID(payload["correspondent"]), run.now)


@jobs.handler("alerts.unreachable")
def unreachable(payload: Payload, run: Run) -> None:
    """End the subscriptions of an address where nothing arrives."""
    drilling.leave_unreachable(UUID(payload["subject"]), run.now)
    subscribing.end_of(UUID(payload["subject"]), reason="unreachable", now=run.now)


@jobs.handler("alerts.drill")
def drill(payload: Payload, run: Run) -> None:
    """Queue a drill, or the word that it is over, to its volunteers."""
    reached_by = payload.get("reached_by")
    drilling.send(UUID(payload["message"]), UUID(reached_by) if reached_by else None, run.now)


@jobs.handler("alerts.forget_volunteer")
def forget_volunteer(payload: Payload, run: Run) -> None:
    """Forget a volunteer's address that nobody confirmed in time."""
    drilling.forget_unconfirmed(UUID(payload["volunteer"]), run.now)


@jobs.handler("alerts.volunteer_leaves")
def volunteer_leaves(payload: Payload, run: Run) -> None:
    """Forget where a member who left the network got drills."""
    drilling.leave(member_id=UUID(payload["subject"]), now=run.now)
