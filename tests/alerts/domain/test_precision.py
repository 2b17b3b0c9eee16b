"""The precision ladder: a home is never finer than its neighbourhood, whatever is wished."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from amparo.alerts.domain import areas, precision
from amparo.core.places.cells import Cell, Point, Precision, cell_at, distance_m, is_inside, precision_of

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
points = st.builds(Point, st.floats(33.5, 34.6), st.floats(-119, -117.5))


@given(point=points, wanted=st.integers(0, 15), is_home=st.booleans())
def test_what_is_published_is_never_finer_than_the_place_allows(
    point: Point, wanted: int, *, is_home: bool
) -> None:
    exact = cell_at(point, Precision.EXACT)
    try:
        public = precision.public_cell(exact, wanted, is_home=is_home)
    except precision.TooPrecise:
        assert wanted not in precision.allowed(is_home=is_home)
        return
    assert precision_of(public) <= (Precision.NEIGHBOURHOOD if is_home else Precision.BLOCK)
    assert is_inside(exact, public)
    assert precision_of(precision.archive_cell(public)) == Precision.DISTRICT


def test_a_place_known_only_roughly_stays_rough() -> None:
    rough = cell_at(Point(34.05, -118.25), Precision.DISTRICT)

    assert precision.public_cell(rough, Precision.BLOCK, is_home=False) == rough


def test_the_archive_begins_three_days_after_the_end() -> None:
    assert not precision.is_archived(NOW, NOW + timedelta(days=3) - timedelta(seconds=1))
    assert precision.is_archived(NOW, NOW + timedelta(days=3))


@given(points, st.sampled_from([Precision.NEIGHBOURHOOD, Precision.BLOCK]))
def test_an_alert_at_an_areas_point_is_found_by_its_watchers(point: Point, step: Precision) -> None:
    published = (cell_at(point, step),)

    assert set(areas.cells_of(point)) & _looked(published)


@given(points, points)
def test_far_away_alerts_are_not_found(here: Point, there: Point) -> None:
    if distance_m(here, there) > 9_000:
        published = (cell_at(there, Precision.NEIGHBOURHOOD),)
        assert not set(areas.cells_of(here)) & _looked(published)


def _looked(published: tuple[Cell, ...]) -> set[Cell]:
    return {cell for ring in areas.rings(published) for cell in ring.cells}
