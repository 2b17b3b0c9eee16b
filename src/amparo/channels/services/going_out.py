"""Fetch from a partner's host: the gateway alone goes out."""

from amparo.channels import keys
from amparo.channels.adapters import fetching
from amparo.channels.adapters.fetching import Fetched, Known, Limits


def check_fetchable(url: str, *, may_be_here: bool) -> None:
    """Go on only with an address that the gateway would go to.

    Raises:
        NotFetched: it is not HTTPS, or names no public host.
    """
    fetching.check_address(url, may_be_here=may_be_here)


def fetch(url: str, *, known: Known, limits: Limits) -> Fetched:
    """Fetch a small document from a partner's host. Only in the gateway: no other process goes out.

    Raises:
        NotTheGateway: this process is another.
        NotFetched: see `adapters/fetching.py`.
    """
    keys.held()
    return fetching.fetch(url, known=known, limits=limits)
