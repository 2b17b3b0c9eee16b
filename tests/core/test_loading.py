"""Loading without looking for garbage."""

import gc

import pytest

from amparo.core.loading import without_collecting


def test_nothing_is_collected_inside_and_everything_new_is_afterwards() -> None:
    frozen = gc.get_freeze_count()
    try:
        with without_collecting():
            inside = gc.isenabled()

        assert not inside
        assert gc.isenabled()
        assert gc.get_freeze_count() > frozen
    finally:
        gc.unfreeze()


def test_an_error_inside_leaves_the_collector_at_work() -> None:
    try:
        with pytest.raises(ImportError), without_collecting():
            raise ImportError

        assert gc.isenabled()
    finally:
        gc.unfreeze()
