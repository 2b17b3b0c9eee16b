"""What the repository's own lints refuse."""

from pathlib import Path

import pytest

from tools import limits, templates


def _faults(root: Path, name: str, text: str) -> list[str]:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return list(limits.faults(root))


@pytest.mark.parametrize(
    "name, lines",
    [
        ("src/amparo/reports/queries.py", 401),
        ("src/amparo/reports/api.py", 301),
        ("tests/reports/test_queries.py", 501),
        ("src/amparo/reports/templates/reports/page.html", 121),
        ("frontend/src/elements/map.ts", 121),
    ],
)
def test_a_long_file_is_refused(tmp_path: Path, name: str, lines: int) -> None:
    assert len(_faults(tmp_path, name, "\n" * lines)) == 1
    assert _faults(tmp_path, name, "\n" * (lines - 1)) == []


def test_a_long_function_is_refused(tmp_path: Path) -> None:
    body = "def f() -> None:\n" + "    pass\n" * 60

    assert len(_faults(tmp_path, "src/amparo/reports/queries.py", body)) == 1


def test_migrations_may_be_long(tmp_path: Path) -> None:
    assert _faults(tmp_path, "src/amparo/reports/migrations/0001_initial.py", "\n" * 900) == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<p style="color: red">',
        '<button onclick="go()">',
        "<style>p {}</style>",
        "{{ words|safe }}",
        "{% include 'alerts/card.html' %}",
    ],
)
def test_a_template_that_holds_what_it_must_not_is_refused(text: str) -> None:
    owners = {"alerts/card.html": "alerts", "components/field.html": "web"}

    assert len(list(templates.faults_of_text("reports", text, owners))) == 1


@pytest.mark.parametrize(
    "text",
    [
        '<script src="{% static "web/built/main.js" %}"></script>',
        '<script type="application/json">{}</script>',
        "{% include 'components/field.html' with field=form.place only %}",
        "<p>on time = now</p>",
    ],
)
def test_a_plain_template_passes(text: str) -> None:
    owners = {"alerts/card.html": "alerts", "components/field.html": "web"}

    assert list(templates.faults_of_text("reports", text, owners)) == []
