"""A text that is passed on has the wording of the one it was, whatever a program put before it."""

import pytest

from amparo.reports.domain import wording

KEY = b"k" * 32
TEXT = "la migra está en la escuela de la calle 8, no manden a los niños"


@pytest.mark.parametrize(
    "mark", ["Fwd: ", "FW: RE: ", "Reenviado\n", "Forwarded many times: ", "转发 ", "  >> fwd:"]
)
def test_marks_of_passing_on_make_no_difference(mark: str) -> None:
    assert wording.read(mark + TEXT, KEY) == wording.read(TEXT, KEY)


@pytest.mark.parametrize("text", ["Fwd:", "re: re: re:", "", "Forwarded"])
def test_a_mark_alone_has_no_wording(text: str) -> None:
    assert wording.read(text, KEY) == ()
