"""Weigh whether a report tells of the same thing as an incident: named evidence, weighed and summed to log odds.

What two reports have in common (`domain/likeness.py`) is not all that speaks: of many who tell of one thing somebody is
always at the wrong corner or names the neighbourhood only, and what was told of a minute ago is told of again sooner
than what went quiet. How much each piece weighs depends on how well both sides know the place, so there is a column of
weights for each `Knowing`.

The sum is the logarithm of the odds (a sum of 0 is one to one). The kinds of evidence were chosen by hand; the weights
were fitted by a logistic regression on simulated weekends that serve for nothing else (`bench/fitting.py` prints them).
They are read together: where two kinds say nearly the same, one may weigh for and the other against.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from amparo.core import sketches
from amparo.incidents.domain import kindred
from amparo.incidents.domain.evidence_weights import FOR_ITSELF, WEIGHTS
from amparo.incidents.domain.likeness import (
    Sighting,
    is_area,
    metres_between,
    nearness,
    overlap,
    share_a_picture,
)

# Metres at which more distance begins to weigh differently: one spot, the corner, where nothing speaks for one event
# any more, the furthest that is ever joined, and as far as an area reaches.
METRES: Final = (60, 200, 460, 850, 1_700)
# The same for minutes between what was seen, and between the last time somebody told of it and now.
MINUTES: Final = (10, 30, 65, 120, 200)
TOLD_MINUTES: Final = (15, 60, 180)
# Two people's own words hardly reach this likeness.
OWN_WORDS: Final = 0.45
LATELY_S: Final = 900.0
_MOST_KM: Final = 3.0
# How clear a choice is counts up to so much.
MOST_CLEAR: Final = 0.4


# The kinds of evidence, in the order of the values.
NAMES: Final = (
    "mean_likeness", "best_likeness",
    "metres_to_60", "metres_to_200", "metres_to_460", "metres_to_850", "metres_to_1700",
    "same_area", "km_to_area", "no_area", "areas",
    "minutes_to_10", "minutes_to_30", "minutes_to_65", "minutes_to_120", "minutes_to_200",
    "nearness", "nearest",
    "quiet_to_15", "quiet_to_60", "quiet_to_180",
    "activity", "activity_told", "agency",
    "wording", "same_wording", "things", "picture",
    "tellers", "tellers_lately", "eyes",
    "own_eyes", "told_late", "clear",
)  # fmt: skip

_METRES_TO_THE_CORNER: Final = NAMES.index("metres_to_460")


class Knowing(IntEnum):
    """How well a report, and those of an incident, know the place; the column of the weights."""

    NO_PLACE = 0
    AREA_NEAR_SPOT = 1
    AREA_NEAR_AREA = 2
    SPOT_NEAR_SPOT = 3
    SPOT_NEAR_AREA = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one incident, and how well the place is known; `values` in the order of `NAMES`."""

    knowing: Knowing
    values: tuple[float, ...]

    @property
    def is_beyond_the_corner(self) -> bool:
        """Whether the middle one of the spots lies so far off that the place speaks for nothing any more."""
        return self.values[_METRES_TO_THE_CORNER] >= 1

    @property
    def log_odds(self) -> float:
        """The logarithm of the odds that the report tells of the same."""
        return FOR_ITSELF[self.knowing] + math.fsum(map(float.__mul__, self.values, WEIGHTS[self.knowing]))


def evidence(
    report: Sighting, members: Sequence[Sighting], *, likenesses: Sequence[float], tellers: int, clear: float
) -> Evidence:
    """Return what speaks for a report being about the same as an incident's members.

    Args:
        members: those compared, at least one; likenesses: of each with the report, as the mean counts them.
        tellers: how many reports the incident has.
        clear: by how much the mean of the likenesses is above the best other incident's; negative where it is below.
    """
    count = len(members)
    spots = [each for each in members if each.cell is not None and not is_area(each.cell)]
    return Evidence(
        _knowing(report, has_spots=bool(spots)),
        (
            math.fsum(likenesses) / count,
            max(likenesses),
            *_distance(report, spots),
            *_areas(report, members),
            *_times(report, members),
            *_kinds(report, members),
            *_words(report, members),
            math.log(tellers),
            *_crowd(report, members),
            float(report.is_first_hand),
            math.log1p(report.delay_s / 60),
            max(-MOST_CLEAR, min(MOST_CLEAR, clear)),
        ),
    )


