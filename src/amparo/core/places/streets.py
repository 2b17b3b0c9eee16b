"""Corners of streets, from an extract that the operator imported (`./amparo streets import`)."""

from dataclasses import dataclass

from amparo.core.places.cells import Point
from amparo.core.places.region import Region


@dataclass(frozen=True, slots=True)
class Corner:
    """Where two streets meet: its name as the map writes it ("West 7th Street & South Alvarado Street")."""

    name: str
    point: Point


def find(text: str, region: Region, near: Point | None = None, limit: int = 5) -> tuple[Corner, ...]:
    """Return the corners that a text may mean, the likeliest first; none without an extract.

    Args:
        text: as a person writes it: "7th & Alvarado", "alvarado esquina con la 7".
        region: corners outside it are left out.
        near: where the person is, roughly: nearer corners come first among equals.
        limit: how many at most.
    """
    return ()
