"""The vault's background work."""

from datetime import timedelta

from amparo.core import jobs
from amparo.vault.services import belonging


@jobs.handler("vault.tidy", lease=timedelta(minutes=10))
def tidy(payload: jobs.Payload, run: jobs.Run) -> None:  # noqa: ARG001 — every handler takes a payload
    """Erase what was never sent, and what belongs to nothing."""
    belonging.tidy(run.now)
