"""The `web` process: granian over the WSGI application. Started by the supervisor."""

import argparse
import logging
from collections.abc import Sequence

from amparo.cli.serving import port_number

# Not granian's 512: SQLite's writers take turns anyway. Not fewer: reports that wait for the disk together are
# committed together (core/grouping.py; with 4, 8 and 16 threads 364, 436 and 588 reports a second were taken), and a
# look-up of a receipt takes 45 ms on purpose.
THREADS = 16


def run(arguments: Sequence[str]) -> int:
    """Serve pages until a signal asks to end. The log holds no access lines: they would name the clients."""
    parser = argparse.ArgumentParser(prog="amparo run-web")
    parser.add_argument("--address", required=True)
    parser.add_argument("--port", type=port_number, required=True)
    options = parser.parse_args(arguments)
    serve_application("amparo.web.wsgi:application", address=options.address, port=options.port)
    return 0


def serve_application(application: str, *, address: str, port: int) -> None:
    """Serve a WSGI application, named `module:attribute`, as every installation is served."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels, logger

    logger.addFilter(_leave_out_that_threads_are_many)
    server = Granian(
        application,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_access=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=5,
    )
    server.serve()


def _leave_out_that_threads_are_many(record: logging.LogRecord) -> bool:
    """Tell whether an operator should read a line: not the server's doubt about `THREADS`, many on purpose."""
    return f"up to {THREADS} Python threads" not in record.getMessage()
