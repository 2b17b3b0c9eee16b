"""Each import contract refuses the offence that it is there for."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("alerts", "incidents", "reports", "vault", "network", "channels")

type_only = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from django.db import models\n"
Tree = Callable[[dict[str, str]], subprocess.CompletedProcess[str]]


@pytest.fixture
def lint(tmp_path: Path) -> Tree:
    """Lay a small tree of the same shape, put offences into it, and run the real contracts over it."""

    def run(offences: dict[str, str]) -> subprocess.CompletedProcess[str]:
        source = tmp_path / "src" / "amparo"
        files = {f"{app}/__init__.py": "" for app in (*APPS, "core", "web", "demo", "cli", "settings")}
        files |= {
            f"{app}/{name}.py": ""
            for app in APPS
            for name in ("api", "services", "queries", "models", "tasks")
        }
        files |= {f"{app}/domain/__init__.py": "" for app in APPS}
        files |= {
            "__init__.py": "",
            "settings/base.py": "",
            "core/clock.py": "",
            "core/fields.py": "import django\n",
        }
        for name, text in (files | offences).items():
            path = source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (tmp_path / ".importlinter").write_text(
            (ROOT / ".importlinter").read_text(encoding="utf-8"), encoding="utf-8"
        )
        return subprocess.run(
            [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--config", ".importlinter"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": f"{tmp_path / 'src'}{os.pathsep}{ROOT}", "COLUMNS": "300"},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.timeout(30)
def test_a_clean_tree_keeps_all_six(lint: Tree) -> None:
    done = lint({})

    assert "Contracts: 6 kept, 0 broken" in done.stdout, done.stdout + done.stderr


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "contract, offence",
    [
        ("Apps depend downwards only", {"incidents/services.py": "from amparo.alerts import api\n"}),
        ("Apps depend downwards only", {"core/clock.py": "from amparo.network import api\n"}),
        ("Apps depend downwards only", {"rumours/__init__.py": ""}),
        ("Inside an app", {"reports/models.py": "from amparo.reports import services\n"}),
        ("Inside an app", {"reports/queries.py": "from amparo.reports import services\n"}),
        ("Inside an app", {"reports/services.py": "from amparo.reports import tasks\n"}),
        ("Inside an app", {"reports/utils.py": ""}),
        ("Domain packages are plain Python", {"reports/domain/rules.py": "import django\n"}),
        ("Domain packages are plain Python", {"reports/domain/rules.py": type_only}),
        ("Domain packages are plain Python", {"reports/domain/rules.py": "from amparo.core import fields\n"}),
        (
            "Settings are read through django.conf",
            {"reports/services.py": "from amparo.settings import base\n"},
        ),
        (
            "Underscore modules stay inside",
            {"reports/tasks.py": "from amparo.channels import _registry\n", "channels/_registry.py": ""},
        ),
        (
            "Apps are entered through their api",
            {"alerts/services.py": "from amparo.incidents import models\n"},
        ),
        ("Apps are entered through their api", {"web/pages.py": "from amparo.incidents import services\n"}),
    ],
)
def test_an_offence_breaks_the_contract_meant_for_it(
    lint: Tree, contract: str, offence: dict[str, str]
) -> None:
    done = lint(offence)

    broken = [line for line in done.stdout.splitlines() if line.endswith("BROKEN")]
    assert done.returncode != 0
    assert any(line.startswith(contract) for line in broken), done.stdout + done.stderr
