"""What is asked of whoever sends a report while many come in: nothing, or a proof of work of rising difficulty.

A proof costs one person a moment of their phone's work and a machine that sends thousands a great deal. Nobody is
ever locked out: who can't prove may wait instead.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

NOTHING = 0
HARDEST = 6
# A flood from many networks makes everybody's work harder, but only so far: those who report the truth pay too.
HARDEST_FOR_EVERYBODY = 3

# While a flood lasts, everybody makes the easiest proof, and one network may send this part of what it may else.
LEAST_IN_A_FLOOD = 1
FREE_PART_IN_A_FLOOD = 0.5
# Shorter words than these are said by many who never met.
FEWEST_LETTERS_COUNTED = 20

WITHIN = timedelta(minutes=10)
PROOF_LIFE = timedelta(minutes=20)
WAIT = timedelta(seconds=60)
# How many from one network may wait instead of prove within `WITHIN`.
PATIENT_MOST = 60

# Each try is this many rounds of PBKDF2-HMAC-SHA-256: a millisecond of a desktop, some of a phone.
ROUNDS = 2000
# Tries of the easiest proof, from and to; each level doubles them.
EASIEST_TRIES = (256, 512)


class Load(StrEnum):
    """How much the network has to bear at the moment, as those who triage know it."""

    NORMAL = "normal"
    SURGE = "surge"
    FLOOD = "flood"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many reports within `WITHIN` are taken without a proof: of one network, of all, in the same words.

    0: never ask for this reason; all 0: never ask.
    """

    network: int
    everybody: int
    wording: int = 0

    @property
    def asks_at_all(self) -> bool:
        """Whether this installation ever asks for a proof."""
        return bool(self.network or self.everybody or self.wording)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many reports came within `WITHIN`: from the sender's network, from everybody, in the same words."""

    network: float
    everybody: float
    wording: float = 0


def level_asked(counts: Counts, limits: Limits, load: Load = Load.NORMAL) -> int:
    """Return how hard a proof the next report needs: `NOTHING`, or 1 to `HARDEST`, one more for each doubling.

    The same words from many networks make the work harder for whoever sends them, up to what a flood from everywhere
    asks of everybody; the first ones are never asked.
    """
    is_flood = load is Load.FLOOD and limits.asks_at_all
    free = limits.network * (FREE_PART_IN_A_FLOOD if is_flood else 1)
    own = min(HARDEST, _level(counts.network, free))
    shared = min(HARDEST_FOR_EVERYBODY, _level(counts.everybody, limits.everybody))
    same = min(HARDEST_FOR_EVERYBODY, _level(counts.wording, limits.wording))
    return max(own, shared, same, LEAST_IN_A_FLOOD if is_flood else NOTHING)


def is_enough(level: int, asked: int) -> bool:
    """Tell whether a proof of a level will do: one level less is, for the flood may have grown while it was made."""
    return level >= max(1, asked - 1)


def tries(level: int) -> range:
    """Return between which numbers the solution of a challenge lies."""
    least, most = EASIEST_TRIES
    factor = 2 ** (max(1, min(level, HARDEST)) - 1)
    return range(least * factor, most * factor)


def has_waited(asked_at: datetime, now: datetime) -> bool:
    """Tell whether somebody who was asked at one time has waited long enough by another."""
    return now - asked_at >= WAIT


def _level(count: float, limit: float) -> int:
    if limit <= 0 or count < limit:
        return NOTHING
    return int(count // limit).bit_length()
