"""Key files on the disk: written whole, readable by their owner only."""

import os
from pathlib import Path


def write_whole(path: Path, content: bytes, mode: int) -> None:
    """Write a file so that a crash leaves the old one or the new one, never half of it."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)


def private_folder(path: Path) -> None:
    """Make a folder that only its owner may look into, or make an existing one such."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
