"""What the text of the repository must hold, and must not."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from amparo.cli import entry
from amparo.settings import env
from tools import limits, messages, templates

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "amparo"
# Written in pieces, so that this file does not name them either.
REGISTRIES = (
    ("py" + "pi", "org"), ("files", "python" + "hosted"), ("registry", "npm" + "js"), ("registry", "yarn" + "pkg"),
    ("crates", "io"), ("proxy", "golang"), ("conda", "anaconda"), ("npm", "pkg.github"),
)  # fmt: skip


def _tracked() -> Iterator[Path]:
    listing = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=True
    )
    for name in listing.stdout.split("\0"):
        path = ROOT / name
        if name and path.is_file():
            yield path


def _modules(*names: str) -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if len(parts) > 1 and parts[1] in names:
            yield path


def test_no_file_names_a_registry() -> None:
    patterns = [re.compile(re.escape(".".join(pieces)).encode()) for pieces in REGISTRIES]

    found = [
        str(path.relative_to(ROOT))
        for path in _tracked()
        if any(pattern.search(path.read_bytes()) for pattern in patterns)
    ]

    assert found == []


def test_the_lock_of_the_front_end_has_no_addresses_of_packages() -> None:
    assert '"resolved"' not in (ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["run", "dev", "node"])
def test_requirements_are_hashed_and_name_no_index(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    pinned = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line, re.IGNORECASE)]

    assert pinned
    assert all("==" in line and line.rstrip().endswith("\\") for line in pinned)
    assert "://" not in text
    assert "--index" not in text


def test_what_runs_needs_no_package_of_development() -> None:
    """A name imported at run time must be of the standard library, ours, or in the lock of what runs."""
    locked = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    packages = {
        re.split(r"==|\[", line)[0].replace("-", "_").lower()
        for line in locked.splitlines()
        if re.match(r"\w", line)
    }
    known = (
        packages
        | sys.stdlib_module_names
        | {"amparo", "allauth", "csp", "nacl", "ninja", "PIL", "template_partials"}
    )
    offences = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted(SOURCE.rglob("*.py"))
        if path.name != "shots.py"  # a tool of development: the launcher brings its packages
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        for name in _imported(node)
        if name.split(".")[0] not in known
    ]

    assert offences == []


def _imported(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_a_view_never_fetches_by_itself() -> None:
    offences = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in _modules("views", "rest")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr == "objects")
        or (isinstance(node, ast.Name) and node.id == "get_object_or_404")
    ]

    assert offences == []


def test_only_three_places_catch_everything() -> None:
    """The job runner and the outermost middleware log it; who commits for others hands it to whose work it was."""
    offences = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
        )
    }

    assert len(offences) <= 3, offences
    assert all(path.startswith(("core/grouping", "core/jobs", "web/middleware/")) for path in offences), (
        offences
    )


def test_no_text_is_marked_safe() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in SOURCE.rglob("*.py")
        if re.search(r"\bmark_safe\b|\bSafeString\b", path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_every_file_and_function_is_short_enough() -> None:
    assert list(limits.faults()) == []


def test_every_template_compiles_and_stays_in_its_app() -> None:
    assert list(templates.faults()) == []


def test_every_text_of_the_interface_is_translated() -> None:
    assert messages.check_all() == []


@pytest.mark.parametrize(
    "app", [path.parent for path in sorted(SOURCE.glob("*/apps.py"))], ids=lambda path: path.name
)
def test_public_functions_of_api_and_domain_are_described(app: Path) -> None:
    missing = []
    for path in [*app.glob("api.py"), *app.glob("domain/**/*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if tree.body and ast.get_docstring(tree) is None:
            missing.append(str(path.relative_to(ROOT)))
        missing += [
            f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and ast.get_docstring(node) is None
        ]

    assert missing == []


def test_every_setting_is_in_its_page() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`(AMPARO_\w+)`", page))
    source = "".join(path.read_text(encoding="utf-8") for path in (SOURCE / "settings").glob("*.py"))
    read = set(re.findall(r"env\.\w+\(\s*\"(AMPARO_\w+)\"", source))
    read |= {f"{name}_FILE" for name in re.findall(r"env\.secret\(\s*\"(AMPARO_\w+)\"", source)}
    launcher = (ROOT / "amparo").read_text(encoding="utf-8")
    commands = "".join(path.read_text(encoding="utf-8") for path in (SOURCE / "cli").rglob("*.py"))
    also_read = set(re.findall(r"\$\{?(AMPARO_\w+)", launcher)) | {
        "AMPARO_CI",
        "AMPARO_GATEWAY_KEYS_FD",
        "AMPARO_HEARTBEAT_URL",
    }
    of_tests = {"AMPARO_TEST_DATABASE_URL"}

    assert env.names_read <= read
    assert documented == read | also_read | of_tests
    assert all(name in commands + launcher for name in also_read)


def test_only_the_settings_read_the_environment() -> None:
    found = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if path.relative_to(SOURCE).parts[0] not in {"settings", "cli"}
        and re.search(r"os\.(environ|getenv)\b", path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_every_command_of_the_readme_exists() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    named = {
        command
        for page in pages
        for command in re.findall(r"\./amparo ([a-z][a-z-]*)", page.read_text(encoding="utf-8"))
    }

    assert named - {"help"} <= set(entry.COMMANDS)


def test_every_package_has_an_empty_init() -> None:
    full = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("__init__.py")
        if path.read_text(encoding="utf-8").strip() and not {"core", "models"} & set(path.parts)
    ]

    assert full == []