def _knowing(report: Sighting, *, has_spots: bool) -> Knowing:
    if report.cell is None:
        return Knowing.NO_PLACE
    if is_area(report.cell):
        return Knowing.AREA_NEAR_SPOT if has_spots else Knowing.AREA_NEAR_AREA
    return Knowing.SPOT_NEAR_SPOT if has_spots else Knowing.SPOT_NEAR_AREA


def _distance(report: Sighting, spots: Sequence[Sighting]) -> tuple[float, ...]:
    """Return the distance to the middle one of the spots, in parts of each of METRES."""
    if report.cell is None or not spots:
        return (0.0,) * len(METRES)
    here = report.cell
    far = sorted(metres_between(here, each.cell) for each in spots if each.cell is not None)
    return tuple(min(far[len(far) // 2], most) / most for most in METRES)


def _areas(report: Sighting, members: Sequence[Sighting]) -> tuple[float, float, float, float]:
    """Return how many areas are the report's, kilometres to the nearest, whether there is none, and their share."""
    areas = [each.cell for each in members if each.cell is not None and is_area(each.cell)]
    if not areas:
        return 0.0, 0.0, 1.0, 0.0
    share = len(areas) / len(members)
    if report.cell is None:
        return 0.0, 0.0, 0.0, share
    here = report.cell
    same = sum(each == here for each in areas) / len(areas)
    return same, min(_MOST_KM, min(metres_between(here, each) for each in areas) / 1_000), 0.0, share


def _times(report: Sighting, members: Sequence[Sighting]) -> tuple[float, ...]:
    """Return the minutes to the middle one of the members, how near they are, and how long nobody told of it."""
    apart = sorted((report.seen_at - each.seen_at).total_seconds() / 60 for each in members)
    middle = abs(apart[len(apart) // 2])
    near = [nearness(report, each) for each in members]
    quiet = max(0.0, _told(report) - max(_told(each) for each in members)) / 60
    return (
        *(min(middle, most) / most for most in MINUTES),
        math.fsum(near) / len(near),
        max(near),
        *(min(quiet, most) / most for most in TOLD_MINUTES),
    )


def _kinds(report: Sighting, members: Sequence[Sighting]) -> tuple[float, float, float]:
    """Return how well activity and agency agree in the mean; the activity once more for how many told it at all."""
    count = len(members)
    activity = sum(kindred.activities(report.activity, each.activity) for each in members) / count
    agency = sum(kindred.agencies(report.agency, each.agency) for each in members) / count
    told = sum(kindred.is_activity_told(each.activity) for each in members) / count
    return activity, (activity - kindred.NOT_TOLD) * told, agency


def _words(report: Sighting, members: Sequence[Sighting]) -> tuple[float, float, float, float]:
    """Return how alike wordings are, how far the best is beyond two people's own words, then things and pictures."""
    same = (
        [sketches.text_sameness(report.wording, each.wording) for each in members]
        if report.wording
        else [0.0]
    )
    return (
        math.fsum(same) / len(members),
        max(0.0, max(same) - OWN_WORDS),
        max(overlap(report.words, each.words) for each in members),
        float(any(share_a_picture(report.pictures, each.pictures) for each in members)),
    )


def _crowd(report: Sighting, members: Sequence[Sighting]) -> tuple[float, float]:
    """Return how many told of it lately (a logarithm), and which share was there."""
    now = _told(report)
    lately = sum(0 <= now - _told(each) < LATELY_S for each in members)
    return math.log1p(lately), sum(each.is_first_hand for each in members) / len(members)


def _told(sighting: Sighting) -> float:
    return (sighting.told_at or sighting.seen_at).timestamp()
