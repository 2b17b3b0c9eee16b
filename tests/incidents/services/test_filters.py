"""A member's saved filters are the member's own."""

import pytest

from amparo.incidents.domain.filters import Filter, Flag
from amparo.incidents.queries.saved import filters_of
from amparo.incidents.services import filters
from amparo.network.api import NotAllowed
from tests.personas import Personas

URGENT = Filter(flag=Flag.URGENT)


def test_a_filter_is_kept_renamed_and_deleted(personas: Personas) -> None:
    by = personas.dispatcher.actor
    filter_id = filters.save(name="first", wanted=URGENT, by=by)
    filters.rename(filter_id=filter_id, name="second", by=by)

    (kept,) = filters_of(by)
    assert (kept.name, kept.terms, kept.is_default) == ("second", {"flag": "urgent"}, False)

    filters.delete(filter_id=filter_id, by=by)
    assert filters_of(by) == ()


def test_one_filter_at_most_opens_by_itself(personas: Personas) -> None:
    by = personas.dispatcher.actor
    first, second = (filters.save(name=name, wanted=URGENT, by=by) for name in ("first", "second"))
    filters.make_default(filter_id=first, by=by)
    filters.make_default(filter_id=second, by=by)
    assert [each.name for each in filters_of(by) if each.is_default] == ["second"]

    filters.clear_default(filter_id=second, by=by)
    assert not any(each.is_default for each in filters_of(by))


def test_nobody_touches_the_filter_of_another(personas: Personas) -> None:
    filter_id = filters.save(name="mine", wanted=URGENT, by=personas.dispatcher.actor)
    by = personas.verifier.actor

    assert filters_of(by) == ()
    for touch in (filters.delete, filters.make_default, filters.clear_default):
        with pytest.raises(filters.NoSuchFilter):
            touch(filter_id=filter_id, by=by)
    with pytest.raises(filters.NoSuchFilter):
        filters.rename(filter_id=filter_id, name="yours", by=by)
    assert [each.name for each in filters_of(personas.dispatcher.actor)] == ["mine"]


def test_a_name_once_a_filter_that_asks_for_something_and_not_too_many(personas: Personas) -> None:
    by = personas.dispatcher.actor
    first = filters.save(name="0", wanted=URGENT, by=by)
    with pytest.raises(filters.FilterNameTaken):
        filters.save(name="0", wanted=URGENT, by=by)
    with pytest.raises(filters.FilterEmpty):
        filters.save(name="nothing", wanted=Filter(), by=by)
    for number in range(1, filters.MOST_FILTERS):
        filters.save(name=str(number), wanted=URGENT, by=by)
    with pytest.raises(filters.TooManyFilters):
        filters.save(name="one more", wanted=URGENT, by=by)
    with pytest.raises(filters.FilterNameTaken):
        filters.rename(filter_id=first, name="1", by=by)
    assert len(filters_of(by)) == filters.MOST_FILTERS
    filters.save(name="0", wanted=URGENT, by=personas.verifier.actor)


def test_who_has_no_board_keeps_no_filter(personas: Personas) -> None:
    with pytest.raises(NotAllowed):
        filters.save(name="mine", wanted=URGENT, by=personas.observer.actor)
