"""Keep files and functions short enough to be read: the limits of the house, measured.

Ruff keeps complexity; `frontend/limits.mjs` keeps the styles' own. A file over a limit is split into a folder named
after it, never given an exception here.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FUNCTION_LINES = 60


@dataclass(frozen=True)
class Limit:
    """How many lines the files that a pattern finds may have."""

    folder: str
    pattern: str
    lines: int


LIMITS = (
    Limit("src", "**/*.py", 400),
    Limit("tools", "**/*.py", 400),
    Limit("bench", "**/*.py", 400),
    Limit("tests", "**/*.py", 500),
    Limit("src", "**/templates/**/*.*", 120),
    Limit("frontend/src", "**/*.ts", 120),
)
API_LINES = 300


def faults(root: Path = ROOT) -> Iterator[str]:
    """Yield a sentence for each file and function that is too long."""
    for limit in LIMITS:
        for path in sorted((root / limit.folder).glob(limit.pattern)):
            if path.is_file() and "migrations" not in path.parts:
                yield from _faults_of(path, limit.lines, root)


def _faults_of(path: Path, limit: int, root: Path) -> Iterator[str]:
    place = path.relative_to(root)
    text = path.read_text(encoding="utf-8")
    allowed = min(limit, API_LINES) if path.name == "api.py" else limit
    lines = len(text.splitlines())
    if lines > allowed:
        yield f"{place}: {lines} lines; {allowed} are allowed"
    if path.suffix == ".py":
        yield from _long_functions(place, ast.parse(text))


def _long_functions(place: Path, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{place}:{node.lineno}: {node.name} has {lines} lines; {FUNCTION_LINES} are allowed"


def main() -> int:
    """Print every fault and return the exit status."""
    found = list(faults())
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
