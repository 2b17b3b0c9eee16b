"""The form of every bench's report."""

import json

from bench.form import Report


def _report(**changes: object) -> Report:
    values: dict[str, object] = {
        "name": "release",
        "figures": {"sending_s": 3.0, "messages_per_s": 300.0},
        "limits": {"sending_s": 2.0},
        "ratios": {"sending": 1.5},
        "goals": {"sending": 2.0},
        "floors": {"messages_per_s": 100.0},
    }
    return Report(**{**values, **changes})  # type: ignore[arg-type]  # the table above has the right types


def test_goals_that_are_reached_are_met() -> None:
    assert _report().met


def test_a_ratio_above_its_goal_is_missed() -> None:
    report = _report(ratios={"sending": 2.1})

    assert report.missed == ("sending",)
    assert not report.met


def test_a_figure_below_its_floor_is_missed() -> None:
    assert _report(figures={"messages_per_s": 99.0}).missed == ("messages_per_s",)


def test_a_goal_about_what_was_never_measured_is_missed() -> None:
    assert _report(ratios={}).missed == ("sending",)


def test_what_is_no_number_is_missed() -> None:
    assert not _report(ratios={"sending": float("nan")}).met


def test_the_json_form_is_one_line_with_all_parts() -> None:
    line = _report().to_json()

    assert "\n" not in line
    assert set(json.loads(line)) == {"name", "figures", "limits", "ratios", "goals", "met"}


def test_the_text_names_what_was_missed() -> None:
    assert "missed: sending" in _report(ratios={"sending": 3}).to_text()
