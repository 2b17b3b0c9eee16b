"""Chance that falls the same on every machine.

Only `random.Random.random()` is used, whose sequence Python keeps for a seed, and arithmetic that every processor
rounds alike: no logarithms, no Gaussian generator, no `choice` (whose way of drawing changed between versions).
"""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

T = TypeVar("T")

# A sum of so many uniform draws looks like a bell; its standard deviation is that of the sum.
_DRAWS = 6
_DEVIATION_OF_SUM = 0.70710678


class Dice:
    """One stream of chance, named, so that what one part draws never changes what another part draws."""

    def __init__(self, seed: int, name: str) -> None:
        self._random = random.Random(f"{seed}/{name}")  # noqa: S311 — a simulation, repeatable on purpose

    def chance(self, probability: float) -> bool:
        """Tell whether something of this probability happens."""
        return self._random.random() < probability

    def between(self, low: float, high: float) -> float:
        """Draw a number, all alike."""
        return low + (high - low) * self._random.random()

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, values: Sequence[T]) -> T:
        """Draw one of several, all alike."""
        return values[int(self._random.random() * len(values))]

    def weigh(self, values: Sequence[tuple[T, float]]) -> T:
        """Draw one of several by their weights."""
        left = self._random.random() * sum(weight for _, weight in values)
        for value, weight in values:
            left -= weight
            if left < 0:
                return value
        return values[-1][0]

    def bell(self, deviation: float) -> float:
        """Draw a number around zero, most of them within one deviation, none beyond about four."""
        drawn = sum(self._random.random() for _ in range(_DRAWS)) - _DRAWS / 2
        return drawn / _DEVIATION_OF_SUM * deviation

    def tail(self, mean: float, most: int) -> int:
        """Draw a count from one upwards: mostly few, sometimes many."""
        found = 1
        while found < most and self._random.random() < 1 - 1 / mean:
            found += 1
        return found

    def minutes(self, low: float, high: float) -> timedelta:
        """Draw a time in whole minutes."""
        return timedelta(minutes=int(self.between(low, high)))

    def bits(self) -> int:
        """Draw a signed 64-bit number."""
        drawn = 0
        for _ in range(4):
            drawn = drawn << 16 | int(self._random.random() * 65536)
        return signed(drawn)

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """Return the values in another order."""
        left, found = list(values), list[T]()
        while left:
            found.append(left.pop(int(self._random.random() * len(left))))
        return found


def signed(drawn: int) -> int:
    """Return 64 bits as the signed number that databases keep."""
    return drawn - (1 << 64) if drawn >> 63 else drawn
