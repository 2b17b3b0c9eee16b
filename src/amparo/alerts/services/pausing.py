"""What holds a release back although two people agree: the ceiling of alerts within an hour, and a lockdown."""

from datetime import datetime, timedelta

from amparo.alerts.domain.kinds import Kind
from amparo.alerts.models import Alert
from amparo.channels import api as channels
from amparo.core.errors import AmparoError
from amparo.network import api as network

WINDOW = timedelta(hours=1)


class CeilingReached(AmparoError):
    """As many alerts went out within the hour as the network allows; `fields` has `per_hour`.

    Two coordinators can lift the ceiling for some hours. Taking back is never counted and never held back.
    """

    code = "CEILING_REACHED"


class SendingIsLocked(AmparoError):
    """All sending is stopped; nothing is released until two coordinators let it go on."""

    code = "SENDING_IS_LOCKED"


def check(now: datetime) -> None:
    """Go on only if one more alert may be released now. Inside the transaction of the release.

    Raises:
        SendingIsLocked, CeilingReached: as they say.
    """
    if channels.is_locked():
        raise SendingIsLocked
    per_hour = network.ceiling(now)
    if per_hour is not None and released_within_the_hour(now) >= per_hour:
        raise CeilingReached(per_hour=per_hour)


def released_within_the_hour(now: datetime) -> int:
    """Return how many alerts were released within the last hour, withdrawals not counted."""
    rows = Alert.objects.filter(released_at__gt=now - WINDOW)
    return rows.exclude(kind=Kind.WITHDRAWAL).count()
