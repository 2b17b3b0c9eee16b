"""Find the same words again among thousands of reports, by a few numbers of their sketches.

Two sketches (`amparo.core.sketches`) that are alike nearly always share two neighbouring numbers among their least:
these pairs are the keys under which a wording is found, and the whole sketches then decide.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from amparo.core import sketches
from amparo.core.places import cells
from amparo.core.places.cells import Cell

# From here on two texts are one, passed on with a word or two changed (`domain/independence.py` says the same).
SAME_FROM: Final = 0.7
# "ICE is here" is written by everybody; about five words are somebody's own.
FEWEST_RUNS: Final = 20
# Pairs among the least numbers: with a likeness of 0.7, one of them is shared in 99 cases of 100.
PAIRS: Final = 8
# Two places that one person can't have seen at once, and one event is not seen from.
APART_M: Final = 3_000.0
# Places that are kept of one wording: more make no one doubt more.
MOST_PLACES: Final = 8
_KEY_BITS: Final = (1 << 63) - 1
# An odd constant of 64 bits (the golden ratio's), which spreads what is multiplied by it.
_SPREAD: Final = 0x9E37_79B9_7F4A_7C15


def counts(sketch: Sequence[int]) -> bool:
    """Tell whether words are enough to be somebody's own."""
    return len(sketch) >= FEWEST_RUNS


def keys(sketch: Sequence[int]) -> tuple[int, ...]:
    """Return the numbers under which a sketch is found, below 2**63."""
    return tuple((one * _SPREAD ^ other) & _KEY_BITS for one, other in pairwise(sketch[: PAIRS + 1]))


def best(sketch: tuple[int, ...], others: Iterable[tuple[int, tuple[int, ...]]]) -> int | None:
    """Return the id of the likeliest of some sketches, if it is the same wording; of equals the first."""
    found, most = None, SAME_FROM
    for key, other in others:
        sameness = sketches.text_sameness(sketch, other)
        if sameness > most or (found is None and sameness >= most):
            found, most = key, sameness
    return found


def apart_from(cell: Cell | None, places: Iterable[int]) -> int:
    """Return how many of some places lie apart from one; of no place: all of them."""
    if cell is None:
        return len(tuple(places))
    return sum(cells.distance_m(cell, Cell(each)) > APART_M for each in places)


def with_place(places: Sequence[int], cell: Cell | None) -> list[int]:
    """Return the places of a wording with one more, if it lies apart from all of them."""
    is_new = cell is not None and apart_from(cell, places) == len(places) and len(places) < MOST_PLACES
    return [*places, int(cell)] if is_new and cell is not None else list(places)
