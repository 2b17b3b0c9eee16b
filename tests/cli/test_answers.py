"""The questions of set-up, and where their answers come from."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.cli.answers import gather, read_circle
from amparo.cli.refusal import Refusal

ENOUGH = {
    "name": "Invented Network",
    "region": "los-angeles",
    "organisation": "Invented Organisation",
    "coordinator": "ana",
    "coordinator_name": "Ana",
}


def test_an_option_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "answers.toml"
    file.write_text('name = "From the file"\nlanguages = ["es", "en"]\n', encoding="utf-8")

    answers = gather(file, {**ENOUGH, "name": "From the option"}, asks=False)

    assert answers["name"] == "From the option"
    assert answers.languages == ["es", "en"]


def test_what_nobody_answers_is_named() -> None:
    with pytest.raises(Refusal, match="--coordinator-name is missing"):
        gather(
            None, {name: value for name, value in ENOUGH.items() if name != "coordinator_name"}, asks=False
        )


def test_a_person_at_the_keyboard_is_asked_until_there_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["", "  ", "Typed Network", *[""] * 20])
    monkeypatch.setattr("builtins.input", lambda _prompt: next(typed))

    answers = gather(None, {**ENOUGH, "name": None}, asks=True)

    assert answers["name"] == "Typed Network"
    assert answers["time_zone"] == "America/Los_Angeles"


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("name = ", "is not a file of lines"),
        ('nane = "X"', "answers what is not asked: nane"),
    ],
)
def test_a_file_that_says_something_else_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "answers.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(Refusal, match=sentence):
        gather(file, ENOUGH, asks=False)


def test_a_second_founder_needs_a_name() -> None:
    with pytest.raises(Refusal, match="--second-name"):
        gather(None, {**ENOUGH, "second": "berta"}, asks=False)


def test_a_circle_becomes_a_region_without_the_table_of_los_angeles() -> None:
    answers = gather(None, {**ENOUGH, "region": "18.9,-72.5,100"}, asks=False)

    assert answers.gazetteer == "none"
    assert answers.region().cells


def test_the_table_of_los_angeles_is_a_region() -> None:
    answers = gather(None, ENOUGH, asks=False)

    assert answers.gazetteer == "los-angeles"
    assert answers.region().cells


@pytest.mark.parametrize(
    "text", ["", "somewhere", "1,2", "91,0,5", "0,181,5", "0,0,0", "0,0,501", "nan,0,5", "0,0,inf"]
)
def test_what_is_no_circle_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        read_circle(text)


@given(st.text(max_size=40))
def test_any_text_is_a_circle_or_refused(text: str) -> None:
    try:
        lat, lon, km = read_circle(text)
    except Refusal:
        return
    assert -85 <= lat <= 85
    assert -180 <= lon <= 180
    assert 0 < km <= 500
