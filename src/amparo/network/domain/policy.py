"""What a network decides once for all: the basis it asks of an outcome, and how it names itself."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from amparo.core.places.region import Region


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


@dataclass(frozen=True)
class NetworkSettings:
    """The one network of this installation, as other apps read it."""

    name: str
    region: Region
    languages: tuple[str, ...]
    default_language: str
    time_zone: ZoneInfo
    basis_policy: BasisPolicy
    alert_expiry: timedelta
    public_contact: str
