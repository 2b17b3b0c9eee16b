"""What is asked of whoever sends a report while many come in: nothing, or a proof of work of rising difficulty.

A proof costs one person a moment of their phone's work and a machine that sends thousands a great deal. Nobody is
ever locked out: who can't prove may wait instead.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

NOTHING = 0
HARDEST = 6
# A flood from many networks makes everybody's work harder, but only so far: those who report the truth pay too.
HARDEST_FOR_EVERYBODY = 3

WITHIN = timedelta(minutes=10)
PROOF_LIFE = timedelta(minutes=20)
WAIT = timedelta(seconds=60)
# How many from one network may wait instead of prove within `WITHIN`.
PATIENT_MOST = 60

# Each try is this many rounds of PBKDF2-HMAC-SHA-256: a millisecond of a desktop, some of a phone.
ROUNDS = 2000
# Tries of the easiest proof, from and to; each level doubles them.
EASIEST_TRIES = (256, 512)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many reports within `WITHIN` are taken without a proof: of one network, and of all. 0: never ask."""

    network: int
    everybody: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many reports came within `WITHIN`: from the sender's network, and from everybody."""

    network: float
    everybody: float


def level_asked(counts: Counts, limits: Limits) -> int:
    """Return how hard a proof the next report needs: `NOTHING`, or 1 to `HARDEST`, one more for each doubling."""
    own = min(HARDEST, _level(counts.network, limits.network))
    shared = min(HARDEST_FOR_EVERYBODY, _level(counts.everybody, limits.everybody))
    return max(own, shared)


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


def _level(count: float, limit: int) -> int:
    if limit <= 0 or count < limit:
        return NOTHING
    return int(count // limit).bit_length()
