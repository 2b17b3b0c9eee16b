"""The incidents app's background work: following what happens to reports, and blurring what is over."""

from datetime import timedelta
from uuid import UUID

from amparo.core import database, jobs
from amparo.incidents.services import claims, close, form, numbers, presence, rumours, search_index, surge

_LEASE = timedelta(seconds=30)


@jobs.handler("incidents.form", lease=_LEASE)
def form_incident(payload: jobs.Payload, run: jobs.Run) -> None:
    """Put a new report into the incident it belongs to."""
    form.place_report(report_id=UUID(payload["subject"]), now=run.now)


@jobs.handler("incidents.report_withdrawn", lease=_LEASE)
def report_withdrawn(payload: jobs.Payload, run: jobs.Run) -> None:
    """Take a withdrawn report out of its incident."""
    form.report_withdrawn(report_id=UUID(payload["subject"]), now=run.now)


@jobs.handler("incidents.report_added_to", lease=_LEASE)
def report_added_to(payload: jobs.Payload, run: jobs.Run) -> None:
    """Note that a reporter told more."""
    form.report_added_to(report_id=UUID(payload["subject"]), now=run.now)


@jobs.handler("incidents.close", lease=_LEASE)
def close_incident(payload: jobs.Payload, run: jobs.Run) -> None:
    """Blur the times of an incident that was closed a day ago."""
    if close.close_incident(incident_id=UUID(payload["incident"]), now=run.now):
        database.erase_residue()


@jobs.handler("incidents.return_claim", lease=_LEASE)
def return_claim(payload: jobs.Payload, run: jobs.Run) -> None:
    """Give back a claim on which nobody acts; now, or when its time is over."""
    claims.watch(incident_id=UUID(payload["subject"]), now=run.now)


@jobs.handler("incidents.forget_looking", lease=_LEASE)
def forget_looking(_payload: jobs.Payload, run: jobs.Run) -> None:
    """Erase who looked at what."""
    presence.forget(run.now)


@jobs.handler(numbers.PUBLISH, lease=_LEASE)
def publish_week(_payload: jobs.Payload, run: jobs.Run) -> None:
    """Publish the numbers of the weeks that have settled."""
    numbers.publish_weeks(now=run.now)


@jobs.handler(surge.LOOK_JOB, lease=_LEASE)
def look_at_load(_payload: jobs.Payload, run: jobs.Run) -> None:
    """Let the level follow what came in within the last hour."""
    surge.look(now=run.now)


@jobs.handler("incidents.prune_search", lease=_LEASE)
def prune_search(_payload: jobs.Payload, run: jobs.Run) -> None:
    """Take out of the search what is no longer public, and forget rumour drafts that nobody published."""
    search_index.prune(run.now)
    rumours.forget_old_drafts(run.now)
