"""The precision ladder: what each audience may know of a place.

Subscriber: the neighbourhood, or the block in a public place. Public archive: the district, after a delay.
A private home is never said finer than its neighbourhood, to anyone, whatever an editor wishes.
"""

from datetime import datetime, timedelta

from amparo.core.errors import AmparoError
from amparo.core.places.cells import Cell, Precision, coarsest

ARCHIVE_AFTER = timedelta(days=3)
PUBLIC_PRECISIONS = (Precision.NEIGHBOURHOOD, Precision.BLOCK)


class TooPrecise(AmparoError):
    """The precision is finer than the place allows; `fields["finest"]` is what it allows."""

    code = "TOO_PRECISE"


def finest_public(*, is_home: bool) -> Precision:
    """Return the finest precision at which a place may be made public."""
    return Precision.NEIGHBOURHOOD if is_home else Precision.BLOCK


def allowed(*, is_home: bool) -> tuple[Precision, ...]:
    """Return the precisions an editor may choose from."""
    return tuple(each for each in PUBLIC_PRECISIONS if each <= finest_public(is_home=is_home))


def public_cell(cell: Cell, wanted: int, *, is_home: bool) -> Cell:
    """Return the cell that may be published for an exact one.

    Raises:
        TooPrecise: the wish is finer than the place allows, or no step of the public ladder.
    """
    if wanted not in allowed(is_home=is_home):
        raise TooPrecise(wanted=int(wanted), finest=int(finest_public(is_home=is_home)))
    return coarsest(cell, wanted)


def is_archived(over_at: datetime, now: datetime) -> bool:
    """Tell whether an alert that was over at a time is to be shown as archive by now."""
    return now >= over_at + ARCHIVE_AFTER


def archive_cell(cell: Cell) -> Cell:
    """Return the district of a published cell."""
    return coarsest(cell, Precision.DISTRICT)
