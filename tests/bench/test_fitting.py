"""The fitting finds weights that made the odds, and prints the module of the weights as it stands."""

import io
import math
import random
from pathlib import Path

import numpy as np
import pytest

from amparo.incidents.domain import evidence_weights
from amparo.incidents.domain.evidence import Knowing
from amparo.incidents.domain.evidence_weights import FOR_ITSELF, WEIGHTS
from bench import fitting
from bench.fitting import Rows


def test_the_weights_that_made_the_odds_are_found() -> None:
    chance, rows = random.Random(3), Rows()  # noqa: S311 - the same rows each time
    for _ in range(6_000):
        near, told = chance.uniform(0, 1), chance.uniform(0, 4)
        odds = 1 / (1 + math.exp(-(-1 + 3 * near - told / 2)))
        rows.add((near, told, 1.0), same=chance.random() < odds, tellers=1)

    constant, nearness, telling, always = fitting.fit(rows)

    assert (constant, nearness, telling) == pytest.approx((-1, 3, -0.5), abs=0.25)
    assert always == 0


def test_the_module_stands_as_it_is_printed() -> None:
    columns = {each: np.array([FOR_ITSELF[each], *WEIGHTS[each]]) for each in Knowing}
    printed = io.StringIO()

    fitting.write(columns, printed)

    assert printed.getvalue() == Path(evidence_weights.__file__).read_text(encoding="utf-8")
