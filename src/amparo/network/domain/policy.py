"""What a network decides once for all: the basis it asks of an outcome, and how it names itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from amparo.core.places.region import Region

# What each number may be, from and to. The database holds to the same bounds.
MOST_OBSERVERS: Final = 5
MOST_REPORTS: Final = 10
FIRST_LOOK: Final = (timedelta(minutes=5), timedelta(hours=2))
GIVE_UP: Final = (timedelta(hours=2), timedelta(days=3))
ALERTS_PER_HOUR: Final = (1, 60)
BOUNDS: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {
        "trained_observers": (0, MOST_OBSERVERS),
        "independent_reports": (2, MOST_REPORTS),
        "reports_with_media": (0, MOST_REPORTS),
        "alerts_per_hour": ALERTS_PER_HOUR,
    }
)


@dataclass(frozen=True, slots=True)
class BasisPolicy:
    """When the network may say *confirmed*.

    Attributes:
        trained_observers: how many trained observers on the spot suffice; 0 means that they never do alone.
        independent_reports: how many independent first-hand reports suffice.
        reports_with_media: how many of those must come with a picture or recording that shows the place.
    """

    trained_observers: int = 1
    independent_reports: int = 2
    reports_with_media: int = 1


@dataclass(frozen=True, slots=True)
class Policies:
    """Everything that the page of policies decides.

    Attributes:
        first_look_within: after so long without a look, an open incident is late.
        give_up_after: after so long without an outcome, the board proposes to say "could not be verified".
        alerts_per_hour: beyond so many within an hour nothing is released until two coordinators lift the ceiling.
    """

    basis: BasisPolicy = BasisPolicy()
    first_look_within: timedelta = timedelta(minutes=15)
    give_up_after: timedelta = timedelta(hours=12)
    alerts_per_hour: int = 6


@dataclass(frozen=True)
class NetworkSettings:
    """The one network of this installation, as other apps read it.

    Attributes:
        first_look_within, give_up_after, alerts_per_hour: as in `Policies`.
    """

    name: str
    region: Region
    languages: tuple[str, ...]
    default_language: str
    time_zone: ZoneInfo
    basis_policy: BasisPolicy
    alert_expiry: timedelta
    public_contact: str
    first_look_within: timedelta = timedelta(minutes=15)
    give_up_after: timedelta = timedelta(hours=12)
    alerts_per_hour: int = 6
