"""How much members may note beside an incident's facts."""

from typing import Final

LONGEST_NOTE: Final = 500  # characters: a hand-over between shifts, not a file
MOST_NOTES: Final = 100  # for one incident
