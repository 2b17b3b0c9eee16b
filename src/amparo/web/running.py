"""What is running: version, commit, where its source is."""

import functools
import subprocess
from dataclasses import dataclass
from importlib import metadata

from django.conf import settings


@dataclass(frozen=True)
class Running:
    """The program as it runs.

    Attributes:
        version: of the package, or empty where it is not installed as one.
        commit: abbreviated, or empty where there is no repository.
        is_changed: whether files differ from that commit.
        address: where the corresponding source can be had, or empty.
    """

    version: str
    commit: str
    is_changed: bool
    address: str


@functools.cache
def version() -> Running:
    """Return what is running; read once, since a process does not change under itself."""
    return Running(
        version=_package_version(),
        commit=_git("rev-parse", "--short=12", "HEAD"),
        is_changed=bool(_git("status", "--porcelain", "--untracked-files=no")),
        address=settings.SOURCE_ADDRESS,
    )


def _package_version() -> str:
    try:
        return metadata.version("amparo")
    except metadata.PackageNotFoundError:
        return ""


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(settings.ROOT), *arguments],
            capture_output=True,
            text=True,
            timeout=2,
            check=False,
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
