"""A clock that is set back must not make work wait until it has caught up."""

import logging
import time
from datetime import datetime, timedelta

from django.db.models import F

from amparo.core.models import Job, JobState

log = logging.getLogger(__name__)

# What a clock may be corrected by without anybody waiting for it.
NOTICED_FROM = timedelta(seconds=5)


class SteadyWatch:
    """Compares the clock with the machine's steady one, which nobody sets."""

    def __init__(self, now: datetime) -> None:
        self._at, self._steady = now, time.monotonic()

    def set_back_by(self, now: datetime, steady: float | None = None) -> timedelta:
        """Return by how much the clock was set back since the last look; nothing for less than `NOTICED_FROM`."""
        steady = time.monotonic() if steady is None else steady
        expected = self._at + timedelta(seconds=steady - self._steady)
        self._at, self._steady = now, steady
        return expected - now if expected - now >= NOTICED_FROM else timedelta(0)


def mend(now: datetime, by: timedelta) -> int:
    """Let what was due before the clock was set back be due again; return how many. Leases end when they would have.

    Harmless when several workers do it: the second finds nothing that is later than the clock was.
    """
    before = now + by
    log.warning("The clock was set back by %d s; work that was due stays due.", by.total_seconds())
    due = Job.objects.filter(state=JobState.READY, run_at__gt=now, run_at__lte=before).update(run_at=now)
    Job.objects.filter(lease_until__gt=before).update(lease_until=F("lease_until") - by)
    return due
