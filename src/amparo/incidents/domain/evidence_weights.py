"""The weights of the evidence (`domain/evidence.py`), printed by `bench/fitting.py`, not by hand."""

from typing import Final

# For each kind of evidence: no place known, an area near a spot, an area near an area, a spot near a spot, a spot near
# an area. 0.00: it says nothing there.
TABLE: Final = {
    "mean_likeness": (1.26, -1.80, 8.51, 8.90, 2.29),
    "best_likeness": (-6.70, 0.93, -5.32, -5.47, -3.18),
    "metres_to_60": (0.00, 4.98, 0.00, 0.25, 0.00),
    "metres_to_200": (0.00, 2.50, 0.00, -0.26, 0.00),
    "metres_to_460": (0.00, -0.92, 0.00, -5.75, 0.00),
    "metres_to_850": (0.00, -0.18, 0.00, 5.02, 0.00),
    "metres_to_1700": (0.00, -0.12, 0.00, -3.79, 0.00),
    "same_area": (0.00, -0.24, 0.62, 0.00, 0.00),
    "km_to_area": (0.00, -0.75, -4.04, -0.03, -0.31),
    "no_area": (-0.42, -0.22, 1.53, -0.61, 0.39),
    "areas": (-1.54, -1.40, -3.01, -1.88, -3.84),
    "minutes_to_10": (0.04, -0.03, -0.22, -0.29, 0.55),
    "minutes_to_30": (-0.26, -0.25, 0.81, 1.48, -0.19),
    "minutes_to_65": (-2.93, -2.23, -4.32, -5.88, -3.48),
    "minutes_to_120": (0.51, 0.46, -4.07, -0.71, -2.77),
    "minutes_to_200": (3.25, 2.14, 10.23, 8.90, 8.21),
    "nearness": (5.87, 3.90, -0.18, 2.92, 4.57),
    "nearest": (-1.17, -2.65, -0.85, -1.12, -1.64),
    "quiet_to_15": (-0.83, -0.20, -1.61, 0.52, -0.78),
    "quiet_to_60": (-1.52, -2.34, 0.96, -1.26, 0.31),
    "quiet_to_180": (-0.21, -0.33, -2.24, -0.13, -1.09),
    "activity": (7.10, 6.87, 3.68, 2.86, 2.08),
    "activity_told": (-2.62, -3.97, -1.40, -0.12, 0.64),
    "agency": (0.82, 0.68, 0.46, 0.98, 0.51),
    "wording": (7.63, 5.72, -0.54, 3.70, 6.49),
    "same_wording": (2.94, -1.95, -0.95, -0.62, -3.55),
    "things": (3.03, 1.36, 1.41, -0.15, 1.13),
    "picture": (2.12, 1.28, 3.73, 2.21, 3.02),
    "tellers": (0.58, 0.55, 0.09, -0.22, -0.62),
    "tellers_lately": (-0.49, -0.47, -1.26, 0.28, -0.59),
    "eyes": (-0.32, -0.71, -2.29, 0.42, 0.23),
    "own_eyes": (0.50, 0.63, -1.16, 0.11, -0.56),
    "told_late": (0.29, 0.47, 0.47, 0.37, 0.31),
    "clear": (9.76, 7.79, 9.05, 5.93, 1.94),
}  # fmt: skip

# Where nothing else is known.
FOR_ITSELF: Final = (-8.14, -11.98, 0.34, -3.66, 0.39)

WEIGHTS: Final = tuple(zip(*TABLE.values(), strict=True))  # 5 columns
