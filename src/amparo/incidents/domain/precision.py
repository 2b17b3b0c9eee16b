"""How precisely somebody sees an incident's place: one rung of the ladder for each kind of reader."""

from amparo.core.places import cells
from amparo.core.places.cells import Cell, Precision


def shown_cell(cell: Cell, *, is_exact_reader: bool, is_home: bool) -> Cell:
    """Return the place as a reader of the board may see it.

    Args:
        is_exact_reader: whoever sends people there: sees what was told. Others see a block, a home's neighbourhood.
    """
    if is_exact_reader:
        return cell
    return cells.coarsest(cell, Precision.NEIGHBOURHOOD if is_home else Precision.BLOCK)
