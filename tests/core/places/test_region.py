"""A network's region."""

import pytest

from amparo.core.places.cells import Point, Precision, cell_at
from amparo.core.places.region import Region, RegionNotUnderstood

PICO_UNION = Point(34.0467, -118.2847)
PARIS = Point(48.8566, 2.3522)


def test_a_circle_holds_its_centre_and_not_another_continent() -> None:
    region = Region.around(PICO_UNION, 40_000)

    assert region.contains(cell_at(PICO_UNION, Precision.EXACT))
    assert region.contains(cell_at(Point(34.3, -118.28), Precision.EXACT))
    assert not region.contains(cell_at(PARIS, Precision.EXACT))
    assert abs(region.centre().lat - PICO_UNION.lat) < 0.2


def test_a_region_survives_being_stored() -> None:
    region = Region.of_points([PICO_UNION])

    assert Region.from_json(region.to_json()) == region


@pytest.mark.parametrize("broken", [["zz"], [12], [None], ["8529a"], ["1"]])
def test_what_is_no_region_is_refused(broken: list[str]) -> None:
    with pytest.raises(RegionNotUnderstood):
        Region.from_json(broken)


def test_an_empty_region_has_no_centre() -> None:
    with pytest.raises(RegionNotUnderstood):
        Region(frozenset()).centre()
