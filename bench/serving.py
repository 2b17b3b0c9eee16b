"""The installation's own pages, served for a bench under the settings of this process's environment."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_START_S = 120.0


@contextmanager
def web(host: str) -> Iterator[int]:
    """Run `run-web` on a free port until it is left; yield the port once pages answer under the host's name."""
    from amparo.cli.installation import free_port
    from amparo.cli.serving import answers

    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "amparo.cli", "run-web", "--address", "127.0.0.1", "--port", str(port)],
        start_new_session=True,
    )
    try:
        end = time.monotonic() + LONGEST_START_S
        while not answers("127.0.0.1", port, host) and time.monotonic() < end:
            time.sleep(0.1)  # between two looks
        yield port
    finally:
        process.terminate()
        process.wait()
