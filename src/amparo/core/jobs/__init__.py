"""Background work: a ledger in the database that any number of workers may take from, on one machine or on many.

A job is a row until it is done. A worker leases it under an owner token, renews the lease of long work, and may
finish it only while the token is still its own; when the worker dies, the lease ends and another takes the job.
So a handler can run more than once, and must be idempotent. Errors back off with jitter; a job whose attempts are
used up is kept as `dead`, for a person to read.

On one machine the workers look into the ledger. With `AMPARO_BROKER_URL` a broker carries the ids of jobs to workers on
other machines (`handing_over`, `brokered`); the ledger stays the truth, and nobody outside this package can tell.
"""

from amparo.core.jobs.handlers import (
    LeaseLost,
    Payload,
    Priority,
    Retry,
    Run,
    UnknownJob,
    handler,
)
from amparo.core.jobs.ledger import (
    FIRST_BACKOFF,
    Wanted,
    enqueue,
    enqueue_all,
    forget_dead,
    waiting,
)
from amparo.core.jobs.running import Drained, run_all
from amparo.core.jobs.working import work

__all__ = [
    "FIRST_BACKOFF",
    "Drained",
    "LeaseLost",
    "Payload",
    "Priority",
    "Retry",
    "Run",
    "UnknownJob",
    "Wanted",
    "enqueue",
    "enqueue_all",
    "forget_dead",
    "handler",
    "run_all",
    "waiting",
    "work",
]
