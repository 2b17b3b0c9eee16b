"""Serve the installation whose settings were chosen, under the supervisor, and know when its pages answer."""

import argparse
import http.client
from collections.abc import Callable, Collection
from pathlib import Path

from amparo.cli import lookout, supervisor
from amparo.cli.installation import check_port

LOOPBACK = "127.0.0.1"


def serve(
    *,
    keys: Path,
    address: str,
    port: int,
    host: str,
    then: Callable[[], int | None],
    only: Collection[str] = supervisor.KINDS,
) -> int:
    """Run web, worker and gateway, or some of them, and call `then` when the pages answer.

    It ends when `then` returns a status, or a signal comes.

    Args:
        keys: the gateway's keys file.
        address: where `web` listens.
        port: where `web` listens.
        host: the name under which visitors know the pages.
        then: called once, in a thread; a status that it returns ends everything.
        only: which of the processes run on this machine.

    Raises:
        Refusal: the port is taken, or a process can't start.
    """

    def watch_then() -> int | None:
        lookout.start([kind for kind in supervisor.KINDS if kind in only])
        return then()

    programs = supervisor.programs(port=port, address=address, keys_file=keys)
    running = supervisor.Supervisor([each for each in programs if each.name in only])
    if "web" not in only:
        return running.run(is_ready=lambda: True, then=watch_then)
    check_port(address, port)
    asked = LOOPBACK if address in {"0.0.0.0", "::"} else address  # noqa: S104 — compared, not bound
    return running.run(is_ready=lambda: answers(asked, port, host), then=watch_then)


def port_number(text: str) -> int:
    """Return a typed port, for argparse.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 1 to 65535")
    return int(text)


def answers(address: str, port: int, host: str) -> bool:
    """Tell whether the health page says that all is well."""
    connection = http.client.HTTPConnection(address, port, timeout=2)
    try:
        connection.request("GET", "/health/", headers={"Host": host})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False  # not yet
    finally:
        connection.close()
