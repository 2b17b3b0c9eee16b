"""The network's background work: forgetting who was on."""

from amparo.core import jobs
from amparo.network.services import readiness


@jobs.handler(readiness.FORGET)
def forget_readiness(_payload: jobs.Payload, run: jobs.Run) -> None:
    """Delete what members said about being on, once it is over."""
    readiness.forget_over(now=run.now)
